//! Withdrawing all that is in force for a number.

use crate::components::badge::Tone;
use crate::components::empty::Empty;
use crate::components::field::{TextField, Typed};
use crate::components::figure::plural;
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::forms::{Done, FormPost, refused};
use crate::pages::contacts::tabs::Section;
use crate::pages::dialling::show::number_of;
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::consent::{Consent, ConsentState};
use domain::phone::PhoneNumber;
use domain::{FieldErrors, Right};
use engine::consent::{Which, withdraw};
use leptos::prelude::*;

/// The form.
#[component]
pub fn ConsentWithdraw() -> impl IntoView {
    page(|request: Request| async move {
        let scope = request.scope()?;
        if !scope.may(Right::RecordConsent) {
            return Err(engine::Error::Denied("Withdrawing consent takes the role agent or above.".to_owned()).into());
        }
        let number = number_of(&request)?;
        let mut records = engine::consent::history(&request.engine, scope, number).await?;
        records.retain(|consent| consent.state(request.now) == ConsentState::InForce);
        let typed = refused(&request).await?;
        let content = if records.is_empty() { nothing(number) } else { form(number, &records, &typed) };
        Ok(Sheet::new(format!("Withdraw consent of {}", number.national()), Place::Contacts, content)
            .beneath_list(Section::Consent)
            .beneath_page(number.national(), paths::dialling(number)))
    })
}

fn nothing(number: PhoneNumber) -> AnyView {
    view! {
        <div class="surface"><Empty icon="ban" title="Nothing to withdraw" text="No consent is in force for this number.">
            <a class="btn btn-primary" href=paths::dialling(number)>"Back to the number"</a>
        </Empty></div>
    }
    .into_any()
}

fn form(number: PhoneNumber, records: &[Consent], typed: &Typed) -> AnyView {
    let elsewhere = typed.elsewhere(&["reason"]);
    let says = format!(
        "{} in force ends now, for good: {}. Who agrees anew is recorded anew.",
        plural(records.len() as u64, "consent", "consents"),
        records
            .iter()
            .map(|consent| format!("{} ({})", consent.terms.kind.label().to_lowercase(), consent.terms.source))
            .collect::<Vec<_>>()
            .join(", ")
    );
    view! {
        <form class="surface max-w-2xl" method="post" action=paths::form("consent-withdraw")>
            <input type="hidden" name="phone_number" value=number.to_string()/>
            <div class="flex flex-col gap-4 p-4">
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                <p class="text-pretty wrap-anywhere">{says}</p>
                <TextField at=typed.field("reason") label="Why" autofocus=true maxlength=500 autocomplete="off" placeholder="Called us and asked for it" help="It stays in the history."/>
            </div>
            <div class="flex items-center gap-2 border-t hairline px-4 py-3">
                <button class="btn btn-error" type="submit"><Icon name="ban"/>"Withdraw consent"</button>
                <a class="btn btn-ghost" href=paths::dialling(number)>"Keep it"</a>
            </div>
        </form>
    }
    .into_any()
}

/// Takes the form.
#[server(prefix = "/forms", endpoint = "consent-withdraw")]
pub async fn withdraw_consent(
    #[server(default)] phone_number: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    let number = phone_number.parse::<PhoneNumber>();
    let page = number.map_or_else(|_| paths::consents(), paths::consent_withdraw);
    let post = FormPost::on(page).typed("reason", &reason);
    let outcome = async {
        let scope = post.request.scope()?;
        let number = number.map_err(|error| FieldErrors::one("phone_number", error.to_string()))?;
        withdraw(&post.request.engine, scope, Which::Number(number), &reason).await?;
        Ok::<_, Stop>(number)
    }
    .await;
    post.finish(outcome, |number| {
        Done::at(paths::dialling(number)).saying(format!("The consent of {} is withdrawn.", number.national()))
    })
    .await
}
