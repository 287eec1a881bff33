//! The processes of the installation.

use super::show::section;
use crate::components::badge::{Badge, Face, Tone};
use crate::components::confirm::Confirm;
use crate::components::figure::{ago, count};
use crate::components::moment::{Ago, exact};
use crate::components::table::{Head, Table};
use crate::paths;
use engine::node::{FORGOTTEN_AFTER_HOURS, Node};
use leptos::prelude::*;
use time::OffsetDateTime;

pub(super) fn table(nodes: Vec<Node>, now: OffsetDateTime) -> AnyView {
    let head = vec![
        Head::text("Node"),
        Head::text("State"),
        Head::figures("Jobs"),
        Head::text("Does").class("hidden @xl:table-cell"),
        Head::text("Redis").class("hidden @2xl:table-cell"),
        Head::text("Version").class("hidden @2xl:table-cell"),
        Head::text("Started").class("hidden @xl:table-cell"),
        Head::text("Last sign of life").class("hidden @lg:table-cell"),
        Head::figures("Action"),
    ];
    let working = nodes.iter().filter(|node| node.works()).count();
    let rows = nodes.into_iter().map(|node| row(node, working, now)).collect_view();
    section(
        "Nodes",
        "The processes on this database. A drained node hands its jobs over to the others and goes on serving pages.",
        view! { <Table label="Nodes".to_owned() head=head>{rows}</Table> }.into_any(),
    )
}

fn face(node: &Node) -> Face {
    match node {
        node if node.away => Face::new(Tone::Error, "circle-x", "Away"),
        node if node.stopping => Face::new(Tone::Warning, "rotate-ccw", "Stopping"),
        node if node.draining && node.running > 0 => Face::new(Tone::Warning, "rotate-ccw", "Draining"),
        node if node.draining => Face { class: "is-outlined", ..Face::new(Tone::Warning, "circle-pause", "Drained") },
        _ => Face::new(Tone::Success, "circle-check", "Alive"),
    }
}

fn row(node: Node, working: usize, now: OffsetDateTime) -> impl IntoView {
    let does = match (node.serves, node.slots) {
        (true, 0) => "serves pages".to_owned(),
        (true, slots) => format!("serves pages, {slots} jobs at once"),
        (false, slots) => format!("{slots} jobs at once"),
    };
    let note = match &node {
        node if node.away => {
            Some(format!("Away since {}; forgotten {FORGOTTEN_AFTER_HOURS} hours after that.", exact(node.seen_at)))
        }
        node if node.here => Some("answers this page".to_owned()),
        _ => None,
    };
    view! {
        <tr>
            <td class="mono"><span class="block max-w-64 truncate" title=node.name.clone()>{node.name.clone()}</span>
                {note.map(|note| view! { <span class="block text-xs muted">{note}</span> })}</td>
            <td><Badge face=face(&node)/></td>
            <td class="num">{count(node.running)}</td>
            <td class="hidden @xl:table-cell">{does}</td>
            <td class="hidden @2xl:table-cell">{if node.redis.is_some() { "connected" } else { "–" }}</td>
            <td class="hidden @2xl:table-cell figures">{node.version.clone()}</td>
            <td class="hidden @xl:table-cell muted"><Ago at=node.started_at now=now/></td>
            <td class="hidden @lg:table-cell muted">{ago((now - node.seen_at).whole_seconds())}</td>
            <td class="text-end">{act(&node, working)}</td>
        </tr>
    }
}

fn act(node: &Node, working: usize) -> AnyView {
    if node.slots == 0 || node.away || node.stopping {
        return ().into_any();
    }
    if node.draining {
        return view! {
            <form method="post" action=paths::form_anywhere("node-drain")>
                <input type="hidden" name="node" value=node.id.to_string()/>
                <button class="btn btn-sm" type="submit" name="drain" value="false" aria-label=format!("Work again: {}", node.name)>"Work again"</button>
            </form>
        }
        .into_any();
    }
    let text = match working {
        1 => {
            "No other node works: every job of every company waits until this one works again or another one comes. \
             It goes on serving pages."
        }
        _ => {
            "It hands its jobs over to the others within a few seconds and takes no new ones. It goes on serving pages."
        }
    };
    let fields = vec![("node", node.id.to_string()), ("drain", "true".to_owned())];
    view! {
        <Confirm id=format!("drain-{}", node.id) label="Drain" icon="circle-pause" question=format!("Drain {}?", node.name) text=text
            keep="Let it work" action=paths::form_anywhere("node-drain") fields=fields calm=true of_row=node.name.clone()/>
    }
    .into_any()
}
