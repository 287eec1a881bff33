//! Campaigns dial: accepted by REST, placed with the mock, told by its callbacks, over. Every test has its own server, its own
//! database and its own mock, whose ledger and gauge are what the dialler is held against.

mod abandoned;
mod accepting;
mod callbacks;
mod conformance;
mod ends;
mod faults;
mod figures;
mod gate;
mod history;
mod report;
mod simulation;
mod stage;
mod steering;
#[path = "../support/mod.rs"]
mod support;
mod three_days;
mod twilio;
