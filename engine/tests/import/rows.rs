//! What becomes of each row.

use super::*;
use domain::filter::ListQuery;
use domain::phone::GenerationDraft;
use domain::table_file::{Column, ExportDraft, Mapping};

const MESSY: &str = "\u{feff}Name,Phone,Carrier,Type\r\n\
    Ann,(415) 200-0001,'=HYPER(),Mobile\r\n\
    Bob,+1 415 200 0002,,\r\n\
    \r\n\
    Cid,,AT&T,\r\n\
    Dee,12345,AT&T,\r\n\
    Eve,415-200-0001,Again,\r\n\
    Fay,800-555-0100,,\r\n\
    Gus,\"212 300 0003\",\"Big, Inc.\",wireless\r\n";

#[tokio::test]
async fn a_messy_file_gives_what_it_can_and_says_of_every_other_row_where_and_why() {
    let world = World::new().await;
    let project = world.project("numbers").await.id;
    let outcome = import(&world, project, MESSY).await;
    assert_eq!(figures(&outcome), [5, 3, 3, 0, 4]);
    assert_eq!(
        texts(&outcome, "parse_errors"),
        ["Row 5: Missing phone number", "Row 6: Invalid phone number format: 12345"]
    );
    assert_eq!(
        texts(&outcome, "validation_errors"),
        ["Record 5: Duplicate phone number in import: 415-200-0001", "Record 6: 800 is toll-free, not geographic."]
    );
    let held = held(&world, project).await;
    assert_eq!(held[0], "14152000001|=HYPER()|-|1|-", "the file's word stands where no table knows the code");
    assert_eq!(held[1], "14152000002|-|-|0|-");
    assert!(held[2].starts_with("12123000003|Big,"), "{held:?}");
    assert_eq!(world.figure("select count(*) as n from number where origin = 1").await, 3);
    assert_eq!(world.figure("select count(*) as n from generated_number").await, 0);

    let again = import(&world, project, MESSY).await;
    assert_eq!(figures(&again), [5, 3, 0, 3, 4], "what the project holds is skipped and told apart");
    assert_eq!(count(&world).await, 3);
}

#[tokio::test]
async fn the_rejected_rows_are_a_file_that_imports_clean_once_it_is_mended() {
    let world = World::new().await;
    let project = world.project("numbers").await.id;
    let outcome = import(&world, project, MESSY).await;
    let rejects = rejects(&world, &outcome).await;
    let lines: Vec<&str> = rejects.lines().collect();
    assert_eq!(
        lines,
        [
            "phone_number,carrier,type,row,reason,Name",
            ",AT&T,,5,Missing phone number,Cid",
            "12345,AT&T,,6,Invalid phone number format: 12345,Dee",
            "415-200-0001,Again,,7,Duplicate phone number in import: 415-200-0001,Eve",
            "800-555-0100,,,8,\"800 is toll-free, not geographic.\",Fay",
        ]
    );
    let mended = rejects
        .replace("\r\n,AT&T", "\r\n4152000011,AT&T")
        .replace("\r\n12345", "\r\n4152000012")
        .replace("\r\n415-200-0001", "\r\n4152000013")
        .replace("\r\n800-", "\r\n415-");
    let outcome = import(&world, project, &mended).await;
    assert_eq!(figures(&outcome), [4, 4, 4, 0, 0]);
    assert!(outcome["rejects_url"].is_null());
}

#[tokio::test]
async fn a_dry_run_says_the_same_and_stores_no_number() {
    let world = World::new().await;
    let project = world.project("numbers").await.id;
    import(&world, project, "phone\n4152000002\n").await;
    let file = upload(&world, &world.scope, project, MESSY).await.expect("stored");
    let dry = ImportDraft { dry_run: true, ..draft(project, file) };
    let job = number::import(&world.engine, &world.scope, &dry).await.expect("queued").job;
    world.work().await;
    let dry = detail(&world, job).await;
    assert_eq!(count(&world).await, 1, "nothing came in");
    let activity = engine::project::activity(&world.engine, &world.scope, project).await.expect("it reads").1;
    assert_eq!(activity.added, 1, "a dry run adds nothing");
    let dry = dry.outcome.expect("an outcome");
    assert_eq!(dry["dry_run"], true);

    let job =
        number::import(&world.engine, &world.scope, &draft(project, file)).await.expect("the file is still there").job;
    world.work().await;
    let wet = detail(&world, job).await.outcome.expect("an outcome");
    assert_eq!(figures(&dry), figures(&wet));
    assert_eq!(figures(&wet), [5, 3, 2, 1, 4]);
    assert_eq!(texts(&dry, "parse_errors"), texts(&wet, "parse_errors"));
    assert_eq!(rejects(&world, &dry).await, rejects(&world, &wet).await);
}

