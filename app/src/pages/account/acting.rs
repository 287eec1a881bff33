//! A platform admin who acts in a company: the banner that everybody in it sees, and the end of it.

use crate::components::icon::Icon;
use crate::components::moment::exact;
use crate::forms::{Done, FormPost};
use crate::paths;
use crate::request::{Request, Stop};
use domain::Scope;
use engine::acting::Acting;
use leptos::prelude::*;

/// Who of the platform acts in this company now, on every page of it. A page is worth showing without it, so a failure is
/// only logged.
pub(in crate::pages) async fn banner(request: &Request, scope: &Scope) -> AnyView {
    let here = engine::acting::here(&request.engine, scope).await;
    let here = here.inspect_err(|error| tracing::warn!(request_id = request.request_id, %error, "no banner to show"));
    let own = scope.actor().user().filter(|_| scope.is_acting());
    let company = request.identity.as_ref().map(|identity| identity.tenant_name.clone()).unwrap_or_default();
    let line = |acting: Acting| {
        let mine = own == Some(acting.user);
        let who =
            if mine { "You act in this company".to_owned() } else { format!("{} acts in this company", acting.name) };
        let name = if mine { format!(" ({company})") } else { String::new() };
        let text = format!("{who}{name} as a platform admin, until {}: “{}”", exact(acting.until), acting.reason);
        view! {
            <div class="banner tone-warning" role="status">
                <Icon name="eye"/>
                <p class="min-w-0 grow wrap-anywhere">{text}</p>
                {mine.then(|| view! {
                    <form method="post" action=paths::form_anywhere("acting-stop")>
                        <button class="btn btn-sm" type="submit">"Stop acting"</button>
                    </form>
                })}
            </div>
        }
    };
    here.unwrap_or_default().into_iter().map(line).collect_view().into_any()
}

/// Ends acting in a company.
#[server(prefix = "/forms", endpoint = "acting-stop")]
pub async fn stop_acting() -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::home());
    let outcome = stop(&post.request).await;
    post.finish(outcome, |()| Done::at(paths::home()).saying("You act in no company but your own now.")).await
}

async fn stop(request: &Request) -> Result<(), Stop> {
    engine::acting::stop(&request.engine, request.scope()?).await?;
    request.end_acting().await
}
