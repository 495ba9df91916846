//! A mean that begins anew.

/// Of numbers as they come.
#[derive(Default)]
pub struct Mean {
    sum: f64,
    /// How many have come.
    pub count: u64,
}

impl Mean {
    /// One more.
    pub fn add(&mut self, value: f64) {
        self.sum += value;
        self.count += 1;
    }

    /// The mean; then it begins anew.
    pub fn take(&mut self) -> f64 {
        let Self { sum, count } = std::mem::take(self);
        sum / count as f64
    }
}
