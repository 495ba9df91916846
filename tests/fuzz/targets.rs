//! What is read from outside, and what is promised of it. A target gives the kind of outcome, by which a new one is
//! known, or says which promise is broken.

use lenet5_live::{
    checkpoint, digit,
    engine::Engine,
    mnist::{PIXELS, idx},
    race::{record::RaceRecord, summary::summaries},
};

use crate::data;

type Check = fn(&[u8]) -> Result<String, String>;

pub const TARGETS: [(&str, Check); 5] =
    [("idx", idx_files), ("gzip", gzip), ("safetensors", safetensors), ("race", race), ("strokes", strokes)];

fn idx_files(file: &[u8]) -> Result<String, String> {
    let images = idx::decode_images(file.to_vec());
    if let Ok(pixels) = &images {
        promise(pixels.len() + 16 == file.len() && pixels.len().is_multiple_of(PIXELS), "loses pixels")?;
    }
    let labels = idx::decode_labels(file.to_vec());
    if let Ok(labels) = &labels {
        promise(labels.len() + 8 == file.len() && labels.iter().all(|l| *l < 10), "has bad labels")?;
    }
    let kind = |result: &lenet5_live::error::Result<Vec<u8>>| match result {
        Ok(bytes) => format!("{} bytes", bytes.len().ilog2_or_zero()),
        Err(error) => sentence(error),
    };
    Ok(format!("{} / {}", kind(&images), kind(&labels)))
}

fn gzip(file: &[u8]) -> Result<String, String> {
    const MOST: u64 = 1 << 16;
    match data::unzip(file, MOST) {
        Ok(bytes) => {
            promise(bytes.len() as u64 <= MOST, "unzips to more than is allowed")?;
            Ok(format!("{} bytes", bytes.len().ilog2_or_zero()))
        }
        Err(error) => Ok(sentence(error)),
    }
}

fn safetensors(file: &[u8]) -> Result<String, String> {
    let model = match checkpoint::load(file, &Engine::Flex.device()) {
        Ok(model) => model,
        Err(error) => return Ok(sentence(error)),
    };
    let saved = checkpoint::save(&model);
    let again = checkpoint::load(&saved, &Engine::Flex.device())
        .map_err(|e| format!("is saved as what is refused: {e}"))?;
    promise(checkpoint::save(&again) == saved, "is saved as another model")?;
    Ok("a model".into())
}

fn race(text: &[u8]) -> Result<String, String> {
    let record: RaceRecord = match serde_json::from_slice(text) {
        Ok(record) => record,
        Err(error) => return Ok(sentence(error)),
    };
    let written = serde_json::to_string(&record).map_err(|e| format!("cannot be written: {e}"))?;
    let again: RaceRecord =
        serde_json::from_str(&written).map_err(|e| format!("is written as what is refused: {e}"))?;
    promise(again == record, "is read back as another")?;
    let entries = summaries(&record);
    let runs = entries.iter().map(|entry| entry.runs.len()).sum::<usize>();
    promise(runs == record.runs.len(), "loses runs in its summary")?;
    let failed = entries.iter().map(|entry| entry.failed()).sum::<usize>();
    Ok(format!("{} runs, {failed} failed, {} entries", record.runs.len(), entries.len()))
}

/// The first byte says how many strokes there are; each of the next ones how many points one has; then coordinates.
fn strokes(bytes: &[u8]) -> Result<String, String> {
    let (count, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let (lengths, rest) = rest.split_at(usize::from(*count).min(rest.len()));
    let mut lengths: Vec<u32> = lengths.iter().copied().map(u32::from).collect();
    let points: Vec<f32> =
        rest.chunks_exact(4).take(600).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
    // Mostly lengths that fit.
    let missing = (points.len() as u32 / 2).saturating_sub(lengths.iter().sum());
    if count % 4 != 3 {
        lengths.push(missing);
    }
    match digit::steps(&points, &lengths) {
        Err(error) => Ok(sentence(error)),
        Ok(None) => Ok("nothing drawn".into()),
        Ok(Some(steps)) => {
            promise(steps.image.len() == PIXELS && steps.boxed.len() == PIXELS, "has another size")?;
            promise(steps.image.iter().any(|ink| *ink > 0), "has no ink")?;
            promise(steps.scale.is_finite() && steps.scale > 0.0, "has no scale")?;
            promise(steps.bounds.iter().all(|c| c.is_finite()), "has no bounds")?;
            let numbers = steps.centre_of_mass.iter().chain(&steps.shift);
            promise(
                numbers.chain(steps.points.as_flattened()).all(|c| c.is_finite()),
                "has a place that is no number",
            )?;
            let scale = steps.scale.log10() as i32;
            Ok(format!("{} points, scale 1e{scale}", steps.points.len().ilog2_or_zero()))
        }
    }
}

fn promise(kept: bool, broken: &str) -> Result<(), String> {
    if kept { Ok(()) } else { Err(broken.into()) }
}

/// An error without its numbers and quotations: one outcome for all that say the same.
fn sentence(error: impl ToString) -> String {
    let text = error.to_string();
    let said = text.split(['`', '"', '\'']).step_by(2).flat_map(str::split_whitespace);
    let words = said.filter(|word| word.chars().all(|c| c.is_ascii_alphabetic() || ",;:()".contains(c)));
    words.take(12).collect::<Vec<_>>().join(" ")
}

trait Log2 {
    fn ilog2_or_zero(self) -> u32;
}

impl Log2 for usize {
    fn ilog2_or_zero(self) -> u32 {
        self.checked_ilog2().unwrap_or(0)
    }
}
