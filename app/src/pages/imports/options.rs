//! What is said of all rows of a file beside its columns, for each target.

use super::What;
use super::columns::Known;
use crate::components::field::{Choice, SelectField, TextField, Typed};
use crate::pages::dialling::consents::fields::{TERMS, terms};
use domain::FieldErrors;
use domain::call::Field as CallField;
use domain::consent::TermsDraft;
use domain::crm::{Doubles, Field, ImportColumn, Kind};
use domain::do_not_call::NOTE_MAX;
use engine::import::Target;
use leptos::prelude::*;

/// The options as typed; a target reads those it has.
#[derive(Debug, Clone, Default)]
pub(super) struct Options {
    pub duplicates: String,
    pub note: String,
    pub terms: TermsDraft,
}

impl What {
    /// The columns of its files, for people.
    pub(super) fn known(self) -> Vec<Known> {
        let known = |label, required| Known { label, required };
        match self {
            What::Records(kind) => ImportColumn::of(kind)
                .into_iter()
                .map(|column| known(column.label(), kind == Kind::Deal && column == ImportColumn::Field(Field::Name)))
                .collect(),
            What::Calls => CallField::ALL
                .into_iter()
                .map(|field| known(field.label(), matches!(field, CallField::Subject | CallField::StartTime)))
                .collect(),
            What::Consents => vec![
                known("Phone number", true),
                known("Kind", false),
                known("Source", false),
                known("Given", false),
                known("Ends", false),
                known("Proof", false),
            ],
            What::DoNotCall(_) => vec![known("Phone number", true), known("Note", false)],
        }
    }

    /// Of which columns there must be one, and what to say when there is none.
    pub(super) fn needed(self) -> (Vec<usize>, &'static str) {
        match self {
            What::Records(kind) => {
                let names = [ImportColumn::Field(Field::Name), ImportColumn::FirstName, ImportColumn::LastName];
                let columns = ImportColumn::of(kind).into_iter().enumerate();
                let places = columns.filter(|(_, column)| names.contains(column)).map(|(place, _)| place).collect();
                (places, "Choose the column that holds the name.")
            }
            What::Calls => (vec![0], "Choose the column that holds the subject."),
            What::Consents | What::DoNotCall(_) => (vec![0], "Choose the column that holds the number."),
        }
    }

    /// The names of the fields of its options.
    pub(super) fn options(self) -> &'static [&'static str] {
        match self {
            What::Records(_) => &["duplicates"],
            What::Calls => &[],
            What::Consents => &TERMS,
            What::DoNotCall(_) => &["note"],
        }
    }

    /// The fields.
    pub(super) fn fields(self, typed: &Typed) -> AnyView {
        match self {
            What::Records(kind) => {
                let choices = Doubles::ALL.map(|way| Choice::new(way.as_str(), way.label())).to_vec();
                let help = match kind {
                    Kind::Contact | Kind::Lead => {
                        "Found by a phone, or without any by the e-mail address. An update adds phones and replaces what the row says."
                    }
                    Kind::Company => "Found by a phone, by the e-mail address or by the name.",
                    Kind::Deal => "Found by its name and company.",
                };
                let at = typed.clone().or("duplicates", Doubles::default().as_str()).field("duplicates");
                view! { <div class="sm:w-96"><SelectField at=at label="When a record is there already" choices=choices help=help/></div> }
                    .into_any()
            }
            What::Calls => view! {
                <p class="muted">"A time without an offset is in your time zone. A call with the same subject and start for the same record is there already, and is left as it is."</p>
            }
            .into_any(),
            What::Consents => view! {
                <p class="muted">"What a row leaves empty:"</p>
                {terms(typed, true)}
            }
            .into_any(),
            What::DoNotCall(_) => view! {
                <TextField at=typed.field("note") label="Note" optional=true maxlength=NOTE_MAX as u32 autocomplete="off" placeholder="Register of November" help="For rows that have none of their own."/>
            }
            .into_any(),
        }
    }

    /// The target with its options.
    pub(super) fn with(self, options: &Options) -> Result<Target, FieldErrors> {
        Ok(match self {
            What::Records(kind) => Target::Records { kind, doubles: Doubles::read(&options.duplicates)? },
            What::Calls => Target::Calls,
            What::Consents => Target::Consents { usual: options.terms.clone() },
            What::DoNotCall(list) => Target::DoNotCall { list, note: options.note.clone() },
        })
    }
}