#[tokio::test]
async fn the_prefix_table_says_whose_a_number_is_and_a_line_type_it_does_not_know_stays_unknown() {
    let world = World::new().await;
    world
        .sql(
            "insert into prefix (prefix, carrier, brand, line_type, state, place, assigned, source) values
             (415200, 'NEW CINGULAR WIRELESS', 'AT&T', 1, 'CA', 'SAN FRANCI', true, 'own_table'),
             (415201, 'NOBODY KNOWS', null, 0, 'CA', 'SAN FRANCI', true, 'own_table')",
        )
        .await;
    let project = world.project("numbers").await.id;
    import(&world, project, "phone,carrier,type\n4152000001,Liar,VoIP\n4152010001,Liar,Mobile\n4152020001,Own,VoIP\n")
        .await;
    let held = held(&world, project).await.join(" ");
    assert_eq!(
        held,
        "14152000001|NEW CINGULAR WIRELESS|AT&T|1|CA 14152010001|NOBODY KNOWS|-|0|CA 14152020001|Own|-|3|-"
    );
}

#[tokio::test]
async fn a_number_that_was_ever_generated_stays_so_after_it_was_exported_deleted_and_imported() {
    let world = World::new().await;
    let project = world.project("film").await.id;
    let wish = GenerationDraft {
        project_id: project.to_string(),
        area_code: "415".into(),
        quantity: "50".into(),
        fiction: "on".into(),
        ..GenerationDraft::default()
    };
    number::generate(&world.engine, &world.scope, &wish).await.expect("queued");
    world.work().await;
    let all = ExportDraft { format: "csv".into(), ..ExportDraft::default() };
    let file = number::export_now(&world.engine, &world.scope, project, &all).await.expect("exported").expect("few");
    world.sql("delete from number").await;
    let elsewhere = world.project("laundry").await.id;
    let outcome = import(&world, elsewhere, &file.content).await;
    assert_eq!(outcome["imported"], 50);
    let list = number::list(&world.engine, &world.scope, elsewhere, &ListQuery::default()).await.expect("it reads");
    assert_eq!(list.rows.len(), 50);
    assert!(list.rows.iter().all(|row| row.ever_generated && row.origin == number::NumberOrigin::Generated));
}

#[tokio::test]
async fn export_import_export_is_the_same_to_the_byte_in_every_format() {
    let world = World::new().await;
    let project = world.project("numbers").await.id;
    let payloads = ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(1)", "'=x", "O'Brien", "Big, \"Inc.\"", "é ; x"];
    let mut file = String::from("[");
    for (line, carrier) in payloads.iter().enumerate() {
        let row = serde_json::json!({ "phone": format!("415200{line:04}"), "carrier": carrier, "type": "VoIP" });
        file.push_str(&format!("{row},"));
    }
    file.push(']');
    let stored = upload(&world, &world.scope, project, &file).await.expect("stored");
    let json = ImportDraft { format: FileFormat::Json, ..draft(project, stored) };
    number::import(&world.engine, &world.scope, &json).await.expect("queued");
    world.work().await;
    for format in FileFormat::IMPORTED {
        let fields = ["phone_number", "carrier", "type", "area_code", "valid_number"].map(str::to_owned).to_vec();
        let wish = ExportDraft { format: format.as_str().into(), fields, ..ExportDraft::default() };
        let first =
            number::export_now(&world.engine, &world.scope, project, &wish).await.expect("exported").expect("few");
        assert_eq!(first.rows as usize, payloads.len());
        let copy = world.project(format.as_str()).await.id;
        let stored = upload(&world, &world.scope, copy, &first.content).await.expect("stored");
        let again = ImportDraft { format, ..draft(copy, stored) };
        let job = number::import(&world.engine, &world.scope, &again).await.expect("queued").job;
        world.work().await;
        assert_eq!(detail(&world, job).await.outcome.expect("an outcome")["total_errors"], 0);
        let second =
            number::export_now(&world.engine, &world.scope, copy, &wish).await.expect("exported").expect("few");
        assert_eq!(second.content, first.content, "{format:?}");
    }
}

