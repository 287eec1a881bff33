//! How the list of each campaign stood, hour by hour.

use crate::step::Step;

pub(crate) const STEP: Step = Step { module: module_path!(), up: UP, down: DOWN, protected: &["campaign_hour"] };

const UP: &str = r#"
create table campaign_hour (
    tenant_id bigint not null references tenant (id) on delete cascade,
    campaign_id bigint not null,
    -- The beginning of an hour of UTC.
    hour timestamptz not null check (hour = date_bin('1 hour', hour, timestamptz '2000-01-01 00:00+00')),
    -- The moment within it, or behind it where nobody counted in time, of which the counts are.
    counted_at timestamptz not null,
    -- The campaign's state at that moment.
    state smallint not null check (state between 2 and 7),
    -- On its list without a dial, and dials by what became of them.
    contacts_left bigint not null,
    queued bigint not null,
    in_flight bigint not null,
    retrying bigint not null,
    completed bigint not null,
    failed bigint not null,
    blocked bigint not null,
    cancelled bigint not null,
    -- Why those wait who wait: counts by word, that sum up to contacts_left + queued + retrying.
    waiting jsonb not null,
    primary key (tenant_id, campaign_id, hour),
    foreign key (tenant_id, campaign_id) references campaign (tenant_id, id) on delete cascade
);

-- The end that stands in its last hour. A campaign that ended and whose end does not stand there yet is found by this index,
-- which is empty most of the time; as is everybody who is counted once an hour by the other.
alter table campaign add column end_counted_at timestamptz;
alter table campaign no force row level security;
update campaign set end_counted_at = ended_at where state >= 6;
alter table campaign force row level security;
create index campaign_end_uncounted on campaign (tenant_id, id) where state >= 6 and end_counted_at is distinct from ended_at;
create index campaign_open on campaign (tenant_id, id) where state between 2 and 5;
"#;

const DOWN: &str = r#"
drop index campaign_open;
drop index campaign_end_uncounted;
alter table campaign drop column end_counted_at;
drop table campaign_hour;
"#;
