//! Calling rules: every version of the file that says what the law is where.

use crate::step::Step;

pub(crate) const STEP: Step = Step { module: module_path!(), up: UP, down: DOWN, protected: &[] };

const UP: &str = r#"
-- Everybody reads them. What is in force is the version that was put in force last; before the first it is the shipped file.
create table calling_rules (
    version integer generated always as identity primary key,
    -- The whole file, not what changed.
    text text not null,
    rules integer not null,
    -- The version that was in force when it was drafted; 0 stands for the shipped file.
    based_on integer not null,
    made_at timestamptz not null default now(),
    made_by bigint references app_user (id) on delete set null,
    in_force_at timestamptz,
    put_in_force_by bigint references app_user (id) on delete set null,
    discarded_at timestamptz,
    check (in_force_at is null or discarded_at is null)
);
create index calling_rules_in_force on calling_rules (in_force_at desc) where in_force_at is not null;
"#;

const DOWN: &str = "drop table calling_rules;";
