//! Batches as a strip of cells.

use domain::job::JobState;

/// The most cells a strip has; a job of more batches folds several into one.
const MOST: i64 = 100;

/// One cell of the strip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    Empty,
    /// Some of its batches are done.
    Part,
    Full,
    /// The batch under work is in it.
    Now,
}

impl Cell {
    pub(super) fn class(self) -> &'static str {
        match self {
            Cell::Empty => "",
            Cell::Part => "is-part",
            Cell::Full => "is-full",
            Cell::Now => "is-now",
        }
    }
}

/// The strip of a job with `done` of `total` batches.
pub(super) fn cells(done: i64, total: i64, state: JobState) -> Vec<Cell> {
    let number = total.clamp(0, MOST);
    (0..number)
        .map(|cell| {
            let (first, end) = (cell * total / number, (cell + 1) * total / number);
            match () {
                () if end <= done => Cell::Full,
                () if first > done => Cell::Empty,
                () if state == JobState::Running => Cell::Now,
                () if first < done => Cell::Part,
                () => Cell::Empty,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Cell::*;

    #[test]
    fn few_batches_have_a_cell_each() {
        assert_eq!(cells(2, 4, JobState::Running), [Full, Full, Now, Empty]);
        assert_eq!(cells(4, 4, JobState::Done), [Full; 4]);
        assert_eq!(cells(2, 4, JobState::Cancelled), [Full, Full, Empty, Empty]);
        assert_eq!(cells(0, 0, JobState::Running), []);
    }

    #[test]
    fn many_batches_fold_into_a_hundred_cells_that_fill_in_order() {
        for done in 0..=1_003 {
            let strip = cells(done, 1_003, JobState::Cancelled);
            assert_eq!(strip.len(), 100);
            let full = strip.iter().take_while(|cell| **cell == Full).count();
            assert!(strip[full..].iter().skip(1).all(|cell| *cell == Empty), "{done}");
            assert_eq!(full == 100, done == 1_003);
        }
    }
}
