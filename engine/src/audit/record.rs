use super::CONTENT;
use crate::error::Result;
use crate::tenancy::Tx;
use domain::Scope;
use domain::scope::Actor;
use serde::Serialize;

/// A change that is being made.
pub(crate) struct Entry<'a> {
    /// The verb in its dotted form, `project.create`; it stands in [`domain::audit::VERBS`].
    pub verb: &'a str,
    /// What it is done to: `project:12`.
    pub subject: String,
    pub before: Option<serde_json::Value>,
    pub after: Option<serde_json::Value>,
}

impl<'a> Entry<'a> {
    /// An entry for something new.
    pub(crate) fn made(verb: &'a str, subject: impl Into<String>, after: impl Serialize) -> Result<Self> {
        Ok(Self { verb, subject: subject.into(), before: None, after: Some(serde_json::to_value(after)?) })
    }

    /// An entry for a change of something that was there.
    pub(crate) fn changed(
        verb: &'a str,
        subject: impl Into<String>,
        before: impl Serialize,
        after: impl Serialize,
    ) -> Result<Self> {
        Ok(Self {
            verb,
            subject: subject.into(),
            before: Some(serde_json::to_value(before)?),
            after: Some(serde_json::to_value(after)?),
        })
    }
}

/// Writes the entry for the scope's tenant. Call it before the commit of the change it tells of.
pub(crate) async fn record(tx: &impl Tx, scope: &Scope, entry: Entry<'_>) -> Result<()> {
    let actor = match scope.actor() {
        Actor::User(_) => "user",
        Actor::Operator => "operator",
        Actor::Recipient => "recipient",
        Actor::Job { .. } => "job",
    };
    // The digest is of the values as the database keeps them: JSON has another order there.
    let sql = format!(
        "insert into audit_entry (tenant_id, at, actor, user_id, token_id, acting, door, address, request, verb, subject,
             before, after, digest)
         select e.*, sha256(convert_to({CONTENT}, 'UTF8'))
         from (select $1::bigint as tenant_id, now() as at, $2::text as actor, $3::bigint as user_id,
                 $4::bigint as token_id, $5::boolean as acting, $6::text as door, $7::text as address, $8::text as request,
                 $9::text as verb, $10::text as subject, $11::jsonb as before, $12::jsonb as after) e"
    );
    let values = [
        scope.tenant().0.into(),
        actor.into(),
        scope.actor().user().map(|user| user.0).into(),
        scope.token().map(|token| token.0).into(),
        scope.is_acting().into(),
        scope.door().as_str().into(),
        scope.address().map(|address| address.to_string()).into(),
        scope.request().0.clone().into(),
        entry.verb.into(),
        entry.subject.into(),
        entry.before.into(),
        entry.after.into(),
    ];
    tx.execute(&sql, values).await?;
    Ok(())
}
