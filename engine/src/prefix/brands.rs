//! Where the brands of the table come from, and how many codes each rule names.

use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::prefix::{BrandRule, BrandSource, brand_rule_of, brand_rules};
use domain::{Right, Scope};
use sea_orm::FromQueryResult;

/// Brands of assigned codes by who says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrandFigures {
    /// Codes by the source of their brand, best first.
    pub sources: Vec<(BrandSource, u64)>,
    /// Every shipped rule in the order in which they are tried, also those that name no code.
    pub rules: Vec<RuleFigure>,
}

/// A shipped rule with what it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFigure {
    pub rule: &'static BrandRule,
    /// Assigned codes whose brand it gave.
    pub codes: u64,
    /// How many legal names fitted it.
    pub names: u64,
    /// The one of them with the most codes.
    pub example: Option<String>,
}

/// Where the brands of assigned codes come from.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope.
pub async fn brands(engine: &Engine, scope: &Scope) -> Result<BrandFigures> {
    #[derive(FromQueryResult)]
    struct Row {
        carrier: String,
        brand_source: String,
        codes: i64,
    }
    allow(scope, Right::SeeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let rows: Vec<Row> = tx
        .all(
            "select carrier, brand_source, count(*) as codes from prefix
             where assigned and carrier is not null and brand_source is not null
             group by carrier, brand_source order by codes desc, carrier",
            [],
        )
        .await?;
    tx.commit().await?;
    let mut sources = BrandSource::ALL.map(|source| (source, 0)).to_vec();
    let none = |rule| RuleFigure { rule, codes: 0, names: 0, example: None };
    let mut rules: Vec<RuleFigure> = brand_rules().iter().map(none).collect();
    for row in rows {
        let codes = u64::try_from(row.codes).unwrap_or(0);
        let Some(source) = BrandSource::from_word(&row.brand_source) else { continue };
        if let Some((_, sum)) = sources.iter_mut().find(|(of, _)| *of == source) {
            *sum += codes;
        }
        let rule = brand_rule_of(&row.carrier).filter(|_| source == BrandSource::Rule);
        if let Some(figure) = rule.and_then(|place| rules.get_mut(place)) {
            figure.codes += codes;
            figure.names += 1;
            figure.example.get_or_insert(row.carrier);
        }
    }
    Ok(BrandFigures { sources, rules })
}
