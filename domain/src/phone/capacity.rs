//! How many numbers can still be generated, said before anybody asks for them (FEATURES L1).

use serde::{Deserialize, Serialize};

/// What a generation with its filters can draw from, less what the project holds already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capacity {
    /// Assigned codes (exchanges) that match the filters.
    pub codes: u64,
    /// Numbers in those codes.
    pub numbers: u64,
    /// Of those, numbers that the project holds already.
    pub held: u64,
}

impl Capacity {
    /// How many numbers can be generated.
    pub fn available(&self) -> u64 {
        self.numbers.saturating_sub(self.held)
    }

    /// Says at the form what is available: "660,000 numbers can be generated with these filters."
    pub fn sentence(&self) -> String {
        match self.available() {
            0 => "No numbers can be generated with these filters.".to_owned(),
            1 => "1 number can be generated with these filters.".to_owned(),
            available => format!("{} numbers can be generated with these filters.", grouped(available)),
        }
    }

    /// Whether `quantity` numbers are there.
    ///
    /// # Errors
    /// The text of CONTRACTS A, naming the figure: "Only 660,000 numbers are available with these filters."
    pub fn allows(&self, quantity: u64) -> Result<(), String> {
        match self.available() {
            available if quantity <= available => Ok(()),
            0 => Err("No numbers are available with these filters.".to_owned()),
            1 => Err("Only 1 number is available with these filters.".to_owned()),
            available => Err(format!("Only {} numbers are available with these filters.", grouped(available))),
        }
    }
}

/// A figure as people read it, in groups of three: "1,000,000".
pub fn grouped(figure: u64) -> String {
    let digits = figure.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_project_holds_is_taken_off() {
        let capacity = Capacity { codes: 66, numbers: 660_000, held: 25 };
        assert_eq!(capacity.available(), 659_975);
        assert_eq!(capacity.sentence(), "659,975 numbers can be generated with these filters.");
    }

    #[test]
    fn asking_for_more_than_there_is_names_the_figure() {
        let capacity = Capacity { codes: 66, numbers: 660_000, held: 0 };
        assert_eq!(capacity.allows(660_000), Ok(()));
        let error = "Only 660,000 numbers are available with these filters.".to_owned();
        assert_eq!(capacity.allows(660_001), Err(error));
    }

    #[test]
    fn none_and_one_read_well() {
        let none = Capacity { codes: 0, numbers: 0, held: 0 };
        assert_eq!(none.allows(1), Err("No numbers are available with these filters.".to_owned()));
        let one = Capacity { codes: 1, numbers: 10_000, held: 9_999 };
        assert_eq!(one.allows(2), Err("Only 1 number is available with these filters.".to_owned()));
        assert_eq!(one.sentence(), "1 number can be generated with these filters.");
    }

    #[test]
    fn figures_are_grouped_in_threes() {
        for (figure, text) in
            [(0, "0"), (999, "999"), (1_000, "1,000"), (7_840_000, "7,840,000"), (10_000_000, "10,000,000")]
        {
            assert_eq!(grouped(figure), text);
        }
    }
}
