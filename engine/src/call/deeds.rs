//! What a change of many calls is to their table: the parts of the statements of [`crate::bulk`].

use super::change_many::ChangeParams;
use super::lane::reach;
use crate::bulk::{self, Changes, Deed, Target, Undoing, change, person_name, words_of_tagging, words_of_untagging};
use crate::error::Result;
use crate::here::Here;
use crate::number::Confirmed;
use crate::queue::Claimed;
use crate::tenancy::TenantTx;
use async_trait::async_trait;
use domain::activity::EntityKind;
use domain::call::{Purpose, SHIPPED_PURPOSES, Status};
use domain::crm::Search;
use domain::id::UserId;
use domain::job::JobKind;
use serde::{Deserialize, Serialize};

/// What is done to many calls at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A call that was held is not made overdue; it is left and listed.
    Status(Status),
    /// To a member, or to nobody.
    Owner(Option<UserId>),
    /// To a purpose, or to none.
    Purpose(Option<i64>),
    /// One tag more; those that have it stay as they are, and one that has as many as it can is left and listed.
    Tag(String),
    /// One tag less.
    Untag(String),
    Close,
    /// One that is marked as not deletable is left and listed.
    Delete,
    /// Of deleted ones.
    Restore,
}

impl Change {
    pub(super) fn title(&self, those: &str) -> String {
        match self {
            Change::Status(status) => format!("Set {those} to {}", status.label()),
            Change::Owner(None) => format!("Take the owner off {those}"),
            Change::Owner(Some(_)) => format!("Change the owner of {those}"),
            Change::Purpose(_) => format!("Change the purpose of {those}"),
            Change::Tag(tag) => format!("Tag {those} with “{tag}”"),
            Change::Untag(tag) => format!("Take the tag “{tag}” off {those}"),
            Change::Close => format!("Close {those}"),
            Change::Delete => format!("Delete {those}"),
            Change::Restore => format!("Restore {those}"),
        }
    }
}

/// What is said of a call that is marked so, by itself and among many.
pub(super) const NOT_DELETED: &str = "This call is marked as one that is not deleted.";

const CODE: i16 = EntityKind::Call.code();

#[async_trait]
impl Changes for ChangeParams {
    const EDIT: JobKind = JobKind::EditCalls;
    const UNDO: JobKind = JobKind::UndoCalls;

    fn target(&self) -> Target {
        Target {
            table: "call",
            code: CODE,
            name: "subject",
            plural: "calls",
            touch: ", active_at = now()",
            keeps: (
                "stage, owner_id, tags, purpose_id, closed, deleted_at",
                "w.status::text, w.owner_id, w.tags, w.purpose_id, w.closed, w.deleted_at",
            ),
        }
    }

    fn deed(&self) -> Deed {
        let changed = Deed {
            standing: "r.deleted_at is null",
            wanted: String::new(),
            forbids: None,
            set: String::new(),
            kind: "call_updated".to_owned(),
            title: "'Call updated: ' || w.subject".to_owned(),
            told: "'{}'::jsonb".to_owned(),
            words: None,
            value: "".into(),
            word: None,
            done: "Changed",
        };
        match &self.change {
            Change::Status(status) => Deed {
                wanted: if *status == Status::Overdue {
                    "u.status = 1 and $6::smallint = 4".to_owned()
                } else {
                    "u.status <> $6::smallint".to_owned()
                },
                forbids: (*status == Status::Overdue)
                    .then(|| ("u.status not in (1, 4)".to_owned(), "A call that was held can’t become overdue.")),
                set: "status = $6::smallint".to_owned(),
                kind: "call_status_changed".to_owned(),
                title: format!("'Status of call changed to {}: ' || w.subject", status.label()),
                told: change("status_id", &status_name("w.status"), &status_name("$6::smallint")),
                value: status.code().into(),
                ..changed
            },
            Change::Owner(owner) => changed.with_owner("owner_id", *owner),
            Change::Purpose(purpose) => Deed {
                wanted: "u.purpose_id is distinct from $6::bigint".to_owned(),
                set: "purpose_id = $6::bigint".to_owned(),
                told: change("purpose", &purpose_name("w.purpose_id"), &purpose_name("$6::bigint")),
                value: (*purpose).into(),
                ..changed
            },
            Change::Tag(tag) => changed.with_tag(CODE, "tag", tag),
            Change::Untag(tag) => changed.without_tag(CODE, "tag", tag),
            Change::Close => Deed {
                wanted: "not u.closed and $6::text is not null".to_owned(),
                set: "closed = true".to_owned(),
                told: change("closed", "'0'", "'1'"),
                done: "Closed",
                ..changed
            },
            Change::Delete => Deed {
                wanted: "u.deletable and $6::text is not null".to_owned(),
                forbids: Some(("not u.deletable".to_owned(), NOT_DELETED)),
                set: "deleted_at = now()".to_owned(),
                kind: "call_deleted".to_owned(),
                title: "'Call deleted: ' || w.subject".to_owned(),
                done: "Deleted",
                ..changed
            },
            Change::Restore => Deed {
                standing: "r.deleted_at is not null",
                wanted: "$6::text is not null".to_owned(),
                set: "deleted_at = null".to_owned(),
                kind: "call_restored".to_owned(),
                title: "'Call restored: ' || w.subject".to_owned(),
                done: "Restored",
                ..changed
            },
        }
    }

