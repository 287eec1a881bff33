//! Icon names in app against the sprite: a name that is not in it shows an empty square and no error.

use super::{Finding, source::SourceFile};

const ATTRIBUTES: [&str; 3] = ["<Icon name=\"", " icon=\"", "icons.svg#"];

pub(super) fn check(sources: &[SourceFile], sprite: &[String]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in sources.iter().filter(|file| file.is_rust() && file.path.starts_with("app/")) {
        for (number, name) in used_names(file) {
            if !sprite.iter().any(|known| known == name) {
                findings.push(Finding {
                    place: format!("{}:{number}", file.path),
                    what: format!("there is no icon `{name}` in the sprite"),
                    remedy: "add the name to style/icons.txt (names are at https://lucide.dev/icons)".into(),
                });
            }
        }
    }
    findings
}

/// Names in attributes (`icon="phone"`, `<Icon name="phone"`) and in functions that choose one (`fn icon…`, `fn …_icon`).
fn used_names(file: &SourceFile) -> Vec<(usize, &str)> {
    let mut names = Vec::new();
    let mut choosing_until: Option<&str> = None;
    for line in file.code_lines() {
        for attribute in ATTRIBUTES {
            names.extend(
                line.text
                    .match_indices(attribute)
                    .filter_map(|(at, _)| name_at(&line.text[at + attribute.len()..]))
                    .map(|name| (line.number, name)),
            );
        }
        let indent = &line.text[..line.text.len() - line.text.trim_start().len()];
        if let Some(outer) = choosing_until {
            names.extend(line.text.split('"').skip(1).step_by(2).filter_map(name_at).map(|name| (line.number, name)));
            if indent == outer && line.text.trim_start().starts_with('}') {
                choosing_until = None;
            }
        } else if chooses_icon(line.text) {
            choosing_until = Some(indent);
        }
    }
    names
}

/// The icon name that `text` begins with; none when it is put together at run time.
fn name_at(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')).unwrap_or(text.len());
    (end > 0 && !text[end..].starts_with('{')).then_some(&text[..end])
}

fn chooses_icon(line: &str) -> bool {
    let Some((_, signature)) = line.split_once("fn ") else {
        return false;
    };
    let name = signature.split(['(', '<']).next().unwrap_or_default();
    (name == "icon" || name.starts_with("icon_") || name.ends_with("_icon"))
        && line.contains("-> &'static str")
        && line.trim_end().ends_with('{')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_in(text: &str) -> Vec<String> {
        let file = SourceFile { path: "app/src/a.rs".into(), text: text.into() };
        used_names(&file).into_iter().map(|(_, name)| name.to_owned()).collect()
    }

    #[test]
    fn names_are_found_in_attributes() {
        assert_eq!(
            names_in("view! { <Icon name=\"phone\"/> <Empty icon=\"circle-x\" title=\"None\"/> }"),
            ["phone", "circle-x"]
        );
        assert_eq!(names_in("<use href=\"/icons.svg#table-2\"/>"), ["table-2"]);
    }

    #[test]
    fn names_are_found_in_a_function_that_chooses_one() {
        let text = "fn icon(self) -> &'static str {\n    match self {\n        Self::Ended => \"check\",\n    }\n}\nfn other() -> &'static str { \"word\" }\n";
        assert_eq!(names_in(text), ["check"]);
    }

    #[test]
    fn names_made_at_run_time_are_left_alone() {
        assert!(names_in("format!(\"/icons.svg#{name}\")").is_empty());
    }
}
