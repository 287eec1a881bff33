//! Reading the pieces of a policy: each has a kind and bounds, and what is wrong is told in a sentence at its place.

use super::PolicyFault;
use super::keys::{Part, nearest};
use super::node::{At, Node, quoted};
use serde_saphyr::Location;

/// What was found so far.
#[derive(Default)]
pub(super) struct Reader {
    pub faults: Vec<PolicyFault>,
}

/// The values of a map by their keys.
pub(super) struct Fields<'a> {
    part: Part,
    at: &'a Location,
    values: Vec<(&'static str, &'a At)>,
}

impl<'a> Fields<'a> {
    /// The value at a key, where something stands there.
    pub fn get(&self, key: &str) -> Option<&'a At> {
        self.values.iter().find(|(name, _)| *name == key).map(|(_, value)| *value)
    }
}

impl Reader {
    pub fn add(&mut self, at: &Location, text: impl Into<String>) {
        self.faults.push(PolicyFault { line: at.line().max(1), column: at.column().max(1), text: text.into() });
    }

    /// A map with the keys of a part; `None` where something else stands there, which is told.
    pub fn fields<'a>(&mut self, node: &'a At, part: Part) -> Option<Fields<'a>> {
        let names = || part.names().collect::<Vec<_>>().join(", ");
        let mut fields = Fields { part, at: &node.referenced, values: Vec::new() };
        let pairs = match &node.value {
            Node::Map(pairs) => pairs,
            Node::Nothing => return Some(fields),
            other => {
                let text =
                    format!("{} stands where {} begins: write some of {}.", start(&other.noun()), part.noun(), names());
                self.add(&node.referenced, text);
                return None;
            }
        };
        for (key, value) in pairs {
            let written = key.value.as_str();
            let Some(name) = part.names().find(|name| *name == written) else {
                let meant = nearest(written, part.names());
                let meant = meant.map(|meant| format!(" Did you mean {meant}?")).unwrap_or_default();
                let text = format!("{} is no key of {}.{meant} It has {}.", quoted(written), part.noun(), names());
                self.add(&key.referenced, text);
                continue;
            };
            if fields.values.iter().any(|(known, _)| *known == name) {
                self.add(&key.referenced, format!("{name} stands above already: a key may stand once."));
            } else {
                fields.values.push((name, value));
            }
        }
        fields.values.retain(|(_, value)| !matches!(value.value, Node::Nothing));
        Some(fields)
    }

    /// The value at a key that has to be there.
    pub fn needed<'a>(&mut self, fields: &Fields<'a>, key: &str) -> Option<&'a At> {
        let found = fields.get(key);
        if found.is_none() {
            let says = fields.part.keys().iter().find(|(name, _)| *name == key).map_or("", |(_, says)| *says);
            self.add(fields.at, format!("{} needs {key}: {says}.", start(fields.part.noun())));
        }
        found
    }

    /// The items of a list; one item that is not in a list is told with how it would be.
    pub fn list<'a>(&mut self, node: &'a At, name: &str) -> &'a [At] {
        match &node.value {
            Node::List(items) => items,
            Node::Nothing => &[],
            Node::Map(_) => {
                self.add(&node.referenced, format!("{name} is a list: begin each of its entries with a dash."));
                &[]
            }
            other => {
                self.add(
                    &node.referenced,
                    format!("{name} is a list: write [{}].", other.scalar().unwrap_or_default()),
                );
                &[]
            }
        }
    }

    /// A single value as text.
    pub fn text(&mut self, node: &At, name: &str) -> Option<String> {
        let text = node.value.scalar();
        if text.is_none() {
            self.add(&node.referenced, format!("{name} is a single value, and {} stands here.", node.value.noun()));
        }
        text
    }

    /// A whole number between two bounds, both included.
    pub fn number(&mut self, node: &At, name: &str, least: i64, most: i64) -> Option<i64> {
        let number = match &node.value {
            Node::Whole(number) => Some(*number),
            Node::Text(text) => text.trim().parse().ok(),
            _ => None,
        };
        let within = number.filter(|number| (least..=most).contains(number));
        if within.is_none() {
            let written = node.value.noun();
            self.add(&node.referenced, format!("{name} is {written} and has to be a whole number, {least} to {most}."));
        }
        within
    }

    /// True or false.
    pub fn truth(&mut self, node: &At, name: &str) -> Option<bool> {
        let truth = match &node.value {
            Node::Truth(truth) => Some(*truth),
            Node::Text(text) => match text.to_ascii_lowercase().as_str() {
                "true" | "yes" | "y" | "on" => Some(true),
                "false" | "no" | "n" | "off" => Some(false),
                _ => None,
            },
            _ => None,
        };
        if truth.is_none() {
            self.add(&node.referenced, format!("{name} is {} and has to be true or false.", node.value.noun()));
        }
        truth
    }
}

/// As a sentence begins.
fn start(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
