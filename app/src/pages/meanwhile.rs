//! Forms of what is there already, when somebody else changes it while one is open: what only they changed is taken over,
//! what both changed is told, and nothing typed is lost.

use crate::components::field::Typed;
use domain::filter::{parse_pairs, print_pairs};
use leptos::prelude::*;
use std::collections::HashMap;

/// A field of the form, and what is saved of it now.
pub(super) struct Saved {
    pub name: &'static str,
    pub label: &'static str,
    /// As the form has it.
    pub now: String,
    /// As people read it.
    pub readable: String,
}

/// A form for a change.
pub(super) struct EditForm {
    pub typed: Typed,
    /// What to say when somebody was quicker.
    pub notice: Option<String>,
    version: String,
    /// What the fields held when the form was opened.
    was: String,
}

impl EditForm {
    /// The form with what was typed, if it was refused, and else with what is saved; `noun` is what is changed.
    pub(super) fn of(mut typed: Typed, noun: &str, version: i64, saved: &[Saved]) -> Self {
        let stale = !typed.errors("version").is_empty();
        let was: HashMap<String, String> = parse_pairs(typed.text("was")).into_iter().collect();
        let (mut taken, mut both) = (Vec::new(), Vec::new());
        for field in saved.iter().filter(|_| stale) {
            let (opened, now) = (was.get(field.name).map(|text| plain(text)), plain(&field.now));
            let mine = plain(typed.text(field.name));
            if opened.as_ref() == Some(&now) || mine == now {
                continue;
            }
            if opened.as_ref() == Some(&mine) {
                typed.put(field.name, &field.now);
                taken.push(field.label);
            } else {
                let value =
                    if field.readable.is_empty() { "nothing".to_owned() } else { format!("“{}”", field.readable) };
                both.push(format!("{} is {value}", field.label));
            }
        }
        let notice = stale.then(|| notice(noun, &taken, &both));
        let first = stale || was.is_empty();
        let opened = if first { print_pairs(&pairs(saved)) } else { typed.text("was").to_owned() };
        // Told of the newer version, who saves again means to.
        let version = if stale || typed.text("version").is_empty() {
            version.to_string()
        } else {
            typed.text("version").to_owned()
        };
        let typed = saved.iter().fold(typed, |typed, field| typed.or(field.name, &field.now));
        Self { typed, notice, version, was: opened }
    }

    /// What the form sends besides its fields.
    pub(super) fn hidden(&self) -> impl IntoView + use<> {
        view! {
            <input type="hidden" name="version" value=self.version.clone()/>
            <input type="hidden" name="was" value=self.was.clone()/>
        }
    }
}

fn pairs(saved: &[Saved]) -> Vec<(&str, &str)> {
    saved.iter().map(|field| (field.name, field.now.as_str())).collect()
}

/// A browser sends line breaks of its own.
fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

fn notice(noun: &str, taken: &[&str], both: &[String]) -> String {
    let mut text = format!(
        "Somebody changed this {noun} after you opened it, so nothing was saved. What you typed is still here."
    );
    if !taken.is_empty() {
        text.push_str(&format!(" Taken over from them: {}.", taken.join(", ")));
    }
    match both.is_empty() {
        true => text.push_str(" Save again to add yours."),
        false => {
            text.push_str(&format!(" Saved meanwhile: {}. Save again to put yours in its place.", both.join(", ")))
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::FieldErrors;

    fn saved(name: &str, notes: &str) -> [Saved; 2] {
        let field = |name, label, now: &str| Saved { name, label, now: now.into(), readable: now.into() };
        [field("name", "Name", name), field("notes", "Notes", notes)]
    }

    fn sent(name: &str, notes: &str) -> Typed {
        let opened = EditForm::of(Typed::default(), "contact", 1, &saved("Maria", ""));
        let mut typed = Typed::default();
        for (field, text) in [("name", name), ("notes", notes), ("version", "1"), ("was", &opened.was)] {
            typed.put(field, text);
        }
        typed
    }

    #[test]
    fn what_only_the_other_changed_is_taken_over_and_what_both_changed_is_told() {
        let stale = || FieldErrors::one("version", "Somebody changed this meanwhile.");
        let form = EditForm::of(sent("Maria", "a\r\nb").refused(stale()), "contact", 2, &saved("Mary", ""));
        assert_eq!((form.typed.text("name"), form.typed.text("notes"), form.version.as_str()), ("Mary", "a\r\nb", "2"));
        let told = form.notice.expect("it is told");
        assert!(told.contains("Taken over from them: Name.") && !told.contains("Saved meanwhile"), "{told}");
        let form = EditForm::of(sent("Marie", "").refused(stale()), "contact", 2, &saved("Mary", "new"));
        assert_eq!((form.typed.text("name"), form.typed.text("notes")), ("Marie", "new"));
        let told = form.notice.expect("it is told");
        assert!(
            told.contains("Saved meanwhile: Name is “Mary”.") && told.contains("Taken over from them: Notes."),
            "{told}"
        );
    }

    #[test]
    fn a_form_refused_for_something_else_stays_of_the_version_it_was_opened_at() {
        let wrong = FieldErrors::one("name", "A name is required.");
        let form = EditForm::of(sent("", "x").refused(wrong), "contact", 2, &saved("Mary", ""));
        assert_eq!((form.version.as_str(), form.notice), ("1", None));
        assert_eq!(form.typed.text("name"), "");
        assert_eq!(
            parse_pairs(&form.was),
            [("name".to_owned(), "Maria".to_owned()), ("notes".to_owned(), String::new())]
        );
    }
}
