//! Dead letters: what failed for good in dialling, until somebody has it dialled anew or lets it be.

pub mod act;
pub mod list;
pub mod show;

use crate::components::badge::{Face, Tone};
use engine::dial::dead_letter::DeadLetter;

/// How a dead letter stands.
fn face(letter: &DeadLetter) -> Face {
    match &letter.settled {
        None => Face::new(Tone::Error, "circle-x", "Open"),
        Some(settled) if settled.replayed => Face::new(Tone::Success, "rotate-ccw", "Replayed"),
        Some(_) => Face { class: "is-struck", ..Face::new(Tone::Neutral, "ban", "Discarded") },
    }
}
