//! The system page: nodes, kinds of jobs, schedules.

use crate::components::badge::{Badge, Face, Tone};
use crate::components::count::honest;
use crate::components::figure::{ago, count};
use crate::components::icon::Icon;
use crate::components::moment::{Ago, exact};
use crate::components::table::{Head, Table};
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::Request;
use domain::id::JobId;
use domain::page::Count;
use engine::job::{KindStanding, ScheduleStanding};
use engine::node::Node;
use leptos::prelude::*;
use time::OffsetDateTime;

/// How the installation stands.
#[component]
pub fn System() -> impl IntoView {
    page(|request: Request| async move {
        let (engine, scope) = (&request.engine, request.scope()?);
        let nodes = engine::node::list(engine, scope).await?;
        let kinds = engine::job::kinds(engine, scope).await?;
        let schedules = engine::job::schedule_standings(engine, scope).await?;
        let here = request.here();
        let now = request.now;
        let content = view! {
            <div class="flex flex-col gap-6">
                {node_table(nodes, now)}
                {kind_table(kinds, now)}
                {schedule_table(schedules, now)}
            </div>
        };
        Ok(Sheet::new("System", Place::System, content)
            .line(format!("All companies of this installation, as of {}.", exact(now)))
            .actions(true, || view! { <a class="btn" href=here><Icon name="refresh-cw"/>"Refresh"</a> }.into_any()))
    })
}

fn node_face(node: &Node) -> Face {
    match node {
        node if node.away => Face::new(Tone::Error, "circle-x", "Away"),
        node if node.stopping => Face::new(Tone::Warning, "rotate-ccw", "Stopping"),
        node if node.draining && node.running > 0 => Face::new(Tone::Warning, "rotate-ccw", "Draining"),
        node if node.draining => Face { class: "is-outlined", ..Face::new(Tone::Warning, "circle-pause", "Drained") },
        _ => Face::new(Tone::Success, "circle-check", "Alive"),
    }
}

fn node_table(nodes: Vec<Node>, now: OffsetDateTime) -> AnyView {
    let head = vec![
        Head::text("Node"),
        Head::text("State"),
        Head::figures("Jobs"),
        Head::text("Does").class("hidden @xl:table-cell"),
        Head::text("Redis").class("hidden @2xl:table-cell"),
        Head::text("Version").class("hidden @2xl:table-cell"),
        Head::text("Started").class("hidden @xl:table-cell"),
        Head::text("Last sign of life").class("hidden @lg:table-cell"),
        Head::text("Action"),
    ];
    let rows = nodes
        .into_iter()
        .map(|node| {
            let does = match (node.serves, node.slots) {
                (true, 0) => "serves pages".to_owned(),
                (true, slots) => format!("serves pages, {slots} jobs at once"),
                (false, slots) => format!("{slots} jobs at once"),
            };
            let works = node.slots > 0 && !node.away && !node.stopping;
            let (drain, label) = if node.draining { ("false", "Work again") } else { ("true", "Drain") };
            let act = works.then(|| view! {
                <form method="post" action=paths::form("node-drain")>
                    <input type="hidden" name="node" value=node.id.to_string()/>
                    <button class="btn btn-sm" type="submit" name="drain" value=drain aria-label=format!("{label}: {}", node.name)>{label}</button>
                </form>
            });
            view! {
                <tr>
                    <td class="mono"><span class="block max-w-64 truncate" title=node.name.clone()>{node.name.clone()}</span>
                        {node.here.then(|| view! { <span class="block text-xs muted">"answers this page"</span> })}</td>
                    <td><Badge face=node_face(&node)/></td>
                    <td class="num">{count(node.running)}</td>
                    <td class="hidden @xl:table-cell">{does}</td>
                    <td class="hidden @2xl:table-cell">{if node.redis.is_some() { "connected" } else { "–" }}</td>
                    <td class="hidden @2xl:table-cell figures">{node.version.clone()}</td>
                    <td class="hidden @xl:table-cell muted"><Ago at=node.started_at now=now/></td>
                    <td class="hidden @lg:table-cell muted">{ago((now - node.seen_at).whole_seconds())}</td>
                    <td class="text-end">{act}</td>
                </tr>
            }
        })
        .collect_view();
    section(
        "Nodes",
        "The processes on this database. A drained node hands its jobs over to the others and goes on serving pages.",
        view! { <Table label="Nodes".to_owned() head=head>{rows}</Table> }.into_any(),
    )
}

