//! The paper's Figure 3: its accuracies and ours as bars. Hatched and plain, they need no colour to be told apart.

use lenet5_live::{
    paper,
    race::{
        record::RaceRecord,
        summary::{Spread, Summary, summaries},
    },
};

use crate::{
    svg::{Anchor, GRID, line, sheet, text},
    table::epochs,
};

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 420.0;
/// The corners of the bars' field.
const LEFT: f64 = 56.0;
const TOP: f64 = 84.0;
const RIGHT: f64 = WIDTH - 20.0;
const BOTTOM: f64 = HEIGHT - 52.0;
const BAR: f64 = 46.0;

const HATCHING: &str = r##"<defs><pattern id="hatching" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/><rect width="2" height="6" fill="#5c6068"/></pattern></defs>"##;
const PAPER: &str = r##"fill="url(#hatching)" stroke="#5c6068""##;
const OURS: &str = r##"fill="#0062a3" stroke="#0062a3""##;
/// From the least to the most of several seeds.
const WHISKER: &str = r##"stroke="#1c1e22" stroke-width="1.5""##;

/// The bars of a race, the mean of its seeds with a line from the least to the most.
pub fn figure_3(record: &RaceRecord) -> String {
    let summaries = summaries(record);
    let mut elements = vec![HATCHING.to_string()];
    elements.extend(legend(seeds(&summaries)));
    elements.extend(grid());
    let spacing = (RIGHT - LEFT) / summaries.len().max(1) as f64;
    for (i, summary) in summaries.iter().enumerate() {
        elements.extend(group(LEFT + (i as f64 + 0.5) * spacing, summary));
    }
    let title = format!("{}: test accuracy after {}", record.dataset, epochs(record));
    sheet(WIDTH, HEIGHT, &title, &description(&summaries), &elements)
}

/// Two bars side by side, their values above, their names below.
fn group(middle: f64, summary: &Summary) -> Vec<String> {
    let paper = paper::accuracy(summary.optimizer.name());
    let (left, right) = (middle - BAR - 2.0, middle + 2.0);
    let mut elements = vec![bar(left, paper, PAPER)];
    elements.push(text(left + BAR / 2.0, y(paper) - 6.0, Anchor::Middle, format!("{paper:.3}")));
    match summary.accuracy() {
        Some(Spread { mean, least, most }) => {
            elements.push(bar(right, mean, OURS));
            let x = right + BAR / 2.0;
            if summary.runs.len() > 1 {
                elements.push(line((x, y(least)), (x, y(most)), WHISKER));
            }
            elements.push(text(x, y(most) - 6.0, Anchor::Middle, format!("{mean:.3}")));
        }
        None => elements.push(text(right + BAR / 2.0, BOTTOM - 6.0, Anchor::Middle, "diverged")),
    }
    elements.push(text(middle, BOTTOM + 20.0, Anchor::Middle, summary.optimizer.label()));
    elements.push(text(middle, BOTTOM + 38.0, Anchor::Middle, format!("rate {}", summary.learning_rate)));
    elements
}

fn bar(x: f64, value: f64, style: &str) -> String {
    format!(
        r#"<rect x="{x:.1}" y="{:.1}" width="{BAR}" height="{:.1}" {style}/>"#,
        y(value),
        BOTTOM - y(value)
    )
}

/// From 0 on, as bars must.
fn grid() -> impl Iterator<Item = String> {
    (0..=5).flat_map(|fifth| {
        let value = f64::from(fifth) / 5.0;
        let height = y(value);
        [
            line((LEFT, height), (RIGHT, height), GRID),
            text(LEFT - 8.0, height + 4.5, Anchor::End, format!("{value:.1}")),
        ]
    })
}

fn legend(seeds: usize) -> [String; 4] {
    let ours = match seeds {
        1 => "ours".to_string(),
        seeds => format!("ours, mean of {seeds} seeds; the line goes from the least to the most"),
    };
    let mark = |x: f64, style: &str| format!(r#"<rect x="{x}" y="42" width="22" height="14" {style}/>"#);
    [
        mark(16.0, PAPER),
        text(44.0, 54.0, Anchor::Start, "the paper’s"),
        mark(136.0, OURS),
        text(164.0, 54.0, Anchor::Start, ours),
    ]
}

fn seeds(summaries: &[Summary]) -> usize {
    summaries.iter().map(|summary| summary.runs.len()).max().unwrap_or(1)
}

fn description(summaries: &[Summary]) -> String {
    let of = |summary: &Summary| {
        let ours = summary.accuracy().map_or("diverged".into(), |spread| format!("{:.4}", spread.mean));
        format!(
            "{}: the paper’s {}, ours {ours}",
            summary.optimizer.label(),
            paper::accuracy(summary.optimizer.name())
        )
    };
    summaries.iter().map(of).collect::<Vec<_>>().join("; ")
}

fn y(accuracy: f64) -> f64 {
    BOTTOM - accuracy * (BOTTOM - TOP)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::svg::samples::race;

    #[test]
    fn every_optimizer_has_the_papers_bar_and_ours() {
        let svg = figure_3(&race());
        assert_eq!(svg.matches(&format!(r#"width="{BAR}""#)).count(), 5 + 4, "Adam diverged");
        for words in [
            "A &amp; B: test accuracy",
            "SGD",
            "AdaDelta",
            ">0.858<",
            ">0.860<",
            ">diverged<",
            "mean of 2 seeds",
        ] {
            assert!(svg.contains(words), "{words} is not in {svg}");
        }
    }

    #[test]
    fn a_bar_is_as_high_as_its_value() {
        let full = bar(0.0, 1.0, "");
        assert!(full.contains(&format!(r#"y="{TOP:.1}""#)), "{full}");
        let half = bar(0.0, 0.5, "");
        assert!(half.contains(&format!(r#"height="{:.1}""#, (BOTTOM - TOP) / 2.0)), "{half}");
    }
}
