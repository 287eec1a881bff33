//! Jobs and their attempts.

use crate::step::Step;

pub(crate) const STEP: Step = Step { module: module_path!(), up: UP, down: DOWN, protected: PROTECTED };

const PROTECTED: &[&str] = &["job", "job_attempt"];

const UP: &str = r#"
create table job (
    id uuid primary key,
    tenant_id bigint not null references tenant (id) on delete cascade,
    kind text not null,
    title text not null,
    state text not null default 'waiting'
        check (state in ('waiting', 'running', 'retrying', 'done', 'failed', 'cancelled')),
    params jsonb not null,
    checkpoint jsonb,
    outcome jsonb,
    error text,
    step text not null default '',
    total bigint not null default 0,
    processed bigint not null default 0,
    succeeded bigint not null default 0,
    failed bigint not null default 0,
    steps_done bigint not null default 0,
    steps_total bigint not null default 0,
    -- What the job is about, where its kind has such a thing; the queue does not look at it.
    subject_id bigint,
    attempt integer not null default 0,
    max_attempts integer not null,
    run_at timestamptz not null default now(),
    -- Rises with every claim; a worker writes only where the fence is still its own.
    fence bigint not null default 0,
    lease_until timestamptz,
    node text,
    cancel_requested_at timestamptz,
    created_by bigint references app_user (id) on delete set null,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    version bigint not null default 1,
    unique (tenant_id, id),
    check ((finished_at is not null) = (state in ('done', 'failed', 'cancelled'))),
    check ((lease_until is not null) = (state = 'running'))
) with (fillfactor = 70);
create index job_due on job (run_at, id) where state in ('waiting', 'retrying');
create index job_lease on job (lease_until) where state = 'running';
create index job_open on job (tenant_id, id) where state in ('waiting', 'running', 'retrying');
create index job_state on job (tenant_id, state, id);
create index job_person on job (tenant_id, created_by, id);
create index job_subject on job (tenant_id, subject_id, id) where subject_id is not null;

create table job_attempt (
    tenant_id bigint not null,
    job_id uuid not null,
    attempt integer not null,
    node text not null,
    started_at timestamptz not null default now(),
    ended_at timestamptz,
    -- done, failed, cancelled, handed back, lost
    ended_as text,
    error text,
    primary key (tenant_id, job_id, attempt),
    foreign key (tenant_id, job_id) references job (tenant_id, id) on delete cascade
);
"#;

const DOWN: &str = "drop table job_attempt, job;";
