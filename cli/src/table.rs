//! What a race came to, as tables that read well in a terminal and are Markdown.

use std::time::Duration;

use lenet5_live::{
    optim::OptimizerConfig,
    paper,
    race::{
        record::RaceRecord,
        summary::{Summary, summaries},
    },
};

/// Table 1: the paper's accuracies and ours.
pub fn comparison(record: &RaceRecord) -> String {
    let summaries = summaries(record);
    let seeds = record.runs.iter().map(|run| run.seed);
    let mut columns: Vec<u32> = vec![];
    seeds.for_each(|seed| {
        if !columns.contains(&seed) {
            columns.push(seed);
        }
    });
    let mut head: Vec<String> =
        ["Optimizer", "Rate", "Paper", "Ours", "Difference", "Least", "Most"].map(String::from).into();
    head.extend(columns.iter().map(|seed| format!("Seed {seed}")));
    let rows = summaries.iter().map(|summary| {
        let paper = paper::accuracy(summary.optimizer.name());
        let mut row =
            vec![summary.optimizer.label().into(), summary.learning_rate.to_string(), format!("{paper:.3}")];
        match summary.accuracy() {
            Some(ours) => row.extend([
                format!("{:.4}", ours.mean),
                format!("{:+.4}", ours.mean - paper),
                format!("{:.4}", ours.least),
                format!("{:.4}", ours.most),
            ]),
            None => row.extend([failure(summary), String::new(), String::new(), String::new()]),
        }
        row.extend(columns.iter().map(|seed| {
            let run = summary.runs.iter().find(|run| run.seed == *seed);
            run.and_then(|run| run.final_accuracy()).map_or("diverged".into(), |value| format!("{value:.4}"))
        }));
        row
    });
    markdown(&head, &rows.collect::<Vec<_>>())
}

/// A row a rate, a column an optimizer.
pub fn sweep_table(record: &RaceRecord) -> String {
    let summaries = summaries(record);
    let optimizers = optimizers(&summaries);
    let mut rates: Vec<f64> = summaries.iter().map(|summary| summary.learning_rate).collect();
    rates.sort_by(f64::total_cmp);
    rates.dedup();
    let mut head = vec!["Rate".to_string()];
    head.extend(optimizers.iter().map(|optimizer| optimizer.label().to_string()));
    let rows = rates.iter().map(|rate| {
        let cell = |optimizer: &OptimizerConfig| {
            let of = |summary: &&Summary| (summary.optimizer, summary.learning_rate) == (*optimizer, *rate);
            summaries.iter().find(of).map_or(String::new(), |summary| {
                summary.accuracy().map_or_else(|| failure(summary), |spread| format!("{:.4}", spread.mean))
            })
        };
        std::iter::once(rate.to_string()).chain(optimizers.iter().map(cell)).collect()
    });
    markdown(&head, &rows.collect::<Vec<_>>())
}

/// Each optimizer's best rate.
pub fn best_rates(record: &RaceRecord) -> String {
    let summaries = summaries(record);
    let mut text = String::new();
    for optimizer in optimizers(&summaries) {
        let label = optimizer.label();
        text += &match best(&summaries, &optimizer) {
            Some((rate, accuracy)) => format!("{label}: best at {rate}, with {accuracy:.4}\n"),
            None => format!("{label}: no run came to its end; try smaller rates\n"),
        };
    }
    text
}

/// An optimizer's best rate and its mean accuracy. Of equal ones the least rate, the safer one, counts.
pub fn best(summaries: &[Summary], optimizer: &OptimizerConfig) -> Option<(f64, f64)> {
    let own = summaries.iter().filter(|summary| summary.optimizer == *optimizer);
    let points = own.filter_map(|summary| Some((summary.learning_rate, summary.accuracy()?.mean)));
    points.reduce(|best, point| if point.1 > best.1 { point } else { best })
}