    fn undoing(&self) -> Undoing {
        let (words, word) = match &self.change {
            Change::Tag(tag) => (Some(words_of_untagging(CODE)), Some(Search::tag(tag))),
            Change::Untag(tag) => (Some(words_of_tagging(CODE)), Some(Search::tag(tag))),
            _ => (None, None),
        };
        let (kind, title) = match self.change {
            Change::Delete => ("call_restored", "'Call restored: ' || name"),
            Change::Restore => ("call_deleted", "'Call deleted: ' || name"),
            Change::Status(_) => ("call_status_changed", "'A change of the status was undone: ' || name"),
            _ => ("call_updated", "'A change of this call was undone: ' || name"),
        };
        let differs = |field: &str, differ: &str, before: &str, after: &str| {
            format!(
                "case when {differ} then jsonb_build_object('{field}',
                     jsonb_build_object('before', {before}, 'after', {after})) else '{{}}'::jsonb end"
            )
        };
        let parts = [
            differs(
                "status_id",
                "stage <> status_now::text",
                &status_name("status_now"),
                &status_name("stage::smallint"),
            ),
            differs("tag", "tags <> tags_now", "array_to_string(tags_now, ', ')", "array_to_string(tags, ', ')"),
            differs(
                "owner_id",
                "owner_id is distinct from owner_now",
                &person_name("owner_now"),
                &person_name("owner_id"),
            ),
            differs(
                "purpose",
                "purpose_id is distinct from purpose_now",
                &purpose_name("purpose_now"),
                &purpose_name("purpose_id"),
            ),
            differs("closed", "closed <> closed_now", "closed_now::int::text", "closed::int::text"),
        ];
        Undoing {
            unless: "false",
            now: "r.status as status_now, r.tags as tags_now, r.owner_id as owner_now, r.purpose_id as purpose_now,
                 r.closed as closed_now",
            set: "status = f.stage::smallint, owner_id = f.owner_id, tags = f.tags, purpose_id = f.purpose_id,
                 closed = f.closed, deleted_at = f.deleted_at",
            kind: kind.to_owned(),
            title: title.to_owned(),
            told: format!("jsonb_build_object('changes', {})", parts.join(" || ")),
            words,
            word,
        }
    }

    fn confirmed(&self) -> &Confirmed {
        &self.confirmed
    }

    async fn keep(&self, tx: &TenantTx, job: &Claimed) -> Result<Confirmed> {
        // "Mine" and "today" are those of whoever confirmed.
        let here = Here::of(tx, &job.scope()).await?;
        bulk::keep(tx, job.id, &reach(&self.filter, &here)).await
    }
}

fn status_name(code: &str) -> String {
    let names = Status::ALL.map(|status| format!("when {} then '{}'", status.code(), status.label()));
    format!("case {code} {} end", names.join(" "))
}

fn purpose_name(id: &str) -> String {
    let shipped = (1..=SHIPPED_PURPOSES.len()).filter_map(|id| Purpose::shipped(i64::try_from(id).ok()?));
    let shipped: Vec<String> = shipped.map(|purpose| format!("when {} then '{}'", purpose.id, purpose.name)).collect();
    let own = format!("(select p.name from call_purpose p where p.tenant_id = $1 and p.id = {id})");
    format!("coalesce(case {id} {} else {own} end, '')", shipped.join(" "))
}
