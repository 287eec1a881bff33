//! Test calls of providers: each takes one of the provider's places while it goes, and counts among the calls to its number.

use crate::step::Step;

pub(crate) const STEP: Step = Step { module: module_path!(), up: UP, down: DOWN, protected: &["provider_test"] };

const UP: &str = r#"
create table provider_test (
    tenant_id bigint not null references tenant (id) on delete cascade,
    id bigint generated always as identity,
    provider_id bigint not null,
    call_id uuid not null unique,
    -- The attempt's key, as providers name it in callbacks.
    key uuid not null unique,
    number bigint not null,
    -- placed, refused, busy, away, unknown; nothing until the provider answered.
    answer smallint check (answer between 1 and 5),
    -- Takes a place until then; nothing once it is over.
    slot_until timestamptz,
    outcome smallint,
    talk_s integer,
    detail text,
    made_by bigint references app_user (id) on delete set null,
    made_at timestamptz not null default clock_timestamp(),
    told_at timestamptz,
    primary key (tenant_id, id),
    foreign key (tenant_id, provider_id) references provider (tenant_id, id) on delete cascade
);
create index provider_test_slot on provider_test (provider_id) where slot_until is not null;
create index provider_test_newest on provider_test (tenant_id, provider_id, id);
-- Caps count the calls to a number over everything.
create index provider_test_number on provider_test (tenant_id, number, made_at);
"#;

const DOWN: &str = "drop table provider_test;";
