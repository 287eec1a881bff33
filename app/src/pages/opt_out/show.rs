//! What a link is for, and the button.

use crate::components::icon::Icon;
use crate::forms::{Done, FormPost};
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use core::net::IpAddr;
use domain::scope::RequestId;
use engine::opt_out::Shown;
use leptos::prelude::*;

/// The page of a link.
#[component]
pub fn OptOut() -> impl IntoView {
    let link = id_in_path::<String>("link");
    page(|request: Request| async move {
        let link = link?;
        let Shown { company, ending } = engine::opt_out::look(&request.engine, &link).await?;
        let text =
            format!("{company} will not call the number ending in {ending} any more, from the moment you press.");
        let content = view! {
            <section class="surface mx-auto mt-10 max-w-md">
                <div class="flex flex-col items-start gap-3 p-6">
                    <span class="flex size-10 items-center justify-center rounded-full border hairline muted"><Icon name="phone-off"/></span>
                    <h1>"Stop calls from " {company.clone()}</h1>
                    <p class="text-pretty">{text}</p>
                    <form class="mt-2" method="post" action=paths::form("opt-out")>
                        <input type="hidden" name="link" value=link/>
                        <button class="btn btn-primary" type="submit">"Stop calling me"</button>
                    </form>
                    <p class="muted text-xs">"Nothing has been changed by opening this page."</p>
                </div>
            </section>
        };
        Ok(Sheet::new(format!("Stop calls from {company}"), Place::Nowhere, content).without_header())
    })
}

/// Takes the press of the button.
#[server(prefix = "/forms", endpoint = "opt-out")]
pub async fn opt_out(#[server(default)] link: String) -> Result<(), ServerFnError> {
    // What is no link leads to where it would be, which says that there is nothing.
    let plain = link.bytes().all(|byte| byte.is_ascii_hexdigit()) && !link.is_empty();
    let page = if plain { paths::stop(&link) } else { paths::stop("0") };
    let post = FormPost::on(page);
    let request = RequestId(post.request.request_id.clone());
    let address: Option<IpAddr> = post.request.address.parse().ok();
    let outcome = engine::opt_out::stop(&post.request.engine, &link, request, address).await.map_err(Stop::from);
    post.finish(outcome, |()| Done::at(paths::stopped(&link))).await
}
