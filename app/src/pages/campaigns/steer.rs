//! What is done to a campaign: the buttons stand on its page.

use crate::components::badge::Tone;
use crate::components::confirm::Confirm;
use crate::components::field::{TextField, Typed};
use crate::components::figure::{grouped, plural};
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::moment::near;
use crate::forms::{Done, FormPost};
use crate::pages::zone::moment;
use crate::paths;
use crate::request::{Request, Stop};
use domain::FieldErrors;
use domain::campaign::{CampaignAction, CampaignState};
use domain::filter::verdict_label;
use domain::id::CampaignId;
use engine::campaign::{Campaign, Preview};
use leptos::prelude::*;
use time::OffsetDateTime;

/// The buttons of a campaign that was started, for every state it may come into while the page is open; the card shows those
/// that are lawful.
pub(super) fn buttons(id: CampaignId) -> AnyView {
    let plain = |action: CampaignAction, icon: &'static str, label: &'static str, class: &'static str| {
        view! {
            <form method="post" action=paths::form("campaign-steer") data-act=action.as_str()>
                {named(id, action)}
                <button class=class type="submit"><Icon name=icon/>{label}</button>
            </form>
        }
    };
    let fields = |action: CampaignAction| vec![("id", id.to_string()), ("action", action.as_str().to_owned())];
    view! {
        {plain(CampaignAction::Unschedule, "clock", "Don’t start by itself", "btn")}
        <div data-act="cancel">
            <Confirm id="cancel-campaign" label="Cancel campaign" icon="ban" question="Cancel this campaign?"
                text="Whoever waits is never called, and calls that are under way are hung up. This can’t be taken back."
                keep="Keep it" action=paths::form("campaign-steer") fields=fields(CampaignAction::Cancel)/>
        </div>
        <div data-act="drain">
            <Confirm id="drain-campaign" label="Drain" icon="hourglass" question="Drain this campaign?" calm=true
                text="Nobody new is called. Calls that are under way go on to their end; who waits then is cancelled, and the campaign is over."
                keep="Go on dialling" action=paths::form("campaign-steer") fields=fields(CampaignAction::Drain)/>
        </div>
        {plain(CampaignAction::Pause, "circle-pause", "Pause", "btn")}
        {plain(CampaignAction::Resume, "activity", "Resume", "btn btn-primary")}
    }
    .into_any()
}

fn named(id: CampaignId, action: CampaignAction) -> impl IntoView {
    view! {
        <input type="hidden" name="id" value=id.to_string()/>
        <input type="hidden" name="action" value=action.as_str()/>
    }
}

/// The button that deletes a draft.
pub(super) fn delete(id: CampaignId) -> AnyView {
    view! {
        <Confirm id="delete-campaign" label="Delete draft" icon="trash-2" question="Delete this draft?"
            text="Its list goes with it. Nobody was called by it. This can’t be taken back."
            keep="Keep it" action=paths::form("campaign-remove") fields=vec![("id", id.to_string())]/>
    }
    .into_any()
}

/// What starting it would do, and the button.
pub(super) fn start(typed: &Typed, campaign: &Campaign, preview: &Preview, may: bool, now: OffsetDateTime) -> AnyView {
    let id = campaign.id;
    if preview.contacts == 0 {
        return view! {
            <section class="surface flex flex-wrap items-center justify-between gap-4 p-4">
                <div><h2>"Nobody is on its list"</h2><p class="muted mt-0.5">{if may { "Say whom it calls: numbers by hand, of a project, of contacts, or of a file." } else { "Whoever may change campaigns says whom it calls." }}</p></div>
                {may.then(|| view! { <a class="btn btn-primary" href=paths::campaign_contacts_add(id)><Icon name="plus"/>"Add contacts"</a> })}
            </section>
        }
        .into_any();
    }
    let all = grouped(preview.contacts);
    let opens = preview.opens_at.map(|at| near(at, now));
    let beneath = match (preview.now, &opens) {
        (0, Some(opens)) => {
            format!("of {all} on its list. The first of those who wait may be called {}.", lower(opens))
        }
        (0, None) if preview.later == 0 && preview.unseen == 0 => {
            format!("of {all} on its list. As things stand it would call nobody: see why.")
        }
        (_, Some(opens)) => {
            format!(
                "of {all} on its list. {} for an hour in which they may be called, the first {}.",
                plural(preview.later, "waits", "wait"),
                lower(opens)
            )
        }
        _ if preview.unseen > 0 => {
            format!("of {all} on its list. {} being looked at.", plural(preview.unseen, "contact is", "contacts are"))
        }
        _ => format!("of {all} on its list."),
    };
    let scheduled = campaign.starts_at.filter(|_| campaign.state == CampaignState::Scheduled).map(|at| {
        view! { <Notice tone=Tone::Info>{format!("It starts by itself {}.", lower(&near(at, now)))}</Notice> }
    });
    let label = match preview.now {
        0 => "Start".to_owned(),
        many => format!("Start: call {}", plural(many, "number", "numbers")),
    };
    view! {
        <section class="surface grid gap-6 p-4 lg:grid-cols-2" aria-labelledby="start-title">
            <div class="flex flex-col gap-3">
                <h2 id="start-title" class="sr-only">"Start"</h2>
                {scheduled}
                <p><span class="start-figure">{grouped(preview.now)}</span><span class="font-semibold">" would be called now"</span></p>
                <p class="muted text-pretty">{beneath}</p>
                {may.then(|| view! {
                    <div class="no-print mt-1 flex flex-wrap items-start gap-3">
                        <form method="post" action=paths::form("campaign-steer")>
                            {named(id, CampaignAction::Start)}
                            <button class="btn btn-primary btn-big" type="submit"><Icon name="phone-outgoing"/>{label}</button>
                        </form>
                        <a class="btn btn-big" href=paths::campaign_contacts_add(id)>"Add contacts"</a>
                    </div>
                    {schedule(typed, campaign)}
                })}
            </div>
            {why(preview)}
        </section>
    }
    .into_any()
}

