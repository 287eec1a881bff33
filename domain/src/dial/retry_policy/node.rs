//! A text of YAML as a tree in which everything has its place, and what is wrong with a text that is none.

use super::PolicyFault;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::options::DuplicateKeyPolicy;
use serde_saphyr::{DefaultMessageFormatter, MessageFormatter, Spanned};
use std::fmt;

/// A piece of the text with its place.
pub(super) type At = Spanned<Node>;

/// What stands at a place.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Nothing,
    Truth(bool),
    Whole(i64),
    /// Any other single value, a fraction for example.
    Text(String),
    List(Vec<At>),
    /// A key may stand twice: who reads it says so.
    Map(Vec<(Spanned<String>, At)>),
}

impl Node {
    /// What it is, for a sentence on what should stand there instead.
    pub fn noun(&self) -> String {
        match self {
            Node::Nothing => "nothing".to_owned(),
            Node::Truth(truth) => truth.to_string(),
            Node::Whole(number) => number.to_string(),
            Node::Text(text) => quoted(text),
            Node::List(_) => "a list".to_owned(),
            Node::Map(_) => "a map of keys".to_owned(),
        }
    }

    /// A single value as text.
    pub fn scalar(&self) -> Option<String> {
        match self {
            Node::Truth(truth) => Some(truth.to_string()),
            Node::Whole(number) => Some(number.to_string()),
            Node::Text(text) => Some(text.clone()),
            Node::Nothing | Node::List(_) | Node::Map(_) => None,
        }
    }
}

/// A text in quotes, cut where it is long.
pub(super) fn quoted(text: &str) -> String {
    const MOST: usize = 40;
    if text.chars().count() <= MOST {
        return format!("{text:?}");
    }
    let head: String = text.chars().take(MOST).collect();
    format!("{head:?} …")
}

/// The tree of a text.
///
/// # Errors
/// What is wrong where the text is no YAML: one fault, as nothing behind it can be trusted.
pub(super) fn read(text: &str) -> Result<At, PolicyFault> {
    let options = serde_saphyr::options! { duplicate_keys: DuplicateKeyPolicy::LastWins };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| fault(text, &error))
}

fn fault(text: &str, error: &serde_saphyr::Error) -> PolicyFault {
    let error = error.without_snippet();
    let lines: Vec<&str> = text.lines().collect();
    let (line, column) = error.location().map_or((1, 1), |at| (at.line().max(1), at.column().max(1)));
    // An end that was not awaited is told behind the last line.
    let line = line.min(lines.len().max(1) as u64);
    let written = usize::try_from(line - 1).ok().and_then(|place| lines.get(place)).copied().unwrap_or("");
    let column = column.min(written.chars().count() as u64 + 1);
    let told = DefaultMessageFormatter.format_message(error).to_lowercase();
    PolicyFault { line, column, text: says(error, &told, written).to_owned() }
}

/// The sentence for what the reader of YAML calls an error; its own words are for programmers.
fn says(error: &serde_saphyr::Error, told: &str, written: &str) -> &'static str {
    let has = |words: &[&str]| words.iter().any(|word| told.contains(word));
    let indent: String = written.chars().take_while(|letter| letter.is_whitespace()).collect();
    if indent.contains('\t') || has(&["tab"]) && !has(&["table"]) {
        "A tab stands where only spaces may: indent every line by spaces."
    } else if has(&["multiple yaml documents", "multiple documents", "document end", "document start"])
        || matches!(error, serde_saphyr::Error::MultipleDocuments { .. })
    {
        "There is more than one document: a policy is one, and --- may stand at its head alone."
    } else if has(&["anchor", "alias"]) {
        "A name with * has to be given to something above by &, once, and may not stand within itself."
    } else if has(&["quote", "scalar unexpected end", "quoted"]) {
        "A quote is opened here and never closed."
    } else if has(&["mapping values are not allowed", "':' must be followed", "block mapping"])
        && !has(&["expected key"])
    {
        "A key can't stand here: indent the line as its neighbours, or put a text with a colon in quotes."
    } else if has(&[
        "flow",
        "bracket",
        "expected ',' or",
        "unclosed",
        "']'",
        "'}'",
        "unexpected end",
        "eof",
        "end of input",
    ]) {
        "A bracket is not closed, or a comma is missing: each [ needs its ], each { its }, with commas in between."
    } else if has(&["simple key", "could not find expected ':'", "expected ':'"]) {
        "A key needs a colon and a value: key: value."
    } else if has(&["indent", "block", "sequence", "did not find expected"]) {
        "The indentation does not fit: what belongs together begins in the same column, by spaces."
    } else if has(&["escape", "control character", "character"]) {
        "A sign stands here that YAML does not take: put the text in single quotes."
    } else {
        "This can’t be read as YAML: check the indentation, and that every bracket and quote is closed."
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("YAML")
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Node, E> {
        Ok(Node::Truth(truth))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Node, E> {
        Ok(Node::Whole(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Node, E> {
        Ok(i64::try_from(number).map_or_else(|_| Node::Text(number.to_string()), Node::Whole))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Node, E> {
        Ok(Node::Text(number.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Nothing)
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Nothing)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        Node::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = list.next_element()? {
            nodes.push(node);
        }
        Ok(Node::List(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut nodes = Vec::new();
        while let Some(pair) = map.next_entry()? {
            nodes.push(pair);
        }
        Ok(Node::Map(nodes))
    }
}
