//! What a body says of a project's fields, for making one and for changing one.

use crate::api::Refusal;
use crate::api::input::Fields;
use domain::FieldErrors;
use domain::project::{ProjectChanges, ProjectDraft};

/// The fields that were sent; null takes away what can be taken away.
pub(super) fn changes(fields: &Fields, errors: &mut FieldErrors) -> ProjectChanges {
    let name = if fields.has("name") { "name" } else { "project_name" };
    let mut text = |field: &str| fields.has(field).then(|| fields.only_text(field, errors));
    let (name, description) = (text(name), text("description"));
    // A project always has both: no word asks for no other one.
    let mut word = |field: &str| text(field).filter(|word| !word.is_empty());
    let (status, priority) = (word("status"), word("priority"));
    let (start_date, end_date) = (text("start_date"), text("end_date"));
    let target = "target_phone_count";
    let target_phone_count = fields.has(target).then(|| {
        let whole = fields.whole(target, errors);
        whole.map(|whole| whole.to_string()).unwrap_or_default()
    });
    ProjectChanges { name, description, status, priority, target_phone_count, start_date, end_date }
}

/// Refuses with all failing fields together: those of a wrong type, and those that only the draft knows. A field that was
/// refused already is empty in the draft, which must not be told of it once more.
pub(super) fn all_wrong(draft: &ProjectDraft, mut errors: FieldErrors) -> Result<(), Refusal> {
    if errors.is_empty() {
        return Ok(());
    }
    for (field, texts) in draft.check().err().unwrap_or_default().iter() {
        let refused = !errors.at(field).is_empty() || field == "name" && !errors.at("project_name").is_empty();
        texts.iter().filter(|_| !refused).for_each(|text| errors.add(field, text));
    }
    Ok(errors.into_result(())?)
}
