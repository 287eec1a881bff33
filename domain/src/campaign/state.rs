//! The states of a campaign and the only ways between them (FEATURES E11).

use serde::{Deserialize, Serialize};
use std::fmt;

/// Where a campaign stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CampaignState {
    /// It is being made.
    Draft,
    /// It starts by itself at its time.
    Scheduled,
    /// It dials.
    Running,
    /// It dials nobody, until it is resumed; calls that are under way go on.
    Paused,
    /// It dials nobody any more; when the calls that are under way are over, it is completed.
    Draining,
    /// It is over.
    Completed,
    /// Somebody cancelled it.
    Cancelled,
}

/// What is done to a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CampaignAction {
    Start,
    /// Start at a time; once more for another time.
    Schedule,
    /// Not to start by itself after all.
    Unschedule,
    Pause,
    Resume,
    Drain,
    Cancel,
    /// Nothing of it waits or is under way any more.
    Complete,
    /// A dead letter of it is dialled anew, or somebody who was blocked taken up, after it was over.
    Reopen,
}

/// The action can't be done to a campaign in this state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A campaign that is {state} can't be {}.", action.done())]
pub struct Illegal {
    pub state: CampaignState,
    pub action: CampaignAction,
}

impl CampaignAction {
    /// Every action.
    pub const ALL: [CampaignAction; 9] = [
        CampaignAction::Start,
        CampaignAction::Schedule,
        CampaignAction::Unschedule,
        CampaignAction::Pause,
        CampaignAction::Resume,
        CampaignAction::Drain,
        CampaignAction::Cancel,
        CampaignAction::Complete,
        CampaignAction::Reopen,
    ];

    /// Whether a person says this word; the others happen by themselves.
    pub fn is_said(self) -> bool {
        !matches!(self, CampaignAction::Complete | CampaignAction::Reopen)
    }

    /// The word in addresses and in the audit.
    pub fn as_str(self) -> &'static str {
        match self {
            CampaignAction::Start => "start",
            CampaignAction::Schedule => "schedule",
            CampaignAction::Unschedule => "unschedule",
            CampaignAction::Pause => "pause",
            CampaignAction::Resume => "resume",
            CampaignAction::Drain => "drain",
            CampaignAction::Cancel => "cancel",
            CampaignAction::Complete => "complete",
            CampaignAction::Reopen => "reopen",
        }
    }

    /// What it is to have it done: "A paused one can't be …".
    fn done(self) -> &'static str {
        match self {
            CampaignAction::Start => "started",
            CampaignAction::Schedule => "scheduled",
            CampaignAction::Unschedule => "unscheduled",
            CampaignAction::Pause => "paused",
            CampaignAction::Resume => "resumed",
            CampaignAction::Drain => "drained",
            CampaignAction::Cancel => "cancelled",
            CampaignAction::Complete => "completed",
            CampaignAction::Reopen => "reopened",
        }
    }
}

impl CampaignState {
    /// Every state, in the order of their codes.
    pub const ALL: [CampaignState; 7] = [
        CampaignState::Draft,
        CampaignState::Scheduled,
        CampaignState::Running,
        CampaignState::Paused,
        CampaignState::Draining,
        CampaignState::Completed,
        CampaignState::Cancelled,
    ];

    /// The state after an action.
    ///
    /// # Errors
    /// [`Illegal`] when the action can't be done in this state.
    pub fn apply(self, action: CampaignAction) -> Result<CampaignState, Illegal> {
        use CampaignAction::*;
        use CampaignState::*;
        Ok(match (self, action) {
            (Draft | Scheduled, Start) => Running,
            (Draft | Scheduled, Schedule) => Scheduled,
            (Scheduled, Unschedule) => Draft,
            (Running, Pause) => Paused,
            (Paused, Resume) => Running,
            (Running | Paused, Drain) => Draining,
            (Draft | Scheduled | Running | Paused | Draining, Cancel) => Cancelled,
            (Running | Draining, Complete) => Completed,
            (Completed, Reopen) => Running,
            (state, action) => return Err(Illegal { state, action }),
        })
    }

    /// Whether somebody may still be dialled for it: now, when it goes on, or after it was opened again.
    pub fn dials_anew(self) -> bool {
        !matches!(self, CampaignState::Draining | CampaignState::Cancelled)
    }

    /// Whether it is over: nothing moves it any more, but a dead letter that is dialled anew after it was completed.
    pub fn is_over(self) -> bool {
        matches!(self, CampaignState::Completed | CampaignState::Cancelled)
    }

    /// The word that is sent and stored.
    pub fn as_str(self) -> &'static str {
        match self {
            CampaignState::Draft => "draft",
            CampaignState::Scheduled => "scheduled",
            CampaignState::Running => "running",
            CampaignState::Paused => "paused",
            CampaignState::Draining => "draining",
            CampaignState::Completed => "completed",
            CampaignState::Cancelled => "cancelled",
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            CampaignState::Draft => "Draft",
            CampaignState::Scheduled => "Scheduled",
            CampaignState::Running => "Running",
            CampaignState::Paused => "Paused",
            CampaignState::Draining => "Draining",
            CampaignState::Completed => "Completed",
            CampaignState::Cancelled => "Cancelled",
        }
    }

    /// The code that is stored.
    pub fn code(self) -> i16 {
        self as i16 + 1
    }

    /// The state of a stored code.
    pub fn of_code(code: i16) -> Option<CampaignState> {
        CampaignState::ALL.into_iter().find(|state| state.code() == code)
    }
}

impl fmt::Display for CampaignState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every lawful step, as the interface lists them; what is not here is a conflict.
    const LAWFUL: &str = "draft start running
        draft schedule scheduled
        draft cancel cancelled
        scheduled start running
        scheduled schedule scheduled
        scheduled unschedule draft
        scheduled cancel cancelled
        running pause paused
        running drain draining
        running cancel cancelled
        running complete completed
        paused resume running
        paused drain draining
        paused cancel cancelled
        draining cancel cancelled
        draining complete completed
        completed reopen running";

    #[test]
    fn every_action_in_every_state_does_what_the_table_says() {
        let mut lawful: Vec<Vec<&str>> = LAWFUL.lines().map(|line| line.split_whitespace().collect()).collect();
        for state in CampaignState::ALL {
            for action in CampaignAction::ALL {
                let told = state.apply(action).ok().map(CampaignState::as_str);
                let place = lawful.iter().position(|row| row[0] == state.as_str() && row[1] == action.as_str());
                assert_eq!(told, place.map(|place| lawful.remove(place)[2]), "{state} {action:?}");
            }
        }
        assert!(lawful.is_empty(), "{lawful:?}");
    }

    #[test]
    fn a_step_that_is_not_lawful_reads_as_a_sentence() {
        let error = CampaignState::Completed.apply(CampaignAction::Pause).unwrap_err();
        assert_eq!(error.to_string(), "A campaign that is completed can't be paused.");
    }
}
