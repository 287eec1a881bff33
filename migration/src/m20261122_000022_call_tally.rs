//! How many calls a company has on which day, kept with the calls: figures of years are there at once.

use crate::step::Step;

pub(crate) const STEP: Step = Step { module: module_path!(), up: UP, down: DOWN, protected: &["call_tally"] };

const UP: &str = r#"
-- Calls that are not deleted, by the day of UTC on which they begin, as differences that sum up to the truth: every statement
-- that changes calls adds its own rows, so writers never wait for one another, and housekeeping sums them up. Nothing refers
-- to tenant: its deletion is counted like any other.
create table call_tally (
    tenant_id bigint not null,
    day date not null,
    status smallint not null,
    calls bigint not null,
    -- Of those that have a length: how many they are, and the seconds of all of them.
    timed bigint not null,
    seconds bigint not null
);
create index call_tally_day on call_tally (tenant_id, day) include (status, calls, timed, seconds);

create function call_tally_of_insert() returns trigger language plpgsql as $$
begin
    insert into call_tally
    select tenant_id, (start_time at time zone 'UTC')::date, status, count(*), count(duration_s), coalesce(sum(duration_s), 0)
    from new_rows where deleted_at is null group by 1, 2, 3;
    return null;
end $$;

create function call_tally_of_delete() returns trigger language plpgsql as $$
begin
    insert into call_tally
    select tenant_id, (start_time at time zone 'UTC')::date, status, -count(*), -count(duration_s),
        -coalesce(sum(duration_s), 0)
    from old_rows where deleted_at is null group by 1, 2, 3;
    return null;
end $$;

create function call_tally_of_update() returns trigger language plpgsql as $$
begin
    insert into call_tally
    select tenant_id, day, status, sum(calls), sum(timed), sum(seconds) from (
        select tenant_id, (start_time at time zone 'UTC')::date as day, status, -1 as calls,
            -(duration_s is not null)::integer as timed, -coalesce(duration_s, 0) as seconds
        from old_rows where deleted_at is null
        union all
        select tenant_id, (start_time at time zone 'UTC')::date, status, 1, (duration_s is not null)::integer,
            coalesce(duration_s, 0)
        from new_rows where deleted_at is null) changed
    group by 1, 2, 3 having sum(calls) <> 0 or sum(timed) <> 0 or sum(seconds) <> 0;
    return null;
end $$;

create trigger call_tally_insert after insert on call
    referencing new table as new_rows for each statement execute function call_tally_of_insert();
create trigger call_tally_delete after delete on call
    referencing old table as old_rows for each statement execute function call_tally_of_delete();
create trigger call_tally_update after update on call
    referencing old table as old_rows new table as new_rows for each statement execute function call_tally_of_update();

-- Calls that were there before are counted once; within this transaction nobody else sees the wall open.
alter table call no force row level security;
insert into call_tally
select tenant_id, (start_time at time zone 'UTC')::date, status, count(*), count(duration_s), coalesce(sum(duration_s), 0)
from call where deleted_at is null group by 1, 2, 3;
alter table call force row level security;
"#;

const DOWN: &str = r#"
drop trigger call_tally_insert on call;
drop trigger call_tally_delete on call;
drop trigger call_tally_update on call;
drop function call_tally_of_insert, call_tally_of_delete, call_tally_of_update;
drop table call_tally;
"#;
