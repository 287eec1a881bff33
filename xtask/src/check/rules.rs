//! Words that have one home: where they may stand, and what to do where they may not.

use super::{Finding, source::SourceFile};

struct Rule {
    words: &'static [&'static str],
    /// Beginnings of paths where the rule holds; empty means everywhere.
    within: &'static [&'static str],
    /// Beginnings of paths where the words are at home.
    home: &'static [&'static str],
    tests_too: bool,
    remedy: &'static str,
}

const RULES: [Rule; 9] = [
    Rule {
        words: &["sea_orm::", "sqlx::"],
        within: &[],
        home: &["engine/", "migration/", "bench/", "xtask/"],
        tests_too: false,
        remedy: "queries live in engine: call one of its verbs, or add one in engine/src/<what>/<verb>.rs",
    },
    Rule {
        words: &["axum", "leptos"],
        within: &["engine/", "domain/"],
        home: &[],
        tests_too: true,
        remedy: "engine and domain know nothing of the web: return a value or an error, and let server or app make the answer",
    },
    Rule {
        words: &[
            "std::fs",
            "std::net",
            "std::env",
            "SystemTime::now",
            "Instant::now",
            "now_utc",
            "now_local",
            "tokio::",
            "rand::",
            "Uuid::new_v4",
            "Uuid::now_v7",
        ],
        within: &["domain/src/"],
        home: &[],
        tests_too: false,
        remedy: "domain has no IO, no clock and no randomness: take the value as an argument",
    },
    Rule {
        words: &["feature = \"ssr\"", "feature = \"hydrate\""],
        within: &[],
        home: &["app/src/lib.rs", "xtask/"],
        tests_too: true,
        remedy: "the gate stands in app/src/lib.rs alone: move what only the server needs into `pages` or another module gated there",
    },
    Rule {
        words: &["set_config(", "app.tenant_id", "app.platform"],
        within: &[],
        // A benchmark's plain statement is plain: it goes round the engine.
        home: &["engine/src/tenancy", "migration/", "bench/", "xtask/"],
        tests_too: false,
        remedy: "begin a TenantTx or a PlatformTx; what they set for row-level security stands in engine/src/tenancy",
    },
    Rule {
        words: &["< clock_timestamp()", "<= clock_timestamp()", "> clock_timestamp()", ">= clock_timestamp()"],
        within: &["engine/src/"],
        // Its rows are waited for, and the moment that counts is the one after that.
        home: &["engine/src/rate_limit/"],
        tests_too: false,
        remedy: "compare with statement_timestamp(): clock_timestamp() is another at each row, so no index is asked and the whole table is read",
    },
    Rule {
        words: &["<textarea"],
        within: &["app/"],
        home: &["app/src/components/"],
        tests_too: true,
        remedy: "use the TextArea component: the raw element's text is not escaped on the server",
    },
    Rule {
        words: &["Scope::establish("],
        within: &[],
        home: &[
            "server/src/identity",
            "engine/src/queue",
            "engine/src/invitation/accept.rs",
            "engine/src/testing",
            "xtask/",
        ],
        tests_too: false,
        remedy: "pass on the &Scope you were given; one is made only by server/src/identity, from a job's own row in engine/src/queue, or from an invitation's in engine/src/invitation/accept.rs",
    },
    Rule {
        words: &["on_cleanup", "leptos_router", "<A ", "use_navigate", "expect_context"],
        within: &["app/src/islands/"],
        home: &[],
        tests_too: true,
        remedy: "this does not work in an island: use plain links, and take what the island needs as props",
    },
];

pub(super) fn check(sources: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in sources.iter().filter(|file| file.is_rust()) {
        for rule in RULES.iter().filter(|rule| rule.holds_in(&file.path)) {
            for line in file.code_lines().filter(|line| rule.tests_too || !line.is_test) {
                for word in rule.words.iter().filter(|word| contains_word(line.text, word)) {
                    findings.push(Finding {
                        place: format!("{}:{}", file.path, line.number),
                        what: format!("`{}` is not at home here", word.trim()),
                        remedy: rule.remedy.to_owned(),
                    });
                }
            }
        }
    }
    findings
}

impl Rule {
    fn holds_in(&self, path: &str) -> bool {
        let begins = |beginnings: &[&str]| beginnings.iter().any(|beginning| path.starts_with(beginning));
        (self.within.is_empty() || begins(self.within)) && !begins(self.home)
    }
}

/// Whether `text` has `word` at the beginning of a word: `sqlx::` is found in `use sqlx::Row`, not in `my_sqlx::Row`.
fn contains_word(text: &str, word: &str) -> bool {
    text.match_indices(word)
        .any(|(at, _)| !text[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings_of(path: &str, text: &str) -> Vec<String> {
        check(&[SourceFile { path: path.into(), text: text.into() }]).into_iter().map(|finding| finding.place).collect()
    }

    #[test]
    fn a_query_outside_engine_is_found_with_its_line() {
        assert_eq!(
            findings_of("server/src/api/list.rs", "fn f() {}\nuse sea_orm::EntityTrait;\n"),
            ["server/src/api/list.rs:2"]
        );
        assert!(findings_of("engine/src/list.rs", "use sea_orm::EntityTrait;").is_empty());
    }

    #[test]
    fn comments_and_tests_may_name_what_code_may_not() {
        assert!(
            findings_of("server/src/a.rs", "// sqlx::query\n#[cfg(test)]\nmod tests { use sqlx::Row; }\n").is_empty()
        );
        assert!(findings_of("server/tests/a.rs", "use sqlx::Row;").is_empty());
    }

    #[test]
    fn the_gate_is_found_in_tests_too() {
        assert_eq!(
            findings_of("app/src/pages/mod.rs", "#[cfg(test)]\n#[cfg(feature = \"ssr\")]\n"),
            ["app/src/pages/mod.rs:2"]
        );
    }

    #[test]
    fn a_moment_that_no_index_can_be_asked_for_is_found() {
        let text = "let sql = \"select from attempt where started_at > clock_timestamp() - interval '1 second'\";\n";
        assert_eq!(findings_of("engine/src/dial/claim.rs", text), ["engine/src/dial/claim.rs:1"]);
        assert!(
            findings_of("engine/src/dial/claim.rs", "\"update dial set due_at = clock_timestamp()\";\n").is_empty()
        );
    }

    #[test]
    fn a_word_is_not_found_inside_another() {
        assert!(!contains_word("use my_sqlx::Row", "sqlx::"));
        assert!(contains_word("::sqlx::Row", "sqlx::"));
    }
}
