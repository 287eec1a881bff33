use super::get::{COLUMNS, RulesVersion};
use crate::allow::allow_platform;
use crate::error::{Error, Result};
use crate::tenancy::{PlatformTx, Tx};
use crate::{Engine, audit};
use domain::calling_rule::{CallingRule, RuleBook};
use domain::{FieldErrors, Scope};
use serde_json::json;

/// The most faults of a file that are told.
const FAULTS: usize = 50;

/// What becomes of the rules that are in force when a file is drafted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// They stay; one with the same id is replaced.
    Add,
    /// They go: the file is all there is.
    Replace,
}

/// What came of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drafted {
    /// A draft with this version.
    Draft(i32),
    /// Nothing in it is new.
    Nothing,
}

/// Drafts a version of the rules from a file; nothing changes before somebody puts it in force.
///
/// # Errors
/// [`Error::Denied`] for everybody but a platform admin; [`Error::Invalid`] at `file`, each fault with its line and column.
pub async fn draft(engine: &Engine, scope: &Scope, text: &str, manner: Manner) -> Result<Drafted> {
    allow_platform(scope)?;
    let read = RuleBook::read(text).map_err(|faults| {
        let mut errors = FieldErrors::new();
        for fault in faults.iter().take(FAULTS) {
            errors.add("file", fault.to_string());
        }
        if faults.len() > FAULTS {
            errors.add("file", format!("And {} more.", faults.len() - FAULTS));
        }
        errors
    })?;
    // Without any, nobody's hours would be the law's.
    if read.rules().is_empty() {
        return Err(FieldErrors::one("file", "The file has no rule.").into());
    }
    let tx = PlatformTx::begin(engine).await?;
    let (based_on, before) = engine.rule_books().in_force(&tx).await?;
    keeps_jurisdictions(before.rules(), read.rules())?;
    let after = match manner {
        Manner::Replace => read,
        Manner::Add => RuleBook::new(joined(before.rules(), read.rules())),
    };
    if after.rules() == before.rules() {
        return Ok(Drafted::Nothing);
    }
    let rules = i32::try_from(after.rules().len()).unwrap_or(i32::MAX);
    let version = tx
        .figure(
            "insert into calling_rules (text, rules, based_on, made_by) values ($1, $2, $3, $4) returning version::bigint as n",
            [after.write().into(), rules.into(), based_on.into(), scope.actor().user().map(|user| user.0).into()],
        )
        .await?;
    let told = json!({ "rules": rules, "based_on": based_on });
    audit::record(&tx, scope, audit::Entry::made("calling_rules.draft", format!("calling_rules:{version}"), told)?)
        .await?;
    tx.commit().await?;
    Ok(Drafted::Draft(i32::try_from(version).unwrap_or(0)))
}

/// Refuses a rule that would be another jurisdiction's: that one's would be gone, and the difference show a change of one rule.
fn keeps_jurisdictions(before: &[CallingRule], file: &[CallingRule]) -> Result<()> {
    let mut errors = FieldErrors::new();
    for new in file {
        let moved = before.iter().find(|old| old.id == new.id && old.jurisdiction != new.jurisdiction);
        if let Some(old) = moved {
            let (id, here) = (&new.id, &new.jurisdiction);
            errors
                .add("file", format!("{id} is a rule of {}: that of {here} needs another rule_id.", old.jurisdiction));
        }
    }
    Ok(errors.into_result(())?)
}

/// The rules of before, each replaced by the file's of the same id, and then the new ones.
fn joined(before: &[CallingRule], file: &[CallingRule]) -> Vec<CallingRule> {
    let replaced = |rule: &CallingRule| file.iter().find(|new| new.id == rule.id).unwrap_or(rule).clone();
    let is_new = |rule: &&CallingRule| !before.iter().any(|old| old.id == rule.id);
    before.iter().map(replaced).chain(file.iter().filter(is_new).cloned()).collect()
}

/// Puts a draft in force: every verdict from the commit on goes by it. Who waits for an hour by the rules of before is looked
/// at anew when that comes, or when somebody asks.
///
/// # Errors
/// [`Error::Denied`] for everybody but a platform admin; [`Error::NotFound`]; [`Error::Conflict`] for what is no draft any
/// more, and when other rules came into force since it was drafted: it was compared with others than it would replace.
pub async fn put_in_force(engine: &Engine, scope: &Scope, version: i32) -> Result<()> {
    allow_platform(scope)?;
    let tx = PlatformTx::begin(engine).await?;
    // Two who do so at the same moment come one after the other.
    tx.execute("lock table calling_rules in share row exclusive mode", []).await?;
    let draft = draft_of(&tx, version).await?;
    let (now, _) = engine.rule_books().in_force(&tx).await?;
    if now != draft.based_on {
        let text = "Other rules were put in force since this was drafted. Draft it anew, and see what it changes now.";
        return Err(Error::Conflict(text.into()));
    }
    tx.execute(
        "update calling_rules set in_force_at = clock_timestamp(), put_in_force_by = $2 where version = $1",
        [version.into(), scope.actor().user().map(|user| user.0).into()],
    )
    .await?;
    let (before, after) = (json!({ "version": now }), json!({ "version": version }));
    let entry = audit::Entry::changed("calling_rules.put_in_force", format!("calling_rules:{version}"), before, after)?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    engine.dialling().due.notify_one();
    Ok(())
}

/// Lets a draft be.
///
/// # Errors
/// [`Error::Denied`] for everybody but a platform admin; [`Error::NotFound`]; [`Error::Conflict`] for what is no draft any more.
pub async fn discard(engine: &Engine, scope: &Scope, version: i32) -> Result<()> {
    allow_platform(scope)?;
    let tx = PlatformTx::begin(engine).await?;
    tx.execute("lock table calling_rules in share row exclusive mode", []).await?;
    let draft = draft_of(&tx, version).await?;
    tx.execute("update calling_rules set discarded_at = clock_timestamp() where version = $1", [version.into()])
        .await?;
    let (before, after) = (json!({ "rules": draft.rules, "discarded": false }), json!({ "discarded": true }));
    let entry = audit::Entry::changed("calling_rules.discard", format!("calling_rules:{version}"), before, after)?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    Ok(())
}

async fn draft_of(tx: &PlatformTx, version: i32) -> Result<RulesVersion> {
    let found: Option<RulesVersion> =
        tx.one(&format!("select {COLUMNS} where r.version = $1"), [version.into()]).await?;
    let found = found.ok_or(Error::NotFound)?;
    match found {
        RulesVersion { in_force_at: Some(_), .. } => {
            Err(Error::Conflict("These rules were put in force already.".into()))
        }
        RulesVersion { discarded_at: Some(_), .. } => Err(Error::Conflict("This draft was discarded.".into())),
        found => Ok(found),
    }
}
