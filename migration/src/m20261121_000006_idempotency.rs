//! Answers kept for requests that a program may send again.

use crate::step::Step;

pub(crate) const STEP: Step = Step { module: module_path!(), up: UP, down: DOWN, protected: PROTECTED };

const PROTECTED: &[&str] = &["idempotency_key"];

const UP: &str = r#"
create table idempotency_key (
    tenant_id bigint not null references tenant (id) on delete cascade,
    user_id bigint not null references app_user (id) on delete cascade,
    key text not null,
    -- SHA-256 of method, path and body: the same key with another request is a mistake of the program.
    fingerprint bytea not null,
    -- null while the first request is under way
    status smallint,
    body bytea,
    created_at timestamptz not null default now(),
    primary key (tenant_id, user_id, key)
);
create index idempotency_key_age on idempotency_key (created_at);
"#;

const DOWN: &str = "drop table idempotency_key;";
