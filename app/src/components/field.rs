//! Form fields: label above, help beneath, error beneath in words, and what was typed is there again.

use domain::FieldErrors;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was typed into a form, with what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Typed {
    values: BTreeMap<String, String>,
    errors: FieldErrors,
}

impl Typed {
    /// Keeps a field's text.
    pub fn put(&mut self, field: &str, value: &str) {
        self.values.insert(field.to_owned(), value.to_owned());
    }

    /// The form with a field's text, unless one was typed.
    pub fn or(mut self, field: &str, value: &str) -> Self {
        self.values.entry(field.to_owned()).or_insert_with(|| value.to_owned());
        self
    }

    /// The form as refused, with its errors.
    pub fn refused(mut self, errors: FieldErrors) -> Self {
        self.errors = errors;
        self
    }

    /// A field's text, empty when nothing was typed.
    pub fn text(&self, field: &str) -> &str {
        self.values.get(field).map_or("", String::as_str)
    }

    /// A field's part of the form.
    pub fn field(&self, name: &'static str) -> FieldState {
        FieldState { name, value: self.text(name).to_owned(), errors: self.errors.at(name).to_vec() }
    }

    /// What is wrong at a field.
    pub fn errors(&self, name: &str) -> &[String] {
        self.errors.at(name)
    }

    /// Whether the form was refused.
    pub fn is_refused(&self) -> bool {
        !self.errors.is_empty()
    }

    /// Messages that belong to none of the fields shown, for the head of the form.
    pub fn elsewhere(&self, shown: &[&str]) -> Vec<String> {
        self.errors.iter().filter(|(field, _)| !shown.contains(field)).flat_map(|(_, texts)| texts.to_vec()).collect()
    }
}

/// One field's name, text and errors.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldState {
    pub name: &'static str,
    pub value: String,
    pub errors: Vec<String>,
}

impl FieldState {
    /// The id of the element that carries the errors, when there are any, else of the help.
    pub(super) fn described_by(&self, help: bool) -> Option<String> {
        match (self.errors.is_empty(), help) {
            (false, _) => Some([self.name, "-error"].concat()),
            (true, true) => Some([self.name, "-help"].concat()),
            (true, false) => None,
        }
    }

    pub(super) fn invalid(&self) -> Option<&'static str> {
        (!self.errors.is_empty()).then_some("true")
    }
}

/// A field around its control: label, help, errors. The control's id is the field's name.
#[component]
pub fn Field(
    name: &'static str,
    label: &'static str,
    errors: Vec<String>,
    #[prop(optional, into)] help: String,
    /// Says "optional" beside the label.
    #[prop(optional)]
    optional: bool,
    children: Children,
) -> impl IntoView {
    let help = (errors.is_empty() && !help.is_empty())
        .then(|| view! { <p class="text-xs muted" id=[name, "-help"].concat()>{help}</p> });
    let error = error_text(name, &errors);
    view! {
        <div class="flex flex-col gap-1">
            <label class="font-medium" for=name>
                {label}
                {optional.then(|| view! { <span class="muted font-normal">" · optional"</span> })}
            </label>
            {children()}
            {help}
            {error}
        </div>
    }
}

/// What is wrong with a field, in words beneath it; nothing when nothing is.
pub fn error_text(name: &'static str, errors: &[String]) -> Option<impl IntoView + use<>> {
    (!errors.is_empty()).then(|| {
        view! { <p class="text-xs font-medium tone-error tone-text whitespace-pre-line" id=[name, "-error"].concat()>{errors.join("\n")}</p> }
    })
}

