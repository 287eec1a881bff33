//! Files that jobs make, and what is known of those that were brought.

use crate::step::Step;

pub(crate) const STEP: Step = Step { module: module_path!(), up: UP, down: DOWN, protected: &[] };

const UP: &str = r#"
alter table stored_file
    -- upload: brought to be read by a job; export, rejects: made by a job to be fetched
    add column purpose text not null default 'upload' check (purpose in ('upload', 'export', 'rejects')),
    add column format text,
    add column rows bigint,
    -- The job that makes it, or the last one that reads it.
    add column job_id uuid,
    -- What it is of. A file outlives its project until its time is over.
    add column project_id bigint,
    add column created_by bigint references app_user (id) on delete set null,
    -- When it is forgotten, unless its job is under way then.
    add column expires_at timestamptz;
create index stored_file_made on stored_file (tenant_id, id) where purpose <> 'upload';
create index stored_file_expires on stored_file (expires_at) where expires_at is not null;
"#;

const DOWN: &str = r#"
drop index stored_file_expires, stored_file_made;
alter table stored_file drop column purpose, drop column format, drop column rows, drop column job_id,
    drop column project_id, drop column created_by, drop column expires_at;
"#;
