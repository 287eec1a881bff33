//! How pages look: light, dark, or as the system says.

use crate::forms::{Done, FormPost};
use crate::paths;
use crate::request::{Stop, Theme};
use leptos::prelude::*;

/// Keeps the choice with the person, and in this browser for pages before signing in.
#[server(prefix = "/forms", endpoint = "theme")]
pub async fn choose_theme(
    #[server(default)] theme: String,
    #[server(default)] back: String,
) -> Result<(), ServerFnError> {
    let back = paths::local(&back).map_or_else(paths::home, str::to_owned);
    let post = FormPost::on(back.clone());
    let theme = Theme::of_word(&theme);
    post.request.keep_theme(theme);
    let outcome = match post.request.scope() {
        Ok(scope) => engine::user::set_theme(&post.request.engine, scope, theme.as_str()).await.map_err(Stop::from),
        Err(_) => Ok(()),
    };
    post.finish(outcome, |()| Done::at(back)).await
}
