//! The lists there are, with their fields and sorts.

use super::{Choice, Direction, Field, FieldKind, Schema, SortField};
use crate::audit::{DOORS, VERBS};

/// The numbers of a project.
#[derive(Debug, Clone, Copy)]
pub struct Numbers;

/// The projects of a tenant.
#[derive(Debug, Clone, Copy)]
pub struct Projects;

/// The prefix table.
#[derive(Debug, Clone, Copy)]
pub struct Prefixes;

/// What changed between two versions of the prefix table.
#[derive(Debug, Clone, Copy)]
pub struct PrefixChanges;

/// The jobs of a tenant.
#[derive(Debug, Clone, Copy)]
pub struct Jobs;

/// The audit of a tenant.
#[derive(Debug, Clone, Copy)]
pub struct Audit;

/// The members of a tenant.
#[derive(Debug, Clone, Copy)]
pub struct Members;

/// The tenants of the installation.
#[derive(Debug, Clone, Copy)]
pub struct Tenants;

/// The consents of a tenant.
#[derive(Debug, Clone, Copy)]
pub struct Consents;

/// A do-not-call list.
#[derive(Debug, Clone, Copy)]
pub struct DoNotCall;

pub(super) const fn field(name: &'static str, label: &'static str, kind: FieldKind) -> Field {
    Field { name, label, kind }
}

pub(super) const fn choice(value: &'static str, label: &'static str) -> Choice {
    Choice { value, label }
}

pub(super) const fn sort(name: &'static str, label: &'static str) -> SortField {
    SortField { name, label }
}

/// The words of `prefix::LineType`.
const LINE_TYPES: &[Choice] =
    &[choice("Mobile", "Mobile"), choice("Landline", "Landline"), choice("VoIP", "VoIP"), choice("Unknown", "Unknown")];

/// `null` is a number that nobody validated yet (CONTRACTS A, `valid_number`).
const VALIDITY: &[Choice] = &[choice("true", "Valid"), choice("false", "Invalid"), choice("null", "Not validated")];

/// The words of `prefix::ChangeKind`.
const CHANGE_KINDS: &[Choice] =
    &[choice("came", "Came"), choice("changed", "Changed"), choice("withdrawn", "Withdrawn")];

/// The statuses of a number (CONTRACTS A).
const NUMBER_STATUSES: &[Choice] = &[
    choice("pending", "Pending"),
    choice("active", "Active"),
    choice("inactive", "Inactive"),
    choice("assigned", "Assigned"),
    choice("blocked", "Blocked"),
];

/// Why a number is invalid.
const INVALID_REASONS: &[Choice] = &[
    choice("unknown_code", "Code not in the table"),
    choice("unassigned_code", "Code not assigned"),
    choice("unknown_area_code", "Area code not in the table"),
];

const ORIGINS: &[Choice] = &[choice("generated", "Generated"), choice("imported", "Imported")];

/// The words of `project::STATUSES`.
const PROJECT_STATUSES: &[Choice] = &[
    choice("planning", "Planning"),
    choice("active", "Active"),
    choice("on_hold", "On hold"),
    choice("completed", "Completed"),
];

/// The words of `project::PRIORITIES`.
const PROJECT_PRIORITIES: &[Choice] =
    &[choice("low", "Low"), choice("medium", "Medium"), choice("high", "High"), choice("urgent", "Urgent")];

/// The words of `consent::ConsentKind`.
const CONSENT_KINDS: &[Choice] = &[
    choice("written", "Written"),
    choice("oral", "Oral"),
    choice("web_form", "Web form"),
    choice("existing_customer", "Existing customer"),
    choice("own_test_line", "Own test line"),
];

/// The words of `consent::ConsentState`.
const CONSENT_STATES: &[Choice] =
    &[choice("in_force", "In force"), choice("expired", "Expired"), choice("withdrawn", "Withdrawn")];

/// The words of `do_not_call::EntrySource`.
const ENTRY_SOURCES: &[Choice] = &[
    choice("hand", "By hand"),
    choice("program", "By a program"),
    choice("import", "Import"),
    choice("opt_out", "Opted out"),
];

