//! What is to be simulated, as it is typed.

use super::{Mix, OutcomeModel};
use crate::FieldErrors;
use serde::{Deserialize, Serialize};

/// The most days that are simulated.
pub const DAYS_MAX: u8 = 60;

/// The days of a simulation where nobody says otherwise.
const DAYS: u8 = 7;

/// What is to be simulated; an empty text means the usual: seed 1, seven days, and the outcomes of the mock.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SimulationDraft {
    pub seed: String,
    pub days: String,
    /// Shares in percent; what is left of 100 fails.
    pub picked: String,
    pub disconnected: String,
    pub no_answer: String,
    pub declined: String,
    /// In percent of the answered calls; empty: the provider does not tell, and the rule does not act.
    pub abandoned: String,
}

impl SimulationDraft {
    /// How calls would go, and for how many days.
    ///
    /// # Errors
    /// At each field what is expected there; at `picked` when the shares are more than 100 together.
    pub fn read(&self) -> Result<(OutcomeModel, u8), FieldErrors> {
        let mut errors = FieldErrors::new();
        let usual = Mix::default();
        let mut share = |name: &str, text: &str, usual: f64| match text.trim().trim_end_matches('%').trim() {
            "" => usual,
            text => match text.parse::<f64>().ok().filter(|percent| (0.0..=100.0).contains(percent)) {
                Some(percent) => percent / 100.0,
                None => {
                    errors.add(name, "A share is a number from 0 to 100.");
                    0.0
                }
            },
        };
        let mix = Mix {
            picked: share("picked", &self.picked, usual.picked),
            disconnected: share("disconnected", &self.disconnected, usual.disconnected),
            no_answer: share("no_answer", &self.no_answer, usual.no_answer),
            declined: share("declined", &self.declined, usual.declined),
        };
        let abandoned = (!self.abandoned.trim().is_empty()).then(|| share("abandoned", &self.abandoned, 0.0));
        let together = mix.picked + mix.disconnected + mix.no_answer + mix.declined;
        if together > 1.000_001 {
            errors.add("picked", format!("The shares are {:.0} % together, more than 100.", together * 100.0));
        }
        let seed = match self.seed.trim() {
            "" => OutcomeModel::default().seed,
            text => text.parse().unwrap_or_else(|_| {
                errors.add("seed", "A seed is a whole number from 0 on.");
                0
            }),
        };
        let days = match self.days.trim() {
            "" => DAYS,
            text => text.parse().ok().filter(|days| (1..=DAYS_MAX).contains(days)).unwrap_or_else(|| {
                errors.add("days", format!("From 1 to {DAYS_MAX} days."));
                DAYS
            }),
        };
        errors.into_result((OutcomeModel { mix, abandoned, seed, ..OutcomeModel::default() }, days))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_draft_is_the_usual_and_what_is_wrong_is_told_at_its_field() {
        let (model, days) = SimulationDraft::default().read().unwrap();
        assert_eq!((model, days), (OutcomeModel::default(), 7));
        let draft = SimulationDraft {
            picked: "50 %".into(),
            seed: "9".into(),
            days: "60".into(),
            ..SimulationDraft::default()
        };
        let (model, days) = draft.read().unwrap();
        assert_eq!((model.mix.picked, model.seed, days), (0.5, 9, 60));
        let wrong = SimulationDraft {
            seed: "-1".into(),
            days: "61".into(),
            declined: "x".into(),
            ..SimulationDraft::default()
        };
        let errors = wrong.read().unwrap_err();
        assert!(["seed", "days", "declined"].iter().all(|field| !errors.at(field).is_empty()), "{errors}");
        let many = SimulationDraft { picked: "100".into(), ..SimulationDraft::default() }.read().unwrap_err();
        assert!(!many.at("picked").is_empty());
    }
}
