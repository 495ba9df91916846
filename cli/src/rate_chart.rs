//! Test accuracy against learning rate, a line an optimizer: each with its own colour, dash and mark.

use lenet5_live::{
    optim::OptimizerConfig,
    race::{
        record::RaceRecord,
        summary::{Summary, summaries},
    },
};

use crate::{
    svg::{Anchor, GRID, line, sheet, text},
    table::{best, epochs, optimizers},
};

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 460.0;
/// The corners of the lines' field.
const LEFT: f64 = 64.0;
const TOP: f64 = 66.0;
const RIGHT: f64 = WIDTH - 104.0;
const BOTTOM: f64 = HEIGHT - 78.0;
/// Where the runs that diverged are marked.
const DIVERGED: f64 = BOTTOM + 14.0;
/// The least distance between two names.
const LINE_HEIGHT: f64 = 15.0;

/// Accuracies with a line of the grid.
const TICKS: [f64; 9] = [0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998];

/// The lines of a sweep.
pub fn sweep(record: &RaceRecord) -> String {
    let summaries = summaries(record);
    let axes = Axes::of(&summaries);
    let mut elements = axes.grid();
    let mut names = vec![];
    for optimizer in optimizers(&summaries) {
        let look = Look::of(&optimizer);
        elements.extend(curve(&axes, &summaries, &optimizer, &look));
        if let Some(end) = points(&summaries, &optimizer).last() {
            names.push((axes.y(end.1), optimizer.label(), look));
        }
    }
    elements.extend(apart(names).into_iter().map(|(y, name, look)| {
        // With its mark: where lines end in one point, colour alone would tell the names apart.
        let (mark, name) = (look.mark(RIGHT + 14.0, y), text(RIGHT + 24.0, y + 4.5, Anchor::Start, name));
        format!(r#"<g fill="{}" font-weight="bold">{mark}{name}</g>"#, look.colour)
    }));
    let title = format!("{}: test accuracy after {}, by learning rate", record.dataset, epochs(record));
    sheet(WIDTH, HEIGHT, &title, &description(&summaries), &elements)
}

/// The rates at which every run came to its end, with the mean accuracies.
fn points(summaries: &[Summary], optimizer: &OptimizerConfig) -> Vec<(f64, f64)> {
    let own = summaries.iter().filter(|summary| summary.optimizer == *optimizer);
    let points = own.filter_map(|summary| Some((summary.learning_rate, summary.accuracy()?.mean)));
    let mut points: Vec<_> = points.collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    points
}

fn curve(axes: &Axes, summaries: &[Summary], optimizer: &OptimizerConfig, look: &Look) -> Vec<String> {
    let Look { colour, dash, .. } = look;
    let points = points(summaries, optimizer);
    let at = |(rate, accuracy): &(f64, f64)| (axes.x(*rate), axes.y(*accuracy));
    let path = points.iter().map(at).map(|(x, y)| format!("{x:.1},{y:.1}")).collect::<Vec<_>>().join(" ");
    let mut elements = vec![format!(
        r#"<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>"#
    )];
    elements.extend(points.iter().map(at).map(|(x, y)| look.mark(x, y)));
    if let Some(best) = best(summaries, optimizer) {
        let (x, y) = at(&best);
        elements.push(format!(
            r#"<circle cx="{x:.1}" cy="{y:.1}" r="9" fill="none" stroke="{colour}" stroke-width="1.5"/>"#
        ));
    }
    let failed = summaries.iter().filter(|summary| summary.optimizer == *optimizer && summary.failed() > 0);
    elements.extend(failed.map(|summary| look.cross(axes.x(summary.learning_rate))));
    elements
}

/// How an optimizer is drawn; the colours are the page's.
struct Look {
    colour: &'static str,
    dash: &'static str,
    /// Which of the five it is, from 0.
    turn: usize,
}

impl Look {
    fn of(optimizer: &OptimizerConfig) -> Self {
        let (colour, dash, turn) = match optimizer {
            OptimizerConfig::Sgd { .. } => ("#2b2e34", "none", 0),
            OptimizerConfig::AdaGrad { .. } => ("#00805f", "8 4", 1),
            OptimizerConfig::RmsProp { .. } => ("#b0478a", "2 3", 2),
            OptimizerConfig::Adam { .. } => ("#0062a3", "12 4 2 4", 3),
            OptimizerConfig::AdaDelta { .. } => ("#c04a00", "18 6", 4),
        };
        Self { colour, dash, turn }
    }

    /// A disc, a square, a diamond, or a triangle up or down.
    fn mark(&self, x: f64, y: f64) -> String {
        let shape = match self.turn {
            0 => return format!(r#"<circle cx="{x:.1}" cy="{y:.1}" r="4" fill="{}"/>"#, self.colour),
            1 => "M-4,-4h8v8h-8z",
            2 => "M0,-5l5,5l-5,5l-5,-5z",
            3 => "M0,-5l5,9h-10z",
            _ => "M0,5l5,-9h-10z",
        };
        format!(r#"<path d="{shape}" transform="translate({x:.1},{y:.1})" fill="{}"/>"#, self.colour)
    }

    /// A run that diverged; beside each other where several did.
    fn cross(&self, x: f64) -> String {
        let x = x + 9.0 * (self.turn as f64 - 2.0);
        format!(
            r#"<path d="M-3,-3l6,6m0,-6l-6,6" transform="translate({x:.1},{DIVERGED:.1})" stroke="{}" stroke-width="2"/>"#,
            self.colour
        )
    }
}

/// Rates on a log axis; accuracies by the logarithm of what they miss, which shows 0.98 and 0.99 as far apart as
/// 0.8 and 0.9.
struct Axes {
    least_rate: f64,
    most_rate: f64,
    /// The accuracy at the top.
    top: f64,
}

impl Axes {
    fn of(summaries: &[Summary]) -> Self {
        let rates = || summaries.iter().map(|summary| summary.learning_rate);
        let accuracies = summaries.iter().filter_map(|summary| Some(summary.accuracy()?.mean));
        let most = accuracies.fold(0.0, f64::max);
        let top = TICKS.into_iter().find(|tick| *tick >= most && *tick > 0.0).unwrap_or(0.999);
        Self {
            least_rate: rates().fold(f64::INFINITY, f64::min),
            most_rate: rates().fold(f64::NEG_INFINITY, f64::max),
            top,
        }
    }

    fn x(&self, rate: f64) -> f64 {
        let width = (self.most_rate / self.least_rate).ln();
        let part = if width > 0.0 { (rate / self.least_rate).ln() / width } else { 0.5 };
        LEFT + 24.0 + part * (RIGHT - LEFT - 48.0)
    }

    fn y(&self, accuracy: f64) -> f64 {
        let part = (1.0 - accuracy.min(0.9999)).ln() / (1.0 - self.top).ln();
        BOTTOM - part * (BOTTOM - TOP)
    }

    fn grid(&self) -> Vec<String> {
        let mut elements = vec![];
        for accuracy in TICKS.into_iter().filter(|tick| *tick <= self.top) {
            let y = self.y(accuracy);
            elements.push(line((LEFT, y), (RIGHT, y), GRID));
            elements.push(text(LEFT - 8.0, y + 4.5, Anchor::End, accuracy));
        }
        let powers = self.least_rate.log10().ceil() as i32..=self.most_rate.log10().floor() as i32;
        for power in powers {
            let rate = 10_f64.powi(power);
            let x = self.x(rate);
            elements.push(line((x, TOP), (x, BOTTOM), GRID));
            elements.push(text(x, BOTTOM + 40.0, Anchor::Middle, format!("{rate}")));
        }
        elements.push(text((LEFT + RIGHT) / 2.0, BOTTOM + 64.0, Anchor::Middle, "learning rate"));
        elements.push(text(16.0, 48.0, Anchor::Start, "A ring marks the best; × marks rates that diverged."));
        elements
    }
}

/// Names at their lines' ends, moved up or down so that none covers another.
fn apart<T>(mut names: Vec<(f64, &'static str, T)>) -> Vec<(f64, &'static str, T)> {
    names.sort_by(|a, b| a.0.total_cmp(&b.0));
    for i in 1..names.len() {
        names[i].0 = names[i].0.max(names[i - 1].0 + LINE_HEIGHT);
    }
    let below = names.last().map_or(0.0, |last| (last.0 - BOTTOM).max(0.0));
    for i in (0..names.len()).rev() {
        let limit = names.get(i + 1).map_or(names[i].0 - below, |next| next.0 - LINE_HEIGHT);
        names[i].0 = names[i].0.min(limit);
    }
    names
}

fn description(summaries: &[Summary]) -> String {
    let of = |optimizer: OptimizerConfig| match best(summaries, &optimizer) {
        Some((rate, accuracy)) => format!("{}: best at {rate}, with {accuracy:.4}", optimizer.label()),
        None => format!("{}: no run came to its end", optimizer.label()),
    };
    optimizers(summaries).into_iter().map(of).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::svg::samples::rates;

    #[test]
    fn every_optimizer_has_a_line_a_ring_and_a_name_and_what_diverged_a_cross() {
        let svg = sweep(&rates());
        assert_eq!(svg.matches("<polyline").count(), 2);
        assert_eq!(svg.matches(r#"r="9""#).count(), 2);
        assert_eq!(svg.matches("m0,-6").count(), 2);
        for words in [">SGD<", ">Adam<", ">0.001<", ">10<", "SGD: best at 0.1, with 0.9800"] {
            assert!(svg.contains(words), "{words} is not in {svg}");
        }
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }

    #[test]
    fn rates_and_what_is_missed_are_drawn_by_their_logarithms() {
        let record = rates();
        let axes = Axes::of(&summaries(&record));
        let middle = (axes.x(0.001) + axes.x(10.0)) / 2.0;
        assert!((axes.x(0.1) - middle).abs() < 1e-9);
        assert!(((axes.y(0.9) - axes.y(0.99)) - (axes.y(0.0) - axes.y(0.9))).abs() < 1e-9);
        assert_eq!((axes.y(0.99), axes.y(0.0)), (TOP, BOTTOM));
    }

    #[test]
    fn one_rate_and_nothing_but_divergence_can_be_drawn() {
        let mut record = rates();
        record.runs.retain(|run| run.learning_rate == 10.0);
        let svg = sweep(&record);
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        assert!(svg.contains("no run came to its end"));
    }

    #[test]
    fn names_do_not_cover_each_other_and_stay_on_the_sheet() {
        let names =
            apart(vec![(BOTTOM, "a", ()), (TOP, "b", ()), (BOTTOM - 2.0, "c", ()), (TOP + 1.0, "d", ())]);
        for pair in names.windows(2) {
            assert!(pair[1].0 - pair[0].0 >= LINE_HEIGHT - 1e-9);
        }
        assert!(names.iter().all(|(y, ..)| (TOP - 1.0..=BOTTOM + 1e-9).contains(y)), "{names:?}");
        assert_eq!(names.iter().map(|(_, name, ())| *name).collect::<String>(), "bdca");
    }
}
