//! The fields of a campaign's form, for a new one and for one that is changed.

use super::windows;
use crate::components::check_grid::{CheckGrid, GridBox, GridLine};
use crate::components::field::{CheckField, Choice, Field, SelectField, TextField, Typed};
use crate::components::icon::Icon;
use crate::components::text_area::TextArea;
use crate::paths;
use domain::Right;
use domain::Scope;
use domain::campaign::{DESCRIPTION_MAX, NAME_MAX};
use domain::consent::ConsentKind;
use domain::provider::ProviderKind;
use engine::provider::Provider;
use leptos::prelude::*;

/// All of them, in groups, with what there is to say of its retry policy; who may not set providers up is not offered to.
pub(super) fn fields(typed: &Typed, providers: &[Provider], scope: &Scope, policy: AnyView) -> impl IntoView + use<> {
    let provider = provider(typed, providers, scope.may(Right::ManageProviders));
    let mock = providers.iter().any(|provider| provider.kind == ProviderKind::Mock);
    view! {
        {group("What it is", "What people here know it by.", view! {
            <TextField at=typed.field("name") label="Name" autofocus=true maxlength=NAME_MAX as u32 autocomplete="off"/>
            <TextArea at=typed.field("description") label="Description" optional=true maxlength=DESCRIPTION_MAX as u32/>
        })}
        {group("The calls", "Who places them, what they show and what is said.", view! {
            {provider}
            <TextField at=typed.field("caller_id") label="Caller id" optional=true autocomplete="off" inputmode="tel"
                placeholder="(415) 200-0001" help="The number that is shown to whoever is called; the provider’s own where nothing stands here."/>
            <TextField at=typed.field("answer_url") label="What is said" optional=true autocomplete="off"
                help="An address that the provider asks, or the id of a flow there. It is the provider’s matter; there is no audio here."/>
            <TextField at=typed.field("longest_call") label="Longest call, in minutes" inputmode="numeric" autocomplete="off"
                help="After that nothing is awaited of a call any more, and its place is free."/>
            <CheckField at=typed.field("log_calls") label="Leave a call on the contact’s timeline"
                help="Each dial that ends is then a call among the others of its contact."/>
        })}
        {group("How many", "The lowest of all limits counts: this campaign’s, the provider’s, the company’s and the installation’s.", view! {
            <div class="grid gap-4 sm:grid-cols-2">
                <TextField at=typed.field("max_concurrent") label="Calls at once" inputmode="numeric" autocomplete="off" placeholder="100"/>
                <TextField at=typed.field("calls_per_second") label="Calls a second" optional=true inputmode="numeric" autocomplete="off"/>
            </div>
        })}
        {group("When", "Nobody is called outside these hours.", view! {
            {windows::fields(typed)}
            {mock.then(|| {
                let at = typed.field("enforce_hours");
                // The box switches the hours off: who sends nothing keeps them.
                view! { <AnyHour at=at/> }
            })}
        })}
        {group("Whom", "A number that was ever generated takes a consent in any case.", view! {
            <CheckField at=typed.field("dials_list") label="Call everybody on its list"
                help="It is over when its list is. Without, it calls only the numbers that programs send, and goes on until somebody ends it."/>
            <CheckField at=typed.field("consent_required") label="Every number takes a consent" help="Without, numbers that were never generated are called unless something stands against it."/>
            <CheckGrid at=typed.field("consent_kinds") label="Kinds of consent that count" lines=kinds()
                help="With none checked all of them count."/>
        })}
        {group("How often", "What is tried again, and when it is enough.", view! {
            <div class="grid gap-4 sm:grid-cols-3">
                <TextField at=typed.field("max_attempts") label="Attempts at a contact" optional=true inputmode="numeric" autocomplete="off"/>
                <TextField at=typed.field("day_cap") label="Calls in 24 hours" optional=true inputmode="numeric" autocomplete="off"/>
                <TextField at=typed.field("lifetime_cap") label="Calls ever" optional=true inputmode="numeric" autocomplete="off"/>
            </div>
            <p class="text-xs muted">"Calls are counted over all campaigns of the company; attempts are those of one dial, and what the policy says where nothing stands here."</p>
            {policy}
        })}
    }
}

/// A few fields under a heading, with a sentence of what they are for.
fn group(title: &'static str, purpose: &'static str, fields: impl IntoView + 'static) -> impl IntoView {
    view! {
        <section class="grid gap-4 border-t hairline p-4 first:border-t-0 lg:grid-cols-[14rem_minmax(0,1fr)]">
            <div><h2>{title}</h2><p class="muted mt-0.5 text-pretty">{purpose}</p></div>
            <div class="flex max-w-3xl flex-col gap-4">{fields}</div>
        </section>
    }
}

/// The choice of who places the calls; where there is none, the way to set one up.
fn provider(typed: &Typed, providers: &[Provider], may_manage: bool) -> AnyView {
    let at = typed.field("provider");
    let make = may_manage.then(|| {
        view! { <a class="text-link" href=paths::provider_new()>"Set one up"</a> }
    });
    if providers.is_empty() {
        let text = if may_manage {
            "There is no provider yet. "
        } else {
            "There is no provider yet. An admin has to set one up."
        };
        return view! {
            <Field name="provider" label="Provider" errors=at.errors>
                <p class="flex items-center gap-2 rounded-box border hairline px-3 py-2" id="provider"><Icon name="phone-outgoing"/><span>{text}{make}</span></p>
            </Field>
        }
        .into_any();
    }
    let mut choices: Vec<Choice> = providers
        .iter()
        .map(|provider| Choice::new(provider.id.to_string(), format!("{} · {}", provider.name, provider.kind.label())))
        .collect();
    if at.value.is_empty() && choices.len() > 1 {
        choices.insert(0, Choice::new("", "Choose one"));
    }
    let only = (at.value.is_empty() && choices.len() == 1).then(|| choices[0].value.clone());
    let at = match only {
        Some(only) => crate::components::field::FieldState { value: only, ..at },
        None => at,
    };
    view! {
        <SelectField at=at label="Provider" choices=choices/>
        {make.map(|make| view! { <p class="-mt-3 text-xs muted">"Another one? "{make}</p> })}
    }
    .into_any()
}

/// The box that switches the hours off, which stands at the draft's `enforce_hours` and is sent as `any_hour`.
#[component]
fn AnyHour(at: crate::components::field::FieldState) -> impl IntoView {
    let error = crate::components::field::error_text("any_hour", &at.errors);
    let invalid = (!at.errors.is_empty()).then_some("true");
    view! {
        <div class="flex items-start gap-2.5">
            <input class="checkbox mt-0.5" id="any_hour" name="any_hour" type="checkbox" value="true" checked=at.value == "true" aria-invalid=invalid/>
            <div class="flex flex-col gap-0.5">
                <label class="font-medium" for="any_hour">"Call at any hour"</label>
                <p class="text-xs muted">"Only with a mock, through which no call leaves the machine."</p>
                {error}
            </div>
        </div>
    }
}

fn kinds() -> Vec<GridLine> {
    let of = |label: &'static str, kinds: &[ConsentKind]| GridLine {
        label,
        boxes: kinds.iter().map(|kind| GridBox { word: kind.as_str(), label: kind.label() }).collect(),
    };
    use ConsentKind::{ExistingCustomer, Oral, OwnTestLine, WebForm, Written};
    vec![of("Recorded", &[Written, Oral, WebForm]), of("Known", &[ExistingCustomer]), of("Tests", &[OwnTestLine])]
}
