//! Files of consents, of do-not-call numbers and of calls: brought and queued in one go, or tried first. The job is
//! `job/kind/import_entries`; which columns are read stands in `domain`.

mod bring;
mod import_tried;

pub(crate) use bring::bring;
pub use import_tried::import_tried;

use crate::job::kind::import_entries::CALL_COLUMNS;
use domain::consent::{CONSENT_COLUMNS, TermsDraft};
use domain::do_not_call::List;
use domain::id::FileId;
use domain::job::JobKind;
use domain::table_file::FileFormat;
use serde::{Deserialize, Serialize};

/// The columns of a file of do-not-call numbers, each with the names it goes by.
const NUMBER_COLUMNS: &[&[&str]] = &[&["phone_number", "phone", "number"], &["note", "reason"]];

/// What the rows become.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Target {
    Consents {
        /// What a row leaves empty.
        usual: TermsDraft,
    },
    DoNotCall {
        list: List,
        /// The note of a row that has none.
        note: String,
    },
    Calls,
}

/// What an import job is asked to do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Params {
    pub file: FileId,
    pub name: String,
    pub format: FileFormat,
    pub dry_run: bool,
    pub target: Target,
}

impl Target {
    pub(crate) fn kind(&self) -> JobKind {
        match self {
            Target::Consents { .. } => JobKind::ImportConsents,
            Target::DoNotCall { .. } => JobKind::ImportDoNotCall,
            Target::Calls => JobKind::ImportCalls,
        }
    }

    /// The columns that are read.
    pub(crate) fn columns(&self) -> &'static [&'static [&'static str]] {
        match self {
            Target::Consents { .. } => CONSENT_COLUMNS,
            Target::DoNotCall { .. } => NUMBER_COLUMNS,
            Target::Calls => CALL_COLUMNS,
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Target::Consents { .. } => "consents",
            Target::DoNotCall { list: List::Installation, .. } => "the installation’s do-not-call list",
            Target::DoNotCall { .. } => "the do-not-call list",
            Target::Calls => "calls",
        }
    }
}
