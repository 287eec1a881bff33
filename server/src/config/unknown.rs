//! Names in the environment that look like settings and are none: a mistyped one would be ignored in silence.

use super::{Config, SECRETS};

/// Read by the compose files and the tests, not by the server.
const OTHERS: [&str; 5] =
    ["TRUNKLINE_BIN", "TRUNKLINE_FRONT_SUBNET", "TRUNKLINE_PROXY_ADDRESS", "TRUNKLINE_PUBLISH", "TRUNKLINE_VERSION"];
/// A name further away than so many letters was not meant.
const NEAR: usize = 4;

/// A sentence for each name that begins with `TRUNKLINE_` and is no setting.
pub(super) fn unknown(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut known: Vec<String> =
        Config::sections().iter().flat_map(|(_, settings)| *settings).map(|setting| setting.name.to_owned()).collect();
    known.extend(SECRETS.iter().map(|secret| format!("{secret}_FILE")));
    let mut unknown: Vec<String> = names
        .filter(|name| name.starts_with("TRUNKLINE_") && !OTHERS.contains(&name.as_str()) && !known.contains(name))
        .collect();
    unknown.sort();
    unknown.into_iter().map(|name| sentence(&name, &known)).collect()
}

fn sentence(name: &str, known: &[String]) -> String {
    let nearest = known.iter().map(|known| (distance(name, known), known)).min();
    match nearest {
        Some((letters, meant)) if letters <= NEAR => {
            format!("{name} is no setting and is ignored; {meant} was probably meant")
        }
        _ => format!("{name} is no setting and is ignored; docs/CONFIGURATION.md has them all"),
    }
}

/// How many letters have to be changed, put in or left out to make one of the other (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (place, letter) in one.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = place + 1;
        for (column, other_letter) in other.bytes().enumerate() {
            let change = diagonal + usize::from(letter != other_letter);
            diagonal = row[column + 1];
            row[column + 1] = change.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(names: &[&str]) -> Vec<String> {
        unknown(names.iter().map(|name| (*name).to_owned()))
    }

    #[test]
    fn a_mistyped_setting_is_told_with_the_one_that_was_meant() {
        let told =
            told(&["TRUNKLINE_WORKR_JOBS", "TRUNKLINE_WORKER_JOBS", "PATH", "DATABASE_URL_FILE", "TRUNKLINE_VERSION"]);
        assert_eq!(
            told,
            ["TRUNKLINE_WORKR_JOBS is no setting and is ignored; TRUNKLINE_WORKER_JOBS was probably meant"]
        );
    }

    #[test]
    fn a_name_that_is_near_to_none_is_told_too() {
        assert!(told(&["TRUNKLINE_COLOUR_OF_THE_SKY"])[0].contains("docs/CONFIGURATION.md"));
    }

    #[test]
    fn distance_counts_letters() {
        for (one, other, letters) in
            [("", "", 0), ("abc", "abc", 0), ("abc", "ac", 1), ("abc", "axbc", 1), ("ab", "ba", 2)]
        {
            assert_eq!(distance(one, other), letters, "{one} {other}");
        }
    }
}
