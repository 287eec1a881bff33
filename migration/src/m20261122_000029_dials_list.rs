//! Whether a campaign takes its list up by itself: a setting that people see and change, and is named for it.

use crate::step::Step;

pub(crate) const STEP: Step = Step { module: module_path!(), up: UP, down: DOWN, protected: &[] };

const UP: &str = "alter table campaign rename column completes to dials_list;";

const DOWN: &str = "alter table campaign rename column dials_list to completes;";