/// The words of `job::JobKind`.
const JOB_KINDS: &[Choice] = &[
    choice("generate_numbers", "Generate numbers"),
    choice("validate_numbers", "Validate numbers"),
    choice("edit_numbers", "Change numbers"),
    choice("undo_numbers", "Undo a change"),
    choice("edit_records", "Change contacts"),
    choice("undo_records", "Undo a change of contacts"),
    choice("edit_calls", "Change calls"),
    choice("undo_calls", "Undo a change of calls"),
    choice("generate_calls", "Make demo calls"),
    choice("clean_calls", "Clean up demo calls"),
    choice("export_calls", "Export calls"),
    choice("import_calls", "Import calls"),
    choice("watch_calls", "Look after calls"),
    choice("export_numbers", "Export numbers"),
    choice("import_numbers", "Import numbers"),
    choice("export_records", "Export contacts"),
    choice("import_records", "Import contacts"),
    choice("import_prefixes", "Import prefixes"),
    choice("import_consents", "Import consents"),
    choice("import_do_not_call", "Import do-not-call numbers"),
    choice("record_consents", "Record consents"),
    choice("retry_jobs", "Retry jobs"),
    choice("delete_project", "Delete project"),
    choice("housekeeping", "Housekeeping"),
];

/// The words of `job::JobState`.
const JOB_STATES: &[Choice] = &[
    choice("held", "Held"),
    choice("waiting", "Waiting"),
    choice("running", "Running"),
    choice("retrying", "Retrying"),
    choice("done", "Done"),
    choice("failed", "Failed"),
    choice("cancelled", "Cancelled"),
];

/// The words of `scope::Role`.
const ROLES: &[Choice] =
    &[choice("viewer", "Viewer"), choice("agent", "Agent"), choice("admin", "Admin"), choice("owner", "Owner")];

/// The words of `member::MemberState` and `tenant::TenantState`.
const STANDINGS: &[Choice] = &[choice("active", "Active"), choice("suspended", "Suspended")];

/// What a project's numbers are filtered by.
pub const NUMBER_FIELDS: &[Field] = &[
    field("number", "Number", FieldKind::PhoneNumber),
    field("area_code", "Area code", FieldKind::Digits(3)),
    field("carrier", "Carrier", FieldKind::Text),
    field("type", "Line type", FieldKind::Choice(LINE_TYPES)),
    field("state", "State", FieldKind::State),
    field("status", "Status", FieldKind::Choice(NUMBER_STATUSES)),
    field("valid", "Validity", FieldKind::Choice(VALIDITY)),
    field("reason", "Reason", FieldKind::Choice(INVALID_REASONS)),
    field("origin", "Origin", FieldKind::Choice(ORIGINS)),
    field("created", "Created", FieldKind::Date),
    field("id", "Chosen", FieldKind::Id),
];

/// What projects are filtered by. Archived ones are left out unless `archived` asks for them.
pub const PROJECT_FIELDS: &[Field] = &[
    field("name", "Name", FieldKind::Text),
    field("status", "Status", FieldKind::Choice(PROJECT_STATUSES)),
    field("priority", "Priority", FieldKind::Choice(PROJECT_PRIORITIES)),
    field("archived", "Archived", FieldKind::Bool),
    field("created", "Created", FieldKind::Date),
];

/// What the prefix table is filtered by; `carrier` means brand or legal name.
pub const PREFIX_FIELDS: &[Field] = &[
    field("prefix", "Prefix", FieldKind::Digits(6)),
    field("area_code", "Area code", FieldKind::Digits(3)),
    field("carrier", "Carrier", FieldKind::Text),
    field("type", "Line type", FieldKind::Choice(LINE_TYPES)),
    field("state", "State", FieldKind::State),
    field("assigned", "Assigned", FieldKind::Bool),
    field("disputed", "Sources disagree", FieldKind::Bool),
];

/// What the changes between two versions of the prefix table are filtered by.
pub const PREFIX_CHANGE_FIELDS: &[Field] = &[
    field("kind", "Change", FieldKind::Choice(CHANGE_KINDS)),
    field("prefix", "Prefix", FieldKind::Digits(6)),
    field("area_code", "Area code", FieldKind::Digits(3)),
];

