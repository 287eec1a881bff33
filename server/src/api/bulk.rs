//! What changes of many have in common by REST, whatever is changed: a dry run that tells count and digest, the change that is
//! bound to them, and what the job behind it came to.

use super::input::Fields;
use super::phone::patience;
use crate::identity::Caller;
use crate::state::AppState;
use domain::FieldErrors;
use domain::id::JobId;
use domain::job::JobState;
use engine::Error;
use engine::number::Confirmed;

/// How a change of many is asked for.
pub struct Bound {
    /// Nothing is changed: only what would be is told.
    pub dry_run: bool,
    count: Option<u64>,
    digest: Option<String>,
}

impl Bound {
    /// Reads `dry_run`, `count` and `digest`.
    pub fn read(fields: &Fields, errors: &mut FieldErrors) -> Bound {
        let dry_run = fields.flag("dry_run", errors);
        let digest = fields.text("digest", errors);
        let count = fields.whole("count", errors);
        Bound { dry_run, count, digest: Some(digest).filter(|digest| !digest.is_empty()) }
    }

    /// What the change is bound to: the count, the digest or both as a dry run told them, and for the rest what matches as it
    /// is asked for.
    pub fn to(&self, seen: &Confirmed) -> Confirmed {
        Confirmed {
            count: self.count.unwrap_or(seen.count),
            digest: self.digest.clone().unwrap_or_else(|| seen.digest.clone()),
        }
    }

    /// Whether nothing matches, as whoever asks for the change may know.
    pub fn is_of_nothing(&self, seen: &Confirmed) -> bool {
        seen.count == 0 && self.to(seen) == *seen
    }
}

/// What the job of a change came to while the client waited.
pub enum Came {
    /// So many were changed, and so many left because somebody else had changed them meanwhile.
    Done { changed: u64, left: u64 },
    /// It goes on in the background.
    GoesOn,
}

/// Waits for the job of a change, as long as a client is kept waiting.
///
/// # Errors
/// [`Error::Conflict`] when it failed or was cancelled.
pub async fn came(state: &AppState, caller: &Caller, job: JobId) -> engine::Result<Came> {
    let detail = engine::job::ended(&state.engine, &caller.scope, job, patience(state)).await?;
    let outcome = detail.outcome.unwrap_or_default();
    let figure = |name: &str| outcome[name].as_u64().unwrap_or(0);
    match detail.progress.state {
        JobState::Done => Ok(Came::Done { changed: figure("changed"), left: figure("left") }),
        JobState::Failed | JobState::Cancelled => {
            Err(Error::Conflict(detail.progress.error.unwrap_or_else(|| "The change was cancelled.".into())))
        }
        _ => Ok(Came::GoesOn),
    }
}
