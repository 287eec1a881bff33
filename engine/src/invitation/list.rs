use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::selection::Keyset;
use crate::tenancy::{TenantTx, Tx};
use domain::id::InvitationId;
use domain::invitation::Invitation;
use domain::page::{Cursor, Page, PageSize};
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use time::OffsetDateTime;

/// Which invitations are wanted.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Those that were accepted, revoked or are past their end, in place of the open ones.
    pub ended: bool,
    pub cursor: Option<Cursor>,
    pub size: PageSize,
}

#[derive(FromQueryResult)]
pub(super) struct Row {
    id: i64,
    email: String,
    role: String,
    invited_by: Option<String>,
    created_at: OffsetDateTime,
    expires_at: OffsetDateTime,
    accepted_at: Option<OffsetDateTime>,
    revoked_at: Option<OffsetDateTime>,
}

/// What is read of an invitation `i` that the person `u` made.
pub(super) const COLUMNS: &str =
    "i.id, i.email, i.role, u.name as invited_by, i.created_at, i.expires_at, i.accepted_at, i.revoked_at";

/// The company's invitations, the newest first.
///
/// # Errors
/// [`Error::Denied`] below the role admin; [`Error::Invalid`] for a cursor that is none of this list's.
pub async fn list(engine: &Engine, scope: &Scope, query: &Query) -> Result<Page<Invitation>> {
    allow(scope, Right::ManageMembers)?;
    let size = query.size.rows();
    let keyset = Keyset::<i64>::of(query.cursor.as_ref())?;
    let (order, beyond) = if keyset.backwards { ("asc", ">") } else { ("desc", "<") };
    let start = keyset.key.unwrap_or(i64::MAX);
    let tx = TenantTx::begin(engine, scope).await?;
    let sql = format!(
        "select {COLUMNS} from invitation i left join app_user u on u.id = i.invited_by
         where i.tenant_id = $1 and i.id {beyond} $2
             and (i.accepted_at is not null or i.revoked_at is not null or i.expires_at <= now()) = $3
         order by i.id {order} limit $4"
    );
    let rows: Vec<Row> =
        tx.all(&sql, [tx.tenant(), start.into(), query.ended.into(), (size as i64 + 1).into()]).await?;
    tx.commit().await?;
    let rows = rows.into_iter().map(Invitation::try_from).collect::<Result<Vec<_>>>()?;
    Ok(keyset.page(rows, size, |invitation: &Invitation| invitation.id.to_string(), None))
}

impl TryFrom<Row> for Invitation {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Invitation {
            id: InvitationId(row.id),
            email: row.email,
            role: row.role.parse().map_err(|_| Error::Internal(format!("invitation {} has a strange role", row.id)))?,
            invited_by: row.invited_by,
            created_at: row.created_at,
            expires_at: row.expires_at,
            accepted_at: row.accepted_at,
            revoked_at: row.revoked_at,
        })
    }
}
