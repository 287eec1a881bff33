//! One version of the rules: what is other in it, and, while it is a draft, what it would make of whoever waits.

use super::differences::differences;
use super::tabs::{Part, tabs};
use super::versions::{face, shipped_face};
use crate::components::badge::Badge;
use crate::components::confirm::Confirm;
use crate::components::figure::{grouped, plural};
use crate::components::icon::Icon;
use crate::components::moment::Ago;
use crate::forms::{Done, FormPost};
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::calling_rule::RuleBook;
use domain::filter::verdict_label;
use engine::calling_rule::{Drafted, IMPACT_DAYS, IMPACT_MAX, Impact, Manner, RulesVersion, SHIPPED_VERSION};
use leptos::prelude::*;
use time::OffsetDateTime;

/// A version's page.
#[component]
pub fn CallingRuleVersion() -> impl IntoView {
    let version = id_in_path::<i32>("version");
    page(|request: Request| async move {
        let (engine, scope, version) = (&request.engine, request.scope()?, version?);
        let (record, book) = engine::calling_rule::version(engine, scope, version).await?;
        let (in_force, now) = engine::calling_rule::in_force(engine, scope).await?;
        let may = scope.is_platform_admin();
        let Some(record) = record else {
            return if version == SHIPPED_VERSION {
                Ok(shipped(&book, &now, in_force, may))
            } else {
                Err(engine::Error::NotFound.into())
            };
        };
        let (before, against) = if record.is_draft() {
            (now, "what is in force")
        } else {
            (engine::calling_rule::version(engine, scope, record.based_on).await?.1, "what it took the place of")
        };
        let impact = if may && record.is_draft() {
            Some(engine::calling_rule::impact(engine, scope, version, None).await?)
        } else {
            None
        };
        let differences = differences(&before, &book);
        let (is_draft, face) = (record.is_draft(), face(&record, in_force));
        let stale = is_draft && record.based_on != in_force;
        let content = view! {
            {tabs(Part::Versions)}
            <div class="flex flex-col gap-6">
                {impact.map(|impact| waiting(&impact))}
                <section class="surface" aria-labelledby="changes">
                    <h2 class="px-4 py-3" id="changes">{format!("Against {against}")}</h2>
                    <div class="border-t hairline">{differences}</div>
                </section>
                <p class="muted">{history(&record, request.now)}</p>
            </div>
        };
        let line = if stale {
            "Other rules were put in force since this was drafted: draft it anew."
        } else if is_draft {
            "Nothing counts before somebody puts it in force. Who waits for an hour by the old rules is looked at anew when it comes."
        } else {
            ""
        };
        Ok(Sheet::new(format!("Version {version} of the calling rules"), Place::Campaigns, content)
            .wide()
            .beneath_page("Campaigns", paths::campaigns())
            .beneath_page("Calling rules", paths::calling_rules())
            .beneath_page("Versions", paths::calling_rule_versions())
            .beside(view! { <Badge face=face/> })
            .line(line)
            .actions(true, || actions(&record, in_force, may)))
    })
}

/// The rules that came with Trunkline, which nobody drafted.
fn shipped(book: &RuleBook, now: &RuleBook, in_force: i32, may: bool) -> Sheet {
    let is_in_force = in_force == SHIPPED_VERSION;
    let against = (!is_in_force).then(|| {
        view! {
            <section class="surface" aria-labelledby="changes">
                <h2 class="px-4 py-3" id="changes">"Against what is in force"</h2>
                <div class="border-t hairline">{differences(now, book)}</div>
            </section>
        }
    });
    let content = view! {
        {tabs(Part::Versions)}
        <div class="flex flex-col gap-6">
            {against}
            <p class="muted">{plural(book.rules().len() as u64, "rule", "rules")}", each read in its source before it was shipped. "<a class="text-link" href=paths::calling_rules()>"The rules in force"</a></p>
        </div>
    };
    let face = shipped_face(in_force);
    Sheet::new("The calling rules as shipped", Place::Campaigns, content)
        .wide()
        .beneath_page("Campaigns", paths::campaigns())
        .beneath_page("Calling rules", paths::calling_rules())
        .beneath_page("Versions", paths::calling_rule_versions())
        .beside(view! { <Badge face=face/> })
        .actions(true, || view! {
            <a class="btn" href=paths::calling_rules_file(SHIPPED_VERSION) rel="external" download=true><Icon name="download"/>"Download"</a>
            {(may && !is_in_force).then(|| again(SHIPPED_VERSION))}
        }.into_any())
}

