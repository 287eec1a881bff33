//! Who did what: one row for every mutation, in the mutation's own transaction.

use crate::error::Result;
use crate::tenancy::Tx;
use domain::Scope;
use domain::scope::Actor;
use serde::Serialize;

/// A change that is being made.
pub(crate) struct Entry<'a> {
    /// The verb in its dotted form: `project.create`.
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
    tx.execute(
        "insert into audit_entry (tenant_id, actor, user_id, request, verb, subject, before, after)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        [
            scope.tenant().0.into(),
            actor.into(),
            scope.actor().user().map(|user| user.0).into(),
            scope.request().0.clone().into(),
            entry.verb.into(),
            entry.subject.into(),
            entry.before.into(),
            entry.after.into(),
        ],
    )
    .await?;
    Ok(())
}
