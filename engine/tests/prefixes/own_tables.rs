use super::{CHANGES, CODES, OCNS, OWN_CSV, OWN_JSON, ZONES, code, figures, import, imported, table};
use engine::testing::World;

#[tokio::test]
async fn a_table_of_ones_own_as_csv_fills_cells_and_leaves_what_it_says_nothing_about() {
    let world = World::new().await;
    imported(&world, "codes.txt", CODES).await;
    let outcome = imported(&world, "own.csv", OWN_CSV).await;
    assert_eq!(outcome["source"], "prefix_csv");
    assert_eq!(figures(&outcome, CHANGES), [3, 1, 1, 0, 0, 2]);
    let errors = outcome["errors"].as_array().expect("a list");
    assert_eq!(errors[0], "Row 6: The prefix can't be read: \"21255\".");
    assert_eq!(errors[1], "Row 7: The line type can't be read: \"satellite\".");
    assert_eq!(code(&world, 415_200).await, "9001|Own Mobile|Own Mobile|legal_name|1|CA|San Francisco||t|own_table");
    assert_eq!(code(&world, 212_555).await, "-|Own Voice|Own Voice|legal_name|3|NY|New York||t|own_table");
    assert!(code(&world, 415_201).await.starts_with("9002|CELLCO"), "empty cells say nothing");
    let again = imported(&world, "own.csv", OWN_CSV).await;
    assert_eq!(figures(&again, CHANGES), [3, 0, 0, 0, 0, 2]);
}

#[tokio::test]
async fn a_table_of_ones_own_as_json_is_the_same_table() {
    let world = World::new().await;
    imported(&world, "zones.txt", ZONES).await;
    let outcome = imported(&world, "own.json", OWN_JSON).await;
    assert_eq!(outcome["source"], "prefix_json");
    assert_eq!(figures(&outcome, CHANGES), [2, 2, 0, 0, 0, 1]);
    assert_eq!(outcome["errors"][0], "Prefix 312: The prefix can't be read: \"312\".");
    assert_eq!(code(&world, 312_200).await, "-|Own Mobile|Own Mobile|legal_name|1|IL|Chicago||t|own_table");
    assert_eq!(code(&world, 312_201).await, "-|Own Voice|Own Voice|legal_name|0|-|-||t|own_table");
}

#[tokio::test]
async fn a_member_that_is_no_entry_is_rejected_by_its_key_and_the_others_are_imported() {
    let world = World::new().await;
    let json = br#"{"312200": {"carrier": "Own Mobile"}, "312201": [1, 2], "312202": {"carrier": 7}}"#;
    let detail = import(&world, "own.json", json).await;
    assert_eq!(detail.progress.step, "3 rows: 1 new, 0 changed, 2 rejected");
    let outcome = detail.outcome.expect("an import has an outcome");
    assert_eq!(figures(&outcome, CHANGES), [1, 1, 0, 0, 0, 2]);
    assert_eq!(
        outcome["errors"][0],
        "Prefix 312201: The entry, which must be an object of texts, can't be read: \"[1,2]\"."
    );
    let one = import(&world, "one.json", br#"{"312203": {"carrier": "Own Mobile"}}"#).await;
    assert_eq!(one.progress.step, "1 row: 1 new, 0 changed, 0 rejected");
}

#[tokio::test]
async fn what_a_table_of_ones_own_says_of_a_code_is_not_overruled_by_line_types_or_a_withdrawal() {
    let world = World::new().await;
    imported(&world, "own.csv", OWN_CSV).await;
    imported(&world, "own.json", OWN_JSON).await;
    let own = table(&world).await;
    imported(&world, "ocn.csv", OCNS).await;
    assert_eq!(table(&world).await, own);
    imported(&world, "codes.txt", CODES).await;
    assert!(code(&world, 312_200).await.ends_with("|t|own_table"), "the report does not list it, nor did it ever");
}