/// The button that drafts an older version anew.
fn again(version: i32) -> impl IntoView {
    view! {
        <form method="post" action=paths::form("calling-rules-again")>
            <input type="hidden" name="version" value=version.to_string()/>
            <button class="btn" type="submit"><Icon name="undo-2"/>"Draft it anew"</button>
        </form>
    }
}

fn actions(record: &RulesVersion, in_force: i32, may: bool) -> AnyView {
    let version = record.version;
    let fields = || vec![("version", version.to_string())];
    let draft = may && record.is_draft();
    let was = may && !record.is_draft() && version != in_force;
    view! {
        <a class="btn" href=paths::calling_rules_file(version) rel="external" download=true><Icon name="download"/>"Download"</a>
        {draft.then(|| view! {
            <Confirm id="discard" label="Discard" icon="trash-2" question="Discard this draft?" text="It stays among the versions, and can be drafted again."
                keep="Keep it" action=paths::form("calling-rules-discard") fields=fields()/>
        })}
        {(draft && record.based_on == in_force).then(|| view! {
            <Confirm id="put-in-force" label="Put in force" icon="check" question="Put these rules in force?" calm=true
                text="Every verdict of every company goes by them from that moment."
                keep="Not yet" action=paths::form("calling-rules-put-in-force") fields=fields()/>
        })}
        {(was || draft && record.based_on != in_force).then(|| again(version))}
    }
    .into_any()
}

/// What the draft would make of whoever waits.
fn waiting(impact: &Impact) -> impl IntoView + use<> {
    let changed = impact.changed();
    let looked = if impact.more {
        format!("the first {} contacts that wait", grouped(IMPACT_MAX as u64))
    } else {
        plural(impact.looked_at, "contact that waits", "contacts that wait")
    };
    let campaigns = plural(impact.campaigns, "campaign", "campaigns");
    let said = if impact.looked_at == 0 {
        "Nobody waits to be called.".to_owned()
    } else if changed == 0 {
        format!("Of {looked} none changes its verdict now.")
    } else {
        format!(
            "Of {looked} {} {} the verdict now, in {campaigns}.",
            grouped(changed),
            if changed == 1 { "changes" } else { "change" }
        )
    };
    let hours = (impact.looked_at > 0).then(|| {
        let days: Vec<String> = impact.days.iter().map(ToString::to_string).collect();
        let from = match days.as_slice() {
            [] => String::new(),
            days => format!(", or from the days on that this is about: {}", days.join(", ")),
        };
        let many = match impact.other_hours {
            0 => "None of them".to_owned(),
            1 => "1 of them".to_owned(),
            many => format!("{} of them", grouped(many)),
        };
        format!("{many} could be called at other hours within {IMPACT_DAYS} days from now{from}.")
    });
    let lines = impact.changes.iter().map(|change| {
        let to = if change.from == change.to {
            format!("{}, at another time", verdict_label(change.to))
        } else {
            verdict_label(change.to).to_owned()
        };
        view! {
            <tr>
                <td class="num">{grouped(change.contacts)}</td>
                <td>{verdict_label(change.from).to_owned()}</td>
                <td class="w-full">{to}</td>
            </tr>
        }
    });
    let lines = lines.collect_view();
    view! {
        <section class="surface" aria-labelledby="waiting">
            <h2 class="px-4 pt-3" id="waiting">"Who waits"</h2>
            <p class="px-4 pt-1 pb-3">{said}</p>
            {hours.map(|hours| view! { <p class="px-4 pb-3 text-pretty">{hours}</p> })}
            {share(impact).map(|share| view! { <p class="px-4 pb-3 text-pretty">{share}</p> })}
            {(changed > 0).then(|| view! {
                <div class="border-t hairline overflow-x-auto">
                    <table class="table">
                        <thead><tr><th scope="col" class="num">"Contacts"</th><th scope="col">"By what is in force"</th><th scope="col">"By this version"</th></tr></thead>
                        <tbody>{lines}</tbody>
                    </table>
                </div>
            })}
        </section>
    }
}

