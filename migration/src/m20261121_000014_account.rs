//! One's own account: settings of a person, the second factor, where sessions come from, and reset links.

use crate::step::Step;

pub(crate) const STEP: Step = Step { module: module_path!(), up: UP, down: DOWN, protected: &[] };

const UP: &str = r#"
alter table app_user
    add column time_zone text not null default 'UTC',
    add column density text not null default 'comfortable' check (density in ('comfortable', 'compact')),
    -- Rises when a password or a second factor changes: what was begun with the old one ends.
    add column credentials integer not null default 0;

-- What secrets in this database are sealed with, beside the operator's own secret where there is one.
alter table installation
    add column seal_key bytea not null default uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());

create table second_factor (
    user_id bigint primary key references app_user (id) on delete cascade,
    -- Sealed; see engine/src/second_factor/seal.rs.
    secret bytea not null,
    -- Until a code proved that an app knows the secret, nobody is asked for one.
    confirmed_at timestamptz,
    -- The time step of the last code that was taken: it and those before it are worth nothing.
    last_step bigint not null default 0,
    recovery_salt bytea not null default uuid_send(gen_random_uuid()),
    created_at timestamptz not null default now()
);

create table recovery_code (
    user_id bigint not null references second_factor (user_id) on delete cascade,
    code_hash bytea not null,
    used_at timestamptz,
    primary key (user_id, code_hash)
);

create table password_reset (
    -- SHA-256 of what stands in the link.
    secret_hash bytea primary key,
    user_id bigint not null references app_user (id) on delete cascade,
    made_by bigint references app_user (id) on delete set null,
    clears_second_factor boolean not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null
);
create index password_reset_user on password_reset (user_id);
create index password_reset_made_by on password_reset (made_by) where made_by is not null;

alter table session
    add column signed_in_at timestamptz,
    add column used_at timestamptz,
    -- As the browser names itself, cut short; shown in words to the person alone.
    add column agent text,
    add column address text;
"#;

const DOWN: &str = r#"
alter table session drop column address, drop column agent, drop column used_at, drop column signed_in_at;
drop table password_reset, recovery_code, second_factor;
alter table installation drop column seal_key;
alter table app_user drop column credentials, drop column density, drop column time_zone;
"#;
