//! Counts told honestly: "1,204", or "10,000+" where counting stopped.

use super::figure::grouped;
use domain::page::Count;

/// The figure, with a plus where there may be more.
pub fn honest(count: Count) -> String {
    let mut text = grouped(count.figure());
    if count.is_capped() {
        text.push('+');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_that_stopped_says_so() {
        assert_eq!(honest(Count::Exact(10_000)), "10,000");
        assert_eq!(honest(Count::AtLeast(10_000)), "10,000+");
    }
}
