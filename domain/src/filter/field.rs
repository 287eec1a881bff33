//! The fields a list can be filtered and sorted by.

/// A field of a list.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// The key in the URL.
    pub name: &'static str,
    /// What people read.
    pub label: &'static str,
    pub kind: FieldKind,
}

/// What a field's values are, and so which operators it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Digits, at most so many; separators are dropped. A whole one has exactly so many.
    Digits(usize),
    /// A phone number, or a part of one. A whole one and a beginning may be typed without the country code.
    PhoneNumber,
    /// Any text; compared without regard to case.
    Text,
    /// A postal code of a state or province, letters in upper case.
    State,
    /// One of a list.
    Choice(&'static [Choice]),
    /// A day, `YYYY-MM-DD`.
    Date,
    /// A day, or a moment with its offset.
    Moment,
    /// Seconds, as a figure or as people write a duration.
    Duration,
    /// `true` or `false`.
    Bool,
    /// A positive whole number that identifies something.
    Id,
    /// A whole number from 0 on.
    Figure,
    /// What is found by the words in it, each by its beginning, in any case; or, where its list says so, by any part.
    Words,
    /// A text that is found as a whole or by its beginning, in any case.
    Beginning,
    /// A phone number of any country; beginnings with a + and the country code or without, ends of four digits or more.
    E164,
}

/// One of a field's values.
#[derive(Debug, PartialEq, Eq)]
pub struct Choice {
    /// The value in the URL.
    pub value: &'static str,
    /// What people read.
    pub label: &'static str,
}

/// How a field is compared with the values of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operator {
    /// Equals any of them: `field=`.
    Is,
    /// Equals none of them: `field.not=`.
    Not,
    /// Contains any of them: `field.contains=`.
    Contains,
    /// Starts with any of them: `field.starts=`.
    Starts,
    /// Ends with any of them: `field.ends=`.
    Ends,
    /// On that day or later, that many or more: `field.from=`.
    From,
    /// On that day or earlier, that many or fewer: `field.to=`.
    To,
}

impl Operator {
    /// Every operator, in the order conditions are printed.
    pub const ALL: [Operator; 7] = [
        Operator::Is,
        Operator::Not,
        Operator::Contains,
        Operator::Starts,
        Operator::Ends,
        Operator::From,
        Operator::To,
    ];

    /// What follows the field's name in the key; nothing for [`Operator::Is`].
    pub fn suffix(self) -> &'static str {
        match self {
            Operator::Is => "",
            Operator::Not => ".not",
            Operator::Contains => ".contains",
            Operator::Starts => ".starts",
            Operator::Ends => ".ends",
            Operator::From => ".from",
            Operator::To => ".to",
        }
    }

    /// What people read between field and value.
    pub fn label(self) -> &'static str {
        match self {
            Operator::Is => "is",
            Operator::Not => "is not",
            Operator::Contains => "contains",
            Operator::Starts => "starts with",
            Operator::Ends => "ends with",
            Operator::From => "from",
            Operator::To => "to",
        }
    }

    /// Whether the operator takes one value only.
    pub fn is_single(self) -> bool {
        matches!(self, Operator::From | Operator::To)
    }
}

impl FieldKind {
    /// The operators that make sense for it.
    pub fn operators(self) -> &'static [Operator] {
        match self {
            FieldKind::Digits(_) | FieldKind::PhoneNumber | FieldKind::Text => {
                &[Operator::Is, Operator::Not, Operator::Contains, Operator::Starts, Operator::Ends]
            }
            FieldKind::State | FieldKind::Choice(_) | FieldKind::Id => &[Operator::Is, Operator::Not],
            FieldKind::Date | FieldKind::Moment | FieldKind::Figure | FieldKind::Duration => {
                &[Operator::Is, Operator::From, Operator::To]
            }
            FieldKind::Bool => &[Operator::Is],
            FieldKind::Words => &[Operator::Contains],
            FieldKind::Beginning => &[Operator::Is, Operator::Starts],
            FieldKind::E164 => &[Operator::Is, Operator::Starts, Operator::Ends],
        }
    }
}

impl Field {
    /// The key of a condition on this field: `created.from`.
    pub fn key(&self, operator: Operator) -> String {
        [self.name, operator.suffix()].concat()
    }
}
