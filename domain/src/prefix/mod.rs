//! The prefix table: who holds a central office code, where it is, what lines it serves, and which files say so.
//!
//! The readers here are pure: they take a line, or the cells of a record where the format is quoted CSV, and give a row or
//! say what is wrong with it. Opening archives, splitting text and storing rows is the engine's. The one rule: nothing is
//! guessed. A line type without a source is Unknown, and a brand says where it comes from.

mod area_code_report;
mod brand;
mod brand_rules;
mod calendar_date;
mod change;
mod code_report;
mod export;
mod line_type;
mod ocn_line_types;
mod prefix_csv;
mod prefix_json;
mod row_error;
mod source_kind;
mod time_zone;

pub use area_code_report::{AreaCodeReportHeader, AreaCodeRow, area_code_report_date};
pub use brand::{Brand, BrandSource};
pub use brand_rules::{BrandRule, brand_rule_of, brand_rules};
pub use change::{ChangeKind, Fact, FactChange, PrefixChange};
pub use code_report::{CodeReportHeader, CodeReportRow};
pub use export::{ExportedPrefix, PrefixFormat};
pub use line_type::{LineType, LineTypeError};
pub use ocn_line_types::{OcnEntry, OcnRow, OcnTable};
pub use prefix_csv::PrefixCsvHeader;
pub use prefix_json::PrefixJsonEntry;
pub use row_error::RowError;
pub use source_kind::SourceKind;
pub use time_zone::{TimeZoneRow, TimeZoneTable};

use crate::phone::Prefix;

/// A prefix as a table of one's own describes it; `None` says nothing and changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrefixEntry {
    pub prefix: Prefix,
    /// The legal name, or whatever the table calls the carrier.
    pub carrier: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub line_type: Option<LineType>,
}
