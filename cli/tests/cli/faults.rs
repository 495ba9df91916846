//! What each command does with what is wrong, and when it is ended before its time.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Output, Stdio},
    time::{Duration, Instant},
};

use crate::support::{ABSURD, Folder, failed, json, printed};

/// Far more than any test waits for.
const FOR_EVER: &str = "1000";

#[test]
fn what_cannot_be_written_is_found_before_training() {
    let folder = Folder::with_data("missing");
    fs::create_dir(folder.path("folder")).unwrap();
    fs::write(folder.path("file"), "of somebody else").unwrap();
    for (command, out) in
        [("train", "missing/model"), ("train", "folder"), ("train", "file/model"), ("compare", "file")]
    {
        let begun = Instant::now();
        let sentence =
            failed(&folder.run(&[command, "--epochs", FOR_EVER, "--batch-size", "1", "--out", out]));
        assert!(sentence.starts_with("error: cannot "), "{sentence}");
        assert!(sentence.contains(out), "{sentence}");
        assert!(begun.elapsed() < Duration::from_secs(20), "it trained before");
    }
    assert_eq!(fs::read_to_string(folder.path("file")).unwrap(), "of somebody else");
}

#[test]
fn nonsense_gets_a_sentence() {
    let folder = Folder::with_data("nonsense");
    fs::write(folder.path("no-model"), "no model").unwrap();
    let cases: [(&[&str], &str); 9] = [
        (&["train", "--epochs", "0"], "0 is not in 1..=1000"),
        (&["train", "--batch-size", "0"], "batch size 0: it must be from 1 to 64"),
        (&["train", "--batch-size", "65"], "batch size 65: it must be from 1 to 64"),
        (&["train", "--learning-rate", "-1"], "it must be a positive, finite number"),
        (&["train", "--optimizer", "adamw"], "choose one of sgd, adagrad, rmsprop, adam, adadelta"),
        (&["train", "--augment", "more"], "choose one of none, affine, elastic, strong"),
        (&["compare", "--preset", "best"], "choose one of tuned, paper, same"),
        (&["compare", "--batch-size", "65"], "batch size 65: it must be from 1 to 64"),
        (&["evaluate", "--model", "no-model"], "not a safetensors file"),
    ];
    for (arguments, expected) in cases {
        let sentence = failed(&folder.run(arguments));
        assert!(sentence.contains(expected), "{arguments:?}: {sentence}");
    }
    let sentence = failed(&Folder::new("no-data").run(&["train"]));
    assert!(sentence.contains("no train-images-idx3-ubyte or train-images-idx3-ubyte.gz in"), "{sentence}");
}

/// One step an epoch: no step comes after the last update to find what it did.
const LAST_STEP: [&str; 7] = ["train", "--optimizer", "sgd", "--batch-size", "64", "--epochs", "1"];

#[test]
fn a_run_whose_last_step_diverges_fails_and_leaves_the_model_before_it() {
    let folder = Folder::with_data("diverged");
    let rate = ["--learning-rate", ABSURD];
    let output = folder.run(&[&LAST_STEP[..], &rate, &["--out", "model", "--json"]].concat());
    let sentence = failed(&output);
    assert!(sentence.contains("diverged at step 2: loss is not finite"), "{sentence}");
    assert!(sentence.contains("the last finite model is in model"), "{sentence}");
    assert!(output.stdout.is_empty(), "no evaluation without a number");
    let evaluated = printed(&folder.run(&["evaluate", "--model", "model", "--json"]));
    assert!(!evaluated.contains("null"), "{evaluated}");
    assert!(failed(&folder.run(&[&LAST_STEP[..], &rate].concat())).contains("diverged at step 2"));
}

#[test]
fn a_model_without_a_finite_loss_is_refused() {
    let folder = Folder::with_data("broken");
    printed(&folder.run(&[&LAST_STEP[..], &["--out", "model"]].concat()));
    // Weights that are finite, each, and overflow together.
    let mut file = fs::read(folder.path("model")).unwrap();
    let header = 8 + u64::from_le_bytes(file[..8].try_into().unwrap()) as usize;
    file[header..].as_chunks_mut().0.fill(1e38f32.to_le_bytes());
    fs::write(folder.path("broken"), file).unwrap();
    let output = folder.run(&["evaluate", "--model", "broken"]);
    assert!(failed(&output).contains("the model's loss is not finite"), "{output:?}");
    assert!(output.stdout.is_empty());
}

/// Runs it with its output read by somebody who goes after the first line.
fn with_a_reader_who_goes(folder: &Folder, arguments: &[&str], error_stream: bool) -> (String, Output) {
    let mut command = folder.command(arguments);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    if error_stream {
        BufReader::with_capacity(1, child.stderr.take().unwrap()).read_line(&mut line).unwrap();
    } else {
        BufReader::with_capacity(1, child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    }
    (line, child.wait_with_output().unwrap())
}

#[test]
fn a_closed_pipe_is_an_end_without_a_word() {
    let folder = Folder::with_data("pipe");
    let train = ["train", "--epochs", FOR_EVER, "--batch-size", "16"];
    let (line, output) = with_a_reader_who_goes(&folder, &train, false);
    assert!(line.starts_with("epoch  0.5"), "{line}");
    assert_eq!(output.status.code(), Some(141), "{output:?}");
    assert_eq!(output.stderr, b"");

    let compare = ["compare", "--epochs", "3", "--batch-size", "1", "--threads", "1", "--out", "out"];
    let (line, output) = with_a_reader_who_goes(&folder, &compare, true);
    assert!(line.starts_with("1/5  SGD"), "{line}");
    assert_eq!(output.status.code(), Some(141), "{output:?}");
    let kept = json(&folder.path("out/race.json"));
    let kept = kept["runs"].as_array().unwrap();
    assert!(!kept.is_empty() && kept.iter().all(|run| run["outcome"] == "finished"), "{kept:?}");
}

#[test]
fn whoever_ends_a_race_keeps_the_runs_that_have_ended() {
    let folder = Folder::with_data("killed");
    let rates: Vec<f64> = (1..=20).map(|i| f64::from(i) / 1000.0).collect();
    let list = rates.iter().map(f64::to_string).collect::<Vec<_>>().join(",");
    let sweep = ["sweep", "--rates", &list, "--batch-size", "1", "--threads", "1", "--out", "out"];
    let long = [&sweep[..], &["--optimizer", "sgd", "--epochs", "10"]].concat();
    let mut child = folder.command(&long).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    for number in 1..=2 {
        let line = lines.next().unwrap().unwrap();
        assert!(line.starts_with(&format!("{number}/20  SGD")), "{line}");
    }
    child.kill().unwrap();
    assert!(!child.wait().unwrap().success(), "it had ended before");
    let kept = json(&folder.path("out/sweep.json"));
    let kept = kept["runs"].as_array().unwrap();
    assert!((2..20).contains(&kept.len()), "{}", kept.len());
    for (run, rate) in kept.iter().zip(rates) {
        assert_eq!((&run["learning_rate"], &run["outcome"]), (&rate.into(), &"finished".into()));
    }
}
