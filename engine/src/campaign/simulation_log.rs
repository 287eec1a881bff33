use super::simulate::{Wanted, run};
use crate::Engine;
use crate::error::{Error, Result};
use domain::Scope;
use domain::id::CampaignId;
use domain::simulation::Entry;

const HEAD: [&str; 5] = ["at", "place", "number", "event", "detail"];

/// The log of a simulation as a CSV file with a heading: every call that begins and ends, every wait and every end of somebody on the
/// list, in order. `by_other`: by the other policy of `wanted`, where there is one.
///
/// # Errors
/// Those of [`simulate`](super::simulate); [`Error::NotFound`] where the other policy is wanted and there is none.
pub async fn simulation_log(
    engine: &Engine,
    scope: &Scope,
    campaign: CampaignId,
    wanted: Wanted,
    by_other: bool,
) -> Result<Vec<u8>> {
    let file = run(engine, scope, campaign, wanted, move |ran| {
        let simulation = if by_other { ran.other } else { Some(ran.own) };
        let strange = |error: &dyn std::error::Error| Error::Internal(format!("the log of a simulation: {error}"));
        let mut file = csv::Writer::from_writer(Vec::new());
        file.write_record(HEAD).map_err(|error| strange(&error))?;
        for entry in simulation.ok_or(Error::NotFound)?.log.entries() {
            let number = ran.numbers.get(entry.contact).map(|number| number.stored());
            let [at, event, detail] = parts(entry);
            let place = (entry.contact + 1).to_string();
            file.write_record([at, place, number.unwrap_or_default(), event, detail])
                .map_err(|error| strange(&error))?;
        }
        file.into_inner().map_err(|error| strange(&error))
    });
    file.await?
}

/// When, what, and the rest of an entry's line.
fn parts(entry: &Entry) -> [String; 3] {
    let line = entry.to_string();
    let mut words = line.splitn(3, ' ');
    let at = words.next().unwrap_or_default().to_owned();
    let what = words.nth(1).unwrap_or_default();
    let (event, detail) = what
        .strip_prefix("given up")
        .map_or_else(|| what.split_once(' ').unwrap_or((what, "")), |why| ("given up", why.trim_start()));
    [at, event.to_owned(), detail.to_owned()]
}
