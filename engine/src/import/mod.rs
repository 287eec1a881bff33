//! Files that are brought and become rows: looked at first, tried, and taken in by a job.
//!
//! What the rows become is a [`Target`]: it says who may, which columns are read, and which kind of job takes them in
//! (`job/kind/import`). Numbers have verbs of their own around it, because they belong to a project
//! ([`crate::number::import`]).

mod discard;
mod preview;
mod start;
mod tried;
mod upload;

pub use discard::discard;
pub use preview::{ImportPreview, preview};
pub use start::{ImportDraft, import};
pub use tried::import_tried;
pub use upload::upload;

pub(crate) use preview::look;
pub(crate) use start::{Queued, take};
pub(crate) use upload::store;

use crate::allow::allow;
use crate::do_not_call::allow_adding;
use crate::error::Result;
use crate::file::Holds;
use domain::call::call_shape;
use domain::consent::{TermsDraft, consent_shape};
use domain::crm::{Doubles, Kind, record_shape};
use domain::do_not_call::List;
use domain::id::{FileId, ProjectId};
use domain::job::JobKind;
use domain::table_file::{FileFormat, Mapping, Shape};
use domain::{Right, Scope};
use serde::{Deserialize, Serialize};

/// What the rows of a file become.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// Numbers of a project.
    Numbers {
        project: ProjectId,
        /// A second job validates them.
        validate: bool,
    },
    /// Contacts, companies, leads or deals.
    Records { kind: Kind, doubles: Doubles },
    /// Calls of the company; times without an offset are where the importing person is.
    Calls,
    /// Consents.
    Consents {
        /// What a row leaves empty.
        usual: TermsDraft,
    },
    /// Numbers that are not called.
    DoNotCall {
        list: List,
        /// The note of a row that has none.
        note: String,
    },
}

/// What an import job is asked to do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Params {
    pub file: FileId,
    pub name: String,
    pub format: FileFormat,
    /// Without it the first row says which column is what.
    pub mapping: Option<Mapping>,
    /// Tells what would come of it, and stores nothing.
    pub dry_run: bool,
    pub target: Target,
}

impl Target {
    pub(crate) fn allow(&self, scope: &Scope) -> Result<()> {
        match self {
            Target::Numbers { .. } => allow(scope, Right::ChangeNumbers),
            Target::Records { .. } => allow(scope, Right::ChangeContacts),
            Target::Calls => allow(scope, Right::ChangeCalls),
            Target::Consents { .. } => allow(scope, Right::RecordConsent),
            Target::DoNotCall { list, .. } => allow_adding(scope, *list),
        }
    }

    /// The columns that are read.
    pub fn shape(&self) -> Shape {
        match self {
            Target::Numbers { .. } => Shape::numbers(),
            Target::Records { kind, .. } => record_shape(*kind),
            Target::Calls => call_shape(),
            Target::Consents { .. } => consent_shape(),
            Target::DoNotCall { .. } => Shape::of_numbers(&[&["note", "reason"]]),
        }
    }

    pub(crate) fn kind(&self) -> JobKind {
        match self {
            Target::Numbers { .. } => JobKind::ImportNumbers,
            Target::Records { .. } => JobKind::ImportRecords,
            Target::Calls => JobKind::ImportCalls,
            Target::Consents { .. } => JobKind::ImportConsents,
            Target::DoNotCall { .. } => JobKind::ImportDoNotCall,
        }
    }

    pub(crate) fn holds(&self) -> Holds {
        match self {
            Target::Numbers { .. } => Holds::Numbers,
            Target::Calls => Holds::Calls,
            Target::Records { .. } | Target::Consents { .. } | Target::DoNotCall { .. } => Holds::Contacts,
        }
    }

    pub(crate) fn project(&self) -> Option<ProjectId> {
        match self {
            Target::Numbers { project, .. } => Some(*project),
            _ => None,
        }
    }
}
