//! One entry: its facts, and what was before and after, value by value.

use super::list::{acting, subject_link, who};
use crate::components::icon::Icon;
use crate::components::moment::Exact;
use domain::audit::{door_title, title};
use engine::audit::AuditEntry;
use leptos::prelude::*;
use serde_json::Value;
use std::collections::BTreeMap;

/// The panel; `close` is the list without it.
pub(super) fn panel(entry: AuditEntry, close: String) -> AnyView {
    let (who, acting) = (who(&entry), acting(&entry));
    let what = title(&entry.verb).to_owned();
    let door = entry.door.as_deref().map_or("Not written down", door_title).to_owned();
    let subject = match subject_link(&entry.subject) {
        Some(href) => view! { <a class="text-link" href=href>{entry.subject.clone()}</a> }.into_any(),
        None => entry.subject.clone().into_any(),
    };
    let seal = match (entry.seq, entry.link.clone()) {
        (Some(seq), Some(link)) => view! {
            <dt>"Place in the chain"</dt><dd class="mono">{seq}</dd>
            <dt>"Hash up to it"</dt><dd class="mono text-xs break-all">{link}</dd>
        }
        .into_any(),
        _ => view! { <dt>"Place in the chain"</dt><dd>"sealed within seconds"</dd> }.into_any(),
    };
    view! {
        <aside class="panel is-early" aria-labelledby="panel-title">
            <header class="flex items-start justify-between gap-2 p-4">
                <div class="min-w-0">
                    <h2 id="panel-title" class="text-lg">{what}</h2>
                    <p class="mono text-xs muted">{entry.verb.clone()}</p>
                </div>
                <a class="btn btn-ghost btn-square" href=close aria-label="Close" data-escape="true"><Icon name="x"/></a>
            </header>
            <section class="border-t hairline p-4">
                <dl class="facts">
                    <dt>"When"</dt><dd><Exact at=entry.at/></dd>
                    <dt>"Who"</dt><dd>{who}{acting}</dd>
                    <dt>"Subject"</dt><dd class="mono">{subject}</dd>
                    <dt>"Door"</dt><dd>{door}</dd>
                    {entry.address.map(|address| view! { <dt>"Address"</dt><dd class="mono">{address}</dd> })}
                    {entry.token_name.map(|name| view! { <dt>"Token"</dt><dd>{name}</dd> })}
                    <dt>"Request"</dt><dd class="mono text-xs">{entry.request}</dd>
                    {seal}
                </dl>
            </section>
            <section class="border-t hairline p-4">
                <h3 class="mb-2.5">{if entry.before.is_some() { "Before and after" } else { "What was set" }}</h3>
                {values(entry.before.as_ref(), entry.after.as_ref())}
            </section>
        </aside>
    }
    .into_any()
}

/// The values by name; what is the same before and after is left out.
fn values(before: Option<&Value>, after: Option<&Value>) -> AnyView {
    let (earlier, later) = (flat(before), flat(after));
    let names: Vec<&String> = earlier.keys().chain(later.keys().filter(|name| !earlier.contains_key(*name))).collect();
    let compared = before.is_some();
    let lines: Vec<_> = names
        .into_iter()
        .filter(|name| !compared || earlier.get(*name) != later.get(*name))
        .map(|name| {
            let old = compared.then(|| earlier.get(name).cloned().unwrap_or_else(|| "—".to_owned()));
            let new = later.get(name).cloned().unwrap_or_else(|| "—".to_owned());
            view! {
                <dt>{name.clone()}</dt>
                <dd>
                    {old.map(|old| view! { <del class="block muted">{old}</del> })}
                    <ins class="block no-underline">{new}</ins>
                </dd>
            }
        })
        .collect();
    if lines.is_empty() {
        return view! { <p class="muted">"No values."</p> }.into_any();
    }
    view! { <dl class="facts">{lines}</dl> }.into_any()
}

/// The values of an object by name; objects within it by `name.inner`, lists as JSON.
fn flat(value: Option<&Value>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut left: Vec<(String, &Value)> = value.map(|value| (String::new(), value)).into_iter().collect();
    while let Some((name, value)) = left.pop() {
        match value {
            Value::Object(fields) => left.extend(fields.iter().map(|(inner, value)| {
                (if name.is_empty() { inner.clone() } else { format!("{name}.{inner}") }, value)
            })),
            Value::Null => {}
            Value::String(text) => {
                found.insert(name, text.clone());
            }
            other => {
                found.insert(name, other.to_string());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_within_values_have_their_names_and_nulls_are_left_out() {
        let value = json!({ "name": "Film", "dates": { "from": "2026-01-01", "to": null }, "ids": [1, 2], "on": true });
        let flat: Vec<(String, String)> = flat(Some(&value)).into_iter().collect();
        let expected = [("dates.from", "2026-01-01"), ("ids", "[1,2]"), ("name", "Film"), ("on", "true")]
            .map(|(name, text)| (name.to_owned(), text.to_owned()));
        assert_eq!(flat, expected);
    }
}
