//! Recording a consent.

use super::fields::{TERMS, terms};
use crate::components::badge::Tone;
use crate::components::field::{TextField, Typed};
use crate::components::flash::Notice;
use crate::forms::{Done, FormPost, refused};
use crate::pages::contacts::tabs::Section;
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::Right;
use domain::consent::{Consent, ConsentDraft, TermsDraft};
use domain::filter::parse_pairs;
use domain::phone::PhoneNumber;
use leptos::prelude::*;

/// The form for a new consent.
#[component]
pub fn ConsentNew() -> impl IntoView {
    page(|request: Request| async move {
        if !request.scope()?.may(Right::RecordConsent) {
            return Err(engine::Error::Denied("Recording consent takes the role agent or above.".to_owned()).into());
        }
        let typed = refused(&request).await?;
        let pairs = parse_pairs(&request.query);
        let asked =
            pairs.iter().find(|(key, _)| key == "number").and_then(|(_, text)| text.parse::<PhoneNumber>().ok());
        let typed = match asked {
            Some(number) => typed.or("phone_number", &number.national()),
            None => typed,
        };
        Ok(Sheet::new("Record consent", Place::Contacts, form(&typed, asked))
            .beneath_list(Section::Consent)
            .line("A record is never changed afterwards. It can be withdrawn, and recorded anew."))
    })
}

fn form(typed: &Typed, asked: Option<PhoneNumber>) -> impl IntoView + use<> {
    let elsewhere = typed.elsewhere(&["phone_number", "kind", "source", "given_at", "expires_at", "proof"]);
    let back = asked.map_or_else(paths::consents, paths::dialling);
    view! {
        <form class="surface max-w-2xl" method="post" action=paths::form("consent-record")>
            <div class="flex flex-col gap-4 p-4">
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                <TextField at=typed.field("phone_number") label="Phone number" autofocus=asked.is_none() inputmode="tel" placeholder="(415) 200-0001"/>
                {terms(typed, false)}
            </div>
            <div class="flex items-center gap-2 border-t hairline px-4 py-3">
                <button class="btn btn-primary" type="submit">"Record consent"</button>
                <a class="btn btn-ghost" href=back>"Cancel"</a>
            </div>
        </form>
    }
}

/// Takes the form.
#[server(prefix = "/forms", endpoint = "consent-record")]
pub async fn record_consent(
    #[server(default)] phone_number: String,
    #[server(default)] kind: String,
    #[server(default)] source: String,
    #[server(default)] given_at: String,
    #[server(default)] expires_at: String,
    #[server(default)] proof: String,
) -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::consent_new(phone_number.parse().ok())).typed("phone_number", &phone_number);
    let post = TERMS
        .into_iter()
        .zip([&kind, &source, &given_at, &expires_at, &proof])
        .fold(post, |post, (field, value)| post.typed(field, value));
    let draft = ConsentDraft { phone_number, terms: TermsDraft { kind, source, given_at, expires_at, proof } };
    let outcome = record(&post.request, &draft).await;
    post.finish(outcome, |consent| {
        let said = format!("Consent of {} is recorded.", consent.number.national());
        Done::at(paths::dialling(consent.number)).saying(said)
    })
    .await
}

async fn record(request: &Request, draft: &ConsentDraft) -> Result<Consent, Stop> {
    Ok(engine::consent::record(&request.engine, request.scope()?, draft).await?)
}
