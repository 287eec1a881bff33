//! The statements of one step of a change of many, and of its undo.

use sea_orm::Value;

/// What is changed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target {
    pub table: &'static str,
    /// Its code on timelines.
    pub code: i16,
    /// The column that a person knows a record by.
    pub name: &'static str,
    /// Several of them within a sentence.
    pub plural: &'static str,
    /// What is written with every change beside version, time and person; begins with a comma.
    pub touch: &'static str,
    /// The columns of `record_before` that are kept, and their values of a record `w`.
    pub keeps: (&'static str, &'static str),
}

/// What is done to each.
pub(crate) struct Deed {
    /// What a record `r` must be for it.
    pub standing: &'static str,
    /// What of a record `u` that stands so is not as wanted already.
    pub wanted: String,
    /// What of a record `u` that stands so forbids it, and what is said of it; such a record is left and listed.
    pub forbids: Option<(String, &'static str)>,
    /// What is set of a record `r`.
    pub set: String,
    /// What the timeline says: in a word, in words (an SQL text of a record `w`), and the metadata.
    pub kind: String,
    pub title: String,
    pub told: String,
    /// A statement on what the records of `wanted` are found by.
    pub words: Option<String>,
    /// What is wanted, `$6`.
    pub value: Value,
    /// The word of a tag, `$7`.
    pub word: Option<String>,
    /// What is said of what was done: "Deleted".
    pub done: &'static str,
}

/// How it is taken back.
pub(crate) struct Undoing {
    /// What of a record `r` forbids it.
    pub unless: &'static str,
    /// What a record `r` is now, under other names than `record_before` has.
    pub now: &'static str,
    /// What is set of a record `r` from what it was, `f`.
    pub set: &'static str,
    pub kind: String,
    pub title: String,
    /// The timeline's metadata, of columns of `record_before` and `now`.
    pub told: String,
    /// A statement on what the records of `fits` are found by.
    pub words: Option<String>,
    /// The word of a tag, `$7`.
    pub word: Option<String>,
}

/// A field's change as a timeline has it.
pub(crate) fn change(field: &str, before: &str, after: &str) -> String {
    format!(
        "jsonb_build_object('changes', jsonb_build_object('{field}', jsonb_build_object('before', {before}, 'after', {after})))"
    )
}

/// Takes the next of what was chosen, changes what is still as it was confirmed, keeps what it was, tells its timeline, and
/// lists the rest. Tenant, job, the id behind which it begins, how many, and the person are `$1` to `$5`.
pub(crate) fn edit_sql(target: &Target, deed: &Deed) -> String {
    let Target { table, code, name, touch, keeps: (columns, values), .. } = target;
    let words = deed.words.as_ref().map(|words| format!("words as ({words}),")).unwrap_or_default();
    let forbidden = deed.forbids.as_ref().map(|(forbids, why)| {
        format!("union all select $1, $2, u.id, u.{name}, '{why}' from untouched u where {forbids}")
    });
    format!(
        "with last as materialized (
             select max(entity_id) as id from (
                 select entity_id from record_selection where tenant_id = $1 and job_id = $2 and entity_id > $3
                 order by entity_id limit $4) step),
         taken as (
             delete from record_selection
             where tenant_id = $1 and job_id = $2 and entity_id > $3 and entity_id <= (select id from last)
             returning entity_id, version),
         untouched as materialized (
             select r.* from taken t join {table} r on r.id = t.entity_id
             where r.tenant_id = $1 and r.id > $3 and r.id <= (select id from last)
                 and r.version = t.version and {standing} for update of r),
         wanted as materialized (select * from untouched u where {wanted}),
         changed as (
             update {table} r set {set}, updated_at = now(), updated_by = $5, version = r.version + 1 {touch} from wanted w
             where r.tenant_id = $1 and r.id > $3 and r.id <= (select id from last) and r.id = w.id
             returning r.id, r.version),
         kept as (
             insert into record_before (tenant_id, job_id, entity_id, version, {columns})
             select $1, $2, w.id, c.version, {values} from wanted w join changed c on c.id = w.id),
         told as (
             insert into activity (tenant_id, entity_type, entity_id, user_id, kind, title, description, metadata)
             select $1, {code}, w.id, $5, '{kind}', {title}, w.{name}, {told} from wanted w),
         {words}
         listed as (
             insert into record_left (tenant_id, job_id, entity_id, name, reason)
             select $1, $2, t.entity_id,
                 coalesce((select {name} from {table} where tenant_id = $1 and id = t.entity_id), ''),
                 'It was changed or deleted after it was confirmed.'
             from taken t where t.entity_id not in (select id from untouched) {forbidden} returning 1)
         select (select id from last) as last, (select count(*) from taken) as taken,
             (select count(*) from changed) as changed, (select count(*) from listed) as left_alone",
        standing = deed.standing,
        forbidden = forbidden.unwrap_or_default(),
        wanted = deed.wanted,
        set = deed.set,
        kind = deed.kind,
        title = deed.title,
        told = deed.told,
    )
}

/// Takes the next of what a job kept, sets back what nobody changed since, tells its timeline, and lists the rest. Tenant, the
/// job that is undone, the id behind which it begins, how many, the person, and the undoing job are `$1` to `$6`.
pub(crate) fn undo_sql(target: &Target, undoing: &Undoing) -> String {
    let Target { table, code, name, touch, .. } = target;
    let Undoing { unless, now, set, kind, title, told, words, .. } = undoing;
    let words = words.as_ref().map(|words| format!("words as ({words}),")).unwrap_or_default();
    format!(
        "with last as materialized (
             select max(entity_id) as id from (
                 select entity_id from record_before where tenant_id = $1 and job_id = $2 and entity_id > $3
                 order by entity_id limit $4) step),
         taken as (
             delete from record_before
             where tenant_id = $1 and job_id = $2 and entity_id > $3 and entity_id <= (select id from last)
             returning *),
         fits as materialized (
             select t.*, r.{name} as name, {now}
             from taken t join {table} r on r.id = t.entity_id
             where r.tenant_id = $1 and r.id > $3 and r.id <= (select id from last) and r.version = t.version
                 and not ({unless}) for update of r),
         restored as (
             update {table} r set {set}, updated_at = now(), updated_by = $5, version = r.version + 1 {touch} from fits f
             where r.tenant_id = $1 and r.id > $3 and r.id <= (select id from last) and r.id = f.entity_id
             returning r.id),
         {words}
         told as (
             insert into activity (tenant_id, entity_type, entity_id, user_id, kind, title, description, metadata)
             select $1, {code}, entity_id, $5, '{kind}', {title}, name, {told} from fits),
         listed as (
             insert into record_left (tenant_id, job_id, entity_id, name, reason)
             select $1, $6, t.entity_id,
                 coalesce((select {name} from {table} where tenant_id = $1 and id = t.entity_id), ''),
                 'It was changed since.'
             from taken t where t.entity_id not in (select entity_id from fits))
         select (select id from last) as last, (select count(*) from taken) as taken,
             (select count(*) from restored) as restored"
    )
}
