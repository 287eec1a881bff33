//! Trying a provider out by one call.

use crate::components::field::{TextField, Typed};
use crate::components::figure::duration;
use crate::components::icon::Icon;
use crate::components::moment::Ago;
use crate::forms::{Done, FormPost};
use crate::paths;
use crate::request::{Request, Stop};
use domain::FieldErrors;
use domain::id::ProviderId;
use domain::provider::ProviderKind;
use engine::provider::reach::stays_here;
use engine::provider::{Placing, Provider, TestCall, TestStanding};
use leptos::prelude::*;
use time::OffsetDateTime;

/// The form, for the provider's page.
pub(super) fn form(typed: &Typed, provider: &Provider) -> AnyView {
    let id = provider.id;
    // Through a mock on this machine nobody is called, so no hour is kept.
    let judged = match provider.kind {
        ProviderKind::Mock if stays_here(&provider.base_url) => {
            "Asks for one call, and tells what the provider answers. It is judged like every dial, but for the hours: without a consent nobody is called."
        }
        _ => {
            "Asks for one call, and tells what the provider answers. It is judged like every dial: without a consent, or at night where they are, nobody is called."
        }
    };
    view! {
        <form class="surface" method="post" action=paths::form("provider-test")>
            <input type="hidden" name="id" value=id.to_string()/>
            <div class="flex flex-col gap-3 p-4">
                <h2>"Test call"</h2>
                <p class="muted text-pretty">{judged}" It takes one of the provider’s places while it goes."</p>
                <TextField at=typed.field("phone_number") label="Phone number" autocomplete="off" inputmode="tel" placeholder="(415) 200-0001"
                    help="A line of your own, with its consent recorded."/>
            </div>
            <div class="border-t hairline px-4 py-3"><button class="btn" type="submit"><Icon name="phone-outgoing"/>"Call this number"</button></div>
        </form>
    }
    .into_any()
}

/// The newest tests, where there was one.
pub(super) fn tests(tests: &[TestStanding], now: OffsetDateTime) -> Option<AnyView> {
    let lines = tests.iter().map(|test| {
        let ended = test.outcome.map(|outcome| match test.talk_seconds {
            Some(seconds) if seconds > 0 => format!("{}, {}", outcome.label(), duration(f64::from(seconds))),
            _ => outcome.label().to_owned(),
        });
        let stands = ended.unwrap_or_else(|| {
            let text = match test.answer {
                Some("placed") if test.is_under_way => "Under way",
                Some("placed") => "Taken; nothing was heard of its end",
                Some("refused") => "Refused",
                Some("busy") => "No room there",
                Some("away") => "Not reached",
                _ => "Nobody knows",
            };
            text.to_owned()
        });
        let by = test.made_by.clone().unwrap_or_else(|| "A program".to_owned());
        let detail = test.detail.clone().filter(|detail| !detail.is_empty());
        view! {
            <li class="flex flex-wrap items-baseline justify-between gap-x-3 px-4 py-2.5">
                <span class="mono">{test.number.national()}</span>
                <span class="font-medium">{stands}</span>
                <span class="w-full text-xs muted wrap-anywhere">{by}", "<Ago at=test.made_at now=now/>{detail.map(|detail| format!(" · {detail}"))}</span>
            </li>
        }
    });
    let lines = lines.collect_view();
    (!tests.is_empty()).then(|| {
        view! {
            <section class="surface" aria-labelledby="tests-title">
                <h2 id="tests-title" class="px-4 py-3">"Last test calls"</h2>
                <ul class="border-t hairline divide-y divide-base-300">{lines}</ul>
            </section>
        }
        .into_any()
    })
}

/// Takes the form.
#[server(prefix = "/forms", endpoint = "provider-test")]
pub async fn test_provider(
    #[server(default)] id: String,
    #[server(default)] phone_number: String,
) -> Result<(), ServerFnError> {
    let id = id.parse::<ProviderId>().map_err(|_| Stop::Error(engine::Error::NotFound));
    let page = id.as_ref().map_or_else(|_| paths::providers(), |id| paths::provider(*id));
    let post = FormPost::on(page.clone()).typed("phone_number", &phone_number);
    let outcome = test(&post.request, id, &phone_number).await;
    post.finish(outcome, |said| Done::at(page).saying(said)).await
}

async fn test(request: &Request, id: Result<ProviderId, Stop>, number: &str) -> Result<String, Stop> {
    let (scope, id) = (request.scope()?, id?);
    said(engine::provider::test_call(&request.engine, scope, id, number).await?)
}

/// What came of it: a sentence, or what is wrong, said at the number or of the provider.
fn said(test: TestCall) -> Result<String, Stop> {
    let number = test.number.national();
    let wrong = |text: String| Err(Stop::Error(engine::Error::Conflict(text)));
    match test.answer {
        None => Err(FieldErrors::one("phone_number", format!("Nobody was called. {}", test.verdict.says())).into()),
        Some(Placing::Placed(id)) => Ok(format!("The provider took the call to {number}, and knows it as {id}.")),
        Some(Placing::Refused(why)) => wrong(format!("The provider answers, and refused the call to {number}. {why}")),
        Some(Placing::Busy(_)) => wrong("The provider answers, and takes no call at the moment.".to_owned()),
        Some(Placing::Away(why)) => wrong(format!("Nobody was called. {why}")),
        Some(Placing::Unknown(why)) => wrong(format!("Whether {number} is called nobody knows. {why}")),
    }
}
