//! Counts told honestly: "1,204", or "10,000+" where counting stopped.

use super::figure::grouped;
use domain::page::Count;

/// The figure, with a plus where there may be more. Where counting stopped before it found anything there is no figure:
/// "0+" would tell nothing and read as "none".
pub fn honest(count: Count) -> String {
    if count == Count::AtLeast(0) {
        return "not counted yet".to_owned();
    }
    let mut text = grouped(count.figure());
    if count.is_capped() {
        text.push('+');
    }
    text
}

/// "1 number", "1,204 numbers", "10,000+ numbers"; `nouns` is the plural. Empty where nothing is known yet.
pub fn honest_of(count: Count, nouns: &str) -> String {
    match count {
        Count::AtLeast(0) => String::new(),
        Count::Exact(1) => ["1 ", &singular(nouns)].concat(),
        _ => [honest(count).as_str(), " ", nouns].concat(),
    }
}

fn singular(nouns: &str) -> String {
    if let Some(stem) = nouns.strip_suffix("ies") {
        return [stem, "y"].concat();
    }
    nouns.strip_suffix("es").filter(|stem| stem.ends_with('x')).or(nouns.strip_suffix('s')).unwrap_or(nouns).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_that_stopped_says_so() {
        assert_eq!(honest(Count::Exact(10_000)), "10,000");
        assert_eq!(honest(Count::AtLeast(10_000)), "10,000+");
    }

    #[test]
    fn a_count_that_found_nothing_yet_shows_no_figure() {
        assert_eq!(honest(Count::AtLeast(0)), "not counted yet");
        assert_eq!(honest_of(Count::AtLeast(0), "numbers"), "");
    }

    #[test]
    fn a_count_agrees_with_its_noun() {
        assert_eq!(honest_of(Count::Exact(1), "prefixes"), "1 prefix");
        assert_eq!(honest_of(Count::Exact(1), "companies"), "1 company");
        assert_eq!(honest_of(Count::Exact(1), "numbers"), "1 number");
        assert_eq!(honest_of(Count::Exact(0), "jobs"), "0 jobs");
        assert_eq!(honest_of(Count::AtLeast(1), "numbers"), "1+ numbers");
    }
}
