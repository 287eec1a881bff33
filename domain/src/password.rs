//! Which passwords are taken: long ones that are not among the first that others try.
//!
//! Length is what keeps a password, so that is what is asked for; which signs it is made of is everybody's own (NIST
//! SP 800-63B-4 §3.1.1.2, OWASP ASVS 5.0 6.2). What is refused besides is what guessing begins with: common words, rows of
//! keys, counting, one's own names, and up to three of them behind each other. No list has all of those, so they are
//! recognised by their pieces.

mod words;

use words::{ROWS, WORDS};

/// The shortest, in characters: what NIST SP 800-63B-4 asks for where a password is the only factor, which it is for
/// everybody without a second one, and becomes again for whoever turns theirs off.
pub const LENGTH_MIN: usize = 15;
/// The longest, in characters: far beyond the 64 that both sources ask for; more only costs time.
pub const LENGTH_MAX: usize = 256;

/// So many pieces that are tried first are no password: three of a thousand words are tried within a minute.
const PIECES_MAX: usize = 3;
/// A run or a word counts from this length.
const PIECE_MIN: usize = 3;
/// Digits that make one piece: a year, a day, a PIN.
const DIGITS_MAX: usize = 4;
/// A text that repeats something as short as this is as weak as what it repeats.
const UNIT_MAX: usize = 7;

/// Why a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Fewer than [`LENGTH_MIN`] characters, or more than [`LENGTH_MAX`].
    #[error("A password has 15 to 256 characters.")]
    Length,
    /// It is among the first that others try.
    #[error(
        "This is among the first that others try: common words, rows of keys, or a name of yours. Take several words \
         that have nothing to do with each other."
    )]
    Common,
}

/// Checks a new password. `about` are the person's names, their e-mail address and those of their company: whoever knows
/// them tries these first.
///
/// # Errors
/// [`Refused`].
pub fn check(password: &str, about: &[&str]) -> Result<(), Refused> {
    let signs: Vec<char> = password.chars().collect();
    if !(LENGTH_MIN..=LENGTH_MAX).contains(&signs.len()) {
        return Err(Refused::Length);
    }
    let signs: Vec<char> = signs.iter().flat_map(|sign| sign.to_lowercase()).collect();
    let names: Vec<Vec<char>> = about.iter().flat_map(|text| names_in(text)).collect();
    let mut once = signs.clone();
    once.dedup();
    let common = repeats(&signs) || pieces(&signs, &names).min(pieces(&once, &names)) <= PIECES_MAX;
    if common { Err(Refused::Common) } else { Ok(()) }
}

/// The parts of a name or an address that somebody would type, and the whole, also without what stands between them.
fn names_in(text: &str) -> Vec<Vec<char>> {
    let lower: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
    let parts = lower.split(|sign| !sign.is_alphanumeric()).map(<[char]>::to_vec);
    let joined = lower.iter().copied().filter(|sign| sign.is_alphanumeric()).collect();
    let whole = lower.clone();
    parts.chain([joined, whole]).filter(|name: &Vec<char>| name.len() >= PIECE_MIN).collect()
}

/// Whether it is something short again and again.
fn repeats(signs: &[char]) -> bool {
    (1..=UNIT_MAX).any(|unit| signs.iter().zip(&signs[unit..]).all(|(one, next)| one == next))
}

/// The fewest pieces that it can be made of: a common word or a name, a run, up to four digits, or any one sign. A single
/// sign that only separates counts for nothing.
fn pieces(signs: &[char], names: &[Vec<char>]) -> usize {
    // `fewest[at]`: of the signs before `at`.
    let mut fewest = vec![usize::MAX; signs.len() + 1];
    fewest[0] = 0;
    for at in 0..signs.len() {
        let (so_far, rest) = (fewest[at], &signs[at..]);
        let mut reach = |length: usize, cost: usize| {
            let end = &mut fewest[at + length];
            *end = (*end).min(so_far + cost);
        };
        let separates = !rest[0].is_alphanumeric() && rest[0].is_ascii();
        let alone = at.checked_sub(1).is_none_or(|before| signs[before].is_alphanumeric());
        reach(1, usize::from(!(separates && alone)));
        (PIECE_MIN..=run(rest)).for_each(|length| reach(length, 1));
        let digits = rest.iter().take(DIGITS_MAX).take_while(|sign| sign.is_ascii_digit()).count();
        (1..=digits).for_each(|length| reach(length, 1));
        for word in WORDS.iter() {
            if begins(rest, word.chars()) {
                reach(word.len(), 1);
            }
        }
        for name in names {
            if begins(rest, name.iter().copied()) {
                reach(name.len(), 1);
            }
        }
    }
    fewest[signs.len()]
}

