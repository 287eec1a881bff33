//! Which column of a file is what: the first rows, a choice for each column that an import knows, and reading the choices.

use crate::components::empty::Empty;
use crate::components::field::{CheckField, Choice, Typed};
use crate::components::icon::Icon;
use domain::FieldErrors;
use domain::table_file::{Column, FileFormat, Mapping, Preview, Shape};
use leptos::prelude::*;

/// A column that an import knows, for people.
pub(in crate::pages) struct Known {
    pub label: &'static str,
    pub required: bool,
}

/// The field of a column in a form.
fn field(name: &str) -> String {
    format!("column-{name}")
}

/// The fields of a shape, for what is shown elsewhere.
pub(in crate::pages) fn fields(shape: &Shape) -> Vec<String> {
    (0..shape.columns.len()).map(|place| field(shape.name(place))).chain(["header".to_owned()]).collect()
}

/// The form as proposed, unless one was refused.
pub(in crate::pages) fn proposed(typed: &Typed, shape: &Shape, preview: &Preview) -> Typed {
    if typed.is_refused() {
        return typed.clone();
    }
    let header = if preview.header { "true" } else { "" };
    let columns = preview.proposed.iter().enumerate();
    columns.fold(typed.clone().or("header", header), |typed, (place, column)| {
        let value = column.map_or(String::new(), |column| value_of(preview, column));
        typed.or(&field(shape.name(place)), &value)
    })
}

/// A choice for each column that the import knows.
pub(in crate::pages) fn choices(
    shape: &Shape,
    known: &[Known],
    preview: &Preview,
    typed: &Typed,
) -> impl IntoView + use<> {
    let selects = known
        .iter()
        .enumerate()
        .map(|(place, known)| {
            let name = field(shape.name(place));
            let mut choices: Vec<Choice> = Vec::new();
            if !known.required {
                choices.push(Choice::new("", "In no column"));
            }
            choices
                .extend((0..preview.columns.len()).map(|at| Choice::new(value_of(preview, at), &preview.columns[at])));
            select(known, &name, typed.text(&name), typed.errors(&name), choices)
        })
        .collect_view();
    let placed = !preview.named;
    let header = typed.field("header");
    view! {
        <div class="grid gap-4 p-4 sm:grid-cols-2 lg:grid-cols-3">{selects}</div>
        {placed.then(|| view! {
            <div class="px-4 pb-4"><CheckField at=header label="The first row is a header" help="It holds names, and nothing to import."/></div>
        })}
    }
}

fn select(
    known: &Known,
    name: &str,
    value: &str,
    errors: &[String],
    mut choices: Vec<Choice>,
) -> impl IntoView + use<> {
    if !choices.iter().any(|choice| choice.value == value) {
        choices.push(Choice::new(value, if value.is_empty() { "Choose one" } else { value }));
    }
    let (id, error_id, label) = (name.to_owned(), format!("{name}-error"), known.label);
    let described = (!errors.is_empty()).then(|| error_id.clone());
    let invalid = (!errors.is_empty()).then_some("true");
    let error = (!errors.is_empty()).then(|| {
        view! { <p class="text-xs font-medium tone-error tone-text" id=error_id>{errors.join(" ")}</p> }
    });
    let value = value.to_owned();
    let optional = !known.required;
    view! {
        <div class="flex flex-col gap-1">
            <label class="font-medium" for=id.clone()>
                {label}
                {optional.then(|| view! { <span class="muted font-normal">" · optional"</span> })}
            </label>
            // All of them are one field, in the order in which the import knows them.
            <select class="select" id=id name="columns[]" aria-invalid=invalid aria-describedby=described>
                {choices.into_iter().map(|choice| {
                    let selected = choice.value == value;
                    view! { <option value=choice.value selected=selected>{choice.label}</option> }
                }).collect_view()}
            </select>
            {error}
        </div>
    }
}

/// What a column's choice sends: its place, or its name where columns go by name.
fn value_of(preview: &Preview, place: usize) -> String {
    match preview.column(place) {
        Some(Column::Named(names)) => names.into_iter().next().unwrap_or_default(),
        Some(Column::At(place)) => place.to_string(),
        None => String::new(),
    }
}

/// The first rows as they stand in the file.
pub(in crate::pages) fn rows(preview: &Preview) -> impl IntoView + use<> {
    let names = preview.columns.iter().map(|name| view! { <th scope="col">{name.clone()}</th> }).collect_view();
    let lines = preview
        .rows
        .iter()
        .map(|row| {
            let cells = row.iter().map(|cell| view! { <td><span class="block max-w-72 truncate" title=cell.clone()>{cell.clone()}</span></td> });
            view! { <tr>{cells.collect_view()}</tr> }
        })
        .collect_view();
    view! {
        <div class="table-scroll @container" tabindex="0" role="region" aria-label="The first rows">
            <table class="table"><thead><tr>{names}</tr></thead><tbody>{lines}</tbody></table>
        </div>
    }
}

