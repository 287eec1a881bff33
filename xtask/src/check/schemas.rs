//! Names of the OpenAPI document's schemas. They are the bare names of their types, whatever module those stand in, and
//! of two with one name utoipa keeps one without a word: the other's operations would be documented with a foreign body.

use super::{Finding, source::SourceFile};
use std::collections::HashMap;

pub(super) fn check(sources: &[SourceFile]) -> Vec<Finding> {
    let mut first: HashMap<&str, String> = HashMap::new();
    let mut findings = Vec::new();
    for file in sources.iter().filter(|file| file.is_rust() && file.path.starts_with("server/src/")) {
        let mut derived = false;
        for line in file.code_lines() {
            let text = line.text.trim();
            derived |= text.starts_with("#[derive(") && text.contains("ToSchema");
            let Some(name) = declared(text).filter(|_| derived) else { continue };
            derived = false;
            let place = format!("{}:{}", file.path, line.number);
            if let Some(other) = first.get(name) {
                findings.push(Finding {
                    what: format!("a schema named `{name}` stands at {other} too, and the document keeps only one"),
                    place,
                    remedy: "give it a name of its own, of the family it belongs to".into(),
                });
            } else {
                first.insert(name, place);
            }
        }
    }
    findings
}

/// The type that a line declares.
fn declared(line: &str) -> Option<&str> {
    let (_, behind) = line.split_once("struct ").or_else(|| line.split_once("enum "))?;
    let before = line.split_once(behind)?.0;
    let declares = before.split_whitespace().all(|word| word.starts_with("pub") || matches!(word, "struct" | "enum"));
    let end = behind.find(|end: char| !(end.is_alphanumeric() || end == '_')).unwrap_or(behind.len());
    declares.then(|| &behind[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> SourceFile {
        SourceFile { path: path.into(), text: text.into() }
    }

    #[test]
    fn two_schemas_of_one_name_are_found_wherever_they_stand() {
        let one = file("server/src/api/a/view.rs", "#[derive(Debug, ToSchema)]\n/// Some.\npub struct Entry<T> {}\n");
        let other = file("server/src/api/b.rs", "\n#[derive(ToSchema)]\n#[serde(untagged)]\npub(super) enum Entry {\n");
        let found: Vec<String> = check(&[one, other]).into_iter().map(|finding| finding.place).collect();
        assert_eq!(found, ["server/src/api/b.rs:4"]);
    }

    #[test]
    fn a_type_that_is_no_schema_may_have_any_name() {
        let one =
            file("server/src/api/a.rs", "#[derive(Debug, ToSchema)]\nstruct Entry;\n#[derive(Debug)]\nstruct Other;\n");
        let other =
            file("server/src/api/b.rs", "#[derive(Debug)]\nstruct Entry;\n#[derive(ToSchema)]\nstruct Other {}\n");
        assert!(check(&[one, other]).is_empty());
    }
}
