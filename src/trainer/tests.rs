use super::*;
use crate::{gradients::part, mnist::PIXELS};

fn trainer(optimizer: OptimizerConfig, learning_rate: f64) -> Trainer {
    let config = TrainerConfig { optimizer, learning_rate, seed: 1, engine: Engine::Flex };
    Trainer::new(&config).unwrap()
}

/// Eight images, each a bar at another height, with its number as label.
fn bars() -> (Vec<u8>, Vec<u8>) {
    let labels: Vec<u8> = (0..8).collect();
    let mut pixels = vec![0; labels.len() * PIXELS];
    for (image, pixels) in pixels.chunks_exact_mut(PIXELS).enumerate() {
        pixels[28 * (4 + 2 * image)..28 * (6 + 2 * image)].fill(255);
    }
    (pixels, labels)
}

#[test]
fn bad_learning_rates() {
    // The rules compute in f32, where the last two are 0 and infinite.
    for learning_rate in [0.0, -0.1, f64::NAN, f64::INFINITY, 1e-46, 1e39] {
        let optimizer = OptimizerConfig::adam();
        let config = TrainerConfig { optimizer, learning_rate, seed: 1, engine: Engine::Flex };
        let error = Trainer::new(&config).err().unwrap().to_string();
        assert!(error.contains("it must be a positive, finite number"), "{error}");
    }
}

#[test]
fn bad_batches() {
    let mut trainer = trainer(OptimizerConfig::adam(), 0.001);
    assert_eq!(trainer.train_batch(&[], &[]), Err(Error::Empty));
    assert_eq!(trainer.train_batch(&[0; 783], &[1]), Err(Error::Pixels { found: 783 }));
    assert_eq!(trainer.train_batch(&[0; PIXELS], &[1, 2]), Err(Error::Mismatch { images: 1, labels: 2 }));
    assert_eq!(trainer.evaluate(&[0; PIXELS], &[10]), Err(Error::Label { index: 0, label: 10 }));
    assert_eq!(trainer.predict(&[0; PIXELS + 1]), Err(Error::Pixels { found: PIXELS + 1 }));
    assert_eq!(trainer.step(), 0);
}

