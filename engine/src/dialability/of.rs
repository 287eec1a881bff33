use super::facts::{Gathered, gather};
use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::tenancy::TenantTx;
use domain::dialability::{Demand, Dialability, Facts, judge, judge_text};
use domain::phone::{PhoneNumber, grouped};
use domain::{FieldErrors, Right, Scope};
use time::OffsetDateTime;

/// The most numbers that are asked about at once.
pub const ASK_MAX: usize = 1_000;

/// What was asked of a number, and what is so at the moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// As it was asked.
    pub asked: String,
    /// The number, where it is one of the plan.
    pub number: Option<PhoneNumber>,
    pub facts: Facts,
    pub dialability: Dialability,
    /// The moment, by the database's clock.
    pub at: OffsetDateTime,
}

/// Whether a number may be dialled now, by a demand: what a campaign asks for, or the usual one.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope to read contacts.
pub async fn of(engine: &Engine, scope: &Scope, number: PhoneNumber, demand: &Demand) -> Result<Told> {
    let told = of_texts(engine, scope, &[number.e164()], demand).await?;
    told.into_iter().next().ok_or(crate::Error::NotFound)
}

/// The same for up to a thousand numbers as somebody wrote them, in their order; what is no number gets its reason like any
/// other.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope to read contacts; [`crate::Error::Invalid`] at `numbers` for none or
/// too many.
pub async fn of_texts(engine: &Engine, scope: &Scope, texts: &[String], demand: &Demand) -> Result<Vec<Told>> {
    allow(scope, Right::SeeContacts)?;
    if texts.is_empty() || texts.len() > ASK_MAX {
        let text = format!("Name 1 to {} numbers.", grouped(ASK_MAX as u64));
        return Err(FieldErrors::one("numbers", text).into());
    }
    let read: Vec<_> = texts.iter().map(|text| judge_text(text)).collect();
    let mut numbers: Vec<PhoneNumber> = read.iter().filter_map(|read| read.as_ref().ok().copied()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let tx = TenantTx::begin(engine, scope).await?;
    let Gathered { facts, now } = gather(&tx, scope.tenant(), None, &numbers).await?;
    tx.commit().await?;
    let told = texts.iter().zip(read).map(|(asked, read)| {
        let (number, facts, dialability) = match read {
            Ok(number) => {
                let facts = facts.get(&number).cloned().unwrap_or_default();
                let dialability = judge(number, &facts, demand, now);
                (Some(number), facts, dialability)
            }
            Err(reason) => (None, Facts::default(), Dialability::No(reason)),
        };
        Told { asked: asked.clone(), number, facts, dialability, at: now }
    });
    Ok(told.collect())
}
