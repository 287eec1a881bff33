//! What a campaign is doing, in a sentence: why it dials, and why it does not.

use crate::components::badge::Tone;
use crate::components::figure::{duration, grouped, plural};
use domain::campaign::{CampaignState, Figures};
use domain::dial::abandoned::{AbandonedShare, Answered};
use time::Month;

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
    if let Some(share) = figures.abandoned.as_ref().filter(|share| share.stops() && waiting > 0) {
        return (Tone::Warning, [&stopped(share), " ", &waits(waiting), "."].concat());
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
    if let Some(room) = figures.abandoned.as_ref().and_then(AbandonedShare::room).filter(|room| figures.slots >= *room)
    {
        let text = [
            "No more than ",
            &plural(room, "call at once", "calls at once"),
            ", as any of them may be abandoned; ",
            &waits(waiting),
            ".",
        ];
        return (Tone::Info, text.concat());
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

/// Why nobody is called where too many calls were abandoned, and until when.
pub(super) fn stopped(share: &AbandonedShare) -> String {
    let (worst, limit) = share.percents();
    let Answered { answered, abandoned, unknown } = share.counts;
    let part = grouped(abandoned + unknown);
    // What nobody told of counts as abandoned, which has to be said.
    let untold = if unknown > 0 {
        [" (", &grouped(unknown), " of them as the provider did not tell)"].concat()
    } else {
        String::new()
    };
    let day = share.until.date();
    let day = [&day.day().to_string(), " ", month(day.month()), " ", &day.year().to_string()].concat();
    let text = [
        "Nobody is called: one more abandoned call would be past the law’s limit of ",
        &limit.unwrap_or_default(),
        ". Abandoned, of the calls answered in these 30 days: ",
        &part,
        " of ",
        &grouped(answered),
        ", ",
        &worst,
        &untold,
        ". It goes on with the next 30 days, on ",
        &day,
        ".",
    ];
    text.concat()
}

fn month(month: Month) -> &'static str {
    match month {
        Month::January => "January",
        Month::February => "February",
        Month::March => "March",
        Month::April => "April",
        Month::May => "May",
        Month::June => "June",
        Month::July => "July",
        Month::August => "August",
        Month::September => "September",
        Month::October => "October",
        Month::November => "November",
        Month::December => "December",
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
    use domain::dial::abandoned::{LimitInForce, PERIOD, ShareLimit};
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
            abandoned: None,
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
    fn too_many_abandoned_calls_are_told_with_the_basis_the_limit_and_the_day_on_which_it_goes_on() {
        let from = OffsetDateTime::UNIX_EPOCH;
        let limit = LimitInForce { limit: ShareLimit::of(0.03), rule: "us-abandoned".into(), source: "read".into() };
        let share = AbandonedShare {
            from,
            until: from + PERIOD,
            reported_since: Some(from),
            counts: Answered { answered: 1_000, abandoned: 30, unknown: 0 },
            limit: Some(limit),
        };
        let (tone, text) = now(&Figures { abandoned: Some(share.clone()), ..figures() });
        assert_eq!(tone, Tone::Warning);
        assert!(text.contains("30 of 1,000, 3.0 %") && text.contains("limit of 3.0 %"), "{text}");
        assert!(text.ends_with("on 31 January 1970. 10 wait."), "{text}");
        // Few at once, before that.
        let counts = Answered { answered: 20, abandoned: 1, unknown: 0 };
        let few = Figures { slots: 2, in_flight: 2, abandoned: Some(AbandonedShare { counts, ..share }), ..figures() };
        assert!(now(&few).1.starts_with("No more than 2 calls at once"), "{}", now(&few).1);
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
