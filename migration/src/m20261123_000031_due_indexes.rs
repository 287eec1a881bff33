//! Who waits for the first call and who for another stand in two lines, each in the order in which it is taken.

use crate::step::Step;

pub(crate) const STEP: Step = Step { module: module_path!(), up: UP, down: DOWN, protected: &[] };

const UP: &str = r#"
create index dial_due_first on dial (campaign_id, priority, due_at, id) where state <= 3 and attempts = 0;
create index dial_due_again on dial (campaign_id, priority, due_at, id) where state <= 3 and attempts > 0;
drop index dial_due;
"#;

const DOWN: &str = r#"
create index dial_due on dial (campaign_id, priority, due_at, id) where state <= 3;
drop index dial_due_again;
drop index dial_due_first;
"#;