/// The file as another format, should its name have said the wrong one; `at` is the page's address as far as its format.
pub(in crate::pages) fn read_as(at: &str, now: FileFormat) -> impl IntoView + use<> {
    let others = FileFormat::IMPORTED.into_iter().filter(|format| *format != now).map(|format| {
        let href = format!("{at}format={}", format.as_str());
        view! { <a class="text-link" href=href>{format.as_str().to_uppercase()}</a> }
    });
    view! { <p class="muted flex flex-wrap gap-x-3">"Not what it is? Read it as " {others.collect_view()}</p> }
}

/// What is shown of a file that is not kept any more.
pub(in crate::pages) fn gone(upload: String) -> AnyView {
    view! {
        <div class="surface"><Empty icon="upload" title="The file is not there any more" text="An upload is kept for a day, and its bytes go when it has been imported.">
            <a class="btn btn-primary" href=upload>"Upload it again"</a>
        </Empty></div>
    }
    .into_any()
}

/// What is shown of a file that is no table.
pub(in crate::pages) fn unreadable(upload: String, why: &str) -> AnyView {
    let why = why.to_owned();
    view! {
        <div class="surface"><Empty icon="circle-alert" title="The file can’t be read" text=why>
            <a class="btn btn-primary" href=upload>"Choose another file"</a>
        </Empty></div>
    }
    .into_any()
}

/// The buttons that try or import it.
pub(in crate::pages) fn acts(upload: String) -> impl IntoView {
    view! {
        <div class="flex flex-wrap items-center gap-2 border-t hairline px-4 py-3">
            <button class="btn btn-primary" type="submit" name="act" value="dry"><Icon name="search"/>"Try it without storing"</button>
            <button class="btn" type="submit" name="act" value="import"><Icon name="upload"/>"Import"</button>
            <a class="btn btn-ghost" href=upload>"Another file"</a>
            <p class="muted text-xs">"Both run as jobs and tell of each row that is not taken."</p>
        </div>
    }
}

/// The choices as a form sends them.
#[derive(Debug, Clone, Default)]
pub(in crate::pages) struct Chosen {
    pub format: String,
    pub header: String,
    /// In the order of the shape.
    pub columns: Vec<String>,
}

impl Chosen {
    /// The fields with what was typed, for a form that is refused.
    pub fn typed<'c>(&'c self, shape: &'c Shape) -> impl Iterator<Item = (String, &'c str)> {
        let columns =
            self.columns.iter().enumerate().map(move |(place, value)| (field(shape.name(place)), value.as_str()));
        columns.chain([("header".to_owned(), self.header.as_str())])
    }

    /// The format and the columns; `needed` says which of them there must be one of, and what to say when there is none.
    pub fn read(&self, shape: &Shape, needed: &[usize], missing: &str) -> Result<(FileFormat, Mapping), FieldErrors> {
        let format = FileFormat::from_word(&self.format).filter(|format| FileFormat::IMPORTED.contains(format));
        let format = format.ok_or_else(|| FieldErrors::one("format", "Choose how the file is read."))?;
        let named = matches!(format, FileFormat::Json | FileFormat::Ndjson);
        let mut errors = FieldErrors::new();
        let mut column = |place: usize| match self.columns.get(place).map_or("", String::as_str) {
            "" => None,
            name if named => Some(Column::Named(vec![name.to_owned()])),
            at => match at.parse() {
                Ok(at) => Some(Column::At(at)),
                Err(_) => {
                    errors.add(field(shape.name(place)), "There is no such column.");
                    None
                }
            },
        };
        let columns: Vec<Option<Column>> = (0..shape.columns.len()).map(&mut column).collect();
        if errors.is_empty() && needed.iter().all(|place| columns.get(*place).is_none_or(Option::is_none)) {
            errors.add(field(shape.name(needed.first().copied().unwrap_or(0))), missing);
        }
        let header = self.header == "true" && !named;
        errors.into_result((format, Mapping { header, columns }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(format: &str, columns: &[&str]) -> Result<(FileFormat, Mapping), FieldErrors> {
        let columns = columns.iter().map(|column| (*column).to_owned()).collect();
        let chosen = Chosen { format: format.into(), header: "true".into(), columns };
        chosen.read(&Shape::numbers(), &[0], "Choose the column that holds the number.")
    }

    #[test]
    fn columns_go_by_place_or_in_json_by_name() {
        let (_, mapping) = chosen("csv", &["1", "0"]).expect("it reads");
        let columns = vec![Some(Column::At(1)), Some(Column::At(0)), None];
        assert_eq!(mapping, Mapping { header: true, columns });
        let (_, mapping) = chosen("json", &["tel", ""]).expect("it reads");
        let columns = vec![Some(Column::Named(vec!["tel".into()])), None, None];
        assert_eq!(mapping, Mapping { header: false, columns });
    }

    #[test]
    fn a_column_that_is_none_is_told_at_its_field() {
        let refused = |format: &str, columns: &[&str]| {
            let errors = chosen(format, columns).expect_err("refused");
            errors.iter().map(|(field, _)| field.to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(refused("csv", &["", ""]), ["column-phone_number"]);
        assert_eq!(refused("csv", &["x", "y"]), ["column-carrier", "column-phone_number"]);
        assert_eq!(refused("doc", &["0"]), ["format"]);
    }
}
