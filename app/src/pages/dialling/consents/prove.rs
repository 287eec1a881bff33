//! Adding a file that proves a consent.

use crate::components::badge::Tone;
use crate::components::field::{Field, Typed};
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::forms::{Done, FormPost, refused};
use crate::pages::contacts::tabs::Section;
use crate::pages::imports::brought::brought;
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::Right;
use domain::consent::Consent;
use domain::id::ConsentId;
use leptos::prelude::*;
use leptos::server_fn::codec::{MultipartData, MultipartFormData};

/// The form.
#[component]
pub fn ConsentProve() -> impl IntoView {
    let id = id_in_path::<ConsentId>("id");
    page(|request: Request| async move {
        let (scope, id) = (request.scope()?, id?);
        let consent = engine::consent::get(&request.engine, scope, id).await?;
        if !scope.may(Right::RecordConsent) {
            return Err(engine::Error::Denied("Recording consent takes the role agent or above.".to_owned()).into());
        }
        let typed = refused(&request).await?;
        let number = consent.number;
        Ok(Sheet::new(
            "Add a proof",
            Place::Contacts,
            form(&consent, engine::consent::proof_max(&request.engine), &typed),
        )
        .beneath_list(Section::Consent)
        .beneath_page(number.national(), paths::dialling(number))
        .line("It is kept as long as the consent, and never changed or replaced."))
    })
}

fn form(consent: &Consent, most: u64, typed: &Typed) -> impl IntoView + use<> {
    let elsewhere = typed.elsewhere(&["file"]);
    let errors = typed.errors("file").to_vec();
    let of = format!("{}, {}", consent.terms.kind.label(), consent.terms.source);
    let help = format!("A PDF, a PNG or JPEG picture, or a text; at most {} MB.", most >> 20);
    view! {
        <form class="surface max-w-xl" method="post" action=paths::form("consent-prove") enctype="multipart/form-data">
            // Before the file, so that it is known when its first byte comes.
            <input type="hidden" name="id" value=consent.id.to_string()/>
            <div class="flex flex-col gap-4 p-4">
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                <p class="wrap-anywhere">"Of the consent: " <b>{of}</b></p>
                <Field name="file" label="File" errors=errors.clone() help=help>
                    <input class="file-input" id="file" name="file" type="file" required=true accept=".pdf,.png,.jpg,.jpeg,.txt"
                        aria-invalid=(!errors.is_empty()).then_some("true") aria-describedby=if errors.is_empty() { "file-help" } else { "file-error" }/>
                </Field>
            </div>
            <div class="flex flex-wrap items-center gap-2 border-t hairline px-4 py-3">
                <button class="btn btn-primary" type="submit"><Icon name="upload"/>"Add the proof"</button>
                <a class="btn btn-ghost" href=paths::dialling(consent.number)>"Cancel"</a>
            </div>
        </form>
    }
}

/// Takes the file, a piece at a time.
#[server(prefix = "/forms", endpoint = "consent-prove", input = MultipartFormData)]
pub async fn prove_consent(data: MultipartData) -> Result<(), ServerFnError> {
    let mut post = FormPost::on(paths::consents());
    let (id, outcome) = prove(&post.request, data).await;
    if let Some(id) = id {
        post = post.of_page(paths::consent_prove(id));
    }
    post.finish(outcome, |consent| Done::at(paths::dialling(consent.number)).saying("The proof is added.")).await
}

async fn prove(request: &Request, data: MultipartData) -> (Option<ConsentId>, Result<Consent, Stop>) {
    if let Err(stop) = request.scope() {
        return (None, Err(stop));
    }
    match brought(data).await {
        Err((stop, texts)) => (texts.get("id").and_then(|id| id.parse().ok()), Err(stop)),
        Ok(brought) => {
            let id = brought.text("id").parse::<ConsentId>().ok();
            let added = async {
                let (engine, scope) = (&request.engine, request.scope()?);
                let id = id.ok_or(engine::Error::NotFound)?;
                let file = engine::consent::bring_proof(engine, scope, &brought.name, brought.file).await?;
                Ok(engine::consent::prove(engine, scope, id, file).await?)
            };
            (id, added.await)
        }
    }
}
