//! What validating, counting and changing many numbers needs: provenance, a tally kept with the rows, undo, saved views.

use crate::rls::protect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared(UP).await?;
        for table in PROTECTED {
            db.execute_unprepared(&protect(table, "tenant_id")).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(DOWN).await?;
        Ok(())
    }
}

const PROTECTED: &[&str] = &["number_tally", "number_selection", "number_before", "number_left", "saved_view"];

const UP: &str = r#"
alter table number
    -- The import of the prefix table that it was last looked up in; imports are never deleted, so nothing refers to it.
    add column prefix_source_id bigint,
    -- Why it is invalid: 1 its code is not in the table, 2 its code is not assigned, 3 the plan has no such number.
    add column invalid_reason smallint;

-- How many numbers there are of each kind, as differences that sum up to the truth: every statement that changes numbers
-- adds its own rows, so writers never wait for one another, and housekeeping sums them up. Nothing refers to tenant or project:
-- their deletion is counted like any other.
create table number_tally (
    tenant_id bigint not null,
    project_id bigint not null,
    area_code smallint not null,
    carrier text,
    brand text,
    line_type smallint not null,
    state text,
    status smallint not null,
    valid boolean,
    origin smallint not null,
    n bigint not null
);
create index number_tally_project on number_tally (tenant_id, project_id);

create function number_tally_of_insert() returns trigger language plpgsql as $$
begin
    insert into number_tally
    select tenant_id, project_id, number / 10000000 - 1000, carrier, brand, line_type, state, status, valid, origin, count(*)
    from new_rows group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10;
    return null;
end $$;

create function number_tally_of_delete() returns trigger language plpgsql as $$
begin
    insert into number_tally
    select tenant_id, project_id, number / 10000000 - 1000, carrier, brand, line_type, state, status, valid, origin, -count(*)
    from old_rows group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10;
    return null;
end $$;

create function number_tally_of_update() returns trigger language plpgsql as $$
begin
    insert into number_tally
    select tenant_id, project_id, area_code, carrier, brand, line_type, state, status, valid, origin, sum(n) from (
        select tenant_id, project_id, number / 10000000 - 1000 as area_code, carrier, brand, line_type, state, status,
            valid, origin, -1 as n from old_rows
        union all
        select tenant_id, project_id, number / 10000000 - 1000, carrier, brand, line_type, state, status,
            valid, origin, 1 from new_rows) changed
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 having sum(n) <> 0;
    return null;
end $$;

create trigger number_tally_insert after insert on number
    referencing new table as new_rows for each statement execute function number_tally_of_insert();
create trigger number_tally_delete after delete on number
    referencing old table as old_rows for each statement execute function number_tally_of_delete();
create trigger number_tally_update after update on number
    referencing old table as old_rows new table as new_rows for each statement execute function number_tally_of_update();

-- The numbers a job was confirmed for, each as it was then; a job takes them away as it goes.
create table number_selection (
    tenant_id bigint not null,
    job_id uuid not null,
    number_id bigint not null,
    project_id bigint not null,
    number bigint not null,
    -- When the number was last changed, as it was confirmed.
    seen_at timestamptz not null,
    primary key (tenant_id, job_id, number_id),
    foreign key (tenant_id, job_id) references job (tenant_id, id) on delete cascade
);

-- Numbers as they were before a job changed or deleted them, kept as long as the job can be undone.
create table number_before (
    like number,
    job_id uuid not null,
    -- What the job wrote into updated_at: a number that says otherwise was changed since.
    changed_at timestamptz not null,
    primary key (tenant_id, job_id, id),
    foreign key (tenant_id, job_id) references job (tenant_id, id) on delete cascade
);

-- Numbers that a job left as they are, and why.
create table number_left (
    tenant_id bigint not null,
    job_id uuid not null,
    number_id bigint not null,
    number bigint not null,
    reason text not null,
    primary key (tenant_id, job_id, number_id),
    foreign key (tenant_id, job_id) references job (tenant_id, id) on delete cascade
);

-- A list's state under a name.
create table saved_view (
    tenant_id bigint not null,
    id bigint generated by default as identity,
    list text not null,
    name text not null,
    owner_id bigint not null,
    shared boolean not null default false,
    query text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    version bigint not null default 1,
    primary key (tenant_id, id),
    unique (tenant_id, owner_id, list, name),
    foreign key (tenant_id, owner_id) references membership (tenant_id, user_id) on delete cascade
);
create index saved_view_list on saved_view (tenant_id, list, name);

-- Numbers that were there before are counted once; within this transaction nobody else sees the wall open.
alter table number no force row level security;
insert into number_tally
select tenant_id, project_id, number / 10000000 - 1000, carrier, brand, line_type, state, status, valid, origin, count(*)
from number group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10;
alter table number force row level security;
"#;

const DOWN: &str = r#"
drop table saved_view, number_left, number_before, number_selection;
drop trigger number_tally_insert on number;
drop trigger number_tally_delete on number;
drop trigger number_tally_update on number;
drop function number_tally_of_insert, number_tally_of_delete, number_tally_of_update;
drop table number_tally;
alter table number drop column invalid_reason, drop column prefix_source_id;
"#;
