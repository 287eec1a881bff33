//! The posts of a policy's form: it is checked, or put in force; and what its island asks while somebody types.

use super::check::check;
use super::{of_word, page_of};
use crate::forms::{Done, FormPost, refusal};
use crate::islands::policy_editor::PolicyLook;
use crate::request::{Request, Stop};
use domain::FieldErrors;
use engine::campaign::{KeptPolicy, PolicyOf};
use leptos::prelude::*;

/// Takes the form; `intent` says by which button.
#[server(prefix = "/forms", endpoint = "retry-policy-save")]
pub async fn save_retry_policy(
    #[server(default)] of: String,
    #[server(default)] version: String,
    #[server(default)] retry_policy: String,
    #[server(default)] note: String,
    #[server(default)] intent: String,
) -> Result<(), ServerFnError> {
    let whose = of_word(&of);
    let here = whose.as_ref().map_or_else(|_| page_of(PolicyOf::Company), |of| page_of(*of));
    // A browser sends line breaks of its own.
    let text = retry_policy.replace("\r\n", "\n");
    let checks = intent == "check";
    let post = FormPost::on(here.clone()).typed("retry_policy", &text).typed("note", &note);
    let post = if checks { post.typed("intent", &intent) } else { post };
    if checks {
        let outcome = match whose {
            Ok(of) => may(&post.request, of),
            Err(stop) => Err(stop),
        };
        return post.show_again(outcome).await;
    }
    let outcome = match whose {
        Ok(of) => save(&post.request, of, &text, &note, &version).await,
        Err(stop) => Err(stop),
    };
    post.finish(outcome, |kept| {
        let said = match kept.text {
            Some(_) => {
                format!("Version {} of the policy is in force. Whoever waits is brought to it now.", kept.version)
            }
            None => "What counts otherwise is in force. Whoever waits is brought to it now.".to_owned(),
        };
        Done::at(here).saying(said)
    })
    .await
}

fn may(request: &Request, of: PolicyOf) -> Result<(), Stop> {
    Ok(engine::campaign::may_save(request.scope()?, of)?)
}

async fn save(request: &Request, of: PolicyOf, text: &str, note: &str, version: &str) -> Result<KeptPolicy, Stop> {
    // Without a version the form would save over whatever is there.
    let version = version.parse().unwrap_or(-1);
    let saved = engine::campaign::save_policy(&request.engine, request.scope()?, of, text, note, Some(version)).await;
    saved.map_err(|error| match error {
        // The form again, with what was typed: who saves once more means to.
        engine::Error::Conflict(text) => FieldErrors::one("version", text).into(),
        error => error.into(),
    })
}

/// What there is to say of a text that is being typed, for the form's island. Nothing is kept.
#[server(prefix = "/forms", endpoint = "retry-policy-look")]
pub async fn look_at_retry_policy(
    #[server(default)] of: String,
    #[server(default)] retry_policy: String,
) -> Result<PolicyLook, ServerFnError> {
    let request = Request::current();
    let looked = look(&request, &of, &retry_policy.replace("\r\n", "\n")).await;
    looked.map_err(|stop| {
        let (status, text) = refusal(&request, &stop);
        request.refuse(status, text)
    })
}

async fn look(request: &Request, of: &str, text: &str) -> Result<PolicyLook, Stop> {
    let scope = request.scope()?;
    let of = of_word(of)?;
    may(request, of)?;
    let kept = engine::campaign::policy(&request.engine, scope, of).await?;
    Ok(PolicyLook { html: check(of, &kept, text).to_html() })
}
