//! Sums in a fixed order: neighbours first, then neighbouring pairs, and so on.
//!
//! The order depends on the number of terms alone, so that whoever adds up one half gets exactly that half's part
//! of the whole: the sum over a batch's shards is the same bit for bit however the shards are spread.

/// Adds up terms as they come, in pairs.
pub struct PairwiseSum<T, F> {
    add: F,
    /// Sums of 2ᵏ terms each, with k: k falls from one to the next.
    parts: Vec<(u32, T)>,
}

impl<T, F: Fn(T, T) -> T> PairwiseSum<T, F> {
    /// No terms yet; `add` adds two of them.
    pub fn new(add: F) -> Self {
        Self { add, parts: vec![] }
    }

    /// Adds a term.
    pub fn push(&mut self, term: T) {
        let (mut level, mut sum) = (0, term);
        while let Some((_, left)) = self.parts.pop_if(|(other, _)| *other == level) {
            sum = (self.add)(left, sum);
            level += 1;
        }
        self.parts.push((level, sum));
    }

    /// The sum, unless there were no terms.
    pub fn finish(self) -> Option<T> {
        let sums = self.parts.into_iter().map(|(_, sum)| sum);
        sums.rev().reduce(|right, left| (self.add)(left, right))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(terms: std::ops::Range<u32>) -> Option<String> {
        let mut sum = PairwiseSum::new(|a: String, b: String| format!("({a}+{b})"));
        terms.for_each(|term| sum.push(term.to_string()));
        sum.finish()
    }

    #[test]
    fn neighbours_first() {
        assert_eq!(sum(0..0), None);
        assert_eq!(sum(0..1).unwrap(), "0");
        assert_eq!(sum(0..3).unwrap(), "((0+1)+2)");
        assert_eq!(sum(0..4).unwrap(), "((0+1)+(2+3))");
        assert_eq!(sum(0..7).unwrap(), "(((0+1)+(2+3))+((4+5)+6))");
    }

    #[test]
    fn a_half_is_that_part_of_the_whole() {
        for size in [5, 6, 7, 8] {
            let (left, right) = (sum(0..4).unwrap(), sum(4..size).unwrap());
            assert_eq!(sum(0..size).unwrap(), format!("({left}+{right})"));
        }
    }
}
