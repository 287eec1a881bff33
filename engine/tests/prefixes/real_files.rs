//! The published files themselves, where they lie beside the project: the figures of FEATURES E1 and L1.

use super::{CHANGES, figures, imported, table, text};
use domain::phone::Npa;
use domain::prefix::{LineType, PrefixFormat};
use engine::number::{self, Wish};
use engine::prefix;
use engine::testing::World;
use futures::{StreamExt, TryStreamExt, stream};
use sqlx::{Connection, PgConnection, Row};
use std::path::PathBuf;

const CODES: &str = "co-code-assignments-2026-07-06.zip";
const OCNS: &str = "ocn-line-type.csv";
const ZONES: &str = "time-zones-by-prefix.txt";
const AREA_CODES: &str = "npa-report-2026-08-17.csv";

/// The file's bytes; `None`, said aloud, where there is none.
fn real(name: &str) -> Option<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/nanpa");
    let bytes = std::fs::read(folder.join(name)).ok();
    if bytes.is_none() {
        println!("skipped: {name} does not lie in {}", folder.display());
    }
    bytes
}

async fn import_all(world: &World, order: [&str; 3]) {
    for name in order {
        let Some(bytes) = real(name) else { return };
        let outcome = imported(world, name, &bytes).await;
        assert_eq!(outcome["rejected"], 0, "{name}: {outcome}");
        if name == CODES {
            assert_eq!(figures(&outcome, CHANGES), [204_327, 204_327, 0, 0, 0, 0]);
        }
    }
}

#[tokio::test]
async fn the_published_files_give_the_same_table_in_either_order_and_change_nothing_the_second_time() {
    let Some(codes) = real(CODES) else { return };
    let (first, second) = (World::new().await, World::new().await);
    tokio::join!(import_all(&first, [CODES, OCNS, ZONES]), import_all(&second, [OCNS, ZONES, CODES]));
    assert_eq!(table(&first).await, table(&second).await);

    let figure =
        async |condition: &str| second.figure(&format!("select count(*) as n from prefix where {condition}")).await;
    assert_eq!(figure("true").await, 204_327);
    assert_eq!(figure("assigned").await, 197_816);
    assert_eq!(figure("assigned and line_type = 0").await, 37);
    assert_eq!(figure("assigned and cardinality(time_zones) = 2").await, 2_724);
    assert_eq!(figure("assigned and cardinality(time_zones) not in (1, 2)").await, 0);
    let split = "select string_agg(distinct area_code::text, ' ' order by area_code::text)
         from prefix where assigned and cardinality(time_zones) = 2";
    assert_eq!(text(&second, split).await, "208 605 701 775 907 928 986");

    let again = imported(&first, CODES, &codes).await;
    assert_eq!(figures(&again, CHANGES), [204_327, 0, 0, 0, 0, 0]);
    assert_eq!(again["unchanged"], 204_327);
    capacities(&second).await;
}

/// A wish and how many numbers the table itself says there are for it.
struct Expected {
    wish: Wish,
    codes: u64,
    numbers: u64,
}

/// Every area code × brand × line type that the table has, and all of an area code, by one plain statement.
async fn expected(world: &World) -> Vec<Expected> {
    let sql = "with codes as (
             select area_code, lower(brand) as brand, lower(carrier) as carrier, line_type,
                 case when prefix % 1000 = 555 then 9900 else 10000 end as numbers
             from prefix where assigned and prefix % 100 <> 11),
         wishes as (select distinct area_code, brand from codes union select distinct area_code, null from codes)
         select w.area_code, w.brand, c.line_type, count(*), sum(c.numbers)
         from wishes w join codes c
           on c.area_code = w.area_code and (w.brand is null or c.brand = w.brand or c.carrier = w.brand)
         group by w.area_code, w.brand, grouping sets ((c.line_type), ()) order by 1, 2, 3";
    let mut db = PgConnection::connect(world.database.url()).await.expect("it connects");
    let rows = sqlx::query(sql).fetch_all(&mut db).await.expect("the table counts");
    let each = |row: sqlx::postgres::PgRow| {
        let area_code = Npa::new(u16::try_from(row.get::<i16, _>(0)).expect("an area code")).expect("an area code");
        let line_type = row.get::<Option<i16>, _>(2).map(LineType::from_code);
        let wish = Wish { area_code, carrier: row.get(1), line_type, fiction: false };
        let figure = |place| u64::try_from(row.get::<i64, _>(place)).expect("a count");
        Expected { wish, codes: figure(3), numbers: figure(4) }
    };
    rows.into_iter().map(each).collect()
}

