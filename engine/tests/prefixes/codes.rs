use super::{CHANGES, CODES, CODES_LATER, OCNS, ZONES, code, figures, import, imported, table, text, zipped};
use domain::job::JobState;
use engine::prefix;
use engine::testing::World;

#[tokio::test]
async fn the_code_report_is_read_as_published_whether_text_or_zipped() {
    let as_text = World::new().await;
    let outcome = imported(&as_text, "codes.txt", CODES).await;
    assert_eq!(figures(&outcome, CHANGES), [8, 8, 0, 0, 0, 0]);
    assert_eq!(
        (outcome["source"].as_str(), outcome["source_date"].as_str()),
        (Some("code_report"), Some("2026-07-06"))
    );
    for (prefix, row) in [
        (415_200, "9001|NEW CINGULAR WIRELESS PCS, LLC - EX|AT&T|rule|0|CA|SNFC CNTRL||t|code_report"),
        (
            415_202,
            "9003|THE \"EXAMPLE\" TEL. CO., INC.|THE \"EXAMPLE\" TEL. CO., INC.|legal_name|0|CA|SAN RAFAEL||t|code_report",
        ),
        (415_203, "-|-|-|-|0|CA|-||f|code_report"),
        (670_950, "-|-|-|-|0|MP|-||f|code_report"),
    ] {
        assert_eq!(code(&as_text, prefix).await, row);
    }
    let as_zip = World::new().await;
    let outcome = imported(&as_zip, "codes.zip", &zipped(&[("folder/", b""), ("folder/codes.txt", CODES)])).await;
    assert_eq!(figures(&outcome, CHANGES), [8, 8, 0, 0, 0, 0]);
    assert_eq!(table(&as_zip).await, table(&as_text).await);
}

#[tokio::test]
async fn a_second_run_changes_nothing_and_touches_no_row() {
    let world = World::new().await;
    let touched = "select string_agg(concat_ws(' ', prefix, updated_at, xmin), ',' order by prefix) from prefix";
    for (name, bytes) in [("codes.txt", CODES), ("ocn.csv", OCNS), ("zones.txt", ZONES)] {
        imported(&world, name, bytes).await;
    }
    let before = text(&world, touched).await;
    for (name, bytes, rows) in [("codes.txt", CODES, 8), ("ocn.csv", OCNS, 4), ("zones.txt", ZONES, 6)] {
        let outcome = imported(&world, name, bytes).await;
        assert_eq!(figures(&outcome, CHANGES), [rows, 0, 0, 0, 0, 0], "{name}");
        assert_eq!(outcome["unchanged"], rows, "{name}");
    }
    assert_eq!(text(&world, touched).await, before);
}

#[tokio::test]
async fn the_order_of_the_files_does_not_matter() {
    let files = [("codes.txt", CODES), ("ocn.csv", OCNS), ("zones.txt", ZONES)];
    let mut tables = std::collections::BTreeSet::new();
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let world = World::new().await;
        for place in order {
            imported(&world, files[place].0, files[place].1).await;
        }
        assert_eq!(
            code(&world, 415_200).await,
            "9001|NEW CINGULAR WIRELESS PCS, LLC - EX|AT&T|rule|1|CA|SNFC CNTRL|America/Vancouver|t|code_report",
            "the longest run of digits tells the zone"
        );
        assert_eq!(
            code(&world, 415_201).await,
            "9002|CELLCO PARTNERSHIP DBA VERIZON WIRELESS - EX|Big Red|ocn|1|CA|SAN RAFAEL|America/Los_Angeles|t|code_report"
        );
        assert_eq!(
            code(&world, 208_201).await,
            "9003|THE \"EXAMPLE\" TEL. CO., INC.|Old Example|ocn|2|ID|SAMPLETOWN|America/Boise&America/Los_Angeles|t|code_report",
            "a later row of the same company without a brand takes none away"
        );
        tables.insert(table(&world).await);
    }
    assert_eq!(tables.len(), 1, "{tables:?}");
}

#[tokio::test]
async fn a_newer_report_withdraws_what_it_does_not_list_and_an_older_one_is_refused() {
    let world = World::new().await;
    imported(&world, "july.txt", CODES).await;
    let outcome = imported(&world, "august.txt", CODES_LATER).await;
    assert_eq!(figures(&outcome, CHANGES), [8, 1, 1, 0, 1, 0]);
    assert!(code(&world, 415_202).await.ends_with("|f|code_report"), "it is listed no more");
    assert!(code(&world, 415_203).await.starts_with("9002|CELLCO"), "it was assigned since");
    let august = table(&world).await;

    let refused = import(&world, "july.txt", CODES).await;
    assert_eq!((refused.progress.state, refused.progress.attempt), (JobState::Failed, 1));
    let error = refused.progress.error.expect("it says why");
    assert_eq!(error, "This file is of 2026-07-06; a newer one has been imported already.");
    assert_eq!(table(&world).await, august, "nothing of it was written");

    let status = prefix::status(&world.engine, &world.scope).await.expect("the status reads");
    assert_eq!((status.codes, status.assigned, status.area_codes, status.type_unknown), (9, 7, 4, 7));
    let [source] = status.sources.as_slice() else { panic!("one kind of file: {:?}", status.sources) };
    assert_eq!((source.kind.as_str(), source.file_name.as_str(), source.withdrawn), ("code_report", "august.txt", 1));
}

#[tokio::test]
async fn damaged_rows_are_named_and_the_rest_is_taken() {
    let world = World::new().await;
    let report = String::from_utf8(CODES.to_vec()).expect("text");
    let damaged = report.replace("415-201", "415-2x1").replace("02/21/2006", "31/31/2006");
    let detail = import(&world, "codes.txt", damaged.as_bytes()).await;
    assert_eq!(detail.progress.state, JobState::Done);
    assert_eq!((detail.progress.processed, detail.progress.succeeded, detail.progress.failed), (8, 6, 2));
    let outcome = detail.outcome.expect("an outcome");
    assert_eq!(figures(&outcome, CHANGES), [6, 6, 0, 0, 0, 2]);
    let errors = outcome["errors"].as_array().expect("a list");
    assert_eq!(errors[0], "Row 2: The date of assignment can't be read: \"31/31/2006\".");
    assert_eq!(errors[1], "Row 3: NPA-NXX can't be read: \"415-2x1\".");
}

#[tokio::test]
async fn a_files_bytes_are_forgotten_once_they_are_imported() {
    let world = World::new().await;
    imported(&world, "codes.txt", CODES).await;
    assert_eq!(world.figure("select count(*) as n from stored_file_chunk").await, 0);
    assert_eq!(world.figure("select size as n from stored_file").await, CODES.len() as i64);
}
