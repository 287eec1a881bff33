//! The direction of dependencies, read from the Cargo.toml files.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use toml::{Table, Value};

use super::Finding;

struct Direction {
    member: &'static str,
    never: &'static [&'static str],
    /// Dependencies that only the server's half may bring.
    only_optional: &'static [&'static str],
    remedy: &'static str,
}

const WEB: [&str; 10] = [
    "axum",
    "axum-extra",
    "leptos",
    "leptos_axum",
    "leptos_meta",
    "leptos_router",
    "tower-http",
    "tower-sessions",
    "utoipa-axum",
    "utoipa-swagger-ui",
];
const DATABASE: [&str; 3] = ["sea-orm", "sea-orm-migration", "sqlx"];
const BUILT_ABOVE: [&str; 4] = ["app", "frontend", "server", "bench"];

const DIRECTIONS: [Direction; 6] = [
    Direction {
        member: "domain",
        never: &["engine", "migration", "tokio", "futures", "async-trait", "rand", "reqwest", "fred"],
        only_optional: &[],
        remedy: "domain is what is true, without IO: move what needs this to engine",
    },
    Direction {
        member: "engine",
        never: &[],
        only_optional: &["migration"],
        remedy: "engine is called by app and server, never the other way; the schema reaches it through the feature `testing` alone",
    },
    Direction {
        member: "migration",
        never: &["engine", "domain"],
        only_optional: &[],
        remedy: "a migration is schema alone: what it means must not change when code does",
    },
    Direction {
        member: "app",
        never: &["server", "migration", "frontend", "bench"],
        only_optional: &[
            "engine",
            "axum",
            "http",
            "jiff",
            "leptos_axum",
            "leptos_meta",
            "leptos_router",
            "tokio",
            "tower-sessions",
            "tracing",
        ],
        remedy: "the browser half must stay small: make it `optional = true` and list it under the feature `ssr`",
    },
    Direction {
        member: "frontend",
        never: &["engine", "server", "migration", "axum", "leptos_axum", "leptos_meta", "leptos_router", "tokio"],
        only_optional: &[],
        remedy: "frontend is a door of ten lines: islands live in app",
    },
    Direction {
        member: "server",
        never: &["frontend", "bench"],
        only_optional: &[],
        remedy: "server holds no query and reaches the browser half through app",
    },
];

pub(super) fn check(root: &Path) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for direction in &DIRECTIONS {
        let place = format!("{}/Cargo.toml", direction.member);
        let manifest = read(&root.join(&place))?;
        for (name, optional) in dependencies(&manifest) {
            if direction.forbids(&name) || (direction.only_optional.contains(&name.as_str()) && !optional) {
                findings.push(Finding {
                    place: place.clone(),
                    what: format!("depends on `{name}`"),
                    remedy: direction.remedy.to_owned(),
                });
            }
        }
    }
    let workspace = read(&root.join("Cargo.toml"))?;
    let defaults = workspace.get("workspace").and_then(|table| table.get("default-members")).and_then(Value::as_array);
    if defaults.is_none_or(|members| members.iter().any(|member| member.as_str() == Some("frontend"))) {
        findings.push(Finding {
            place: "Cargo.toml".into(),
            what: "default-members includes frontend".into(),
            remedy: "list the others only: in one build the features ssr and hydrate of app would meet".into(),
        });
    }
    Ok(findings)
}

impl Direction {
    fn forbids(&self, name: &str) -> bool {
        let has_database = ["engine", "migration"].contains(&self.member);
        let has_web = ["app", "frontend", "server"].contains(&self.member);
        self.never.contains(&name)
            || (!has_database && DATABASE.contains(&name))
            || (!has_web && (WEB.contains(&name) || BUILT_ABOVE.contains(&name)))
    }
}

fn read(path: &Path) -> Result<Table> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    text.parse().with_context(|| format!("{} is not TOML", path.display()))
}

/// A manifest's dependencies by their real names, with whether each is optional. Those of tests are left out.
fn dependencies(manifest: &Table) -> Vec<(String, bool)> {
    let targets = manifest
        .get("target")
        .and_then(Value::as_table)
        .into_iter()
        .flat_map(|targets| targets.values().filter_map(Value::as_table));
    std::iter::once(manifest)
        .chain(targets)
        .flat_map(|table| {
            ["dependencies", "build-dependencies"].into_iter().filter_map(|section| table.get(section)?.as_table())
        })
        .flatten()
        .map(|(key, value)| {
            let name = value.get("package").and_then(Value::as_str).unwrap_or(key);
            (name.to_owned(), value.get("optional").and_then(Value::as_bool).unwrap_or(false))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependencies_are_named_by_their_package_and_tests_are_left_out() {
        let manifest = "[dependencies]\ndb = { package = \"sea-orm\", version = \"2\", optional = true }\n[target.'cfg(unix)'.dependencies]\nnix = \"1\"\n[dev-dependencies]\nsqlx = \"0.9\"\n";
        assert_eq!(
            dependencies(&manifest.parse().expect("valid TOML")),
            [("sea-orm".into(), true), ("nix".into(), false)]
        );
    }

    #[test]
    fn the_web_stops_at_app_and_queries_stay_in_engine() {
        let of = |member| DIRECTIONS.iter().find(|direction| direction.member == member).expect("a known member");
        assert!(of("engine").forbids("axum") && of("domain").forbids("leptos") && of("migration").forbids("server"));
        assert!(of("app").forbids("sea-orm") && of("server").forbids("sqlx"));
        assert!(!of("engine").forbids("sqlx") && !of("server").forbids("axum"));
    }
}
