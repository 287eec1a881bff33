//! The numbers that a file has brought so far.

use crate::phone::PhoneNumber;
use std::collections::HashMap;

/// From so many lines of a code on, a bit for each of its ten thousand takes less room than two bytes for each one seen.
const CROWDED: usize = 625;
/// 64-bit words that hold a bit for each line of a code.
const WORDS: usize = 10_000_usize.div_ceil(64);

/// A set of numbers: two bytes each where they are scattered, a bit each where they are dense, and never more than 1,250
/// bytes a code. A million numbers of one area code take a megabyte.
#[derive(Debug, Default)]
pub struct SeenNumbers {
    codes: HashMap<u32, Lines>,
}

#[derive(Debug)]
enum Lines {
    /// Ascending.
    Few(Vec<u16>),
    Many(Box<[u64; WORDS]>),
}

impl SeenNumbers {
    /// Takes a number in; `false` when it was there already.
    pub fn insert(&mut self, number: PhoneNumber) -> bool {
        let lines = self.codes.entry(number.prefix().code()).or_insert_with(|| Lines::Few(Vec::new()));
        lines.insert(number.line())
    }
}

impl Lines {
    fn insert(&mut self, line: u16) -> bool {
        match self {
            Lines::Few(lines) => {
                let Err(place) = lines.binary_search(&line) else { return false };
                lines.insert(place, line);
                if lines.len() > CROWDED {
                    let mut bits = Box::new([0; WORDS]);
                    for line in lines {
                        set(&mut bits, *line);
                    }
                    *self = Lines::Many(bits);
                }
                true
            }
            Lines::Many(bits) => set(bits, line),
        }
    }
}

fn set(bits: &mut [u64; WORDS], line: u16) -> bool {
    let (word, bit) = (usize::from(line) / 64, 1_u64 << (line % 64));
    let new = bits[word] & bit == 0;
    bits[word] |= bit;
    new
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    proptest! {
        #[test]
        fn it_knows_what_a_set_knows(numbers in prop::collection::vec((0_i64..3, 0_i64..10_000), 0..4_000)) {
            let (mut seen, mut set) = (SeenNumbers::default(), HashSet::new());
            for (code, line) in numbers {
                let number = PhoneNumber::from_stored(14_152_000_000 + code * 10_000 + line).unwrap();
                prop_assert_eq!(seen.insert(number), set.insert(number));
            }
        }
    }
}
