//! Who a signed-in person is in a tenant: what `server/identity` makes a [`Scope`](domain::Scope) of.

use crate::Engine;
use crate::error::Result;
use crate::tenancy::{PlatformTx, Tx};
use domain::id::{ActingId, TenantId, UserId};
use domain::scope::Role;
use sea_orm::FromQueryResult;
use time::OffsetDateTime;

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
    /// Every tenant the person may act in, by name: those that are suspended, or in which they are, are not among them.
    pub memberships: Vec<Membership>,
    /// Set while a platform admin acts in `tenant`, until when.
    pub acting: Option<OffsetDateTime>,
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

#[derive(FromQueryResult)]
struct ActingRow {
    name: String,
    until: OffsetDateTime,
}

/// What a session says of the person behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    pub user: UserId,
    /// The tenant they chose.
    pub tenant: Option<TenantId>,
    /// Where they act as a platform admin.
    pub acting: Option<(TenantId, ActingId)>,
}

/// Who a person is in the tenant they chose, or in their first one by name when that is none of theirs. A platform admin
/// without a tenant stands in the platform's own; one who acts in a company, and whose time there is not over, stands in it.
/// `None` when the account is gone or may come in nowhere.
///
/// # Errors
/// When the database is away.
pub async fn of_user(engine: &Engine, claim: Claim) -> Result<Option<Identity>> {
    let Claim { user, tenant: wanted, acting } = claim;
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
             where m.user_id = $1 and m.suspended_at is null and t.suspended_at is null order by t.name, t.id",
            [user.0.into()],
        )
        .await?;
    let acting: Option<(TenantId, ActingRow)> = match acting {
        Some((tenant, id)) => {
            let row: Option<ActingRow> = tx
                .one(
                    "select t.name, a.until from acting a join tenant t on t.id = a.tenant_id
                     where a.tenant_id = $1 and a.id = $2 and a.user_id = $3 and a.ended_at is null and a.until > now()",
                    [tenant.0.into(), id.0.into(), user.0.into()],
                )
                .await?;
            row.map(|row| (tenant, row))
        }
        None => None,
    };
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
    // Who is no platform admin any more acts nowhere.
    let acting = acting.filter(|_| person.platform_admin);
    let here = match &acting {
        Some((tenant, row)) => Some((*tenant, row.name.clone(), Role::Owner)),
        None => {
            let chosen = memberships.iter().find(|held| Some(held.tenant) == wanted).or_else(|| memberships.first());
            chosen.map(|held| (held.tenant, held.name.clone(), held.role))
        }
    };
    Ok(here.map(|(tenant, tenant_name, role)| Identity {
        user,
        name: person.name,
        email: person.email,
        theme: person.theme,
        time_zone: person.time_zone,
        density: person.density,
        credentials: person.credentials,
        tenant,
        tenant_name,
        role,
        platform_admin: person.platform_admin,
        memberships,
        acting: acting.map(|(_, row)| row.until),
    }))
}
