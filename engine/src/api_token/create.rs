use super::{PREFIX, hash};
use crate::allow::allow_platform;
use crate::error::{Error, Result};
use crate::tenancy::{PlatformTx, Tx};
use crate::{Engine, audit};
use domain::id::{ApiTokenId, TenantId, UserId};
use domain::scope::TokenScope;
use domain::{FieldErrors, Scope};
use secrecy::SecretString;
use serde_json::json;

/// Makes a token for a member of `tenant`; the answer is the only time its text is seen. People make their own by
/// [`super::create_own`].
///
/// # Errors
/// [`Error::Denied`] for anybody but a platform admin; [`Error::NotFound`] when the person is no member;
/// [`Error::Invalid`] at `scopes` when there are none.
pub async fn create(
    engine: &Engine,
    scope: &Scope,
    tenant: TenantId,
    user: UserId,
    name: &str,
    scopes: &[TokenScope],
) -> Result<SecretString> {
    allow_platform(scope)?;
    if scopes.is_empty() {
        return Err(FieldErrors::one("scopes", "A token needs at least one scope.").into());
    }
    let tx = PlatformTx::begin(engine).await?;
    let member = tx
        .figure(
            "select count(*) as n from membership where tenant_id = $1 and user_id = $2",
            [tenant.0.into(), user.0.into()],
        )
        .await?;
    if member == 0 {
        return Err(Error::NotFound);
    }
    let (id, token) = insert(&tx, &NewToken { tenant, user, name, scopes, days: None }).await?;
    let words: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
    let facts = json!({ "tenant": tenant, "user": user, "name": name, "scopes": words });
    audit::record(&tx, scope, audit::Entry::made("api_token.create", format!("api_token:{id}"), facts)?).await?;
    tx.commit().await?;
    Ok(token)
}

/// A token's row before it is written.
pub(super) struct NewToken<'a> {
    pub tenant: TenantId,
    pub user: UserId,
    pub name: &'a str,
    pub scopes: &'a [TokenScope],
    /// How long it lasts; `None` for ever.
    pub days: Option<i32>,
}

/// Draws a token's text and writes its row, which holds the text's hash alone.
pub(super) async fn insert(tx: &impl Tx, new: &NewToken<'_>) -> Result<(ApiTokenId, SecretString)> {
    let random: [u8; 32] = rand::random();
    let token = format!("{PREFIX}{}", random.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    let words: Vec<&str> = new.scopes.iter().map(|scope| scope.as_str()).collect();
    let id = tx
        .figure(
            "insert into api_token (tenant_id, user_id, name, token_hash, scopes, expires_at)
             values ($1, $2, $3, $4, $5, now() + make_interval(days => $6)) returning id as n",
            [
                new.tenant.0.into(),
                new.user.0.into(),
                new.name.into(),
                hash(&token).into(),
                words.join(" ").into(),
                new.days.into(),
            ],
        )
        .await?;
    Ok((ApiTokenId(id), token.into()))
}
