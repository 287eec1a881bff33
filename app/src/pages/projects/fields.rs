//! The fields of a project's form, for a new one and for one that is changed.

use crate::components::field::{Choice, SelectField, TextField, Typed};
use crate::components::text_area::TextArea;
use crate::pages::list_state::ListState;
use domain::filter::Projects;
use domain::project::{DESCRIPTION_MAX, NAME_MAX, ProjectDraft};
use leptos::prelude::*;

/// The fields that the form shows.
pub(super) const SHOWN: [&str; 7] =
    ["name", "description", "status", "priority", "target_phone_count", "start_date", "end_date"];

/// The form with a project's values wherever nothing was typed.
pub(super) fn filled(typed: Typed, draft: &ProjectDraft) -> Typed {
    values(draft).into_iter().fold(typed, |typed, (field, value)| typed.or(field, value))
}

/// The draft's values by field.
pub(super) fn values(draft: &ProjectDraft) -> [(&'static str, &str); 7] {
    [
        ("name", &draft.name),
        ("description", &draft.description),
        ("status", &draft.status),
        ("priority", &draft.priority),
        ("target_phone_count", &draft.target_phone_count),
        ("start_date", &draft.start_date),
        ("end_date", &draft.end_date),
    ]
}

/// All of them.
pub(super) fn fields(typed: &Typed) -> impl IntoView + use<> {
    let choices = |name: &str| -> Vec<Choice> {
        // "Any" is for filters.
        ListState::<Projects>::choices(name).into_iter().filter(|choice| !choice.value.is_empty()).collect()
    };
    view! {
        <TextField at=typed.field("name") label="Name" autofocus=true maxlength=NAME_MAX as u32 autocomplete="off"
            help="Unique in your company, such as “Bay Area spring”."/>
        <TextArea at=typed.field("description") label="Description" optional=true maxlength=DESCRIPTION_MAX as u32/>
        <div class="grid gap-4 sm:grid-cols-2">
            <SelectField at=typed.field("status") label="Status" choices=choices("status")/>
            <SelectField at=typed.field("priority") label="Priority" choices=choices("priority")/>
        </div>
        <TextField at=typed.field("target_phone_count") label="Target" optional=true inputmode="numeric" autocomplete="off"
            placeholder="100,000" help="How many numbers it is meant to hold; its page shows how far it is."/>
        <div class="grid gap-4 sm:grid-cols-2">
            <TextField at=typed.field("start_date") label="Starts" optional=true kind="date"/>
            <TextField at=typed.field("end_date") label="Ends" optional=true kind="date"/>
        </div>
    }
}