#[test]
fn every_optimizer_learns_eight_bars_by_heart() {
    let (pixels, labels) = bars();
    for (optimizer, learning_rate) in OptimizerConfig::ALL.into_iter().zip([0.1, 0.02, 0.002, 0.003, 2.0]) {
        let mut trainer = trainer(optimizer, learning_rate);
        for _ in 0..150 {
            trainer.train_batch(&pixels, &labels).unwrap();
        }
        let metrics = trainer.evaluate(&pixels, &labels).unwrap();
        assert_eq!(metrics.correct, 8, "{}: {metrics:?}", optimizer.name());
        let probabilities = trainer.predict(&pixels[..PIXELS]).unwrap();
        assert!((probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        assert!(probabilities[0] > 0.5, "{}: {probabilities:?}", optimizer.name());
    }
}

#[test]
fn every_optimizer_diverges_at_an_absurd_rate_and_keeps_the_last_finite_model() {
    let (pixels, labels) = bars();
    for optimizer in OptimizerConfig::ALL {
        // AdaDelta's updates begin about √ε times as large as the others'.
        let absurd = if optimizer == OptimizerConfig::adadelta() { 1e15 } else { 1e9 };
        let mut trainer = trainer(optimizer, absurd);
        let error = (0..100).find_map(|_| trainer.train_batch(&pixels, &labels).err());
        let step = trainer.step() + 1;
        assert_eq!(error, Some(Error::Diverged { step }), "{}", optimizer.name());
        assert!(trainer.evaluate(&pixels, &labels).unwrap().loss.is_finite());
        checkpoint::load(&trainer.save(), &Engine::Flex.device()).unwrap();
    }
}

#[test]
fn an_evaluation_finds_the_divergence_of_the_last_step_and_takes_it_back() {
    let (pixels, labels) = bars();
    let mut trainer = trainer(OptimizerConfig::sgd(), 1e38);
    let before = trainer.save();
    trainer.train_batch(&pixels, &labels).unwrap();
    assert_ne!(trainer.save(), before);
    assert_eq!(trainer.evaluate(&pixels, &labels), Err(Error::Diverged { step: 2 }));
    assert_eq!(trainer.save(), before);
    assert!(trainer.evaluate(&pixels, &labels).unwrap().loss.is_finite());
}

#[test]
fn a_parameter_that_relu_hides_is_found() {
    let (pixels, labels) = bars();
    let broken = || {
        let mut trainer = trainer(OptimizerConfig::sgd(), 1.0);
        let mut sum = trainer.gradients(&pixels, &labels, 8).unwrap();
        sum[150] = f32::INFINITY; // a bias of conv1 becomes minus infinity, and its map 0
        let before = trainer.save();
        trainer.update(&sum, 8).unwrap();
        assert!(trainer.gradients(&pixels, &labels, 8).unwrap()[61_706].is_finite());
        (trainer, before)
    };
    let (mut trainer, before) = broken();
    assert_eq!(trainer.train_batch(&pixels, &labels), Err(Error::Diverged { step: 2 }));
    assert_eq!(trainer.save(), before);
    let (mut trainer, before) = broken();
    assert_eq!(trainer.evaluate(&pixels, &labels), Err(Error::Diverged { step: 2 }));
    assert_eq!(trainer.save(), before);
}

#[test]
fn a_model_that_came_broken_is_no_divergence_of_this_run() {
    let (pixels, labels) = bars();
    let mut first = trainer(OptimizerConfig::sgd(), 1e38);
    first.train_batch(&pixels, &labels).unwrap();
    let mut second = trainer(OptimizerConfig::sgd(), 0.1);
    second.load(&first.save()).unwrap();
    assert_eq!(second.evaluate(&pixels, &labels), Err(Error::NoFiniteLoss));
    assert_eq!(second.save(), first.save());
}

#[test]
fn a_batch_of_several_shards_has_the_mean_gradient() {
    // Twice the same images: as a batch of their own, or as two shards of one, the mean is the same.
    let labels: Vec<u8> = (0..SHARD as u8).map(|i| i % 10).collect();
    let pixels: Vec<u8> = (0..SHARD * PIXELS).map(|i| (i * i / 7 % 251) as u8).collect();
    let mut once = trainer(OptimizerConfig::sgd(), 0.5);
    let one = once.train_batch(&pixels, &labels).unwrap();
    let mut twice = trainer(OptimizerConfig::sgd(), 0.5);
    let two = twice.train_batch(&pixels.repeat(2), &labels.repeat(2)).unwrap();
    assert_eq!((one.loss, 2 * one.correct, 2 * one.size), (two.loss, two.correct, two.size));
    assert_eq!(once.save(), twice.save());
}

#[test]
fn workers_take_the_same_steps_as_one_alone_bit_for_bit() {
    let size = 3 * SHARD + 5;
    let labels: Vec<u8> = (0..size).map(|i| i as u8 % 10).collect();
    let pixels: Vec<u8> = (0..size * PIXELS).map(|i| (i * i / 7 % 251) as u8).collect();
    let mut alone = trainer(OptimizerConfig::adam(), 0.001);
    let mut crew: Vec<_> = (0..2).map(|_| trainer(OptimizerConfig::adam(), 0.001)).collect();
    for _ in 0..3 {
        let mut sum = PairwiseSum::new(|left: Vec<f32>, right| {
            left.iter().zip(right).map(|(a, b)| a + b).collect::<Vec<f32>>()
        });
        for (i, worker) in crew.iter().enumerate() {
            let part = part(size, 2, i).unwrap();
            let pixels = &pixels[part.start * PIXELS..part.end * PIXELS];
            sum.push(worker.gradients(pixels, &labels[part], size).unwrap());
        }
        let sum = sum.finish().unwrap();
        let expected = alone.train_batch(&pixels, &labels).unwrap();
        for worker in &mut crew {
            assert_eq!(worker.update(&sum, size).unwrap(), expected);
            assert_eq!(worker.save(), alone.save());
        }
    }
}

#[test]
fn bad_parts() {
    let (pixels, labels) = bars();
    let mut trainer = trainer(OptimizerConfig::adam(), 0.001);
    assert_eq!(trainer.gradients(&pixels, &labels, 7), Err(Error::Part { size: 8, batch_size: 7 }));
    assert_eq!(trainer.update(&[0.0; 9], 8), Err(Error::Gradients { found: 9, expected: 61_708 }));
    let mut sum = trainer.gradients(&pixels, &labels, 8).unwrap();
    sum[61_706] = f32::NAN;
    assert_eq!(trainer.update(&sum, 8), Err(Error::Diverged { step: 1 }));
}

#[test]
fn a_bad_file_leaves_the_model_as_it_was() {
    let (pixels, labels) = bars();
    let mut trainer = trainer(OptimizerConfig::adam(), 0.001);
    trainer.train_batch(&pixels, &labels).unwrap();
    let saved = trainer.save();
    trainer.load(&saved[..1000]).unwrap_err();
    assert_eq!(trainer.save(), saved);
}

#[test]
fn after_load_the_optimizer_starts_afresh() {
    let (pixels, labels) = bars();
    for optimizer in OptimizerConfig::ALL.into_iter().chain([OptimizerConfig::Sgd { momentum: 0.9 }]) {
        let mut used = trainer(optimizer, 0.01);
        for _ in 0..3 {
            used.train_batch(&pixels, &labels).unwrap();
        }
        let saved = used.save();
        let mut fresh = trainer(optimizer, 0.01);
        for trainer in [&mut used, &mut fresh] {
            trainer.load(&saved).unwrap();
            assert!(trainer.optimizer.to_record().is_empty(), "{}", optimizer.name());
            trainer.train_batch(&pixels, &labels).unwrap();
            trainer.train_batch(&pixels, &labels).unwrap();
        }
        assert!(used.save() == fresh.save(), "{}: something of the three steps is left", optimizer.name());
    }
}

#[test]
fn of_equal_logits_the_first_counts() {
    let (pixels, labels) = bars();
    let mut trainer = trainer(OptimizerConfig::sgd(), 0.01);
    // A model of zeros: after the header, whose length the first eight bytes give.
    let mut file = trainer.save();
    let header = 8 + u64::from_le_bytes(file[..8].try_into().unwrap()) as usize;
    file[header..].fill(0);
    trainer.load(&file).unwrap();
    assert_eq!(trainer.examine(&pixels, &labels).unwrap().predicted, [0; 8]);
    assert_eq!(trainer.train_batch(&pixels, &labels).unwrap().correct, 1, "the one whose label is 0");
}

#[test]
fn many_images_are_predicted_as_each_alone() {
    let (pixels, _) = bars();
    let trainer = trainer(OptimizerConfig::adam(), 0.001);
    let many = pixels.repeat(80);
    let alone: Vec<f32> = pixels.chunks(PIXELS).flat_map(|one| trainer.predict(one).unwrap()).collect();
    let together = trainer.predict(&many).unwrap();
    assert_eq!(together.len() * PIXELS, many.len() * 10);
    for (a, b) in together.iter().zip(alone.iter().cycle()) {
        assert!((a - b).abs() < 1e-6, "{a} {b}");
    }
}
