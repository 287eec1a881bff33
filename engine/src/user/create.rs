use super::password;
use crate::allow::allow_platform;
use crate::entity::app_user;
use crate::error::{Error, Result, violated_constraint};
use crate::member::join;
use crate::tenancy::{PlatformTx, Tx};
use crate::{Engine, audit};
use domain::id::{TenantId, UserId};
use domain::scope::Role;
use domain::{FieldErrors, Scope, email};
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
    let mut errors = FieldErrors::new();
    let email = email::check(&new.email).unwrap_or_else(|text| {
        errors.add("email", text);
        ""
    });
    if new.name.chars().count() > 200 || new.name.chars().any(domain::unseen::is_unseen) {
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
    let account = Account {
        email,
        name,
        password_hash: hash,
        platform_admin: new.platform_admin,
        legacy_id: new.legacy_id.as_deref(),
    };
    let id = insert_account(&tx, account).await?;
    if let Some((tenant, role)) = new.membership {
        join(&tx, tenant, id, role).await?;
    }
    let facts = json!({
        "email": email, "name": name, "platform_admin": new.platform_admin,
        "tenant": new.membership.map(|(tenant, _)| tenant), "role": new.membership.map(|(_, role)| role),
    });
    audit::record(&tx, scope, audit::Entry::made("user.create", format!("user:{id}"), facts)?).await?;
    tx.commit().await?;
    Ok(id)
}

/// An account's row before it is written; its texts are checked.
pub(crate) struct Account<'a> {
    pub email: &'a str,
    pub name: &'a str,
    pub password_hash: String,
    pub platform_admin: bool,
    pub legacy_id: Option<&'a str>,
}

/// Writes an account's row.
///
/// # Errors
/// [`Error::Invalid`] at `email` or `legacy_id` for one that another account has.
pub(crate) async fn insert_account(tx: &PlatformTx, account: Account<'_>) -> Result<UserId> {
    let row = app_user::ActiveModel {
        email: Set(account.email.to_owned()),
        name: Set(account.name.to_owned()),
        password_hash: Set(account.password_hash),
        platform_admin: Set(account.platform_admin),
        legacy_id: Set(account.legacy_id.map(str::to_owned)),
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
    Ok(UserId(row.id))
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
