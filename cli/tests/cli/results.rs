//! What each command prints and writes.

use std::fs;

use crate::support::{ABSURD, Folder, json, printed, said};
use serde_json::Value;

const TRAIN: [&str; 7] = ["train", "--epochs", "60", "--batch-size", "16", "--out", "model.safetensors"];

#[test]
fn train_evaluates_every_half_epoch_and_writes_the_model_that_it_evaluated_last() {
    let folder = Folder::with_data("train");
    let lines = printed(&folder.run(&[&TRAIN[..], &["--json"]].concat()));
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let at: Vec<_> = lines.iter().map(|line| (line["epoch"].as_f64(), line["step"].as_u64())).collect();
    assert_eq!(at[..4], [(0.5, 2), (1.0, 4), (1.5, 6), (2.0, 8)].map(|(e, s)| (Some(e), Some(s))));
    assert_eq!(at.len(), 120);
    let last = lines.last().unwrap();
    assert_eq!(last["test_accuracy"], 1.0, "it has learned ten bars by heart: {last}");

    let evaluated = printed(&folder.run(&["evaluate", "--model", "model.safetensors", "--json"]));
    let evaluated: Value = serde_json::from_str(&evaluated).unwrap();
    for key in ["test_accuracy", "test_loss"] {
        assert_eq!(evaluated[key], last[key]);
    }
    let text = printed(&folder.run(&["evaluate", "--model", "model.safetensors"]));
    assert!(text.ends_with("test accuracy 1.0000\n"), "{text}");
}

#[test]
fn one_seed_gives_one_model_and_each_setting_another() {
    let folder = Folder::with_data("settings");
    let model = |settings: &[&str]| {
        let train = ["train", "--epochs", "1", "--batch-size", "16", "--out", "model"];
        printed(&folder.run(&[&train[..], settings].concat()));
        fs::read(folder.path("model")).unwrap()
    };
    let first = model(&[]);
    assert_eq!(model(&[]), first);
    fs::write(folder.path("start"), &first).unwrap();
    let others: [&[&str]; 6] = [
        &["--seed", "2"],
        &["--augment", "strong"],
        &["--model", "start"],
        &["--optimizer", "sgd"],
        &["--learning-rate", "0.01"],
        &["--set", "beta_1=0.5"],
    ];
    for settings in others {
        assert_ne!(model(settings), first, "{settings:?}");
    }
}

#[test]
fn compare_prints_the_table_and_writes_what_the_page_opens() {
    let folder = Folder::with_data("compare");
    let compare = ["compare", "--epochs", "1", "--batch-size", "16", "--seeds", "1,2", "--out", "out/race"];
    let output = folder.run(&compare);
    let (table, written) = (printed(&output), fs::read_to_string(folder.path("out/race/table.md")).unwrap());
    assert!(table.starts_with(&written), "{table}");
    assert!(table.contains("| Optimizer |") && table.contains("| AdaDelta "), "{table}");
    assert!(table.ends_with("race.json, figure-3.svg and table.md are in out/race.\n"), "{table}");
    assert_eq!(said(&output).lines().count(), 10, "a line a run");

    let race = json(&folder.path("out/race/race.json"));
    assert_eq!((&race["format"], &race["preset"]), (&"lenet5-race".into(), &"tuned".into()));
    assert_eq!((&race["train_size"], &race["test_size"]), (&64.into(), &20.into()));
    let runs = race["runs"].as_array().unwrap();
    let names: Vec<_> = runs.iter().map(|run| run["optimizer"]["name"].as_str().unwrap()).collect();
    let five = ["sgd", "adagrad", "rmsprop", "adam", "adadelta"];
    assert_eq!(names, [five, five].concat(), "seed by seed, whichever ended first");
    assert!(runs.iter().all(|run| run["outcome"] == "finished" && run["evaluations"][0]["step"] == 4));
    assert!(fs::read_to_string(folder.path("out/race/figure-3.svg")).unwrap().starts_with("<svg"));
    assert_eq!(fs::read_dir(folder.path("out/race")).unwrap().count(), 3, "nothing half written is left");
}

#[test]
fn sweep_finds_the_best_rate_and_goes_on_where_one_diverges() {
    let folder = Folder::with_data("sweep");
    let rates = format!("0.1,{},0.000001", ABSURD);
    let sweep = ["sweep", "--optimizer", "sgd", "--rates", &rates, "--epochs", "30", "--batch-size", "16"];
    let text = printed(&folder.run(&[&sweep[..], &["--out", "out"]].concat()));
    assert!(text.contains("SGD: best at 0.1, with"), "{text}");
    let runs = json(&folder.path("out/sweep.json"))["runs"].take();
    let outcomes: Vec<_> =
        runs.as_array().unwrap().iter().map(|run| run["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes[..2], ["finished", "finished"]);
    assert!(outcomes[2].starts_with("diverged at step 2"), "{outcomes:?}");
    assert!(folder.path("out/sweep.svg").exists());
}
