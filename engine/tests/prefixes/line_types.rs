//! Line types are never guessed: each source's claim is kept, one counts, and where two differ it is said.

use super::{CODES, OCNS, OWN_CSV, code, imported};
use domain::filter::ListQuery;
use domain::page::Count;
use domain::prefix::{LineType, SourceKind};
use engine::prefix;
use engine::testing::World;

async fn listed(world: &World, filter: &str) -> Vec<u32> {
    let query = ListQuery::parse_query(filter).expect("the filter reads");
    let page = prefix::list(&world.engine, &world.scope, &query).await.expect("a page");
    let count = prefix::count(&world.engine, &world.scope, &query.filter).await.expect("a count");
    assert_eq!(count, Count::Exact(page.rows.len() as u64));
    page.rows.iter().map(|row| row.prefix.code()).collect()
}

async fn claims(world: &World, prefix: &str) -> Vec<(SourceKind, LineType, bool)> {
    let detail = prefix::get(&world.engine, &world.scope, prefix.parse().expect("a prefix")).await.expect("there");
    detail.claims.iter().map(|claim| (claim.source, claim.line_type, claim.counts)).collect()
}

/// A table of one's own that says one code's line type.
fn own(prefix: &str, line_type: &str) -> Vec<u8> {
    format!("prefix,carrier,line_type\n{prefix},,{line_type}\n").into_bytes()
}

fn own_json(prefix: &str, line_type: &str) -> Vec<u8> {
    format!("{{\"{prefix}\": {{\"type\": \"{line_type}\"}}}}").into_bytes()
}

#[tokio::test]
async fn two_sources_that_disagree_are_listed_code_by_code_and_the_one_about_the_code_counts() {
    let world = World::new().await;
    imported(&world, "codes.txt", CODES).await;
    imported(&world, "ocn.csv", OCNS).await;
    assert!(listed(&world, "disputed=true").await.is_empty());
    imported(&world, "own.csv", &own("415200", "voip")).await;
    imported(&world, "own.csv", &own("415201", "wireless")).await;
    assert_eq!(listed(&world, "disputed=true").await, [415_200], "415-201 is said to be mobile by both");
    assert_eq!(listed(&world, "disputed=false").await.len(), 7);
    assert!(code(&world, 415_200).await.contains("|rule|3|"));
    let claimed = [(SourceKind::PrefixCsv, LineType::VoIP, true), (SourceKind::OcnLineTypes, LineType::Mobile, false)];
    assert_eq!(claims(&world, "415200").await, claimed);
    assert!(
        prefix::get(&world.engine, &world.scope, "415200".parse().expect("one")).await.expect("there").row.disputed
    );

    // Neither the file of companies nor a newer report overrules what is said of the code itself.
    imported(&world, "ocn.csv", OCNS).await;
    imported(&world, "august.txt", super::CODES_LATER).await;
    assert!(code(&world, 415_200).await.contains("|rule|3|"));
    assert_eq!(listed(&world, "disputed=true").await, [415_200]);

    // Of two tables of one's own the later counts; Unknown takes a claim back.
    imported(&world, "own.json", &own_json("415200", "Landline")).await;
    assert!(code(&world, 415_200).await.contains("|rule|2|"));
    imported(&world, "own.json", &own_json("415200", "Unknown")).await;
    assert!(code(&world, 415_200).await.contains("|rule|3|"));
    imported(&world, "own.csv", &own("415200", "Unknown")).await;
    assert!(code(&world, 415_200).await.contains("|rule|1|"), "what its company is known for");
    assert!(listed(&world, "disputed=true").await.is_empty());
    assert_eq!(claims(&world, "415200").await, [(SourceKind::OcnLineTypes, LineType::Mobile, true)]);
}

#[tokio::test]
async fn a_code_of_ones_own_table_that_says_no_line_type_follows_its_company() {
    let world = World::new().await;
    imported(&world, "codes.txt", CODES).await;
    imported(&world, "own.csv", b"prefix,carrier,city\n415200,Own Mobile,San Francisco\n").await;
    imported(&world, "ocn.csv", OCNS).await;
    assert_eq!(code(&world, 415_200).await, "9001|Own Mobile|Own Mobile|legal_name|1|CA|San Francisco||t|own_table");
}

#[tokio::test]
async fn a_code_without_a_source_stays_unknown_in_table_filter_statistics_and_export() {
    let world = World::new().await;
    for (name, bytes) in [("codes.txt", CODES), ("ocn.csv", OCNS), ("own.csv", OWN_CSV)] {
        imported(&world, name, bytes).await;
    }
    assert_eq!(listed(&world, "type=Unknown&assigned=true").await, [415_204]);
    assert_eq!(claims(&world, "415204").await, []);
    let status = prefix::status(&world.engine, &world.scope).await.expect("a status");
    assert_eq!(status.type_unknown, 1);
}
