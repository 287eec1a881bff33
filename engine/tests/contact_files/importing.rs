//! Imports.

use super::*;
use domain::filter::{Companies, Contacts, Deals, Leads};
use engine::Error;

/// What somebody's old list looks like.
const MESSY: &str = "\u{feff}Customer No;First Name;Last Name;E-mail;Mobile;Account;Owner;Time zone\r\n\
    17;Maria;Lopez;maria@example.test;(415) 555-0123;Harbor Dental;;America/Denver\r\n\
    18;Bob;;;+44 20 7946 0000;harbor dental;;\r\n\
    19;;;nobody@example.test;212 555 0187;;;\r\n\
    20;Cid;;=cid;911;;;\r\n\
    21;Ann;;;1-415-555-0123;;;\r\n\
    22;Dee;;dee@example.test;;;stranger@example.test;\r\n\
    23;Eve;;eve@example.test;;;;Mars/Olympus\r\n\
    \r\n\
    24;\"Fay;;;;;;\r\n";

#[tokio::test]
async fn a_messy_list_is_tried_mended_and_imported_and_no_row_of_it_is_lost() {
    let world = World::new().await;
    let (engine, scope) = (&world.engine, &world.scope);
    let tried = start(&world, scope, Kind::Contact, Doubles::Skip, true, MESSY).await.expect("queued");
    let told = outcome(&world, scope, tried).await;
    assert_eq!(figures(&told), [2, 0, 0, 6]);
    for table in ["contact", "company", "phone", "search_word", "activity"] {
        assert_eq!(world.figure(&format!("select count(*) as n from {table}")).await, 0, "{table}");
    }
    let done = import_tried(engine, scope, tried).await.expect("queued");
    let told = outcome(&world, scope, done).await;
    assert_eq!(figures(&told), [2, 0, 0, 6]);
    assert_eq!(world.figure("select count(*) as n from company").await, 1, "one, however it is written");
    let csv = exported::<Contacts>(&world, "", "csv", &["name", "phones", "email", "company", "time_zone"]).await;
    let expected = "name,phones,email,company,time_zone\r\n\
        Maria Lopez,14155550123 mobile,maria@example.test,Harbor Dental,America/Denver\r\n\
        Bob,'+442079460000 mobile,,Harbor Dental,\r\n";
    assert_eq!(csv, expected);

    let rejects = fetched(&world, scope, &told["rejects_url"]).await;
    let lines: Vec<&str> = rejects.lines().collect();
    assert!(lines[0].starts_with("name,phones,email,company,") && lines[0].ends_with(",row,reason,Customer No"));
    let reasons = [
        ("19", "A name is required."),
        ("20", "911: A phone number has 10 digits"),
        ("21", "An earlier row of the file is the same record."),
        ("22", "No member of the company has the owner’s e-mail address."),
        ("23", "This must be the name of a time zone"),
        ("Fay", "A quotation mark is opened and not closed"),
    ];
    assert_eq!(lines.len(), 1 + reasons.len());
    for (line, (number, reason)) in lines[1..].iter().zip(reasons) {
        assert!(line.contains(number) && line.contains(reason), "{line}");
    }
    assert!(lines[2].contains("'=cid"), "what a spreadsheet would evaluate is guarded: {}", lines[2]);

    // Mended, the file imports by its own columns.
    let mended = rejects
        .replace("nobody@example.test", "gil@example.test")
        .replacen("\r\n,,gil", "\r\nGil,,gil", 1)
        .replace("stranger@example.test", "")
        .replace("Mars/Olympus", "America/Boise");
    let told = imported(&world, Doubles::Skip, &mended).await;
    assert_eq!(figures(&told), [3, 0, 1, 2], "{mended}");
}

