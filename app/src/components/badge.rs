//! Badges: one meaning has one colour, one icon and one word, everywhere.

use super::icon::Icon;
use domain::call::Status;
use domain::campaign::CampaignState;
use domain::crm::Kind;
use domain::dial::DialState;
use domain::job::{JobProgress, JobState};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The five meanings a colour can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tone {
    Success,
    Warning,
    Error,
    Info,
    Neutral,
}

impl Tone {
    /// The class that sets the tone for whatever stands in it.
    pub fn class(self) -> &'static str {
        match self {
            Tone::Success => "tone-success",
            Tone::Warning => "tone-warning",
            Tone::Error => "tone-error",
            Tone::Info => "tone-info",
            Tone::Neutral => "tone-neutral",
        }
    }

    /// The icon that goes with a message of this tone.
    pub fn icon(self) -> &'static str {
        match self {
            Tone::Success => "circle-check",
            Tone::Warning => "triangle-alert",
            Tone::Error => "circle-alert",
            Tone::Info | Tone::Neutral => "info",
        }
    }
}

/// How a state shows itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Face {
    pub tone: Tone,
    pub icon: &'static str,
    pub word: &'static str,
    /// More of the look: outlined, struck through.
    pub class: &'static str,
}

impl Face {
    /// A plain face.
    pub const fn new(tone: Tone, icon: &'static str, word: &'static str) -> Self {
        Self { tone, icon, word, class: "" }
    }

    /// The face of a project by its status; an archived one says so instead.
    pub fn of_project(status: &str, archived: bool) -> Face {
        match status {
            _ if archived => Face { class: "is-struck", ..Face::new(Tone::Neutral, "archive", "Archived") },
            "active" => Face::new(Tone::Info, "activity", "Active"),
            "on_hold" => Face { class: "is-outlined", ..Face::new(Tone::Warning, "circle-pause", "On hold") },
            "completed" => Face::new(Tone::Success, "circle-check", "Completed"),
            _ => Face::new(Tone::Neutral, "clock", "Planning"),
        }
    }

    /// The face of a contact, company, lead or deal by its stage.
    pub fn of_call(status: Status) -> Face {
        match status {
            Status::Scheduled => Face::new(Tone::Neutral, "clock", "Scheduled"),
            Status::Connected => Face::new(Tone::Info, "phone", "Connected"),
            Status::Missed => Face::new(Tone::Error, "phone-missed", "Missed"),
            Status::Overdue => Face { class: "is-outlined", ..Face::new(Tone::Warning, "alarm-clock", "Overdue") },
            Status::Completed => Face::new(Tone::Success, "circle-check", "Completed"),
        }
    }

    /// The face of a campaign.
    pub fn of_campaign(state: CampaignState) -> Face {
        match state {
            CampaignState::Draft => Face::new(Tone::Neutral, "pencil", "Draft"),
            CampaignState::Scheduled => Face::new(Tone::Neutral, "clock", "Scheduled"),
            CampaignState::Running => Face::new(Tone::Info, "activity", "Running"),
            CampaignState::Paused => {
                Face { class: "is-outlined", ..Face::new(Tone::Warning, "circle-pause", "Paused") }
            }
            CampaignState::Draining => Face::new(Tone::Info, "hourglass", "Draining"),
            CampaignState::Completed => Face::new(Tone::Success, "circle-check", "Completed"),
            CampaignState::Cancelled => Face { class: "is-struck", ..Face::new(Tone::Neutral, "ban", "Cancelled") },
        }
    }

    /// The face of a dial.
    pub fn of_dial(state: DialState) -> Face {
        match state {
            DialState::Initiated => Face::new(Tone::Neutral, "clock", state.label()),
            DialState::Queued => Face::new(Tone::Neutral, "clock", state.label()),
            DialState::Retrying => Face::new(Tone::Warning, "rotate-ccw", state.label()),
            DialState::Processing => Face::new(Tone::Info, "phone-outgoing", state.label()),
            DialState::Picked => Face::new(Tone::Info, "phone", state.label()),
            DialState::Completed => Face::new(Tone::Success, "circle-check", state.label()),
            DialState::Failed => Face::new(Tone::Error, "circle-x", state.label()),
            DialState::Blocked => Face { class: "is-outlined", ..Face::new(Tone::Warning, "ban", state.label()) },
            DialState::Cancelled => Face { class: "is-struck", ..Face::new(Tone::Neutral, "ban", state.label()) },
        }
    }

    /// The face of where a record stands.
    pub fn of_stage(kind: Kind, stage: &str) -> Face {
        let done = |word| Face::new(Tone::Success, "circle-check", word);
        let under_way = |word| Face::new(Tone::Info, "activity", word);
        let over = |word| Face { class: "is-struck", ..Face::new(Tone::Neutral, "ban", word) };
        match (kind, stage) {
            (_, "customer") => done("Customer"),
            (_, "partner") => done("Partner"),
            (_, "converted") => done("Converted"),
            (_, "won") => done("Won"),
            (_, "engaged") => under_way("Engaged"),
            (_, "working") => under_way("Working"),
            (_, "qualified") => under_way("Qualified"),
            (_, "proposal") => under_way("Proposal"),
            (_, "negotiation") => under_way("Negotiation"),
            (_, "former") => over("Former"),
            (_, "unqualified") => over("Unqualified"),
            (_, "lost") => over("Lost"),
            (Kind::Company, _) => Face::new(Tone::Neutral, "clock", "Prospect"),
            (Kind::Deal, _) => Face::new(Tone::Neutral, "clock", "Qualification"),
            _ => Face::new(Tone::Neutral, "clock", "New"),
        }
    }

    /// The face of a job; one that was asked to stop says so until it has, one that waits because its kind is
    /// paused, or because nobody is there to work on it, too.
    pub fn of_job(job: &JobProgress) -> Face {
        match job.state {
            state if job.cancelling && !state.is_ended() => Face::new(Tone::Warning, "ban", "Cancelling"),
            JobState::Held => Face::new(Tone::Neutral, "hourglass", "Held"),
            JobState::Waiting if job.paused.is_some() => {
                Face { class: "is-outlined", ..Face::new(Tone::Warning, "circle-pause", "Paused") }
            }
            JobState::Waiting if job.unattended => Face::new(Tone::Warning, "triangle-alert", "No worker"),
            JobState::Waiting => Face::new(Tone::Neutral, "clock", "Waiting"),
            JobState::Running => Face::new(Tone::Info, "activity", "Running"),
            JobState::Retrying => Face::new(Tone::Warning, "rotate-ccw", "Retrying"),
            JobState::Done if job.fell_short() => Face::new(Tone::Warning, "triangle-alert", "Done in part"),
            JobState::Done => Face::new(Tone::Success, "circle-check", "Done"),
            JobState::Failed => Face::new(Tone::Error, "circle-x", "Failed"),
            JobState::Cancelled => Face { class: "is-struck", ..Face::new(Tone::Neutral, "ban", "Cancelled") },
        }
    }
}

/// A state as colour, icon and word.
#[component]
pub fn Badge(face: Face) -> impl IntoView {
    view! {
        <span class=["badge ", face.tone.class(), " ", face.class].concat()>
            <Icon name=face.icon/>
            {face.word}
        </span>
    }
}
