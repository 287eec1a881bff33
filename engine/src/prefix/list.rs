use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::number::line_type_code;
use crate::selection::{COUNTED, Clause, Column, Keyset, capped};
use crate::tenancy::{TenantTx, Tx};
use domain::filter::{Direction, Filter, ListQuery, Prefixes};
use domain::page::{Count, Page};
use domain::phone::Prefix;
use domain::prefix::{BrandSource, LineType};
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use time::Date;

/// A code of the prefix table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrefixRow {
    pub prefix: Prefix,
    /// The operating company number.
    pub ocn: Option<String>,
    /// The legal name of whoever holds it.
    pub carrier: Option<String>,
    pub brand: Option<String>,
    /// Who says that this is the brand.
    pub brand_source: Option<BrandSource>,
    pub line_type: LineType,
    pub state: Option<String>,
    /// The rate centre.
    pub place: Option<String>,
    pub time_zones: Vec<String>,
    pub assigned: bool,
    pub source: String,
    pub source_date: Option<Date>,
    /// Two sources that say something of its line type say different things.
    pub disputed: bool,
}

#[derive(FromQueryResult)]
struct Row {
    prefix: i32,
    ocn: Option<String>,
    carrier: Option<String>,
    brand: Option<String>,
    brand_source: Option<String>,
    line_type: i16,
    state: Option<String>,
    place: Option<String>,
    time_zones: Vec<String>,
    assigned: bool,
    source: String,
    source_date: Option<Date>,
    disputed: bool,
}

/// What is read of a code. Whether its sources agree is looked up for the rows of the page alone.
const COLUMNS: &str =
    "prefix, ocn, carrier, brand, brand_source, line_type, state, place, time_zones, assigned, source,
    source_date, coalesce((select min(said) <> max(said) from (
        select c.line_type as said from prefix_line_type_claim c where c.prefix = prefix.prefix
        union all select o.line_type from ocn o where o.ocn = prefix.ocn) claims), false) as disputed";

/// The codes of which two sources say different line types; few, as only tables of one's own speak of single codes.
const DISPUTED: &str = "(prefix in (
    select c.prefix from prefix_line_type_claim c join prefix q on q.prefix = c.prefix left join ocn o on o.ocn = q.ocn
    group by c.prefix, o.line_type
    having least(min(c.line_type), o.line_type) <> greatest(max(c.line_type), o.line_type)))";

pub(super) fn column(field: &str) -> Option<Column> {
    Some(match field {
        "prefix" => Column::Digits("prefix", 6),
        "area_code" => Column::Digits("area_code", 3),
        "carrier" => Column::EitherText("brand", "carrier"),
        "type" => Column::Code("line_type", line_type_code),
        "state" => Column::Word("state"),
        "assigned" => Column::Truth("assigned"),
        "disputed" => Column::Truth(DISPUTED),
        _ => return None,
    })
}

/// The codes that match, by keyset.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope; [`Error::Invalid`] for a cursor that is none of this list's.
pub async fn list(engine: &Engine, scope: &Scope, query: &ListQuery<Prefixes>) -> Result<Page<PrefixRow>> {
    allow(scope, Right::SeeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let keyset = Keyset::<i32>::of(query.cursor.as_ref())?;
    let descending = (query.sort.direction == Direction::Descending) != keyset.backwards;
    let (order, beyond) = if descending { ("desc", "<") } else { ("asc", ">") };
    let mut clause = Clause::new("true", []);
    clause.filter(&query.filter, column);
    if let Some(from) = keyset.key {
        let from = clause.value(from);
        clause.and(&format!("prefix {beyond} {from}"));
    }
    let size = query.page_size.rows();
    let limit = clause.value(size as i64 + 1);
    let sql = format!("select {COLUMNS} from prefix where {} order by prefix {order} limit {limit}", clause.sql());
    let rows: Vec<Row> = tx.all(&sql, clause.values()).await?;
    tx.commit().await?;
    let codes = rows.into_iter().map(read).collect::<Result<Vec<_>>>()?;
    Ok(keyset.page(codes, size, |row| row.prefix.to_string(), None))
}

/// How many codes match, counted to [`Count::CAP`].
///
/// # Errors
/// [`Error::Denied`] for a token without the scope.
pub async fn count(engine: &Engine, scope: &Scope, filter: &Filter<Prefixes>) -> Result<Count> {
    Ok(capped(counted(engine, scope, filter, COUNTED).await?))
}

/// How many codes match, however long counting takes.
///
/// # Errors
/// As [`count`].
pub async fn count_exact(engine: &Engine, scope: &Scope, filter: &Filter<Prefixes>) -> Result<u64> {
    Ok(counted(engine, scope, filter, i64::MAX).await?.unsigned_abs())
}

async fn counted(engine: &Engine, scope: &Scope, filter: &Filter<Prefixes>, most: i64) -> Result<i64> {
    allow(scope, Right::SeeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let mut clause = Clause::new("true", []);
    clause.filter(filter, column);
    let limit = clause.value(most);
    let sql = format!("select count(*) as n from (select 1 from prefix where {} limit {limit}) counted", clause.sql());
    let n = tx.figure(&sql, clause.values()).await?;
    tx.commit().await?;
    Ok(n)
}

/// A prefix as it is stored.
pub(super) fn code(prefix: Prefix) -> i32 {
    i32::try_from(prefix.code()).unwrap_or(0)
}

/// The code with this prefix, if the table has it.
pub(super) async fn find(tx: &TenantTx, prefix: Prefix) -> Result<Option<PrefixRow>> {
    let sql = format!("select {COLUMNS} from prefix where prefix = $1");
    let row: Option<Row> = tx.one(&sql, [code(prefix).into()]).await?;
    row.map(read).transpose()
}

fn read(row: Row) -> Result<PrefixRow> {
    let code = u32::try_from(row.prefix).ok().and_then(|code| Prefix::from_code(code).ok());
    Ok(PrefixRow {
        prefix: code.ok_or_else(|| Error::Internal(format!("the prefix table holds {}", row.prefix)))?,
        ocn: row.ocn,
        carrier: row.carrier,
        brand: row.brand,
        brand_source: row.brand_source.as_deref().and_then(BrandSource::from_word),
        line_type: LineType::from_code(row.line_type),
        state: row.state,
        place: row.place,
        time_zones: row.time_zones,
        assigned: row.assigned,
        source: row.source,
        source_date: row.source_date,
        disputed: row.disputed,
    })
}
