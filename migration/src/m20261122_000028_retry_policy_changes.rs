//! Versions of retry policies say why, and campaigns know which of their dials are still to be brought to the policy in force.

use crate::step::Step;

pub(crate) const STEP: Step = Step { module: module_path!(), up: UP, down: DOWN, protected: &[] };

const UP: &str = r#"
alter table retry_policy add column note text not null default '';
alter table installation_retry_policy add column note text not null default '';
-- The last dial that was brought to the policy in force; nothing where all of them were.
alter table campaign add column policy_walk bigint;
create index campaign_policy_walk on campaign (policy_walk, tenant_id, id) where policy_walk is not null;
"#;

const DOWN: &str = r#"
drop index campaign_policy_walk;
alter table campaign drop column policy_walk;
alter table installation_retry_policy drop column note;
alter table retry_policy drop column note;
"#;
