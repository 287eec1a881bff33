//! What providers tell of answered calls: when a person answered, and when they were connected to one; and how often they were
//! not.

use crate::step::Step;

pub(crate) const STEP: Step = Step { module: module_path!(), up: UP, down: DOWN, protected: &["abandoned_period"] };

const UP: &str = r#"
-- Since when the provider is said to tell of each answered call when a person answered and when they were connected.
alter table provider add column bridging_since timestamptz;

alter table provider_event add column ringing_at timestamptz, add column person_at timestamptz, add column bridged_at timestamptz;

-- `answered_at` is when somebody or something took the call; these are what the provider tells of people.
alter table attempt add column ringing_at timestamptz, add column person_at timestamptz, add column bridged_at timestamptz,
    -- 1 connected, 2 abandoned, 3 nobody knows; null where no person answered, or where the provider does not tell.
    add column bridging smallint check (bridging between 1 and 3);

-- Answered calls of campaigns whose provider tells, by periods of thirty days from the campaign's start. One row is written
-- again and again.
create table abandoned_period (
    tenant_id bigint not null references tenant (id) on delete cascade,
    campaign_id bigint not null,
    period integer not null check (period >= 0),
    -- All of them, the two others included.
    answered bigint not null check (answered >= 0),
    abandoned bigint not null check (abandoned >= 0),
    unknown bigint not null check (unknown >= 0),
    primary key (tenant_id, campaign_id, period),
    foreign key (tenant_id, campaign_id) references campaign (tenant_id, id) on delete cascade,
    check (abandoned + unknown <= answered)
) with (fillfactor = 50);
"#;

const DOWN: &str = r#"
drop table abandoned_period;
alter table attempt drop column ringing_at, drop column person_at, drop column bridged_at, drop column bridging;
alter table provider_event drop column ringing_at, drop column person_at, drop column bridged_at;
alter table provider drop column bridging_since;
"#;
