//! The words that subjects of calls are made of: a part of a subject is looked for among these few thousand first.

use crate::step::Step;

pub(crate) const STEP: Step = Step { module: module_path!(), up: UP, down: DOWN, protected: &["subject_word"] };

const UP: &str = r#"
-- Beneath row-level security no index finds the middle of a text. A company's own words are few, so those that hold a part are
-- found by reading them all, and their calls by the index of words. One that no subject has any more stays; it leads nowhere.
create table subject_word (
    tenant_id bigint not null references tenant (id) on delete cascade,
    word text collate "C" not null,
    primary key (tenant_id, word)
);

-- The subjects there are already. For this one statement the owner of the table sees every company's rows.
alter table search_word no force row level security;
insert into subject_word (tenant_id, word)
select distinct tenant_id, word from search_word where entity_type = 5 and word !~ '^#';
alter table search_word force row level security;

-- Whoever writes what a call is found by; 5 is a call, and a # begins a tag. In order, so that two who bring the same words
-- do not wait in a circle.
create function subject_words_are_known() returns trigger language plpgsql as $$
begin
    insert into subject_word (tenant_id, word)
    select distinct n.tenant_id, n.word from written n
    where n.entity_type = 5 and n.word !~ '^#'
        and not exists (select from subject_word k where k.tenant_id = n.tenant_id and k.word = n.word)
    order by 1, 2
    on conflict do nothing;
    return null;
end $$;
create trigger subject_words_are_known after insert on search_word referencing new table as written
    for each statement execute function subject_words_are_known();
"#;

const DOWN: &str = r#"
drop trigger subject_words_are_known on search_word;
drop function subject_words_are_known;
drop table subject_word;
"#;
