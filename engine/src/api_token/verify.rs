use super::{PREFIX, hash};
use crate::Engine;
use crate::error::{Error, Result};
use crate::tenancy::{PlatformTx, Tx};
use domain::id::{ApiTokenId, TenantId, UserId};
use domain::scope::{Role, TokenScope};
use sea_orm::FromQueryResult;
use secrecy::{ExposeSecret, SecretString};

/// Whom a token stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenIdentity {
    pub token: ApiTokenId,
    pub user: UserId,
    pub tenant: TenantId,
    pub role: Role,
    pub platform_admin: bool,
    pub scopes: Vec<TokenScope>,
    /// REST requests a second that the tenant may send; `None` for what the installation gives everybody.
    pub requests_per_second: Option<u32>,
    /// The id that old clients may send for this person.
    pub legacy_id: Option<String>,
}

/// A token as it is kept.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Row {
    id: i64,
    user_id: i64,
    tenant_id: i64,
    role: String,
    platform_admin: bool,
    scopes: String,
    legacy_id: Option<String>,
    requests_per_second: Option<i32>,
    tenant_suspended: bool,
    member_suspended: bool,
}

/// Whom `token` stands for; `None` when it is unknown, revoked or past its time. Its last use is noted to the minute. Requests
/// with one token that come together are answered by one look, which begins after the last of them came.
///
/// # Errors
/// [`Error::Denied`] for a token that is right, of a suspended company or member; when the database is away.
pub async fn verify(engine: &Engine, token: &SecretString) -> Result<Option<TokenIdentity>> {
    let token = token.expose_secret();
    if !token.starts_with(PREFIX) || token.len() > 128 {
        return Ok(None);
    }
    let hash = hash(token);
    let (of_all, of_hash) = (engine.clone(), hash.clone());
    let work = move |asked: Vec<()>| {
        let (engine, hash) = (of_all.clone(), of_hash.clone());
        async move { Ok(vec![look(&engine, hash).await?; asked.len()]) }
    };
    let row = engine.verifying().run(hash, (), work).await?;
    if row.as_ref().is_some_and(|row| row.tenant_suspended) {
        return Err(Error::Denied(
            "The company of this token is suspended. Ask the operator of this installation.".into(),
        ));
    }
    if row.as_ref().is_some_and(|row| row.member_suspended) {
        let text = "The person behind this token is suspended in the company. Ask an admin of the company.";
        return Err(Error::Denied(text.into()));
    }
    Ok(row.and_then(|row| {
        Some(TokenIdentity {
            token: ApiTokenId(row.id),
            user: UserId(row.user_id),
            tenant: TenantId(row.tenant_id),
            role: row.role.parse().ok()?,
            platform_admin: row.platform_admin,
            scopes: row.scopes.split(' ').filter_map(|word| word.parse().ok()).collect(),
            requests_per_second: row.requests_per_second.and_then(|most| u32::try_from(most).ok()),
            legacy_id: row.legacy_id,
        })
    }))
}

async fn look(engine: &Engine, hash: Vec<u8>) -> Result<Option<Row>> {
    let tx = PlatformTx::begin(engine).await?;
    let row = tx
        .one(
            "with used as (
                 update api_token set last_used_at = now()
                 where token_hash = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute'))
             select t.id, t.user_id, t.tenant_id, m.role, u.platform_admin, t.scopes, u.legacy_id,
                 o.requests_per_second, o.suspended_at is not null as tenant_suspended,
                 m.suspended_at is not null as member_suspended
             from api_token t
             join membership m on m.tenant_id = t.tenant_id and m.user_id = t.user_id
             join tenant o on o.id = t.tenant_id
             join app_user u on u.id = t.user_id
             where t.token_hash = $1 and t.revoked_at is null and (t.expires_at is null or t.expires_at > now())",
            [hash.into()],
        )
        .await?;
    tx.commit().await?;
    Ok(row)
}
