//! The fields of a provider's form, for a new one and for one that is changed.

use crate::components::field::{CheckField, Choice, SelectField, TextField, Typed};
use domain::provider::{NAME_MAX, ProviderDraft, ProviderKind};
use leptos::prelude::*;

/// The fields that the form shows.
pub(super) const SHOWN: [&str; 11] = [
    "name",
    "kind",
    "base_url",
    "credential",
    "account_sid",
    "caller_id",
    "detects_machines",
    "looks_up",
    "tells_bridging",
    "max_concurrent",
    "calls_per_second",
];

/// The draft's values by field; a credential is typed anew each time.
pub(super) fn values(draft: &ProviderDraft) -> [(&'static str, &str); 10] {
    let flag = |on: bool| if on { "true" } else { "" };
    [
        ("name", &draft.name),
        ("kind", &draft.kind),
        ("base_url", &draft.base_url),
        ("account_sid", &draft.account_sid),
        ("caller_id", &draft.caller_id),
        ("detects_machines", flag(draft.detects_machines)),
        ("looks_up", flag(draft.looks_up)),
        ("tells_bridging", flag(draft.tells_bridging)),
        ("max_concurrent", &draft.max_concurrent),
        ("calls_per_second", &draft.calls_per_second),
    ]
}

/// What Twilio alone needs; with another kind it stays as it is typed.
fn twilio(typed: &Typed) -> impl IntoView + use<> {
    view! {
        <fieldset class="flex flex-col gap-4 border-l-2 hairline pl-4">
            <legend class="mb-2 font-medium">"For Twilio"</legend>
            <TextField at=typed.field("account_sid") label="Account SID" optional=true autocomplete="off" maxlength=34
                placeholder="AC…" help="From Twilio’s console, where the auth token stands as well: that is the credential."/>
            <TextField at=typed.field("caller_id") label="Caller ID" optional=true inputmode="tel" autocomplete="off"
                placeholder="(415) 200-0001" help="A number that this account may show; campaigns may name another. Twilio places no call without one."/>
            <CheckField at=typed.field("detects_machines") label="Tell answering machines from people"
                help="Who answered stands with each attempt, and Twilio tells it to the address of what is said. Twilio charges for it, and the line is silent until it knows."/>
        </fieldset>
    }
}

/// All of them; `credential` is the help of that field.
pub(super) fn fields(typed: &Typed, credential: &'static str) -> impl IntoView + use<> {
    let kinds = ProviderKind::ALL.into_iter().map(|kind| Choice::new(kind.as_str(), kind.label())).collect();
    view! {
        <TextField at=typed.field("name") label="Name" autofocus=true maxlength=NAME_MAX as u32 autocomplete="off"
            help="As campaigns name it, such as “Main line”."/>
        <SelectField at=typed.field("kind") label="Kind" choices=kinds
            help="The mock answers like a provider and calls nobody: with it a campaign is tried out."/>
        <TextField at=typed.field("base_url") label="Address" autocomplete="off" inputmode="url" placeholder="https://calls.example.com"
            help="Calls are asked for beneath it. It must be reachable by the internet. For Twilio an empty field means https://api.twilio.com."/>
        <TextField at=typed.field("credential") label="Credential" optional=true kind="password" autocomplete="new-password" help=credential/>
        {twilio(typed)}
        <CheckField at=typed.field("looks_up") label="It answers what became of a call, and hangs up"
            help="Then a call of which nothing is heard is looked up. Without, it keeps its place until the longest call would be over, and a person decides."/>
        <CheckField at=typed.field("tells_bridging") label="It tells when a person answered and when they were connected"
            help="Then the share of abandoned calls is known, and calls are held back so that it stays within the law’s limit. A call of which it tells nothing counts as abandoned."/>
        <div class="grid gap-4 sm:grid-cols-2">
            <TextField at=typed.field("max_concurrent") label="Calls at once" inputmode="numeric" autocomplete="off"
                placeholder="100" help="Never more than this, over all campaigns."/>
            <TextField at=typed.field("calls_per_second") label="Calls a second" optional=true inputmode="numeric" autocomplete="off"
                help="As many as it takes, where nothing stands here; with Twilio one, as a new account has. No more than the account is allowed: the rest would wait at Twilio and ring later."/>
        </div>
    }
}
