use domain::id::{ApiTokenId, AuditId, UserId};
use sea_orm::FromQueryResult;
use time::OffsetDateTime;

/// An entry of the audit.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEntry {
    pub id: AuditId,
    pub at: OffsetDateTime,
    /// `user`, `operator` at the command line, or `job`.
    pub actor: String,
    /// The person who did it, or for whom the job did.
    pub user: Option<UserId>,
    pub user_name: Option<String>,
    pub token: Option<ApiTokenId>,
    pub token_name: Option<String>,
    /// A platform admin acted in the tenant.
    pub acting: bool,
    /// `page`, `rest`, `command` or `job`; `None` for entries of early releases.
    pub door: Option<String>,
    /// The network address it came from.
    pub address: Option<String>,
    /// Ties it to a request's log line, a job or a command.
    pub request: String,
    /// The verb in its dotted form; [`domain::audit::title`] says it in words.
    pub verb: String,
    /// What it was done to: `project:12`.
    pub subject: String,
    pub before: Option<serde_json::Value>,
    pub after: Option<serde_json::Value>,
    /// Its place in the tenant's chain; `None` until it is sealed.
    pub seq: Option<i64>,
    /// The chain's hash up to it, in hexadecimal digits.
    pub link: Option<String>,
}

#[derive(FromQueryResult)]
pub(super) struct Row {
    pub id: i64,
    at: OffsetDateTime,
    actor: String,
    user_id: Option<i64>,
    user_name: Option<String>,
    token_id: Option<i64>,
    token_name: Option<String>,
    acting: bool,
    door: Option<String>,
    address: Option<String>,
    request: String,
    verb: String,
    subject: String,
    before: Option<serde_json::Value>,
    after: Option<serde_json::Value>,
    seq: Option<i64>,
    link: Option<String>,
}

/// The columns of [`Row`], for a query whose entry is `e`.
pub(super) const COLUMNS: &str =
    "e.id, e.at, e.actor, e.user_id, u.name as user_name, e.token_id, t.name as token_name,
    e.acting, e.door, e.address, e.request, e.verb, e.subject, e.before, e.after, e.seq, encode(e.link, 'hex') as link";

/// The joins that [`COLUMNS`] needs.
pub(super) const JOINS: &str = "left join app_user u on u.id = e.user_id
    left join api_token t on t.tenant_id = e.tenant_id and t.id = e.token_id";

impl From<Row> for AuditEntry {
    fn from(row: Row) -> Self {
        Self {
            id: AuditId(row.id),
            at: row.at,
            actor: row.actor,
            user: row.user_id.map(UserId),
            user_name: row.user_name,
            token: row.token_id.map(ApiTokenId),
            token_name: row.token_name,
            acting: row.acting,
            door: row.door,
            address: row.address,
            request: row.request,
            verb: row.verb,
            subject: row.subject,
            before: row.before,
            after: row.after,
            seq: row.seq,
            link: row.link,
        }
    }
}