/// What it would make of campaigns by their share of abandoned calls.
fn share(impact: &Impact) -> Option<String> {
    let campaigns = |many| plural(many, "campaign", "campaigns");
    let stopped = (impact.stopped > 0)
        .then(|| format!("{} would stand still: too many of the calls were abandoned.", campaigns(impact.stopped)));
    let freed =
        (impact.freed > 0).then(|| format!("{} that stand still for that would call again.", campaigns(impact.freed)));
    let said: Vec<String> = stopped.into_iter().chain(freed).collect();
    (!said.is_empty()).then(|| said.join(" "))
}

fn history(record: &RulesVersion, now: OffsetDateTime) -> impl IntoView + use<> {
    let by = |name: &Option<String>| name.as_ref().map(|name| format!(" by {name}")).unwrap_or_default();
    let (made_by, put_by) = (by(&record.made_by), by(&record.put_in_force_by));
    view! {
        "Drafted "<Ago at=record.made_at now=now/>{made_by}
        {record.in_force_at.map(|at| view! { ", put in force "<Ago at=at now=now/>{put_by} })}
        {record.discarded_at.map(|at| view! { ", discarded "<Ago at=at now=now/> })}
        "."
    }
}

fn number(text: &str) -> Result<i32, Stop> {
    text.trim().parse().map_err(|_| engine::Error::NotFound.into())
}

fn page_of(version: &str) -> String {
    number(version).map_or_else(|_| paths::calling_rule_versions(), paths::calling_rule_version)
}

/// Puts a draft in force.
#[server(prefix = "/forms", endpoint = "calling-rules-put-in-force")]
pub async fn put_calling_rules_in_force(#[server(default)] version: String) -> Result<(), ServerFnError> {
    let post = FormPost::on(page_of(&version));
    let outcome = async {
        let (scope, version) = (post.request.scope()?, number(&version)?);
        Ok(engine::calling_rule::put_in_force(&post.request.engine, scope, version).await?)
    };
    let outcome = outcome.await;
    post.finish(outcome, |()| Done::at(paths::calling_rules()).saying(format!("Version {version} is in force."))).await
}

/// Lets a draft be.
#[server(prefix = "/forms", endpoint = "calling-rules-discard")]
pub async fn discard_calling_rules(#[server(default)] version: String) -> Result<(), ServerFnError> {
    let post = FormPost::on(page_of(&version));
    let outcome = async {
        let (scope, version) = (post.request.scope()?, number(&version)?);
        Ok(engine::calling_rule::discard(&post.request.engine, scope, version).await?)
    };
    let outcome = outcome.await;
    post.finish(outcome, |()| Done::at(paths::calling_rule_versions()).saying("The draft is discarded.")).await
}

/// Drafts the rules of a version that is not in force.
#[server(prefix = "/forms", endpoint = "calling-rules-again")]
pub async fn draft_calling_rules_again(#[server(default)] version: String) -> Result<(), ServerFnError> {
    let post = FormPost::on(page_of(&version));
    let outcome = async {
        let (engine, scope, version) = (&post.request.engine, post.request.scope()?, number(&version)?);
        let (_, book) = engine::calling_rule::version(engine, scope, version).await?;
        Ok(engine::calling_rule::draft(engine, scope, &book.write(), Manner::Replace).await?)
    };
    let outcome = outcome.await;
    post.finish(outcome, drafted).await
}

/// Where whoever drafted goes on.
pub(super) fn drafted(drafted: Drafted) -> Done {
    match drafted {
        Drafted::Draft(version) => Done::at(paths::calling_rule_version(version)),
        Drafted::Nothing => {
            Done::at(paths::calling_rules()).saying("Nothing in it is new: these rules are in force already.")
        }
    }
}
