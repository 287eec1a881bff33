use super::create::{NewToken, insert};
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::api_token::ApiTokenDraft;
use domain::id::ApiTokenId;
use domain::{Right, Scope};
use secrecy::SecretString;
use serde_json::json;

/// Tokens of one person in one tenant that have not ended: more is a program that makes one each time it starts.
const LIVE_MAX: i64 = 100;

/// A token that was made just now.
#[derive(Debug)]
pub struct MadeToken {
    pub id: ApiTokenId,
    pub name: String,
    /// Its text, which is seen here and never again.
    pub text: SecretString,
}

/// Makes a token for the acting person in their tenant.
///
/// # Errors
/// [`Error::Invalid`] at `name`, `scopes` and `days`; [`Error::Denied`] for who is no member of the tenant and for a token
/// that would give another one more than it holds; [`Error::Conflict`] when the person has a hundred live ones.
pub async fn create_own(engine: &Engine, scope: &Scope, draft: &ApiTokenDraft) -> Result<MadeToken> {
    allow(scope, Right::OwnTokens)?;
    let text = draft.check(scope.role())?;
    if let Some(missing) = text.scopes.iter().find(|wanted| !scope.holds(**wanted)) {
        return Err(Error::Denied(format!("A token can't give away {}: it does not hold it.", missing.as_str())));
    }
    let nobody = || Error::Denied("A token stands for a member of the company, and you are none of this one.".into());
    let user = scope.actor().user().ok_or_else(nobody)?;
    let tx = TenantTx::begin(engine, scope).await?;
    // The lock lets one person's tokens be counted one by one.
    let member = tx
        .figure(
            "select count(*) as n from (
                 select 1 from membership where tenant_id = $1 and user_id = $2 for update) member",
            [tx.tenant(), user.0.into()],
        )
        .await?;
    if member == 0 {
        return Err(nobody());
    }
    let live = tx
        .figure(
            "select count(*) as n from api_token where tenant_id = $1 and user_id = $2 and revoked_at is null
                 and (expires_at is null or expires_at > now())",
            [tx.tenant(), user.0.into()],
        )
        .await?;
    if live >= LIVE_MAX {
        return Err(Error::Conflict("You have 100 tokens that have not ended. Revoke one first.".into()));
    }
    let new = NewToken {
        tenant: scope.tenant(),
        user,
        name: &text.name,
        scopes: &text.scopes,
        days: text.days.map(i32::from),
    };
    let (id, token) = insert(&tx, &new).await?;
    let words: Vec<&str> = text.scopes.iter().map(|scope| scope.as_str()).collect();
    let facts = json!({ "user": user, "name": text.name, "scopes": words, "days": text.days });
    audit::record(&tx, scope, audit::Entry::made("api_token.create", format!("api_token:{id}"), facts)?).await?;
    tx.commit().await?;
    Ok(MadeToken { id, name: text.name, text: token })
}
