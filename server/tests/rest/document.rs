//! The examples of docs/API.md, run in the order in which they stand against a new server.

use crate::support::{Answer, Server};
use axum::body::Body;
use axum::http::Request;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/API.md");

/// What stands for any value, and as a field's name for further fields.
const ANY: &str = "…";

/// A block of the document: its lines before the empty one, and what stands behind it.
struct Block {
    line: usize,
    head: Vec<String>,
    body: String,
}

impl Block {
    fn is_answer(&self) -> bool {
        self.head[0].starts_with("HTTP/1.1 ")
    }
}

/// The `http` blocks of a document.
fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((line, fence)) = lines.next() {
        if fence.trim() != "```http" {
            continue;
        }
        let inside: Vec<&str> = lines.by_ref().map(|(_, line)| line).take_while(|line| line.trim() != "```").collect();
        let split = inside.iter().position(|line| line.is_empty()).unwrap_or(inside.len());
        let head = inside[..split].iter().map(|line| (*line).to_owned()).collect();
        blocks.push(Block { line: line + 1, head, body: inside[split..].join("\n").trim().to_owned() });
    }
    blocks
}

/// Values by the name that the document gives them.
#[derive(Default)]
struct Names(BTreeMap<String, Value>);

impl Names {
    /// A text with each `$name` replaced.
    fn fill(&self, text: &str) -> String {
        // Longer names first: `$user_id` is not `$user`.
        let mut names: Vec<&String> = self.0.keys().collect();
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        names.into_iter().fold(text.to_owned(), |text, name| {
            let value = match &self.0[name] {
                Value::String(value) => value.clone(),
                value => value.to_string(),
            };
            text.replace(&format!("${name}"), &value)
        })
    }

    /// Compares what the document says with what is; names that are new take the value.
    fn compare(&mut self, told: &Value, is: &Value, at: &str) -> Result<(), String> {
        match (told, is) {
            (Value::String(text), _) if text == ANY => Ok(()),
            (Value::String(text), _) if text.starts_with('$') => {
                let known = self.0.entry(text[1..].to_owned()).or_insert_with(|| is.clone());
                if known == is { Ok(()) } else { Err(format!("{at}: {text} was {known} and is {is}")) }
            }
            (Value::Object(told), Value::Object(is)) => self.compare_fields(told, is, at),
            (Value::Array(told), Value::Array(is)) if told.len() == is.len() => {
                let pairs = told.iter().zip(is).enumerate();
                pairs.into_iter().try_for_each(|(place, (told, is))| self.compare(told, is, &format!("{at}[{place}]")))
            }
            _ if told == is => Ok(()),
            _ => Err(format!("{at}: the document says {told}, the server {is}")),
        }
    }

    fn compare_fields(&mut self, told: &Map<String, Value>, is: &Map<String, Value>, at: &str) -> Result<(), String> {
        for (name, told) in told.iter().filter(|(name, _)| *name != ANY) {
            let is = is.get(name).ok_or_else(|| format!("{at}: there is no {name}"))?;
            self.compare(told, is, &format!("{at}.{name}"))?;
        }
        let more = is.keys().find(|name| !told.contains_key(*name)).filter(|_| !told.contains_key(ANY));
        more.map_or(Ok(()), |name| Err(format!("{at}: the document does not tell of {name}")))
    }
}

async fn ask(server: &Server, block: &Block, names: &Names) -> Answer {
    let head: Vec<String> = block.head.iter().map(|line| names.fill(line)).collect();
    let (method, path) = head[0].split_once(' ').expect("a request begins with its method and path");
    if method == "GET" {
        // Whoever reads has waited for what was started.
        server.run_jobs().await;
    }
    let mut request = Request::builder().method(method).uri(path.replace('>', "%3E"));
    for line in &head[1..] {
        let (name, value) = line.split_once(": ").expect("a header has a value");
        request = request.header(name, value);
    }
    let body = names.fill(&block.body);
    server.ask(request.body(Body::from(body)).expect("it is well-formed")).await
}

fn check(block: &Block, answer: &Answer, names: &mut Names) -> Result<(), String> {
    let status = answer.status;
    let told = block.head[0].strip_prefix("HTTP/1.1 ").unwrap_or_default();
    if told != format!("{} {}", status.as_u16(), status.canonical_reason().unwrap_or_default()) {
        return Err(format!("the document says {told:?}, the server {status}: {}", answer.text()));
    }
    for line in &block.head[1..] {
        let (name, told) = line.split_once(": ").expect("a header has a value");
        let is = answer.header(&name.to_lowercase());
        if is.is_empty() || told != ANY && told != is {
            return Err(format!("{name}: the document says {told:?}, the server {is:?}"));
        }
    }
    if !answer.header("content-type").contains("json") {
        let begins = answer.text().starts_with(&block.body);
        return if begins { Ok(()) } else { Err(format!("the file begins otherwise: {}", answer.text())) };
    }
    let told = serde_json::from_str(&block.body).map_err(|error| format!("the example is no JSON: {error}"))?;
    names.compare(&told, &answer.json(), "body")
}

#[tokio::test]
async fn every_example_is_answered_as_it_says() {
    let server = Server::new().await;
    server.world.sql("update app_user set legacy_id = 'user123'").await;
    let text = std::fs::read_to_string(DOCUMENT).expect("the document is there");
    let blocks = blocks(&text);
    assert!(blocks.len() > 20, "the document has examples");
    let mut names = Names::default();
    names.0.insert("token".into(), server.token.clone().into());
    for pair in blocks.chunks(2) {
        let [request, told] = pair else { panic!("line {}: a request without its answer", pair[0].line) };
        assert!(!request.is_answer() && told.is_answer(), "line {}: requests and answers take turns", request.line);
        let answer = ask(&server, request, &names).await;
        let checked = check(told, &answer, &mut names);
        assert!(checked.is_ok(), "line {} of docs/API.md: {}", told.line, checked.err().unwrap_or_default());
    }
    assert_eq!(names.0["user"], server.world.user.0, "the names were taken from the answers");
}

#[test]
fn an_example_that_is_not_true_is_noticed() {
    let value = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
    let compare = |told: &str, is: &str| Names::default().compare(&value(told), &value(is), "body");
    for (told, is, same) in [
        (r#"{"a": "…"}"#, r#"{"a": [1]}"#, true),
        (r#"{"a": 1}"#, r#"{"a": 1, "b": 2}"#, false),
        (r#"{"a": 1, "…": "…"}"#, r#"{"a": 1, "b": 2}"#, true),
        (r#"{"a": 1, "…": "…"}"#, r#"{"b": 2}"#, false),
        (r#"["$x", "$x"]"#, "[7, 7]", true),
        (r#"["$x", "$x"]"#, "[7, 8]", false),
        ("[1]", "[1, 2]", false),
        ("1", "\"1\"", false),
    ] {
        assert_eq!(compare(told, is).is_ok(), same, "{told} {is}");
    }
}
