use crate::allow::allow_person;
use crate::error::{Error, Result};
use crate::tenancy::{PlatformTx, Tx};
use crate::{Engine, audit};
use domain::Scope;
use domain::account::ProfileDraft;
use sea_orm::FromQueryResult;
use serde_json::json;

#[derive(FromQueryResult)]
struct Row {
    name: String,
    time_zone: String,
    density: String,
    theme: String,
}

/// Changes what the acting person set for themselves.
///
/// # Errors
/// [`Error::Invalid`] at `name`, `time_zone`, `density`, `theme`; [`Error::Denied`] for a token.
pub async fn edit_profile(engine: &Engine, scope: &Scope, draft: &ProfileDraft) -> Result<()> {
    let user = allow_person(scope)?;
    let profile = draft.check(is_zone)?;
    let tx = PlatformTx::begin(engine).await?;
    let before: Row = tx
        .one("select name, time_zone, density, theme from app_user where id = $1 for update", [user.0.into()])
        .await?
        .ok_or(Error::NotFound)?;
    tx.execute(
        "update app_user set name = $2, time_zone = $3, density = $4, theme = $5 where id = $1",
        [
            user.0.into(),
            profile.name.clone().into(),
            profile.time_zone.clone().into(),
            profile.density.clone().into(),
            profile.theme.clone().into(),
        ],
    )
    .await?;
    let facts = |name: &str, zone: &str, density: &str, theme: &str| json!({ "name": name, "time_zone": zone, "density": density, "theme": theme });
    let entry = audit::Entry::changed(
        "user.edit_profile",
        format!("user:{user}"),
        facts(&before.name, &before.time_zone, &before.density, &before.theme),
        facts(&profile.name, &profile.time_zone, &profile.density, &profile.theme),
    )?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await
}

/// Whether the tz database that comes with the program knows a zone by exactly this name.
fn is_zone(name: &str) -> bool {
    jiff::tz::db().available().any(|known| known.as_str() == name)
}
