//! Files of contacts beside those of numbers, and the files that prove a consent.

use crate::step::Step;

pub(crate) const STEP: Step = Step { module: module_path!(), up: UP, down: DOWN, protected: &["consent_proof"] };

const UP: &str = r#"
alter table stored_file
    -- numbers, contacts, proof: what is in it says who may fetch it
    add column holds text not null default 'numbers' check (holds in ('numbers', 'contacts', 'calls', 'proof')),
    drop constraint stored_file_purpose_check,
    add constraint stored_file_purpose_check check (purpose in ('upload', 'export', 'rejects', 'proof'));
update stored_file f set holds = 'contacts'
    from job j where j.tenant_id = f.tenant_id and j.id = f.job_id and j.kind in ('import_consents', 'import_do_not_call');

-- A file that proves a consent. It stays as long as the record, and so does the file: nothing deletes what this refers to.
create table consent_proof (
    tenant_id bigint not null references tenant (id) on delete cascade,
    consent_id bigint not null,
    file_id bigint not null,
    added_at timestamptz not null default now(),
    added_by bigint references app_user (id) on delete set null,
    primary key (tenant_id, consent_id, file_id),
    unique (tenant_id, file_id),
    foreign key (tenant_id, consent_id) references consent (tenant_id, id),
    foreign key (tenant_id, file_id) references stored_file (tenant_id, id)
);
create trigger consent_proof_is_history after update or delete on consent_proof for each row
    execute function history_is_kept();

-- Its bytes are written once.
create function proof_is_kept() returns trigger language plpgsql as $$
begin
    if old is distinct from new
        and exists (select from consent_proof p where p.tenant_id = old.tenant_id and p.file_id = old.file_id)
        and exists (select from tenant where id = old.tenant_id) then
        raise exception 'the bytes of a proof stay' using errcode = 'restrict_violation';
    end if;
    return null;
end $$;
create trigger proof_is_kept after update or delete on stored_file_chunk for each row execute function proof_is_kept();
"#;

const DOWN: &str = r#"
drop trigger proof_is_kept on stored_file_chunk;
drop function proof_is_kept;
drop table consent_proof;
delete from stored_file where purpose = 'proof';
alter table stored_file
    drop column holds,
    drop constraint stored_file_purpose_check,
    add constraint stored_file_purpose_check check (purpose in ('upload', 'export', 'rejects'));
"#;
