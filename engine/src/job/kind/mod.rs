//! One kind of job per file: its parameters, its steps and what it says.

pub(crate) mod clean_calls;
pub(crate) mod delete_project;
pub(crate) mod edit_many;
pub(crate) mod edit_numbers;
pub(crate) mod export;
pub(crate) mod export_calls;
pub(crate) mod export_numbers;
pub(crate) mod export_records;
pub(crate) mod generate_calls;
pub(crate) mod generate_numbers;
pub(crate) mod housekeeping;
pub(crate) mod import;
pub(crate) mod import_prefixes;
pub(crate) mod record_consents;
pub(crate) mod retry_jobs;
pub(crate) mod undo_many;
pub(crate) mod undo_numbers;
pub(crate) mod validate_numbers;
pub(crate) mod watch_calls;