/// What jobs are filtered by.
pub const JOB_FIELDS: &[Field] = &[
    field("kind", "Kind", FieldKind::Choice(JOB_KINDS)),
    field("state", "State", FieldKind::Choice(JOB_STATES)),
    field("project", "Project", FieldKind::Id),
    field("created_by", "Started by", FieldKind::Id),
    field("created", "Created", FieldKind::Date),
];

/// What the audit is filtered by.
pub const AUDIT_FIELDS: &[Field] = &[
    field("verb", "What", FieldKind::Choice(VERBS)),
    field("by", "Who", FieldKind::Id),
    field("door", "Door", FieldKind::Choice(DOORS)),
    field("subject", "Subject", FieldKind::Text),
    field("address", "Address", FieldKind::Text),
    field("request", "Request", FieldKind::Text),
    field("acting", "Platform admin acting", FieldKind::Bool),
    field("at", "When", FieldKind::Date),
];

/// What members are filtered by; `person` means name or e-mail address.
pub const MEMBER_FIELDS: &[Field] = &[
    field("person", "Name or e-mail", FieldKind::Text),
    field("role", "Role", FieldKind::Choice(ROLES)),
    field("state", "State", FieldKind::Choice(STANDINGS)),
    field("joined", "Joined", FieldKind::Date),
];

/// What tenants are filtered by; `name` means name or short name.
pub const TENANT_FIELDS: &[Field] = &[
    field("name", "Name", FieldKind::Text),
    field("state", "State", FieldKind::Choice(STANDINGS)),
    field("created", "Made", FieldKind::Date),
];

/// What consents are filtered by.
pub const CONSENT_FIELDS: &[Field] = &[
    field("number", "Number", FieldKind::PhoneNumber),
    field("kind", "Kind", FieldKind::Choice(CONSENT_KINDS)),
    field("state", "State", FieldKind::Choice(CONSENT_STATES)),
    field("source", "Source", FieldKind::Text),
    field("given", "Given", FieldKind::Date),
    field("recorded", "Recorded", FieldKind::Date),
];

/// What a do-not-call list is filtered by.
pub const DO_NOT_CALL_FIELDS: &[Field] = &[
    field("number", "Number", FieldKind::PhoneNumber),
    field("source", "How it came", FieldKind::Choice(ENTRY_SOURCES)),
    field("added", "Added", FieldKind::Date),
];

