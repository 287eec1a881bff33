use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::selection::Keyset;
use crate::tenancy::{TenantTx, Tx};
use domain::api_token::ApiToken;
use domain::id::{ApiTokenId, UserId};
use domain::page::{Cursor, Page, PageSize};
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use time::OffsetDateTime;

/// Which tokens are wanted.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Those that were revoked or are past their end, in place of those that work.
    pub ended: bool,
    pub cursor: Option<Cursor>,
    pub size: PageSize,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    name: String,
    user_id: i64,
    user_name: String,
    scopes: String,
    created_at: OffsetDateTime,
    last_used_at: Option<OffsetDateTime>,
    expires_at: Option<OffsetDateTime>,
    revoked_at: Option<OffsetDateTime>,
}

/// The tokens a person may see, the newest first: an admin or owner all of the tenant's, others their own.
///
/// # Errors
/// [`Error::Denied`] where no person acts, and for a token without the scope `admin`; [`Error::Invalid`] for a cursor that is
/// none of this list's.
pub async fn list(engine: &Engine, scope: &Scope, query: &Query) -> Result<Page<ApiToken>> {
    let whose = whose(scope)?;
    let size = query.size.rows();
    let keyset = Keyset::<i64>::of(query.cursor.as_ref())?;
    let (order, beyond) = if keyset.backwards { ("asc", ">") } else { ("desc", "<") };
    let start = keyset.key.unwrap_or(i64::MAX);
    let tx = TenantTx::begin(engine, scope).await?;
    let sql = format!(
        "select t.id, t.name, t.user_id, u.name as user_name, t.scopes, t.created_at, t.last_used_at, t.expires_at,
             t.revoked_at
         from api_token t join app_user u on u.id = t.user_id
         where t.tenant_id = $1 and ($2::bigint is null or t.user_id = $2) and t.id {beyond} $3
             and (t.revoked_at is not null or coalesce(t.expires_at <= now(), false)) = $4
         order by t.id {order} limit $5"
    );
    let values =
        [tx.tenant(), whose.map(|user| user.0).into(), start.into(), query.ended.into(), (size as i64 + 1).into()];
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    tx.commit().await?;
    let tokens = rows.into_iter().map(token).collect();
    Ok(keyset.page(tokens, size, |token: &ApiToken| token.id.to_string(), None))
}

/// Whose tokens the scope reaches; `None` for everybody's in the tenant.
pub(super) fn whose(scope: &Scope) -> Result<Option<UserId>> {
    allow(scope, Right::OwnTokens)?;
    if scope.may(Right::AllTokens) {
        return Ok(None);
    }
    let user = scope.actor().user().ok_or_else(|| Error::Denied("Only a person has tokens.".into()))?;
    Ok(Some(user))
}

fn token(row: Row) -> ApiToken {
    ApiToken {
        id: ApiTokenId(row.id),
        name: row.name,
        user: UserId(row.user_id),
        user_name: row.user_name,
        scopes: row.scopes.split(' ').filter_map(|word| word.parse().ok()).collect(),
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
    }
}