#[tokio::test]
async fn a_chosen_mapping_says_which_column_is_what() {
    let world = World::new().await;
    let project = world.project("numbers").await.id;
    let file = upload(&world, &world.scope, project, "Firma;Telefon\nAcme;415 200 0001\n").await.expect("stored");
    let found = number::preview(&world.engine, &world.scope, project, file, None).await.expect("there").preview;
    let found = found.expect("it is a table");
    assert_eq!(
        (found.header, found.number, &found.columns[..]),
        (true, 1, &["Firma".to_owned(), "Telefon".into()][..])
    );
    let mapping = Mapping { header: true, number: Column::At(1), carrier: Some(Column::At(0)), line_type: None };
    let chosen = ImportDraft { mapping: Some(mapping), ..draft(project, file) };
    number::import(&world.engine, &world.scope, &chosen).await.expect("queued");
    world.work().await;
    assert_eq!(held(&world, project).await, ["14152000001|Acme|-|0|-"]);
}

#[tokio::test]
async fn ten_errors_of_each_kind_are_named_and_all_are_counted_and_kept() {
    let world = World::new().await;
    let project = world.project("numbers").await.id;
    let mut file = String::from("phone\n");
    for line in 0..6_000 {
        file.push_str(&format!("415200{:04}\nx{line}\n", line % 3_000));
    }
    let outcome = import(&world, project, &file).await;
    assert_eq!(figures(&outcome), [6_000, 3_000, 3_000, 0, 9_000]);
    assert_eq!((texts(&outcome, "parse_errors").len(), texts(&outcome, "validation_errors").len()), (10, 10));
    assert_eq!(rejects(&world, &outcome).await.lines().count(), 9_001);
}

#[tokio::test]
async fn what_comes_in_is_validated_behind_the_import_when_that_is_asked_for() {
    let world = World::new().await;
    world
        .sql(
            "insert into prefix (prefix, carrier, line_type, state, place, assigned, source) values
             (415200, 'NEW CINGULAR WIRELESS', 1, 'CA', 'SAN FRANCI', true, 'own_table')",
        )
        .await;
    let project = world.project("numbers").await.id;
    let file = upload(&world, &world.scope, project, "4152000001\n4152010001\n").await.expect("stored");
    let wish = ImportDraft { validate: true, ..draft(project, file) };
    let started = number::import(&world.engine, &world.scope, &wish).await.expect("queued");
    let validation = started.validation.expect("it is queued behind the import");
    world.work().await;
    assert_eq!(detail(&world, validation).await.progress.after, Some(started.job));
    assert_eq!(world.figure("select count(*) as n from number where valid").await, 1);
    assert_eq!(world.figure("select count(*) as n from number where not valid").await, 1);
}

#[tokio::test]
async fn a_number_that_was_ever_generated_comes_back_as_generated() {
    let world = World::new().await;
    let (one, two) = (world.project("one").await.id, world.project("two").await.id);
    let draft = domain::phone::GenerationDraft {
        project_id: one.to_string(),
        area_code: "415".into(),
        quantity: "3".into(),
        fiction: "on".into(),
        ..domain::phone::GenerationDraft::default()
    };
    engine::number::generate(&world.engine, &world.scope, &draft).await.expect("it is queued");
    world.work().await;
    let list = "select string_agg(number::text, e'\n') as text from number";
    let file = format!("{}\n4152000001\n", world.text(list).await);
    world.sql("delete from number").await;
    import(&world, two, &file).await;
    let origins = "select string_agg(origin::text, ',' order by number) as text from number";
    assert_eq!(world.text(origins).await, "1,0,0,0", "the one that was not generated is imported");
}