/// The optimizers in the order in which they come first.
pub fn optimizers(summaries: &[Summary]) -> Vec<OptimizerConfig> {
    let mut optimizers = vec![];
    for summary in summaries {
        if !optimizers.contains(&summary.optimizer) {
            optimizers.push(summary.optimizer);
        }
    }
    optimizers
}

/// Such as `50 epochs`.
pub fn epochs(record: &RaceRecord) -> String {
    match record.runs.first().map_or(0, |run| run.epochs) {
        1 => "1 epoch".into(),
        epochs => format!("{epochs} epochs"),
    }
}

/// Such as `1 h 2 min 3 s`.
pub fn duration(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    let minutes = time.as_secs() / 60;
    match (minutes / 60, minutes % 60) {
        (0, 0) => format!("{seconds:.1} s"),
        (0, minutes) => format!("{minutes} min {} s", time.as_secs() % 60),
        (hours, minutes) => format!("{hours} h {minutes} min {} s", time.as_secs() % 60),
    }
}

fn failure(summary: &Summary) -> String {
    match (summary.failed(), summary.runs.len()) {
        (_, 1) => "diverged".into(),
        (failed, all) => format!("diverged ({failed} of {all})"),
    }
}

/// Padded, so that it can be read as it is; numbers to the right.
fn markdown(head: &[String], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().map(|row| &row[column]).chain([&head[column]]);
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0).max(3)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let line = |cells: &[String]| {
        let padded = cells.iter().zip(&widths).enumerate().map(|(column, (cell, &width))| match column {
            0 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        format!("| {} |\n", padded.collect::<Vec<_>>().join(" | "))
    };
    let rule = widths.iter().enumerate().map(|(column, &width)| match column {
        0 => "-".repeat(width),
        _ => format!("{}:", "-".repeat(width - 1)),
    });
    let rule = line(&rule.collect::<Vec<_>>());
    line(head) + &rule + &rows.iter().map(|row| line(row)).collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::svg::samples::{race, rates};

    #[test]
    fn table_1_has_the_papers_accuracy_ours_and_the_difference() {
        let table = comparison(&race());
        let rows: Vec<Vec<&str>> =
            table.lines().map(|line| line.split('|').map(str::trim).collect()).collect();
        assert_eq!(
            rows[0][1..10],
            ["Optimizer", "Rate", "Paper", "Ours", "Difference", "Least", "Most", "Seed 1", "Seed 2"]
        );
        assert_eq!(
            rows[2][1..10],
            ["SGD", "0.0002", "0.858", "0.8600", "+0.0020", "0.8500", "0.8700", "0.8500", "0.8700"]
        );
        assert_eq!(
            rows[5][1..10],
            ["Adam", "0.001", "0.990", "diverged (1 of 2)", "", "", "", "0.9900", "diverged"]
        );
        assert_eq!(rows.len(), 2 + 5);
        let widths: Vec<usize> = table.lines().map(|line| line.chars().count()).collect();
        assert!(widths.iter().all(|width| *width == widths[0]), "{table}");
    }

    #[test]
    fn a_sweep_has_a_row_a_rate_and_a_best_one() {
        let table = sweep_table(&rates());
        let rows: Vec<Vec<&str>> =
            table.lines().map(|line| line.split('|').map(str::trim).collect()).collect();
        assert_eq!(rows[0][1..4], ["Rate", "SGD", "Adam"]);
        assert_eq!(
            rows[2..].iter().map(|row| &row[1..4]).collect::<Vec<_>>(),
            [["0.001", "0.9000", "0.9900"], ["0.1", "0.9800", "0.0980"], ["10", "diverged", "diverged"],]
        );
        assert_eq!(best_rates(&rates()), "SGD: best at 0.1, with 0.9800\nAdam: best at 0.001, with 0.9900\n");
    }

    #[test]
    fn durations() {
        let text = |seconds| duration(Duration::from_secs_f64(seconds));
        assert_eq!(
            (text(2.54), text(61.0), text(7265.0)),
            ("2.5 s".into(), "1 min 1 s".into(), "2 h 1 min 5 s".into())
        );
    }
}
