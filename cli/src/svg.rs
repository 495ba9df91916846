//! What the charts have in common: a white sheet with a title, which prints as it looks.

use std::fmt::Display;

/// A sheet with these elements; the title and the description are also there to be read aloud.
pub fn sheet(width: f64, height: f64, title: &str, description: &str, elements: &[String]) -> String {
    let (title, description) = (escape(title), escape(description));
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-labelledby="title description" font-family="Helvetica, Arial, sans-serif" font-size="13" fill="#1c1e22">
<title id="title">{title}</title>
<desc id="description">{description}</desc>
<rect width="{width}" height="{height}" fill="#fff"/>
<text x="16" y="26" font-size="16" font-weight="bold">{title}</text>
{}
</svg>
"##,
        elements.join("\n")
    )
}

/// Where a text's point is.
#[derive(Clone, Copy)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// A line of text.
pub fn text(x: f64, y: f64, anchor: Anchor, words: impl Display) -> String {
    let anchor = match anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    format!(r#"<text x="{x:.1}" y="{y:.1}" text-anchor="{anchor}">{}</text>"#, escape(&words.to_string()))
}

/// A straight line.
pub fn line(from: (f64, f64), to: (f64, f64), style: &str) -> String {
    format!(r#"<line x1="{:.1}" y1="{:.1}" x2="{:.1}" y2="{:.1}" {style}/>"#, from.0, from.1, to.0, to.1)
}

/// A line of a chart's grid.
pub const GRID: &str = r##"stroke="#d5d7da""##;

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Small records for the tests of tables and charts.
#[cfg(test)]
pub mod samples {
    use lenet5_live::{
        optim::OptimizerConfig,
        race::record::{Evaluation, FINISHED, Format, RaceRecord, RaceRun, VERSION},
    };

    fn run(optimizer: OptimizerConfig, learning_rate: f64, seed: u32, accuracy: Option<f64>) -> RaceRun {
        let evaluation = |accuracy| Evaluation { step: 469, epoch: 1.0, seconds: 1.5, loss: 0.25, accuracy };
        RaceRun {
            optimizer,
            learning_rate,
            batch_size: 128,
            epochs: 1,
            seed,
            outcome: accuracy.map_or("diverged at step 12: …", |_| FINISHED).into(),
            evaluations: accuracy.map(evaluation).into_iter().collect(),
            losses: vec![],
        }
    }

    fn record(runs: Vec<RaceRun>) -> RaceRecord {
        RaceRecord {
            format: Format::Race,
            version: VERSION,
            app_version: "0.1.0".into(),
            dataset: "A & B".into(),
            train_size: 60_000,
            test_size: 10_000,
            preset: None,
            runs,
        }
    }

    /// Two seeds of all five; in the second Adam diverged.
    pub fn race() -> RaceRecord {
        let rates = [0.0002, 0.001, 0.001, 0.001, 0.001];
        let seeds = [
            [Some(0.85), Some(0.94), Some(0.98), Some(0.99), Some(0.84)],
            [Some(0.87), Some(0.95), Some(0.97), None, Some(0.86)],
        ];
        let runs = (1..).zip(seeds).flat_map(|(seed, accuracies)| {
            let settings = OptimizerConfig::ALL.into_iter().zip(rates).zip(accuracies);
            settings.map(move |((optimizer, rate), accuracy)| run(optimizer, rate, seed, accuracy))
        });
        record(runs.collect())
    }

    /// Two optimizers with three rates.
    pub fn rates() -> RaceRecord {
        let (sgd, adam) = (OptimizerConfig::sgd(), OptimizerConfig::adam());
        record(vec![
            run(sgd, 0.001, 1, Some(0.9)),
            run(sgd, 0.1, 1, Some(0.98)),
            run(sgd, 10.0, 1, None),
            run(adam, 0.001, 1, Some(0.99)),
            run(adam, 0.1, 1, Some(0.098)),
            run(adam, 10.0, 1, None),
        ])
    }
}