/// "Tomorrow 09:00" within a sentence.
fn lower(when: &str) -> String {
    ["Today", "Tomorrow", "Yesterday"]
        .into_iter()
        .find_map(|day| when.strip_prefix(day).map(|rest| format!("{}{rest}", day.to_lowercase())))
        .unwrap_or_else(|| format!("on {when}"))
}

fn schedule(typed: &Typed, campaign: &Campaign) -> AnyView {
    let id = campaign.id;
    let label = if campaign.state == CampaignState::Scheduled { "Start at another time" } else { "Start at a time" };
    view! {
        <details class="no-print" open=typed.is_refused()>
            <summary class="text-link inline-flex items-center gap-1.5"><Icon name="clock"/>{label}</summary>
            <form class="mt-3 flex flex-wrap items-end gap-3" method="post" action=paths::form("campaign-steer")>
                {named(id, CampaignAction::Schedule)}
                <div class="w-60"><TextField at=typed.field("starts_at") label="When" kind="datetime-local" help="In your time zone."/></div>
                <button class="btn" type="submit">"Schedule"</button>
            </form>
        </details>
    }
    .into_any()
}

/// Why the others would not be called now.
fn why(preview: &Preview) -> AnyView {
    let mut others: Vec<(String, u64)> = preview
        .verdicts
        .iter()
        .filter(|(word, _)| word != "ALLOWED")
        .map(|(word, many)| (verdict_label(word).to_owned(), *many))
        .collect();
    if preview.unseen > 0 {
        others.push(("Not looked at yet".to_owned(), preview.unseen));
    }
    if others.is_empty() {
        return ().into_any();
    }
    view! {
        <div>
            <h3>"Why the others not"</h3>
            <dl class="facts facts-figures mt-2">
                {others.into_iter().map(|(label, many)| view! { <dt>{label}</dt><dd class="figures text-end">{grouped(many)}</dd> }).collect_view()}
            </dl>
        </div>
    }
    .into_any()
}

/// Does something to a campaign.
#[server(prefix = "/forms", endpoint = "campaign-steer")]
pub async fn steer_campaign(
    #[server(default)] id: String,
    #[server(default)] action: String,
    #[server(default)] starts_at: String,
) -> Result<(), ServerFnError> {
    let id = id.parse::<CampaignId>().map_err(|_| Stop::Error(engine::Error::NotFound));
    let page = id.as_ref().map_or_else(|_| paths::campaigns(), |id| paths::campaign(*id));
    let post = FormPost::on(page).typed("starts_at", &starts_at);
    let outcome = steer(&post.request, id, &action, &starts_at).await;
    post.finish(outcome, |(action, campaign)| {
        Done::at(paths::campaign(campaign.id)).saying(done(action, &campaign.name))
    })
    .await
}

async fn steer(
    request: &Request,
    id: Result<CampaignId, Stop>,
    action: &str,
    starts_at: &str,
) -> Result<(CampaignAction, Campaign), Stop> {
    let (scope, id) = (request.scope()?, id?);
    // What a campaign does by itself nobody presses.
    let action = CampaignAction::ALL
        .into_iter()
        .find(|known| known.as_str() == action && known.is_said())
        .ok_or_else(|| FieldErrors::one("action", "There is no such action."))?;
    let at = match (action, starts_at.trim()) {
        (CampaignAction::Schedule, typed) if !typed.is_empty() => Some(
            moment(request, typed)
                .ok_or_else(|| FieldErrors::one("starts_at", "A date and a time, such as 2026-11-30 09:00."))?,
        ),
        _ => None,
    };
    Ok((action, engine::campaign::steer(&request.engine, scope, id, action, at).await?))
}

/// What was done, in a sentence.
fn done(action: CampaignAction, name: &str) -> String {
    match action {
        CampaignAction::Start => format!("“{name}” is running."),
        CampaignAction::Schedule => format!("“{name}” starts by itself at its time."),
        CampaignAction::Unschedule => format!("“{name}” is a draft again: it starts when somebody starts it."),
        CampaignAction::Pause => format!("“{name}” is paused. Calls that are under way go on."),
        CampaignAction::Resume => format!("“{name}” goes on."),
        CampaignAction::Drain => format!("“{name}” is draining: it is over when its last call is."),
        CampaignAction::Cancel => format!("“{name}” is cancelled."),
        CampaignAction::Complete => format!("“{name}” is over."),
        CampaignAction::Reopen => format!("“{name}” dials again."),
    }
}

/// Deletes a draft.
#[server(prefix = "/forms", endpoint = "campaign-remove")]
pub async fn remove_campaign(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let id: Result<CampaignId, Stop> = id.parse().map_err(|_| Stop::Error(engine::Error::NotFound));
    let post = FormPost::on(id.as_ref().map_or_else(|_| paths::campaigns(), |id| paths::campaign(*id)));
    let outcome = async { Ok(engine::campaign::remove(&post.request.engine, post.request.scope()?, id?).await?) };
    let outcome = outcome.await;
    post.finish(outcome, |name| Done::at(paths::campaigns()).saying(format!("The draft “{name}” is deleted."))).await
}