async fn capacities(world: &World) {
    let project = world.project("numbers").await.id;
    let available = async |area_code: &str, carrier: Option<&str>, line_type| {
        let wish = Wish {
            area_code: area_code.parse().expect("an area code"),
            carrier: carrier.map(str::to_owned),
            line_type,
            fiction: false,
        };
        let answer = number::capacity(&world.engine, &world.scope, project, &wish).await.expect("it answers");
        answer.capacity.available()
    };
    assert_eq!(available("415", None, None).await, 7_840_000);
    assert_eq!(available("415", Some("AT&T"), Some(LineType::Mobile)).await, 660_000);
    assert_eq!(available("353", None, None).await, 130_000);

    let all = expected(world).await;
    assert!(all.len() > 20_000, "{}", all.len());
    // All of them take minutes; each area code as a whole, and one in 29 of the rest.
    let asked = all.into_iter().enumerate().filter(|(place, expected)| {
        place % 29 == 0 || (expected.wish.carrier.is_none() && expected.wish.line_type.is_none())
    });
    let mut answers = stream::iter(asked.map(|(_, expected)| expected))
        .map(async |expected: Expected| {
            let answer = number::capacity(&world.engine, &world.scope, project, &expected.wish).await;
            (expected, answer.expect("it answers").capacity)
        })
        .buffer_unordered(6);
    while let Some((expected, capacity)) = answers.next().await {
        assert_eq!((capacity.codes, capacity.numbers), (expected.codes, expected.numbers), "{:?}", expected.wish);
        assert_eq!(capacity.held, 0);
    }
}

#[tokio::test]
async fn the_published_area_code_report_is_read_to_its_last_row() {
    let Some(report) = real(AREA_CODES) else { return };
    let world = World::new().await;
    let outcome = imported(&world, AREA_CODES, &report).await;
    assert_eq!(figures(&outcome, CHANGES), [800, 800, 0, 0, 0, 0]);
    let again = imported(&world, AREA_CODES, &report).await;
    assert_eq!(figures(&again, CHANGES), [800, 0, 0, 0, 0, 0]);
}

#[tokio::test]
async fn the_37_codes_that_no_source_tells_the_type_of_stay_unknown_everywhere() {
    let Some(codes) = real(CODES) else { return };
    let Some(ocns) = real(OCNS) else { return };
    let world = World::new().await;
    imported(&world, CODES, &codes).await;
    imported(&world, OCNS, &ocns).await;
    let filter = domain::filter::ListQuery::parse_query("assigned=true&type=Unknown").expect("it reads");
    let count = prefix::count(&world.engine, &world.scope, &filter.filter).await.expect("it counts");
    assert_eq!(count, domain::page::Count::Exact(37));
    let listed = prefix::list(&world.engine, &world.scope, &filter).await.expect("it lists");
    assert_eq!(listed.rows.len(), 37);
    assert!(listed.rows.iter().all(|row| row.line_type == LineType::Unknown && !row.disputed));
    let status = prefix::status(&world.engine, &world.scope).await.expect("a status");
    assert_eq!(status.type_unknown, 37);
    let file = prefix::export(&world.engine, &world.scope, filter.filter, PrefixFormat::Csv).expect("it may be read");
    let pieces: Vec<bytes::Bytes> = file.try_collect().await.expect("it is read to its end");
    let text = String::from_utf8(pieces.concat()).expect("text");
    let cells = text.lines().skip(1).filter(|line| line.ends_with(",Unknown")).count();
    assert_eq!((text.lines().count(), cells), (38, 37));
    let one = prefix::get(&world.engine, &world.scope, listed.rows[0].prefix).await.expect("it is there");
    assert_eq!(one.claims, [], "no source says");
}