#[tokio::test]
async fn what_is_there_already_is_left_or_updated_or_added_as_chosen() {
    let world = World::new().await;
    made(&world, Kind::Contact, &[(Field::Name, "Maria"), (Field::Phones, "4155550123 work"), (Field::Tags, "vip")])
        .await;
    made(&world, Kind::Contact, &[(Field::Name, "Bob"), (Field::Email, "Bob@example.test")]).await;
    let list = "name,phone,email,stage,tags\r\n\
        Maria Lopez,\"(415) 555-0123; 415-555-0199 home\",m@example.test,customer,\r\n\
        Robert,,bob@example.test,,\r\n\
        New,212 555 0187,,,west\r\n";
    let columns = ["name", "phones", "email", "stage", "tags"];
    assert_eq!(figures(&imported(&world, Doubles::Skip, list).await), [1, 0, 2, 0]);
    let before = exported::<Contacts>(&world, "", "csv", &columns).await;
    assert!(before.contains("Maria,14155550123 work,,new,vip") && before.contains("Bob,,Bob@example.test,new,"));

    let tried = start(&world, &world.scope, Kind::Contact, Doubles::Update, true, list).await.expect("queued");
    assert_eq!(figures(&outcome(&world, &world.scope, tried).await), [0, 2, 1, 0]);
    assert_eq!(exported::<Contacts>(&world, "", "csv", &columns).await, before, "a dry run changes nothing");
    assert_eq!(figures(&imported(&world, Doubles::Update, list).await), [0, 2, 1, 0]);
    let after = exported::<Contacts>(&world, "", "csv", &columns).await;
    let maria = "Maria Lopez,14155550123 work; 14155550199 home,m@example.test,customer,vip\r\n";
    assert!(after.contains(maria), "an empty cell says nothing, and no phone is lost: {after}");
    assert!(after.contains("Robert,,bob@example.test,new,\r\n"), "{after}");
    assert_eq!(figures(&imported(&world, Doubles::Update, list).await), [0, 0, 3, 0], "the same again changes nothing");
    assert_eq!(figures(&imported(&world, Doubles::Add, list).await), [3, 0, 0, 0]);
    let told = world.figure("select count(*) as n from activity where kind = 'contact_updated'").await;
    assert_eq!(told, 2, "each change is on its timeline");
}

#[tokio::test]
async fn what_is_exported_is_imported_and_exported_the_same_in_every_format() {
    let world = World::new().await;
    let full: [(Field, &str); 9] = [
        (Field::Name, "=Maria \"M\", Lopez"),
        (Field::Phones, "4155550123 work\n+442079460000 home"),
        (Field::Email, "maria@example.test"),
        (Field::Company, "Unit #4"),
        (Field::Stage, "customer"),
        (Field::TimeZone, "America/Denver"),
        (Field::Tags, "vip, west coast"),
        (Field::Notes, "'@first"),
        (Field::Owner, ""),
    ];
    made(&world, Kind::Contact, &full).await;
    made(&world, Kind::Contact, &[(Field::Name, "Bob"), (Field::Email, "bob@example.test")]).await;
    made(&world, Kind::Company, &[(Field::Name, "Acme"), (Field::Website, "acme.test"), (Field::Phones, "2125550187")])
        .await;
    made(&world, Kind::Lead, &[(Field::Name, "Ann"), (Field::Company, "Globex #9"), (Field::Source, "the fair")]).await;
    let deal = [
        (Field::Name, "Chairs"),
        (Field::Amount, "12,500.5"),
        (Field::Currency, "cad"),
        (Field::Contact, "Bob"),
        (Field::Company, "Acme"),
        (Field::ExpectedClose, "2026-12-24"),
    ];
    made(&world, Kind::Deal, &deal).await;
    async fn round<S: OfKind>(world: &World, format: &str) {
        let first = exported::<S>(world, "", format, &[]).await;
        let sql = format!("update {} set deleted_at = now()", S::KIND.as_str());
        world.sql(&sql).await;
        let target = Target::Records { kind: S::KIND, doubles: Doubles::Skip };
        let name = format!("list.{format}");
        let file = engine::import::upload(&world.engine, &world.scope, &target, &name, bytes(&first)).await;
        let draft = ImportDraft { file: file.expect("stored"), format: None, mapping: None, dry_run: false, target };
        let job = engine::import::import(&world.engine, &world.scope, &draft).await.expect("queued");
        let told = outcome(world, &world.scope, job).await;
        assert_eq!(told["total_errors"], 0, "{told}\n{first}");
        assert_eq!(exported::<S>(world, "", format, &[]).await, first);
    }
    for format in ["csv", "txt", "json", "ndjson"] {
        round::<Deals>(&world, format).await;
        round::<Leads>(&world, format).await;
        round::<Contacts>(&world, format).await;
        world.sql("update deal set contact_id = (select max(id) from contact where name = 'Bob')").await;
        round::<Companies>(&world, format).await;
        world.sql("update deal set company_id = (select max(id) from company where name = 'Acme')").await;
        world.sql("update contact set company_id = (select max(id) from company where name = 'Unit #4') where name like '=%'").await;
    }
}

