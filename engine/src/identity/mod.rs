//! Who a signed-in person is in a tenant: what `server/identity` makes a [`Scope`](domain::Scope) of.

use crate::Engine;
use crate::error::Result;
use crate::tenancy::{PlatformTx, Tx};
use domain::id::{TenantId, UserId};
use domain::scope::Role;
use sea_orm::FromQueryResult;

/// A person as they stand in one tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub user: UserId,
    pub name: String,
    pub email: String,
    pub theme: String,
    /// A name of the tz database.
    pub time_zone: String,
    /// How close lines and fields stand: `comfortable` or `compact`.
    pub density: String,
    /// Counts the changes of password and second factor: a session that began with another count is over.
    pub credentials: i32,
    pub tenant: TenantId,
    pub tenant_name: String,
    pub role: Role,
    pub platform_admin: bool,
    /// Every tenant the person may act in, by name.
    pub memberships: Vec<Membership>,
}

/// A tenant the person may act in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    pub tenant: TenantId,
    pub name: String,
    pub slug: String,
    pub role: Role,
}

#[derive(FromQueryResult)]
struct UserRow {
    name: String,
    email: String,
    theme: String,
    time_zone: String,
    density: String,
    credentials: i32,
    platform_admin: bool,
}

#[derive(FromQueryResult)]
struct MembershipRow {
    tenant_id: i64,
    name: String,
    slug: String,
    role: String,
}

/// Who `user` is in `wanted`, or in their first tenant by name when that is none of theirs. A platform admin without a
/// tenant stands in the platform's own. `None` when the account is gone or belongs nowhere.
///
/// # Errors
/// When the database is away.
pub async fn of_user(engine: &Engine, user: UserId, wanted: Option<TenantId>) -> Result<Option<Identity>> {
    let tx = PlatformTx::begin(engine).await?;
    let person: Option<UserRow> = tx
        .one(
            "select name, email, theme, time_zone, density, credentials, platform_admin from app_user where id = $1",
            [user.0.into()],
        )
        .await?;
    let rows: Vec<MembershipRow> = tx
        .all(
            "select m.tenant_id, t.name, t.slug, m.role from membership m join tenant t on t.id = m.tenant_id
             where m.user_id = $1 order by t.name, t.id",
            [user.0.into()],
        )
        .await?;
    tx.commit().await?;
    let Some(person) = person else { return Ok(None) };
    let mut memberships: Vec<Membership> = rows
        .into_iter()
        .filter_map(|row| {
            let role = row.role.parse().ok()?;
            Some(Membership { tenant: TenantId(row.tenant_id), name: row.name, slug: row.slug, role })
        })
        .collect();
    if person.platform_admin && memberships.is_empty() {
        memberships.push(Membership {
            tenant: TenantId::PLATFORM,
            name: "Platform".into(),
            slug: "platform".into(),
            role: Role::Owner,
        });
    }
    let here = memberships.iter().find(|held| Some(held.tenant) == wanted).or_else(|| memberships.first()).cloned();
    Ok(here.map(|here| Identity {
        user,
        name: person.name,
        email: person.email,
        theme: person.theme,
        time_zone: person.time_zone,
        density: person.density,
        credentials: person.credentials,
        tenant: here.tenant,
        tenant_name: here.name,
        role: here.role,
        platform_admin: person.platform_admin,
        memberships,
    }))
}
