//! What a project is meant to hold and when, archived ones, projects on their way out; tokens by person.

use crate::step::Step;

pub(crate) const STEP: Step = Step { module: module_path!(), up: UP, down: DOWN, protected: &[] };

const UP: &str = r#"
alter table project
    add column target_phone_count bigint check (target_phone_count > 0),
    add column start_date date,
    add column end_date date,
    add column archived_at timestamptz,
    -- Set when it was deleted: nobody sees it any more, and a job takes its numbers away before the row.
    add column deleted_at timestamptz,
    add constraint project_dates_check check (end_date >= start_date),
    drop constraint project_tenant_id_name_key;
-- A deleted project's name is free at once.
create unique index project_tenant_id_name_key on project (tenant_id, name) where deleted_at is null;

create index api_token_person on api_token (tenant_id, user_id, id);
"#;

const DOWN: &str = r#"
drop index api_token_person;
delete from project where deleted_at is not null;
drop index project_tenant_id_name_key;
alter table project
    drop column target_phone_count, drop column start_date, drop column end_date, drop column archived_at,
    drop column deleted_at,
    add constraint project_tenant_id_name_key unique (tenant_id, name);
"#;