impl Schema for Numbers {
    const FIELDS: &'static [Field] = NUMBER_FIELDS;
    const SORTS: &'static [SortField] = &[sort("created", "Created"), sort("number", "Number")];
    const DEFAULT_SORT: (&'static str, Direction) = ("created", Direction::Descending);
}

impl Schema for Projects {
    const FIELDS: &'static [Field] = PROJECT_FIELDS;
    const SORTS: &'static [SortField] = &[sort("created", "Created")];
    const DEFAULT_SORT: (&'static str, Direction) = ("created", Direction::Descending);
}

impl Schema for Prefixes {
    const FIELDS: &'static [Field] = PREFIX_FIELDS;
    const SORTS: &'static [SortField] = &[sort("prefix", "Prefix")];
    const DEFAULT_SORT: (&'static str, Direction) = ("prefix", Direction::Ascending);
}

impl Schema for PrefixChanges {
    const FIELDS: &'static [Field] = PREFIX_CHANGE_FIELDS;
    const SORTS: &'static [SortField] = &[sort("prefix", "Prefix")];
    const DEFAULT_SORT: (&'static str, Direction) = ("prefix", Direction::Ascending);
}

impl Schema for Jobs {
    const FIELDS: &'static [Field] = JOB_FIELDS;
    const SORTS: &'static [SortField] = &[sort("created", "Created")];
    const DEFAULT_SORT: (&'static str, Direction) = ("created", Direction::Descending);
}

impl Schema for Audit {
    const FIELDS: &'static [Field] = AUDIT_FIELDS;
    const SORTS: &'static [SortField] = &[sort("at", "When")];
    const DEFAULT_SORT: (&'static str, Direction) = ("at", Direction::Descending);
}

impl Schema for Members {
    const FIELDS: &'static [Field] = MEMBER_FIELDS;
    const SORTS: &'static [SortField] = &[sort("joined", "Joined")];
    const DEFAULT_SORT: (&'static str, Direction) = ("joined", Direction::Ascending);
}

impl Schema for Tenants {
    const FIELDS: &'static [Field] = TENANT_FIELDS;
    const SORTS: &'static [SortField] = &[sort("created", "Made")];
    const DEFAULT_SORT: (&'static str, Direction) = ("created", Direction::Descending);
}

impl Schema for Consents {
    const FIELDS: &'static [Field] = CONSENT_FIELDS;
    const SORTS: &'static [SortField] = &[sort("recorded", "Recorded")];
    const DEFAULT_SORT: (&'static str, Direction) = ("recorded", Direction::Descending);
}

impl Schema for DoNotCall {
    const FIELDS: &'static [Field] = DO_NOT_CALL_FIELDS;
    const SORTS: &'static [SortField] = &[sort("added", "Added"), sort("number", "Number")];
    const DEFAULT_SORT: (&'static str, Direction) = ("added", Direction::Descending);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::{ConsentKind, ConsentState};
    use crate::do_not_call::EntrySource;
    use crate::filter::Sort;
    use crate::job::{JobKind, JobState};
    use crate::member::MemberState;
    use crate::prefix::{ChangeKind, LineType};
    use crate::project::{PRIORITIES, STATUSES};
    use crate::scope::Role;
    use crate::tenant::TenantState;

    #[test]
    fn choices_are_the_words_of_their_types() {
        let values = |choices: &[Choice]| -> Vec<&str> { choices.iter().map(|choice| choice.value).collect() };
        assert_eq!(values(PROJECT_STATUSES), STATUSES);
        assert_eq!(values(PROJECT_PRIORITIES), PRIORITIES);
        assert_eq!(values(LINE_TYPES), LineType::ALL.map(LineType::as_str), "add the line type to LINE_TYPES");
        assert_eq!(values(CHANGE_KINDS), ChangeKind::ALL.map(ChangeKind::as_str), "add the kind to CHANGE_KINDS");
        assert_eq!(values(ROLES), Role::ALL.map(Role::as_str), "add the role to ROLES");
        assert_eq!(values(STANDINGS), MemberState::ALL.map(MemberState::as_str));
        assert_eq!(values(STANDINGS), TenantState::ALL.map(TenantState::as_str));
        assert_eq!(values(CONSENT_KINDS), ConsentKind::ALL.map(ConsentKind::as_str), "add the kind to CONSENT_KINDS");
        assert_eq!(values(CONSENT_STATES), ConsentState::ALL.map(ConsentState::as_str));
        assert_eq!(values(ENTRY_SOURCES), EntrySource::ALL.map(EntrySource::as_str));
        assert_eq!(values(JOB_KINDS), JobKind::ALL.map(JobKind::as_str), "add the kind of job to JOB_KINDS");
        assert_eq!(values(JOB_STATES), JobState::ALL.map(JobState::as_str), "add the state of a job to JOB_STATES");
    }

    #[test]
    fn every_default_sort_is_a_sort() {
        Sort::default_of::<Numbers>();
        Sort::default_of::<Projects>();
        Sort::default_of::<Prefixes>();
        Sort::default_of::<PrefixChanges>();
        Sort::default_of::<Jobs>();
        Sort::default_of::<Audit>();
        Sort::default_of::<Members>();
        Sort::default_of::<Tenants>();
        Sort::default_of::<Consents>();
        Sort::default_of::<DoNotCall>();
    }

    #[test]
    fn no_field_is_named_like_a_part_of_the_list_state() {
        let lists = [
            NUMBER_FIELDS,
            PROJECT_FIELDS,
            PREFIX_FIELDS,
            PREFIX_CHANGE_FIELDS,
            JOB_FIELDS,
            AUDIT_FIELDS,
            MEMBER_FIELDS,
            TENANT_FIELDS,
            CONSENT_FIELDS,
            DO_NOT_CALL_FIELDS,
            super::super::CALL_FIELDS,
        ];
        for field in lists.into_iter().flatten() {
            assert!(!["sort", "cursor", "page_size"].contains(&field.name), "{}", field.name);
            assert!(!field.name.contains('.'), "{}", field.name);
        }
    }
}
