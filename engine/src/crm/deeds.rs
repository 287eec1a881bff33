//! What a change of many records is to their tables: the parts of the statements of [`crate::bulk`].

use super::change_many::{Change, ChangeParams, keep_matching};
use super::table::table;
use crate::bulk::{Changes, Deed, Target, Undoing, change, words_of_tagging, words_of_untagging};
use crate::error::Result;
use crate::number::Confirmed;
use crate::queue::Claimed;
use crate::tenancy::TenantTx;
use async_trait::async_trait;
use domain::crm::Search;
use domain::job::JobKind;

#[async_trait]
impl Changes for ChangeParams {
    const EDIT: JobKind = JobKind::EditRecords;
    const UNDO: JobKind = JobKind::UndoRecords;

    fn target(&self) -> Target {
        Target {
            table: table(self.kind),
            code: self.kind.entity().code(),
            name: "name",
            plural: self.kind.plural(),
            touch: "",
            keeps: ("stage, owner_id, tags", "w.stage, w.owner_id, w.tags"),
        }
    }

    fn deed(&self) -> Deed {
        let code = self.kind.entity().code();
        let (kind, label) = (self.kind.as_str(), self.kind.label());
        let changed = Deed {
            standing: "r.deleted_at is null",
            wanted: String::new(),
            forbids: None,
            set: String::new(),
            kind: format!("{kind}_updated"),
            title: format!("'{label} changed'"),
            told: "'{}'::jsonb".to_owned(),
            words: None,
            value: "".into(),
            word: None,
            done: "Changed",
        };
        match &self.change {
            Change::Stage(stage) => Deed {
                wanted: "u.stage <> $6::text".to_owned(),
                set: "stage = $6::text".to_owned(),
                told: change("stage", "w.stage", "$6::text"),
                value: stage.clone().into(),
                ..changed
            },
            Change::Owner(owner) => changed.with_owner("owner", *owner),
            Change::Tag(tag) => changed.with_tag(code, "tags", tag),
            Change::Untag(tag) => changed.without_tag(code, "tags", tag),
            Change::Delete => Deed {
                wanted: "$6::text is not null".to_owned(),
                set: "deleted_at = now()".to_owned(),
                kind: format!("{kind}_deleted"),
                title: format!("'{label} deleted'"),
                value: "delete".into(),
                done: "Deleted",
                ..changed
            },
        }
    }

    fn undoing(&self) -> Undoing {
        let code = self.kind.entity().code();
        let (kind, label) = (self.kind.as_str(), self.kind.label());
        let (words, word) = match &self.change {
            Change::Tag(tag) => (Some(words_of_untagging(code)), Some(Search::tag(tag))),
            Change::Untag(tag) => (Some(words_of_tagging(code)), Some(Search::tag(tag))),
            _ => (None, None),
        };
        let deleted = self.change == Change::Delete;
        let what = if deleted { "restored" } else { "updated" };
        let title = if deleted { format!("{label} restored") } else { format!("A change of this {kind} was undone") };
        Undoing {
            unless: "r.merged_into is not null",
            now: "r.stage as stage_now, r.tags as tags_now, r.owner_id as owner_now",
            set: "stage = f.stage, owner_id = f.owner_id, tags = f.tags, deleted_at = null",
            kind: format!("{kind}_{what}"),
            title: format!("'{title}'"),
            told: "jsonb_build_object('changes',
                     case when stage <> stage_now then jsonb_build_object('stage',
                         jsonb_build_object('before', stage_now, 'after', stage)) else '{}'::jsonb end
                     || case when tags <> tags_now then jsonb_build_object('tags', jsonb_build_object(
                         'before', array_to_string(tags_now, ', '), 'after', array_to_string(tags, ', ')))
                         else '{}'::jsonb end
                     || case when owner_id is distinct from owner_now then jsonb_build_object('owner',
                         jsonb_build_object(
                             'before', coalesce((select name from app_user where id = owner_now), ''),
                             'after', coalesce((select name from app_user where id = owner_id), '')))
                         else '{}'::jsonb end)"
                .to_owned(),
            words,
            word,
        }
    }

    fn confirmed(&self) -> &Confirmed {
        &self.confirmed
    }

    async fn keep(&self, tx: &TenantTx, job: &Claimed) -> Result<Confirmed> {
        keep_matching(tx, job.id, self).await
    }
}
