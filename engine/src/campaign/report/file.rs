//! The attempts of a period as a CSV file, a page at a time: no row waits in memory for a slow reader, and no connection is
//! held for one.

use super::Period;
use super::hours::zones;
use super::sums::CONSENT;
use crate::allow::allow;
use crate::campaign::lock;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use bytes::Bytes;
use domain::campaign::ReportDraft;
use domain::consent::ConsentKind;
use domain::dial::abandoned::Bridging;
use domain::dial::{Outcome, Zones};
use domain::id::CampaignId;
use domain::table_file::guard::guard;
use domain::{Right, Scope};
use futures::Stream;
use futures::stream::BoxStream;
use sea_orm::FromQueryResult;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

/// Attempts that are read and written at once.
const ROWS: i64 = 2_000;

/// The dial's verdict is the one it has when the file is made; the columns behind it are what the attempt was allowed by.
const HEAD: [&str; 24] = [
    "call_id",
    "number",
    "attempt",
    "started_at",
    "started_local",
    "time_zones",
    "time_zones_set_on_contact",
    "outcome",
    "detail",
    "talk_seconds",
    "rang_seconds",
    "dial_verdict",
    "rules",
    "ever_generated",
    "calls_24h",
    "calls_ever",
    "consent_id",
    "consent_kind",
    "consent_source",
    "consent_given_at",
    "consent_recorded_at",
    "provider",
    "answered_by_a_person_at",
    "bridging",
];

const ATTEMPTS: &str = "select a.id, a.started_at, d.call_id, a.number, a.place, a.outcome, a.detail, a.talk_s,
         floor(extract(epoch from a.ended_at - a.ringing_at))::bigint as rang_s, d.verdict,
         (a.verdict_inputs -> 'zones')::text as zones,
         coalesce((a.verdict_inputs ->> 'zones_set_on_contact')::boolean, false) as zones_set, a.verdict_inputs -> 'rules' as rules,
         (a.verdict_inputs ->> 'ever_generated')::boolean as ever_generated,
         (a.verdict_inputs ->> 'calls_24h')::bigint as calls_24h, (a.verdict_inputs ->> 'calls_ever')::bigint as calls_ever,
         k.id as consent_id, k.kind as consent_kind, k.source as consent_source, k.given_at, k.recorded_at,
         p.name as provider, a.person_at, a.bridging
     from attempt a join campaign c on c.tenant_id = a.tenant_id and c.id = a.campaign_id
         join dial d on d.tenant_id = a.tenant_id and d.id = a.dial_id
         left join provider p on p.tenant_id = a.tenant_id and p.id = a.provider_id {consent}
     where a.tenant_id = $1 and a.campaign_id = $2 and a.started_at >= $3 and a.started_at < $4
         and (a.started_at, a.id) > ($3, $5)
     order by a.started_at, a.id limit $6";

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    started_at: OffsetDateTime,
    call_id: Uuid,
    number: i64,
    place: i16,
    outcome: Option<i16>,
    detail: Option<String>,
    talk_s: Option<i32>,
    rang_s: Option<i64>,
    verdict: String,
    zones: Option<String>,
    zones_set: bool,
    rules: Option<Value>,
    ever_generated: Option<bool>,
    calls_24h: Option<i64>,
    calls_ever: Option<i64>,
    consent_id: Option<i64>,
    consent_kind: Option<i16>,
    consent_source: Option<String>,
    given_at: Option<OffsetDateTime>,
    recorded_at: Option<OffsetDateTime>,
    provider: Option<String>,
    person_at: Option<OffsetDateTime>,
    bridging: Option<i16>,
}

/// The file, as it is made.
pub struct Attempts {
    /// What it is stored under.
    pub name: String,
    pub rows: BoxStream<'static, Result<Bytes>>,
}

/// Where a reader has come to.
struct Place {
    engine: Engine,
    scope: Scope,
    campaign: CampaignId,
    /// The moment and the id of the last attempt that was read.
    from: OffsetDateTime,
    last: i64,
    until: OffsetDateTime,
    first: bool,
    ended: bool,
}

