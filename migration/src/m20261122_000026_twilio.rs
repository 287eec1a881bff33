//! What a provider of the Twilio kind is set to besides its address and its secret.

use crate::step::Step;

pub(crate) const STEP: Step = Step { module: module_path!(), up: UP, down: DOWN, protected: &[] };

const UP: &str = r#"
alter table provider
    -- Whose account it is there; empty for the kinds that have none.
    add column account_sid text not null default '',
    -- What is shown to whoever is called where the campaign says nothing.
    add column caller_id bigint,
    -- Whether it is asked to tell machines that answer from people.
    add column detects_machines boolean not null default false;
"#;

const DOWN: &str = r#"
alter table provider drop column account_sid, drop column caller_id, drop column detects_machines;
"#;
