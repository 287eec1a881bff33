use super::password;
use crate::allow::allow_platform;
use crate::entity::{app_user, membership};
use crate::error::{Error, Result, violated_constraint};
use crate::tenancy::{PlatformTx, Tx};
use crate::{Engine, audit};
use domain::id::{TenantId, UserId};
use domain::scope::Role;
use domain::{FieldErrors, Scope};
use sea_orm::{ActiveModelTrait, FromQueryResult, Set};
use secrecy::SecretString;
use serde_json::json;

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewUser {
    pub email: String,
    pub name: String,
    pub password: SecretString,
    pub platform_admin: bool,
    pub membership: Option<(TenantId, Role)>,
    /// The id that clients of the old systems send for this person.
    pub legacy_id: Option<String>,
}

/// Makes an account, with a membership if one is given.
///
/// # Errors
/// [`Error::Denied`] for anybody but a platform admin; [`Error::Invalid`] at `email`, `name`, `password`, `legacy_id`.
pub async fn create(engine: &Engine, scope: &Scope, new: NewUser) -> Result<UserId> {
    allow_platform(scope)?;
    let email = new.email.trim();
    let mut errors = FieldErrors::new();
    let shaped = email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    if !shaped || email.len() > 254 || email.chars().any(|c| c.is_whitespace() || c.is_control()) {
        errors.add("email", "An e-mail address looks like name@example.com.");
    }
    if new.name.chars().count() > 200 || new.name.chars().any(char::is_control) {
        errors.add("name", "A name has at most 200 characters.");
    }
    let mut about = vec![email.to_owned(), new.name.clone()];
    if let Some((tenant, _)) = new.membership {
        about.extend(names_of(engine, tenant).await?);
    }
    if let Err(wrong) = password::check(&new.password, &about) {
        errors.merge(wrong);
    }
    errors.into_result(())?;
    let hash = password::hash(engine, &new.password).await?;
    let name = if new.name.trim().is_empty() { email.split('@').next().unwrap_or(email) } else { new.name.trim() };
    let tx = PlatformTx::begin(engine).await?;
    let row = app_user::ActiveModel {
        email: Set(email.to_owned()),
        name: Set(name.to_owned()),
        password_hash: Set(hash),
        platform_admin: Set(new.platform_admin),
        legacy_id: Set(new.legacy_id.clone()),
        ..Default::default()
    };
    let row = row.insert(tx.connection()).await.map_err(|error| match violated_constraint(&error).as_deref() {
        Some("app_user_email_key_key") => {
            Error::Invalid(FieldErrors::one("email", "There is an account with this address already."))
        }
        Some("app_user_legacy_id_key") => {
            Error::Invalid(FieldErrors::one("legacy_id", "There is an account with this id already."))
        }
        _ => error.into(),
    })?;
    let id = row.id;
    if let Some((tenant, role)) = new.membership {
        let row = membership::ActiveModel {
            tenant_id: Set(tenant.0),
            user_id: Set(id),
            role: Set(role.as_str().to_owned()),
            ..Default::default()
        };
        row.insert(tx.connection()).await?;
    }
    let facts = json!({
        "email": email, "name": name, "platform_admin": new.platform_admin,
        "tenant": new.membership.map(|(tenant, _)| tenant), "role": new.membership.map(|(_, role)| role),
    });
    audit::record(&tx, scope, audit::Entry::made("user.create", format!("user:{id}"), facts)?).await?;
    tx.commit().await?;
    Ok(UserId(id))
}

#[derive(FromQueryResult)]
struct Tenant {
    name: String,
    slug: String,
}

/// What a tenant is called; nothing where there is none, of which the membership tells.
async fn names_of(engine: &Engine, tenant: TenantId) -> Result<Vec<String>> {
    let tx = PlatformTx::begin(engine).await?;
    let row: Option<Tenant> = tx.one("select name, slug from tenant where id = $1", [tenant.0.into()]).await?;
    tx.commit().await?;
    Ok(row.map(|row| vec![row.name, row.slug]).unwrap_or_default())
}
