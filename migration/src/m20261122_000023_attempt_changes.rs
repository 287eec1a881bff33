//! An attempt that was placed changes nothing that an index holds, so that its new version costs none of them an entry.

use crate::step::Step;

pub(crate) const STEP: Step = Step { module: module_path!(), up: UP, down: DOWN, protected: &[] };

const UP: &str = r#"
-- Nobody looks after what is over. The state itself stands in no index any more, nor does what the provider calls it by.
drop index attempt_external;
drop index attempt_check;
alter table attempt alter column check_at drop not null;
alter table attempt no force row level security;
update attempt set check_at = null where state >= 5;
alter table attempt force row level security;
alter table attempt add constraint attempt_is_looked_after check ((state <= 4) = (check_at is not null));
create index attempt_check on attempt (check_at) where check_at is not null;
-- Room for that version beside the one before.
alter table attempt set (fillfactor = 60);
-- What the provider calls it by stands with its attempts.
alter table dial drop column external_id;
"#;

const DOWN: &str = r#"
alter table dial add column external_id text;
alter table attempt set (fillfactor = 80);
drop index attempt_check;
alter table attempt drop constraint attempt_is_looked_after;
alter table attempt no force row level security;
update attempt set check_at = clock_timestamp() where check_at is null;
alter table attempt force row level security;
alter table dial no force row level security;
update dial set external_id = (select a.external_id from attempt a
    where a.tenant_id = dial.tenant_id and a.dial_id = dial.id and a.external_id is not null order by a.place desc limit 1);
alter table dial force row level security;
alter table attempt alter column check_at set not null;
create index attempt_check on attempt (check_at) where state <= 4;
create index attempt_external on attempt (tenant_id, provider_id, external_id) where external_id is not null;
"#;
