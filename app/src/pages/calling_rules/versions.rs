//! The versions of the rules, drafts among them, the newest first.

use super::tabs::{Part, tabs};
use crate::components::badge::{Badge, Face, Tone};
use crate::components::figure::plural;
use crate::components::moment::Ago;
use crate::components::table::{Head, Table};
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::Request;
use engine::calling_rule::{RulesVersion, SHIPPED_VERSION};
use leptos::prelude::*;
use time::OffsetDateTime;

/// The list of versions.
#[component]
pub fn CallingRuleVersions() -> impl IntoView {
    page(|request: Request| async move {
        let scope = request.scope()?;
        let versions = engine::calling_rule::versions(&request.engine, scope).await?;
        let (in_force, _) = engine::calling_rule::in_force(&request.engine, scope).await?;
        let content = view! {
            {tabs(Part::Versions)}
            <div class="surface">{content(versions, in_force, request.now)}</div>
        };
        Ok(Sheet::new("Versions of the calling rules", Place::Campaigns, content)
            .beneath_page("Campaigns", paths::campaigns())
            .beneath_page("Calling rules", paths::calling_rules())
            .line("Each file that was brought is a version; it counts from when somebody put it in force."))
    })
}

/// How a version stands.
pub(super) fn face(version: &RulesVersion, in_force: i32) -> Face {
    if version.version == in_force {
        Face::new(Tone::Success, "circle-check", "In force")
    } else if version.in_force_at.is_some() {
        Face::new(Tone::Neutral, "archive", "Was in force")
    } else if version.discarded_at.is_some() {
        Face::new(Tone::Neutral, "x", "Discarded")
    } else {
        Face::new(Tone::Info, "pencil", "Draft")
    }
}

/// How the shipped rules stand.
pub(super) fn shipped_face(in_force: i32) -> Face {
    match in_force {
        SHIPPED_VERSION => Face::new(Tone::Success, "circle-check", "In force"),
        _ => Face::new(Tone::Neutral, "archive", "Was in force"),
    }
}

fn content(versions: Vec<RulesVersion>, in_force: i32, now: OffsetDateTime) -> AnyView {
    let head = vec![
        Head::figures("Version"),
        Head::text("State"),
        Head::figures("Rules").class("hidden @md:table-cell"),
        Head::text("Made"),
    ];
    let rows = versions.into_iter().map(|version| {
        let face = face(&version, in_force);
        let rules = plural(u64::from(version.rules.unsigned_abs()), "rule", "rules");
        view! {
            <tr>
                <td class="num"><a class="text-link font-medium" href=paths::calling_rule_version(version.version)>{version.version.to_string()}</a></td>
                <td><Badge face=face/></td>
                <td class="num hidden @md:table-cell whitespace-nowrap">{rules}</td>
                <td class="w-full muted">
                    <Ago at=version.made_at now=now/>
                    {version.made_by.map(|by| view! { <span class="block truncate text-xs">"by "{by}</span> })}
                </td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let shipped = view! {
        <tr>
            <td class="num"><a class="text-link font-medium" href=paths::calling_rule_version(SHIPPED_VERSION)>{SHIPPED_VERSION.to_string()}</a></td>
            <td><Badge face=shipped_face(in_force)/></td>
            <td class="num hidden @md:table-cell">"–"</td>
            <td class="w-full muted">"Shipped with Trunkline"</td>
        </tr>
    };
    view! { <Table label="Versions".to_owned() head=head>{rows}{shipped}</Table> }.into_any()
}
