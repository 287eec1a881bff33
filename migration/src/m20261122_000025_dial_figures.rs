//! What figures of campaigns with a million dials are counted from.

use crate::step::Step;

pub(crate) const STEP: Step = Step { module: module_path!(), up: UP, down: DOWN, protected: &[] };

const UP: &str = r#"
-- States and verdicts by one walk along the index. A verdict changes with the state or with the time at which a dial is due, so
-- it costs the index no entry of its own.
drop index dial_by_state;
create index dial_by_state on dial (tenant_id, campaign_id, state) include (verdict);
-- Dials of the last days: they lie in the order in which they were made.
create index dial_created on dial using brin (created_at) with (pages_per_range = 32);
"#;

const DOWN: &str = r#"
drop index dial_created;
drop index dial_by_state;
create index dial_by_state on dial (tenant_id, campaign_id, state);
"#;
