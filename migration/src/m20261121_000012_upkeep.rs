//! When the database tidies the tables that change all day: by what changed, not by a share of what is kept.

use crate::step::Step;

pub(crate) const STEP: Step = Step { module: module_path!(), up: UP, down: DOWN, protected: &[] };

const UP: &str = r#"
-- A job that was claimed leaves a dead entry at the front of its lane in job_due, which every later claim reads over until
-- a vacuum takes it away. PostgreSQL begins one when a fifth of the table has changed: with a million ended jobs kept, after
-- 200,000 claims. It also leaves the indexes alone when few of the table's pages are touched, which is so here: the front of
-- the queue is a small part of what is kept.
alter table job set (
    autovacuum_vacuum_scale_factor = 0.005, autovacuum_vacuum_threshold = 1000, vacuum_index_cleanup = on,
    autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = 500);
alter table job_attempt set (
    autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000,
    autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = 500);
-- One row each, changed by every request, session or batch.
alter table rate_limit set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
alter table session set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
alter table number_tally set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
"#;

const DOWN: &str = r#"
alter table number_tally reset (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold);
alter table session reset (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold);
alter table rate_limit reset (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold);
alter table job_attempt reset (
    autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold,
    autovacuum_analyze_scale_factor, autovacuum_analyze_threshold);
alter table job reset (
    autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold, vacuum_index_cleanup,
    autovacuum_analyze_scale_factor, autovacuum_analyze_threshold);
"#;
