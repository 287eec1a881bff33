//! What is said once somebody has opted out, however often they press.

use crate::components::icon::Icon;
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::request::Request;
use engine::opt_out::Shown;
use leptos::prelude::*;

/// The page behind the button.
#[component]
pub fn OptedOut() -> impl IntoView {
    let link = id_in_path::<String>("link");
    page(|request: Request| async move {
        let Shown { company, ending } = engine::opt_out::look(&request.engine, &link?).await?;
        let text =
            format!("The number ending in {ending} is on {company}’s do-not-call list. You can close this page.");
        let content = view! {
            <section class="surface mx-auto mt-10 max-w-md">
                <div class="flex flex-col items-start gap-3 p-6">
                    <span class="flex size-10 items-center justify-center rounded-full border hairline tone-success tone-text"><Icon name="check"/></span>
                    <h1>"You will not be called any more"</h1>
                    <p class="text-pretty">{text}</p>
                </div>
            </section>
        };
        Ok(Sheet::new("You will not be called any more", Place::Nowhere, content).without_header())
    })
}