#[tokio::test]
async fn a_worker_that_died_in_the_middle_changed_nothing_of_what_comes_in() {
    let world = World::new().await;
    let mut list = String::from("name,phone,company\n");
    for row in 0..7_000 {
        // Every hundredth repeats a number from far above, and every thousandth is nobody's.
        let number = if row % 100 == 99 { row - 95 } else { row };
        let name = if row % 1_000 == 0 { String::new() } else { format!("Person {row}") };
        list.push_str(&format!("{name},415200{number:04},Company {}\n", row % 7));
    }
    let job = start(&world, &world.scope, Kind::Contact, Doubles::Skip, false, &list).await.expect("queued");
    for rows in [1_000, 4_000] {
        let working = run_once(&world);
        reached(&world, job, rows).await;
        working.abort();
        assert!(working.await.expect_err("it was killed").is_cancelled());
        world.rescue_after_death().await;
    }
    let told = outcome(&world, &world.scope, job).await;
    assert_eq!(figures(&told), [6_923, 0, 0, 77]);
    assert_eq!(world.figure("select count(*) as n from contact").await, 6_923);
    assert_eq!(world.figure("select count(distinct number) as n from phone").await, 6_923);
    assert_eq!(world.figure("select count(*) as n from company").await, 7);
    assert_eq!(fetched(&world, &world.scope, &told["rejects_url"]).await.lines().count(), 78);
}

#[tokio::test]
async fn only_who_may_imports_only_into_their_company_and_only_a_table() {
    let world = World::new().await;
    let list = "name,phone\r\nMaria,4155550123\r\n";
    let viewer = as_role(&world.scope, Role::Viewer);
    let refused = start(&world, &viewer, Kind::Contact, Doubles::Skip, false, list).await;
    assert!(matches!(refused, Err(Error::Denied(_))), "{refused:?}");
    let tried = start(&world, &world.scope, Kind::Contact, Doubles::Skip, true, list).await.expect("queued");
    world.work().await;
    assert!(matches!(import_tried(&world.engine, &viewer, tried).await, Err(Error::Denied(_))));
    let (tenant, _, stranger) = world.other("strangers", Role::Owner).await;
    assert!(matches!(import_tried(&world.engine, &stranger, tried).await, Err(Error::NotFound)));
    made(&world, Kind::Contact, &[(Field::Name, "Maria"), (Field::Phones, "4155550123")]).await;
    let theirs = start(&world, &stranger, Kind::Contact, Doubles::Skip, false, list).await.expect("queued");
    assert_eq!(figures(&outcome(&world, &stranger, theirs).await), [1, 0, 0, 0], "another company’s is no double");
    assert_eq!(world.figure(&format!("select count(*) as n from contact where tenant_id = {tenant}")).await, 1);
    let zip = start(&world, &world.scope, Kind::Contact, Doubles::Skip, false, "PK\u{3}\u{4}xl").await;
    assert!(matches!(zip, Err(Error::Invalid(_))), "{zip:?}");
    let empty = start(&world, &world.scope, Kind::Lead, Doubles::Skip, false, "name,phone\r\n").await.expect("queued");
    world.work().await;
    let ended = job::get(&world.engine, &world.scope, empty).await.expect("there").progress;
    assert!(ended.error.expect("why").contains("There is no row in list.csv"));
}
