//! Durations as people write them (CONTRACTS B): "90", "5m 30s", "5m", "90s", "5:30".

/// The longest call, in seconds: a day. What is longer is a mistyped date.
pub const LONGEST: u32 = 86_400;

/// Reads a duration into seconds: a figure alone is seconds; `h`, `m` and `s` behind figures, the larger first; or
/// minutes and seconds, or hours, minutes and seconds, with colons between them.
///
/// # Errors
/// A sentence for the field.
pub fn read_duration(typed: &str) -> Result<u32, String> {
    let typed = typed.trim().to_ascii_lowercase();
    let seconds = if typed.contains(':') { clock(&typed) } else { units(&typed) };
    match seconds {
        None => Err("Write a duration as 90, 5m 30s, 1h 5m, 90s or 5:30.".to_owned()),
        Some(seconds) if seconds > u64::from(LONGEST) => Err("A call lasts at most 24 hours.".to_owned()),
        Some(seconds) => Ok(u32::try_from(seconds).unwrap_or(LONGEST)),
    }
}

fn clock(typed: &str) -> Option<u64> {
    let parts: Vec<&str> = typed.split(':').collect();
    if !(2..=3).contains(&parts.len()) {
        return None;
    }
    parts.iter().enumerate().try_fold(0, |seconds: u64, (place, part)| {
        let figure = figure(part)?;
        // Only the first part may be above 59.
        (place == 0 || figure < 60 && part.len() == 2).then_some(seconds * 60 + figure)
    })
}

fn units(typed: &str) -> Option<u64> {
    if let Some(seconds) = figure(typed) {
        return Some(seconds);
    }
    let (mut seconds, mut rest, mut below) = (0, typed.trim(), u64::MAX);
    while !rest.is_empty() {
        let digits = rest.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(rest.len());
        let count = figure(rest.get(..digits)?)?;
        rest = rest.get(digits..)?.trim_start();
        let letters = rest.find(|sign: char| !sign.is_ascii_alphabetic()).unwrap_or(rest.len());
        let unit = match rest.get(..letters)? {
            "h" | "hr" | "hour" | "hours" => 3_600,
            "m" | "min" | "minute" | "minutes" => 60,
            "s" | "sec" | "second" | "seconds" => 1,
            // 5m30.
            "" if below == 60 && rest.is_empty() => 1,
            _ => return None,
        };
        if unit >= below {
            return None;
        }
        (seconds, below) = (seconds + count * unit, unit);
        rest = rest.get(letters..)?.trim_start();
    }
    (below != u64::MAX).then_some(seconds)
}

/// At most six digits: what is more is no duration, and never overflows.
fn figure(text: &str) -> Option<u64> {
    let plain = (1..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// Prints seconds as people read them: `1h 5m 30s`, `5m`, `0s`.
pub fn print_duration(seconds: u32) -> String {
    let parts = [(seconds / 3_600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")];
    let parts: Vec<String> =
        parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count}{unit}")).collect();
    if parts.is_empty() { "0s".to_owned() } else { parts.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_duration_that_is_printed_reads_back(seconds in 0..=LONGEST) {
            prop_assert_eq!(read_duration(&print_duration(seconds)), Ok(seconds));
            prop_assert_eq!(read_duration(&seconds.to_string()), Ok(seconds));
            prop_assert_eq!(read_duration(&format!("{}:{:02}", seconds / 60, seconds % 60)), Ok(seconds));
            let clock = format!("{}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
            prop_assert_eq!(read_duration(&clock), Ok(seconds));
        }

        #[test]
        fn no_text_makes_a_panic(typed in ".*", figures in "[0-9hms: ]{0,20}") {
            let _ = (read_duration(&typed), read_duration(&figures));
        }
    }

    #[test]
    fn durations_are_read_as_people_write_them() {
        for (typed, seconds) in [
            ("90", 90),
            ("5m 30s", 330),
            ("5m", 300),
            ("90s", 90),
            ("5:30", 330),
            ("1:05:30", 3_930),
            (" 1h 2m ", 3_720),
            ("5 min", 300),
            ("5M30S", 330),
            ("5m30", 330),
            ("1h 5m", 3_900),
            ("0", 0),
            ("90:00", 5_400),
        ] {
            assert_eq!(read_duration(typed), Ok(seconds), "{typed}");
        }
        for wrong in
            ["", "x", "-5", "5.5", "m", "5m 5m", "30s 5m", "5:3", "5:60", "1:2:3:4", "5x", ":30", "1234567", "25h"]
        {
            assert!(read_duration(wrong).is_err(), "{wrong}");
        }
    }
}
