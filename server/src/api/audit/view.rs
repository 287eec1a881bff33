//! What programs see of the audit.

use engine::audit::AuditEntry;
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// An entry.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditEntryView {
    id: i64,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    /// user, operator (at the command line) or job.
    actor: String,
    user_id: Option<i64>,
    user_name: Option<String>,
    /// The API token that was used.
    token_id: Option<i64>,
    /// A platform admin acted in the company.
    acting: bool,
    /// page, rest, command or job; null for entries of early releases.
    door: Option<String>,
    /// The network address it came from.
    address: Option<String>,
    /// What was done.
    #[schema(examples("project.create"))]
    verb: String,
    /// What it was done to.
    #[schema(examples("project:12"))]
    subject: String,
    before: Option<serde_json::Value>,
    after: Option<serde_json::Value>,
    /// Ties it to a request, a job or a command.
    request: String,
    /// Its place in the company's chain; null for the second or two before it is sealed.
    place: Option<i64>,
    /// The chain's hash up to it, in hexadecimal digits.
    link: Option<String>,
}

impl From<AuditEntry> for AuditEntryView {
    fn from(entry: AuditEntry) -> Self {
        Self {
            id: entry.id.0,
            at: entry.at,
            actor: entry.actor,
            user_id: entry.user.map(|user| user.0),
            user_name: entry.user_name,
            token_id: entry.token.map(|token| token.0),
            acting: entry.acting,
            door: entry.door,
            address: entry.address,
            verb: entry.verb,
            subject: entry.subject,
            before: entry.before,
            after: entry.after,
            request: entry.request,
            place: entry.seq,
            link: entry.link,
        }
    }
}