/// The attempts of some days as a CSV file with a heading, in the order in which they began. Who had it made stands in the
/// audit.
///
/// # Errors
/// [`Error::Denied`] without the right to export calls; [`Error::NotFound`]; [`Error::Invalid`] at `from` and `to`. The stream
/// ends with an error when the database can't be asked.
pub async fn report_file(engine: &Engine, scope: &Scope, id: CampaignId, draft: &ReportDraft) -> Result<Attempts> {
    allow(scope, Right::ExportCalls)?;
    let tx = TenantTx::begin(engine, scope).await?;
    lock(&tx, id).await?;
    let period = Period::of(&tx, scope, |today| draft.check(today)).await?;
    let (first, last) = (period.days.first, period.days.last);
    let told = json!({ "from": first.to_string(), "to": last.to_string(), "time_zone": period.zone });
    audit::record(&tx, scope, audit::Entry::made("campaign.report_file", format!("campaign:{id}"), &told)?).await?;
    tx.commit().await?;
    let start = Place {
        engine: engine.clone(),
        scope: scope.clone(),
        campaign: id,
        from: period.from,
        last: 0,
        until: period.until,
        first: true,
        ended: false,
    };
    let name = format!("campaign-{id}-attempts-{first}-{last}.csv");
    Ok(Attempts { name, rows: Box::pin(rows(start)) })
}

fn rows(start: Place) -> impl Stream<Item = Result<Bytes>> + Send + 'static {
    futures::stream::try_unfold(start, async |mut place| {
        if place.ended {
            return Ok(None);
        }
        let piece = place.next().await?;
        Ok(Some((piece, place)))
    })
}

impl Place {
    async fn next(&mut self) -> Result<Bytes> {
        let tx = TenantTx::begin(&self.engine, &self.scope).await?;
        let rows: Vec<Row> = tx
            .all(
                &ATTEMPTS.replace("{consent}", CONSENT),
                [
                    tx.tenant(),
                    self.campaign.0.into(),
                    self.from.into(),
                    self.until.into(),
                    self.last.into(),
                    ROWS.into(),
                ],
            )
            .await?;
        tx.commit().await?;
        self.ended = rows.len() < usize::try_from(ROWS).unwrap_or(usize::MAX);
        if let Some(row) = rows.last() {
            (self.from, self.last) = (row.started_at, row.id);
        }
        let text = csv(self.first, &rows)?;
        self.first = false;
        Ok(Bytes::from(text))
    }
}

fn csv(first: bool, rows: &[Row]) -> Result<Vec<u8>> {
    let strange = |error: &dyn std::error::Error| Error::Internal(format!("an attempt of a report: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    if first {
        writer.write_record(HEAD).map_err(|error| strange(&error))?;
    }
    for row in rows {
        writer.write_record(row.cells()).map_err(|error| strange(&error))?;
    }
    writer.into_inner().map_err(|error| strange(&error))
}

impl Row {
    /// Its cells in the order of [`HEAD`]; texts that a spreadsheet would take for a formula are guarded.
    fn cells(&self) -> [String; 24] {
        let moment = |at: Option<OffsetDateTime>| at.and_then(|at| at.format(&Rfc3339).ok()).unwrap_or_default();
        let figure = |figure: Option<i64>| figure.map_or_else(String::new, |figure| figure.to_string());
        let text = |text: &Option<String>| guard(text.as_deref().unwrap_or_default()).into_owned();
        let zones = zones(self.zones.as_deref().unwrap_or_default());
        let rules: Vec<&str> =
            self.rules.iter().filter_map(Value::as_array).flatten().filter_map(Value::as_str).collect();
        let outcome = self.outcome.and_then(Outcome::of_code).map_or("", Outcome::as_str);
        [
            self.call_id.to_string(),
            self.number.to_string(),
            self.place.to_string(),
            moment(Some(self.started_at)),
            zones.as_ref().map(|zones| zones.local_time(self.started_at)).unwrap_or_default(),
            zones.as_ref().map(Zones::names).unwrap_or_default().join("; "),
            self.zones_set.to_string(),
            outcome.to_owned(),
            text(&self.detail),
            figure(self.talk_s.map(i64::from)),
            figure(self.rang_s),
            self.verdict.clone(),
            guard(&rules.join("; ")).into_owned(),
            self.ever_generated.map(|ever| ever.to_string()).unwrap_or_default(),
            figure(self.calls_24h),
            figure(self.calls_ever),
            figure(self.consent_id),
            self.consent_kind.and_then(ConsentKind::of_code).map_or("", ConsentKind::as_str).to_owned(),
            text(&self.consent_source),
            moment(self.given_at),
            moment(self.recorded_at),
            text(&self.provider),
            moment(self.person_at),
            self.bridging.and_then(Bridging::of_code).map_or("", Bridging::as_str).to_owned(),
        ]
    }
}
