//! What each import of the prefix table changed, code by code, and what each source says of a code's line type.

use crate::step::Step;

pub(crate) const STEP: Step = Step { module: module_path!(), up: UP, down: DOWN, protected: &[] };

const UP: &str = r#"
-- An import's row is written with its first step, so that its changes can name it; it is complete with its last.
-- Imports of before this release kept no changes: they are baselines like the one that fills an empty table.
alter table prefix_source
    add column complete boolean not null default true,
    add column baseline boolean not null default true,
    add column codes_came bigint not null default 0,
    add column codes_changed bigint not null default 0,
    add column codes_withdrawn bigint not null default 0;
alter table prefix_source alter column complete set default false, alter column baseline set default false;

-- listed: the newest report names it; one that a newer report does not name any more keeps its row.
-- source_id has no foreign key: sources are never deleted, and the check would cost a second on the whole report.
alter table prefix
    add column listed boolean not null default true,
    add column source_id bigint;
update prefix p set source_id = (
    select max(s.id) from prefix_source s
    where case p.source when 'code_report' then s.kind = 'code_report' else s.kind in ('prefix_csv', 'prefix_json') end);

-- The changed columns only. before is null for a code that came, after for one that was withdrawn; the other side then
-- holds all columns. seq orders the changes of a code, also those of two imports that ran side by side.
create table prefix_change (
    source_id bigint not null,
    prefix integer not null,
    seq bigint not null generated always as identity,
    before jsonb,
    after jsonb,
    primary key (prefix, source_id)
);
-- An import's rows lie together, so a small index finds them; a second large one would cost a second on the whole report.
create index prefix_change_source on prefix_change using brin (source_id) with (pages_per_range = 16);
-- Few codes come or go, whatever else a file changes: who asks for these alone finds them here.
create index prefix_change_ends on prefix_change (prefix) where before is null or after is null;

-- Lays objects over each other in the order they come in: a later one's member stands.
create aggregate jsonb_overlay(jsonb) (sfunc = jsonb_concat, stype = jsonb, initcond = '{}');

-- What a table of one's own says of a code itself. What the OCN file says is in ocn, by the code's company.
create table prefix_line_type_claim (
    prefix integer not null,
    source text not null check (source in ('prefix_csv', 'prefix_json')),
    line_type smallint not null check (line_type between 1 and 3),
    source_id bigint,
    primary key (prefix, source)
);
insert into prefix_line_type_claim (prefix, source, line_type, source_id)
select p.prefix, s.kind, p.line_type, p.source_id
from prefix p join prefix_source s on s.id = p.source_id
where p.source = 'own_table' and p.line_type > 0;
"#;

const DOWN: &str = r#"
drop table prefix_line_type_claim;
drop aggregate jsonb_overlay(jsonb);
drop table prefix_change;
alter table prefix drop column source_id, drop column listed;
alter table prefix_source drop column codes_withdrawn, drop column codes_changed, drop column codes_came,
    drop column baseline, drop column complete;
"#;