/// How many of the first signs count up or down, stay the same, or lie beside each other on a keyboard.
fn run(signs: &[char]) -> usize {
    let steps = |by: i64| {
        let follows = |pair: &&[char]| i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0])) == by;
        signs.windows(2).take_while(follows).count() + 1
    };
    let beside = |row: &str| {
        let neighbours = |pair: &&[char]| {
            row.chars()
                .zip(row.chars().skip(1))
                .any(|(one, next)| [[one, next], [next, one]].contains(&[pair[0], pair[1]]))
        };
        signs.windows(2).take_while(neighbours).count() + 1
    };
    let rows = ROWS.iter().map(|row| beside(row)).max().unwrap_or(0);
    steps(0).max(steps(1)).max(steps(-1)).max(rows).min(signs.len())
}

/// Whether the signs begin with a word, letters also written as the signs that look like them.
fn begins(signs: &[char], word: impl Iterator<Item = char>) -> bool {
    let mut signs = signs.iter();
    word.into_iter().all(|letter| signs.next().is_some_and(|sign| *sign == letter || looks_like(*sign) == Some(letter)))
}

fn looks_like(sign: char) -> Option<char> {
    Some(match sign {
        '@' | '4' => 'a',
        '8' => 'b',
        '3' => 'e',
        '1' | '!' => 'i',
        '0' => 'o',
        '5' | '$' => 's',
        '7' | '+' => 't',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_has_15_to_256_characters_whatever_they_are() {
        let long = "kqzv mfw".repeat(32);
        for (password, lawful) in [
            ("kqzvmfwpxjhtbr", false),
            ("kqzvmfwpxjhtbrd", true),
            ("ЩЫЪЯЖЮЭЙШЦХФУТС", true),
            (long.as_str(), true),
            ("                     ", false),
            ("8340279156620481", true),
            ("~`|}{]:;?><,.\"/", true),
            ("🫖🪨🏮🧭🪜🧵🪤🧶🪁🛶🪆🧮🪕🧲🧯", true),
            ("correct horse battery", true),
        ] {
            assert_eq!(check(password, &[]).is_ok(), lawful, "{password}");
        }
        assert_eq!(check(&"kqzv mfw".repeat(33), &[]), Err(Refused::Length));
    }

    #[test]
    fn passwords_that_are_tried_first_are_refused_however_they_are_dressed() {
        for password in [
            "passwordpassword",
            "Password12345678",
            "P@ssw0rd-P@ssw0rd",
            "qwertyuiopasdfgh",
            "qwertyuiop[]asdfg",
            "1q2w3e4r5t6y7u8i9o",
            "1qaz2wsx3edc4rfv",
            "zxcvbnm,./zxcvbnm",
            "123456789012345",
            "987654321098765",
            "aaaaaaaaaaaaaaaaa",
            "abcdefghijklmnopq",
            "abcabcabcabcabcabc",
            "iloveyou19901990",
            "letmeinletmein1!",
            "changeme-changeme",
            "administrator2024",
            "welcome.welcome.1",
            "sunshine dragon 7",
            "111222333444555",
        ] {
            assert_eq!(check(password, &[]), Err(Refused::Common), "{password}");
        }
    }

    #[test]
    fn three_thousand_combinations_of_common_words_are_refused() {
        // OWASP ASVS 5.0, 6.2.4: at least the 3,000 most common that are long enough.
        let (mut looked_at, mut taken) = (0, Vec::new());
        for one in WORDS.iter() {
            for other in WORDS.iter().take(16) {
                let password = format!("{one}{other}{}", 2024);
                if password.len() >= LENGTH_MIN {
                    looked_at += 1;
                    taken.extend(check(&password, &[]).is_ok().then_some(password));
                }
            }
        }
        assert!(looked_at > 3_000, "{looked_at}");
        assert!(taken.is_empty(), "{taken:?}");
    }

    #[test]
    fn ones_own_names_are_common_words_too() {
        let about = ["Ada Lovelace", "ada.lovelace@analytical.test", "Analytical Engines"];
        for password in
            ["ada.lovelace2026", "AnalyticalEngines1", "Lovelace-Analytical", "ada.lovelace@analytical.test"]
        {
            assert_eq!(check(password, &about), Err(Refused::Common), "{password}");
            assert!(password == "ada.lovelace2026" || check(password, &[]).is_ok(), "{password}");
        }
        assert_eq!(check("lovelace grew mountain kettles", &about), Ok(()));
    }

    #[test]
    fn the_words_are_written_as_they_are_compared() {
        for word in WORDS.iter() {
            assert!(word.len() >= PIECE_MIN && word.bytes().all(|byte| byte.is_ascii_lowercase()), "{word}");
        }
        let mut sorted = WORDS.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), WORDS.len(), "a word stands twice");
    }
}
