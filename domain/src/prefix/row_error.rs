//! Why a row of a file is rejected; the reader adds the row's number.

/// What is wrong with a row, in words for whoever has to mend the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowError {
    /// The first line is not this format's.
    #[error("This is not the header of {0}.")]
    Header(&'static str),
    /// Too few or too many cells.
    #[error("{expected} cells are expected here, there are {found}.")]
    Cells { expected: &'static str, found: usize },
    /// A cell that must not be empty is.
    #[error("{0} is missing.")]
    Missing(&'static str),
    /// A cell that does not read.
    #[error("{cell} can't be read: \"{text}\".")]
    Unreadable { cell: &'static str, text: String },
}

impl RowError {
    /// A member of a JSON table that is not an object of texts.
    pub fn member(text: &str) -> RowError {
        RowError::unreadable("The entry, which must be an object of texts,", text)
    }

    pub(super) fn unreadable(cell: &'static str, text: &str) -> RowError {
        // A damaged file can hold a cell as long as itself; the error is shown to people.
        RowError::Unreadable { cell, text: text.chars().take(40).collect() }
    }
}