/// A line of text.
#[component]
pub fn TextField(
    at: FieldState,
    label: &'static str,
    #[prop(optional, into)] help: String,
    #[prop(optional)] optional: bool,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] placeholder: &'static str,
    #[prop(optional)] autocomplete: &'static str,
    #[prop(optional)] autofocus: bool,
    #[prop(optional)] maxlength: Option<u32>,
    /// Which keys a phone offers: "numeric" for figures.
    #[prop(optional)]
    inputmode: &'static str,
    /// The id of a datalist on the page whose options are proposed.
    #[prop(optional)]
    list: &'static str,
) -> impl IntoView {
    let (described, invalid) = (at.described_by(!help.is_empty()), at.invalid());
    let FieldState { name, value, errors } = at;
    // A date field shows nothing but dates; what was typed instead has to be seen to be mended.
    let kind = if kind == "date" && invalid.is_some() { "text" } else { kind };
    view! {
        <Field name=name label=label errors=errors help=help optional=optional>
            <input class="input" id=name name=name type=kind value=value placeholder=placeholder
                autocomplete=(!autocomplete.is_empty()).then_some(autocomplete) autofocus=autofocus maxlength=maxlength
                inputmode=(!inputmode.is_empty()).then_some(inputmode) list=(!list.is_empty()).then_some(list) aria-invalid=invalid aria-describedby=described/>
        </Field>
    }
}

/// One choice of a select.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

/// One of some choices; a text that is none of them is offered too, so that what was typed stays.
#[component]
pub fn SelectField(
    at: FieldState,
    label: &'static str,
    mut choices: Vec<Choice>,
    #[prop(optional, into)] help: String,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    let (described, invalid) = (at.described_by(!help.is_empty()), at.invalid());
    let FieldState { name, value, errors } = at;
    if !choices.iter().any(|choice| choice.value == value) {
        choices.push(Choice::new(value.clone(), value.clone()));
    }
    view! {
        <Field name=name label=label errors=errors help=help optional=optional>
            <select class="select" id=name name=name aria-invalid=invalid aria-describedby=described>
                {choices
                    .into_iter()
                    .map(|choice| {
                        let selected = choice.value == value;
                        view! { <option value=choice.value selected=selected>{choice.label}</option> }
                    })
                    .collect_view()}
            </select>
        </Field>
    }
}

/// Yes or no; sends `true` when it is checked and nothing when it is not.
#[component]
pub fn CheckField(at: FieldState, label: &'static str, #[prop(optional, into)] help: String) -> impl IntoView {
    let (described, invalid) = (at.described_by(!help.is_empty()), at.invalid());
    let checked = matches!(at.value.as_str(), "true" | "1" | "on" | "yes");
    let FieldState { name, errors, .. } = at;
    view! {
        <div class="flex items-start gap-2.5">
            <input class="checkbox mt-0.5" id=name name=name type="checkbox" value="true" checked=checked
                aria-invalid=invalid aria-describedby=described/>
            <div class="flex flex-col gap-0.5">
                <label class="font-medium" for=name>{label}</label>
                {(errors.is_empty() && !help.is_empty())
                    .then(|| view! { <p class="text-xs muted" id=[name, "-help"].concat()>{help}</p> })}
                {error_text(name, &errors)}
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_form_keeps_what_was_typed_and_says_what_is_wrong_where() {
        let mut typed = Typed::default();
        typed.put("name", "  ");
        let mut errors = FieldErrors::one("name", "Project name is required.");
        errors.add("", "Too many at once.");
        let typed = typed.refused(errors).or("name", "ignored").or("quantity", "100");
        assert_eq!(typed.field("name").value, "  ");
        assert_eq!(typed.field("name").errors, ["Project name is required."]);
        assert_eq!(typed.text("quantity"), "100");
        assert_eq!(typed.elsewhere(&["name", "quantity"]), ["Too many at once."]);
    }

    #[test]
    fn an_error_is_what_describes_the_control_before_its_help() {
        let field = FieldState { name: "name", value: String::new(), errors: vec!["Required.".into()] };
        assert_eq!(field.described_by(true).as_deref(), Some("name-error"));
        assert_eq!(FieldState { errors: vec![], ..field }.described_by(true).as_deref(), Some("name-help"));
    }
}
