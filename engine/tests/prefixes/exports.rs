//! The table as a file, and back again.

use super::{CODES, OCNS, OWN_JSON, ZONES, imported, table};
use domain::filter::ListQuery;
use domain::prefix::PrefixFormat;
use engine::prefix;
use engine::testing::World;
use futures::TryStreamExt;

async fn exported(world: &World, filter: &str, format: PrefixFormat) -> String {
    let filter = ListQuery::parse_query(filter).expect("the filter reads").filter;
    let pieces = prefix::export(&world.engine, &world.scope, filter, format).expect("it may be read");
    let pieces: Vec<bytes::Bytes> = pieces.try_collect().await.expect("it is read to its end");
    String::from_utf8(pieces.concat()).expect("text")
}

/// A carrier and a place that a spreadsheet would take for formulas, one that looks guarded, and one that needs quotes.
const AWKWARD: &[u8] = br#"{"312200": {"carrier": "=1+1", "city": "@A1", "type": "VoIP"},
    "312201": {"carrier": "'=was here before", "city": "-"},
    "312202": {"carrier": "SMITH, \"JOE\" & SONS", "city": "two\nlines", "state": "IL", "type": "Landline"}}"#;

#[tokio::test]
async fn an_export_imported_elsewhere_is_exported_byte_for_byte_the_same() {
    let world = World::new().await;
    for (name, bytes) in
        [("codes.txt", CODES), ("ocn.csv", OCNS), ("zones.txt", ZONES), ("own.json", OWN_JSON), ("x.json", AWKWARD)]
    {
        imported(&world, name, bytes).await;
    }
    for format in PrefixFormat::ALL {
        let first = exported(&world, "", format).await;
        let elsewhere = World::new().await;
        let outcome = imported(&elsewhere, "export", first.as_bytes()).await;
        assert_eq!(outcome["rejected"], 0, "{outcome}");
        assert_eq!(exported(&elsewhere, "", format).await, first);
        for other in PrefixFormat::ALL {
            assert_eq!(exported(&elsewhere, "", other).await, exported(&world, "", other).await);
        }
    }
}

#[tokio::test]
async fn a_table_that_comes_back_changes_nothing() {
    let world = World::new().await;
    for (name, bytes) in [("codes.txt", CODES), ("ocn.csv", OCNS), ("zones.txt", ZONES), ("x.json", AWKWARD)] {
        imported(&world, name, bytes).await;
    }
    let before = table(&world).await;
    for format in PrefixFormat::ALL {
        let file = exported(&world, "", format).await;
        let outcome = imported(&world, "export", file.as_bytes()).await;
        assert_eq!((&outcome["inserted"], &outcome["changed"]), (&0.into(), &0.into()), "{outcome}");
        assert_eq!(table(&world).await, before, "brands of the OCN file stay too");
    }
}

#[tokio::test]
async fn a_file_holds_the_assigned_codes_that_match_and_guards_what_a_spreadsheet_would_run() {
    let world = World::new().await;
    imported(&world, "codes.txt", CODES).await;
    imported(&world, "ocn.csv", OCNS).await;
    imported(&world, "x.json", AWKWARD).await;
    let csv = exported(&world, "area_code=415", PrefixFormat::Csv).await;
    assert_eq!(
        csv,
        "id,prefix,carrier,city,state,line_type\n\
         1,415200,\"NEW CINGULAR WIRELESS PCS, LLC - EX\",SNFC CNTRL,CA,Mobile\n\
         2,415201,CELLCO PARTNERSHIP DBA VERIZON WIRELESS - EX,SAN RAFAEL,CA,Mobile\n\
         3,415202,\"THE \"\"EXAMPLE\"\" TEL. CO., INC.\",SAN RAFAEL,CA,Landline\n\
         4,415204,ONE OF A KIND LLC,BELVEDERE,CA,Unknown\n",
        "415-203 is not assigned, and 415-204 has no source for its type"
    );
    let csv = exported(&world, "prefix.starts=312", PrefixFormat::Csv).await;
    assert!(csv.contains("1,312200,'=1+1,'@A1,,VoIP\n2,312201,''=was here before,'-,,Unknown\n"), "{csv}");
    assert_eq!(exported(&world, "area_code=999", PrefixFormat::Json).await, "{}\n");
    assert_eq!(exported(&world, "area_code=999", PrefixFormat::Csv).await, "id,prefix,carrier,city,state,line_type\n");
    let json = exported(&world, "prefix=312200", PrefixFormat::Json).await;
    assert_eq!(
        json,
        "{\n\"312200\": {\"prefix\":\"312200\",\"carrier\":\"=1+1\",\"city\":\"@A1\",\"state\":null,\"type\":\"VoIP\"}\n}\n"
    );
}
