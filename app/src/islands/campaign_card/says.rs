//! What a campaign is doing, in a sentence: why it dials, and why it does not.

use crate::components::badge::Tone;
use crate::components::figure::{duration, grouped, plural};
use domain::campaign::{CampaignState, Figures};

/// The sentence of the moment, with its tone.
pub(super) fn now(figures: &Figures) -> (Tone, String) {
    // Those whom no program asked for wait for it, not for the campaign.
    let of_list = if figures.dials_list { figures.contacts_left } else { 0 };
    let waiting = of_list + figures.queued + figures.retrying;
    let under_way = plural(figures.in_flight, "call is under way", "calls are under way");
    match figures.state {
        CampaignState::Draft if figures.contacts == 0 => (Tone::Neutral, "Nobody is on its list yet.".into()),
        CampaignState::Draft => (Tone::Neutral, "Nobody is called before it is started.".into()),
        CampaignState::Scheduled => (Tone::Neutral, "It starts by itself at its time.".into()),
        CampaignState::Completed => {
            // Nobody reached is no success, though it came to its end.
            let tone = if figures.completed > 0 { Tone::Success } else { Tone::Neutral };
            (tone, [&ended(figures), " It is over."].concat())
        }
        CampaignState::Cancelled => (Tone::Neutral, [&ended(figures), " Somebody cancelled it."].concat()),
        CampaignState::Paused => {
            (Tone::Warning, ["It is paused: nobody new is called, ", &waits(waiting), ". ", &under_way, "."].concat())
        }
        CampaignState::Draining => (Tone::Info, ["It takes no new calls. ", &under_way, "; then it is over."].concat()),
        CampaignState::Running => running(figures, waiting, &under_way),
    }
}

fn running(figures: &Figures, waiting: u64, under_way: &str) -> (Tone, String) {
    if let Some(held) = &figures.held_up {
        let left = (held.until - figures.read_at).whole_seconds().max(1);
        let text = [
            "The provider ",
            &held.provider,
            " takes no calls for ",
            &duration(left as f64),
            ": it failed several times in a row. ",
            &held.why,
        ];
        return (Tone::Error, text.concat());
    }
    if waiting == 0 && figures.in_flight == 0 {
        if figures.contacts_left > 0 {
            let text = [
                &plural(figures.contacts_left, "number on its list waits", "numbers on its list wait"),
                " for a program to ask for them: this campaign does not call its list by itself. Edit it to have it do so.",
            ];
            return (Tone::Warning, text.concat());
        }
        return (Tone::Neutral, "Nobody waits to be called.".into());
    }
    if figures.at_once > 0 && figures.slots >= figures.at_once {
        return (Tone::Info, ["All ", &grouped(figures.at_once), " places are taken; ", &waits(waiting), "."].concat());
    }
    let next = figures.next_at.map(|at| (at - figures.read_at).whole_seconds()).filter(|seconds| *seconds > 5);
    match next {
        Some(seconds) if figures.in_flight == 0 && (figures.contacts_left == 0 || !figures.dials_list) => {
            let left = duration(seconds as f64);
            // Who was called already waits for what the policy says, the others for an hour that is decent.
            if figures.queued == 0 {
                let text = [&waits(waiting), " for another attempt, the first of them for ", &left, "."];
                return (Tone::Info, text.concat());
            }
            let text = ["Nobody may be called now; ", &waits(waiting), ", the first of them for ", &left, "."];
            (Tone::Warning, text.concat())
        }
        _ => (Tone::Info, [under_way, "; ", &waits(waiting), "."].concat()),
    }
}

fn waits(many: u64) -> String {
    plural(many, "waits", "wait")
}

fn ended(figures: &Figures) -> String {
    let answered = plural(figures.completed, "was answered", "were answered");
    ["Of ", &plural(figures.accepted, "dial", "dials"), " ", &answered, "."].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::campaign::HeldUp;
    use time::{Duration, OffsetDateTime};

    fn figures() -> Figures {
        let read_at = OffsetDateTime::UNIX_EPOCH;
        Figures {
            state: CampaignState::Running,
            read_at,
            contacts_left: 0,
            contacts: 10,
            accepted: 10,
            queued: 10,
            in_flight: 0,
            retrying: 0,
            completed: 0,
            failed: 0,
            blocked: 0,
            cancelled: 0,
            dead_letters: 0,
            slots: 0,
            at_once: 5,
            next_at: Some(read_at + Duration::hours(2)),
            verdicts: Vec::new(),
            waiting: Vec::new(),
            dials_list: true,
            minutes: Vec::new(),
            held_up: None,
        }
    }

    #[test]
    fn a_list_that_waits_for_a_program_is_not_said_to_wait_for_its_turn() {
        let fed = Figures { dials_list: false, contacts_left: 12, queued: 0, next_at: None, ..figures() };
        let (tone, text) = now(&fed);
        assert_eq!(tone, Tone::Warning);
        assert!(text.starts_with("12 numbers on its list wait for a program"), "{text}");
        let over = Figures { state: CampaignState::Completed, accepted: 2, completed: 1, ..figures() };
        assert_eq!(now(&over).1, "Of 2 dials 1 was answered. It is over.");
    }

    #[test]
    fn who_waits_for_the_hour_the_provider_or_a_place_is_told_so() {
        let night = figures();
        assert_eq!(
            now(&night),
            (Tone::Warning, "Nobody may be called now; 10 wait, the first of them for 2 h.".into())
        );
        let again = Figures { queued: 0, retrying: 10, ..figures() };
        assert_eq!(now(&again), (Tone::Info, "10 wait for another attempt, the first of them for 2 h.".into()));
        let full = Figures { slots: 5, in_flight: 5, queued: 1, ..figures() };
        assert_eq!(now(&full), (Tone::Info, "All 5 places are taken; 1 waits.".into()));
        let until = OffsetDateTime::UNIX_EPOCH + Duration::seconds(30);
        let held = HeldUp { provider: "Main".into(), until, why: "The provider can't be reached.".into() };
        let held = Figures { held_up: Some(held), ..figures() };
        assert!(now(&held).1.starts_with("The provider Main takes no calls for 30 s"), "{:?}", now(&held));
    }
}
