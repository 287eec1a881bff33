use crate::allow::allow_platform;
use crate::entity::tenant;
use crate::error::{Error, Result, violated_constraint};
use crate::tenancy::{PlatformTx, Tx};
use crate::{Engine, audit};
use domain::id::TenantId;
use domain::{FieldErrors, Scope};
use sea_orm::{ActiveModelTrait, Set};
use serde::Serialize;

/// A company on this installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tenant {
    pub id: TenantId,
    pub slug: String,
    pub name: String,
}

impl From<tenant::Model> for Tenant {
    fn from(row: tenant::Model) -> Self {
        Self { id: TenantId(row.id), slug: row.slug, name: row.name }
    }
}

/// Makes a tenant. `slug` is 1 to 63 lower-case letters, digits and hyphens, unique on the installation.
///
/// # Errors
/// [`Error::Denied`] for anybody but a platform admin; [`Error::Invalid`] at `name` or `slug`.
pub async fn create(engine: &Engine, scope: &Scope, name: &str, slug: &str) -> Result<Tenant> {
    allow_platform(scope)?;
    let name = name.trim();
    let mut errors = FieldErrors::new();
    if name.is_empty() || name.chars().count() > 200 {
        errors.add("name", "A company’s name has 1 to 200 characters.");
    }
    let lawful = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if slug.is_empty() || slug.len() > 63 || !slug.chars().all(lawful) || slug.starts_with('-') || slug.ends_with('-') {
        errors.add("slug", "A slug is 1 to 63 lower-case letters, digits and hyphens, with no hyphen at its ends.");
    }
    errors.into_result(())?;
    let tx = PlatformTx::begin(engine).await?;
    let row = tenant::ActiveModel { name: Set(name.to_owned()), slug: Set(slug.to_owned()), ..Default::default() };
    let row = row.insert(tx.connection()).await.map_err(|error| match violated_constraint(&error).as_deref() {
        Some("tenant_slug_key") => Error::Invalid(FieldErrors::one("slug", "This slug is taken.")),
        _ => error.into(),
    })?;
    let tenant = Tenant::from(row);
    audit::record(&tx, scope, audit::Entry::made("tenant.create", format!("tenant:{}", tenant.id), &tenant)?).await?;
    tx.commit().await?;
    Ok(tenant)
}

/// The tenant with this slug.
///
/// # Errors
/// [`Error::NotFound`] when there is none; [`Error::Denied`] for anybody but a platform admin.
pub async fn by_slug(engine: &Engine, scope: &Scope, slug: &str) -> Result<Tenant> {
    allow_platform(scope)?;
    let tx = PlatformTx::begin(engine).await?;
    let row: Option<tenant::Model> = tx.one("select * from tenant where slug = $1", [slug.into()]).await?;
    tx.commit().await?;
    row.map(Tenant::from).ok_or(Error::NotFound)
}
