//! What each attempt was allowed by, beside the attempt: a dial keeps those of its latest verdict only.

use crate::step::Step;

pub(crate) const STEP: Step = Step { module: module_path!(), up: UP, down: DOWN, protected: &[] };

const UP: &str = r#"
-- The inputs of the verdict that let this call begin; they never change.
alter table attempt add column verdict_inputs jsonb;
-- Of earlier attempts nothing but what stands beside their dial is known, which is what reports told of them.
alter table attempt no force row level security;
alter table dial no force row level security;
update attempt a set verdict_inputs = d.verdict_inputs from dial d where d.tenant_id = a.tenant_id and d.id = a.dial_id;
alter table dial force row level security;
alter table attempt force row level security;
"#;

const DOWN: &str = "alter table attempt drop column verdict_inputs;";
