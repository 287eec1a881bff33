use super::{AREA_CODES, CHANGES, CODES, OCNS, ZONES, code, figures, imported, text};
use engine::testing::World;

#[tokio::test]
async fn line_types_and_zones_bring_the_codes_up_to_date_that_are_there_already() {
    let world = World::new().await;
    imported(&world, "codes.txt", CODES).await;
    let ocns = imported(&world, "ocn.csv", OCNS).await;
    // Four rows for three companies; five codes are theirs.
    assert_eq!(figures(&ocns, CHANGES), [4, 3, 0, 5, 0, 0]);
    let zones = imported(&world, "zones.txt", ZONES).await;
    // Another country's digits are no row of ours.
    assert_eq!(figures(&zones, CHANGES), [6, 6, 0, 8, 0, 0]);
    assert!(
        code(&world, 415_204).await.contains("|legal_name|0|"),
        "a company nobody knows stays unknown, never guessed"
    );
    assert!(code(&world, 670_950).await.contains("Pacific/Saipan"));

    let wireline = String::from_utf8(OCNS.to_vec()).expect("text").replace("9001,wireless", "9001,wireline");
    let changed = imported(&world, "ocn.csv", wireline.as_bytes()).await;
    assert_eq!(figures(&changed, CHANGES), [4, 0, 1, 2, 0, 0], "one company, two codes");
    assert!(code(&world, 201_204).await.contains("|AT&T|rule|2|"));
}

#[tokio::test]
async fn the_area_code_report_says_what_each_code_is_for() {
    let world = World::new().await;
    let outcome = imported(&world, "npa.csv", AREA_CODES).await;
    assert_eq!(outcome["source"], "area_code_report");
    assert_eq!(figures(&outcome, CHANGES), [5, 5, 0, 0, 0, 0]);
    let rows = "select string_agg(concat_ws('|', npa, coalesce(location, '-'), in_service, coalesce(overlay, '-'),
         coalesce(time_zone, '-')), ' ' order by npa) from area_code_report";
    assert_eq!(
        text(&world, rows).await,
        "201|NJ|t|201/551|E 208|ID|t|208/986|MP 211|-|f|-|- 273|QUEBEC|f|-|E 800|NANP AREA|f|-|-"
    );
    let again = imported(&world, "npa.csv", AREA_CODES).await;
    assert_eq!(figures(&again, CHANGES), [5, 0, 0, 0, 0, 0]);
}
