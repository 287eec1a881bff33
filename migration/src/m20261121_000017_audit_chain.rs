//! The audit knows the door, the address and the token; its entries are kept as they were written and chained by hash.

use crate::step::Step;

pub(crate) const STEP: Step = Step { module: module_path!(), up: UP, down: DOWN, protected: &["audit_chain"] };

const UP: &str = r#"
alter table audit_entry
    -- Null for entries of before this release.
    add column door text check (door in ('page', 'rest', 'command', 'job')),
    add column address text,
    add column token_id bigint,
    add column acting boolean not null default false,
    -- SHA-256 of what the entry says, written with it.
    add column digest bytea,
    -- Its place in its tenant's chain and the chain's hash up to it; null until it is sealed.
    add column seq bigint,
    add column link bytea,
    -- An entry is never changed, so its person stays.
    drop constraint audit_entry_user_id_fkey,
    add constraint audit_entry_user_id_fkey foreign key (user_id) references app_user (id),
    add constraint audit_entry_seq_key unique (tenant_id, seq);

select set_config('app.platform', 'on', true);
update audit_entry e set digest = sha256(convert_to(jsonb_build_array(
    e.tenant_id, (extract(epoch from e.at) * 1000000)::bigint, e.actor, e.user_id, e.token_id, e.acting, e.door,
    e.address, e.request, e.verb, e.subject, e.before, e.after)::text, 'UTF8'));
select set_config('app.platform', '', true);
alter table audit_entry alter column digest set not null;

create index audit_entry_unsealed on audit_entry (tenant_id, id) where link is null;
create index audit_entry_person on audit_entry (tenant_id, user_id, id);
create index audit_entry_verb on audit_entry (tenant_id, verb, id);
create index audit_entry_subject on audit_entry (tenant_id, subject, id);

-- The last link of each tenant's chain.
create table audit_chain (
    tenant_id bigint primary key references tenant (id) on delete cascade,
    seq bigint not null,
    link bytea not null
);

-- What was written stays as it was: a mistake in the program cannot change or lose an entry. Who may alter tables can;
-- the chain is for them.
create function audit_entry_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.link is null
        and (to_jsonb(new) - 'seq' - 'link') = (to_jsonb(old) - 'seq' - 'link') then
        return new;
    end if;
    raise exception 'entries of the audit are never changed or deleted';
end $$;
create trigger audit_entry_stays before update or delete on audit_entry
    for each row execute function audit_entry_stays();
"#;

const DOWN: &str = r#"
drop trigger audit_entry_stays on audit_entry;
drop function audit_entry_stays;
drop table audit_chain;
drop index audit_entry_unsealed, audit_entry_person, audit_entry_verb, audit_entry_subject;
alter table audit_entry
    drop constraint audit_entry_seq_key,
    drop constraint audit_entry_user_id_fkey,
    add constraint audit_entry_user_id_fkey foreign key (user_id) references app_user (id) on delete set null,
    drop column door, drop column address, drop column token_id, drop column acting,
    drop column digest, drop column seq, drop column link;
"#;