fn kind_table(kinds: Vec<KindStanding>, now: OffsetDateTime) -> AnyView {
    let head = vec![
        Head::text("Kind"),
        Head::text("State"),
        Head::figures("Running"),
        Head::figures("Waiting"),
        Head::text("Why").class("hidden @xl:table-cell"),
        Head::text("Action"),
    ];
    let rows = kinds
        .into_iter()
        .map(|standing| {
            let word = standing.kind.as_str();
            let title = standing.kind.title();
            let waiting = honest(capped(standing.waiting));
            let (face, why, act) = match standing.paused {
                Some(pause) => {
                    let by = pause.by.map(|by| format!(" by {by}")).unwrap_or_default();
                    let since = format!("since {}{by}", ago((now - pause.at).whole_seconds()));
                    let why = if pause.reason.is_empty() { since } else { format!("{} ({since})", pause.reason) };
                    let act = view! {
                        <form method="post" action=paths::form("kind-pause")>
                            <input type="hidden" name="kind" value=word/>
                            <button class="btn btn-sm" type="submit" name="pause" value="false" aria-label=format!("Resume: {title}")>"Resume"</button>
                        </form>
                    }.into_any();
                    (Face { class: "is-outlined", ..Face::new(Tone::Warning, "circle-pause", "Paused") }, why, act)
                }
                None => {
                    let act = view! {
                        <form class="flex items-center justify-end gap-2" method="post" action=paths::form("kind-pause")>
                            <input type="hidden" name="kind" value=word/>
                            <input class="input input-sm w-40" type="text" name="reason" maxlength="200" placeholder="Why (optional)" aria-label=format!("Why {title} is paused")/>
                            <button class="btn btn-sm" type="submit" name="pause" value="true" aria-label=format!("Pause: {title}")>"Pause"</button>
                        </form>
                    }.into_any();
                    (Face::new(Tone::Success, "circle-check", "Works"), "–".to_owned(), act)
                }
            };
            view! {
                <tr>
                    <td class="font-medium">{title}</td>
                    <td><Badge face=face/></td>
                    <td class="num">{count(standing.running)}</td>
                    <td class="num">{waiting}</td>
                    <td class="hidden @xl:table-cell"><span class="block max-w-72 truncate" title=why.clone()>{why.clone()}</span></td>
                    <td>{act}</td>
                </tr>
            }
        })
        .collect_view();
    section(
        "Kinds of jobs",
        "A paused kind starts no job, whoever’s it is; jobs of it that run go back to wait after their step.",
        view! { <Table label="Kinds of jobs".to_owned() head=head>{rows}</Table> }.into_any(),
    )
}

fn capped(waiting: i64) -> Count {
    let waiting = u64::try_from(waiting).unwrap_or(0);
    if waiting >= Count::CAP { Count::AtLeast(Count::CAP) } else { Count::Exact(waiting) }
}

fn schedule_table(schedules: Vec<ScheduleStanding>, now: OffsetDateTime) -> AnyView {
    let head = vec![Head::text("Schedule"), Head::text("Last run"), Head::text("Next run"), Head::text("Job")];
    let rows = schedules
        .into_iter()
        .map(|schedule| {
            let due = (schedule.due_at - now).whole_seconds();
            let next = if due <= 0 {
                "now".to_owned()
            } else {
                format!("in {}", crate::components::figure::duration(due as f64))
            };
            let last = schedule.ran_at.map_or("never".to_owned(), |at| ago((now - at).whole_seconds()));
            let job = match (schedule.job_id, schedule.state) {
                (Some(id), Some(state)) => format!("{state} · {}", JobId(id)),
                _ => "–".to_owned(),
            };
            view! {
                <tr>
                    <td class="font-medium">{schedule.name}</td>
                    <td class="muted">{last}</td>
                    <td class="muted">{next}</td>
                    <td class="mono text-xs">{job}</td>
                </tr>
            }
        })
        .collect_view();
    section(
        "Schedules",
        "What repeats runs once over all nodes.",
        view! { <Table label="Schedules".to_owned() head=head>{rows}</Table> }.into_any(),
    )
}

fn section(title: &'static str, text: &'static str, content: AnyView) -> AnyView {
    view! {
        <section class="surface min-w-0">
            <div class="px-3 py-3"><h2>{title}</h2><p class="mt-0.5 text-xs muted">{text}</p></div>
            <div class="border-t hairline">{content}</div>
        </section>
    }
    .into_any()
}
