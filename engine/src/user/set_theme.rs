use crate::error::{Error, Result};
use crate::tenancy::{PlatformTx, Tx};
use crate::{Engine, audit};
use domain::{FieldErrors, Scope};
use serde_json::json;

/// Keeps how the acting person wants pages to look: `system`, `light` or `dark`.
///
/// # Errors
/// [`Error::Invalid`] at `theme`; [`Error::Denied`] when no person acts.
pub async fn set_theme(engine: &Engine, scope: &Scope, theme: &str) -> Result<()> {
    let user = scope.actor().user().ok_or_else(|| Error::Denied("Only a person has a theme.".into()))?;
    if !["system", "light", "dark"].contains(&theme) {
        return Err(FieldErrors::one("theme", "A theme is system, light or dark.").into());
    }
    let tx = PlatformTx::begin(engine).await?;
    tx.execute("update app_user set theme = $2 where id = $1", [user.0.into(), theme.into()]).await?;
    audit::record(&tx, scope, audit::Entry::made("user.set_theme", format!("user:{user}"), json!({ "theme": theme }))?)
        .await?;
    tx.commit().await
}
