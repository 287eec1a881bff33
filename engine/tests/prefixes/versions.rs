//! Versions of the table: what each import changed, and what is different between any two.

use super::{AREA_CODES, CODES, CODES_LATER, OCNS, OWN_CSV, ZONES, import, imported, text};
use domain::filter::{Filter, ListQuery, PrefixChanges};
use domain::job::JobState;
use domain::page::{Count, PageSize};
use domain::prefix::{ChangeKind, Fact, PrefixChange};
use engine::testing::World;
use engine::{Error, prefix};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use sqlx::{Connection, PgConnection, Row};
use std::collections::BTreeMap;

/// The listed codes with all they say, as the oracle copies them after each import.
type Table = BTreeMap<i32, String>;

async fn table(world: &World) -> Table {
    let mut db = PgConnection::connect(world.database.url()).await.expect("it connects");
    let rows = sqlx::query(
        "select prefix, concat_ws('|', coalesce(ocn, '-'), coalesce(carrier, '-'), coalesce(brand, '-'),
             coalesce(brand_source, '-'), line_type, coalesce(state, '-'), coalesce(place, '-'),
             array_to_string(time_zones, '&'), assigned, source) from prefix where listed",
    )
    .fetch_all(&mut db)
    .await
    .expect("the table reads");
    rows.into_iter().map(|row| (row.get(0), row.get(1))).collect()
}

/// What two copies say is different.
fn oracle(before: &Table, after: &Table) -> BTreeMap<i32, ChangeKind> {
    let came = after.keys().filter(|code| !before.contains_key(code)).map(|code| (*code, ChangeKind::Came));
    let gone = before.keys().filter(|code| !after.contains_key(code)).map(|code| (*code, ChangeKind::Withdrawn));
    let other = before.iter().filter(|(code, row)| after.get(code).is_some_and(|now| now != *row));
    came.chain(gone).chain(other.map(|(code, _)| (*code, ChangeKind::Changed))).collect()
}

fn query(text: &str) -> ListQuery<PrefixChanges> {
    ListQuery::parse_query(text).expect("the query reads")
}

/// Every change between two versions, read a few codes a page.
async fn changes(world: &World, from: i64, to: i64, filter: &str) -> Vec<PrefixChange> {
    let span = prefix::span(&world.engine, &world.scope, Some(from), Some(to)).await.expect("a span");
    let mut query = ListQuery { page_size: PageSize::clamped(3), ..query(filter) };
    let mut all = Vec::new();
    loop {
        let page = prefix::changes(&world.engine, &world.scope, &span, &query).await.expect("a page");
        all.extend(page.rows);
        match page.next {
            Some(next) => query.cursor = Some(next),
            None => return all,
        }
    }
}

fn by_code(changes: &[PrefixChange]) -> BTreeMap<i32, ChangeKind> {
    changes.iter().map(|change| (change.prefix.code() as i32, change.kind)).collect()
}

/// Holds versions `from` and `to` against the copies made after them.
async fn compare(world: &World, copies: &BTreeMap<i64, Table>, from: i64, to: i64) {
    let expected = oracle(&copies[&from], &copies[&to]);
    let found = changes(world, from, to, "").await;
    assert_eq!(by_code(&found), expected, "between {from} and {to}");
    let span = prefix::span(&world.engine, &world.scope, Some(from), Some(to)).await.expect("a span");
    let counts = prefix::count_changes(&world.engine, &world.scope, &span, &Filter::everything(), true).await;
    let counts = counts.expect("counts");
    for kind in ChangeKind::ALL {
        let n = expected.values().filter(|found| **found == kind).count() as u64;
        assert_eq!(counts.of(kind), Count::Exact(n), "{kind:?} between {from} and {to}");
        let filter = format!("kind={}", kind.as_str());
        assert_eq!(changes(world, from, to, &filter).await.len() as u64, n);
    }
}

async fn newest(world: &World) -> prefix::Version {
    let page = prefix::versions(&world.engine, &world.scope, None, PageSize::default()).await.expect("versions");
    page.rows.into_iter().next().expect("a version")
}

#[tokio::test]
async fn every_pair_of_versions_differs_as_two_copies_of_the_table_do() {
    let world = World::new().await;
    let wireline = String::from_utf8(OCNS.to_vec()).expect("text").replace("9001,wireless", "9001,wireline");
    let september = String::from_utf8(CODES.to_vec()).expect("text").replace("07/06/2026", "09/07/2026");
    let mut copies = BTreeMap::new();
    for (name, bytes) in [
        ("july.txt", CODES),
        ("ocn.csv", OCNS),
        ("zones.txt", ZONES),
        ("npa.csv", AREA_CODES),
        ("own.csv", OWN_CSV),
        ("august.txt", CODES_LATER),
        ("ocn.csv", wireline.as_bytes()),
        // 415-202 comes back, 415-205 goes again.
        ("september.txt", september.as_bytes()),
        ("ocn.csv", OCNS),
    ] {
        imported(&world, name, bytes).await;
        copies.insert(newest(&world).await.id, table(&world).await);
    }
    let ids: Vec<i64> = copies.keys().copied().collect();
    for (place, from) in ids.iter().enumerate() {
        for to in &ids[place + 1..] {
            compare(&world, &copies, *from, *to).await;
        }
    }
    let (first, last) = (ids[0], ids[ids.len() - 1]);
    let all = changes(&world, first, last, "").await;
    assert!(!all.iter().any(|change| change.prefix.code() == 415_205), "what came and went again is no change");
    let filtered = changes(&world, first, last, "area_code=415&kind=changed").await;
    assert!(!filtered.is_empty() && filtered.iter().all(|change| change.prefix.area_code().code() == 415));
    let backwards = changes(&world, first, last, "sort=-prefix").await;
    assert_eq!(backwards.into_iter().rev().collect::<Vec<_>>(), all);
}

#[tokio::test]
async fn a_change_tells_its_facts_before_and_after() {
    let world = World::new().await;
    imported(&world, "july.txt", CODES).await;
    let from = newest(&world).await;
    assert!(from.baseline && from.complete);
    assert_eq!((from.came, from.changed, from.withdrawn), (8, 0, 0));
    assert_eq!(world.figure("select count(*) as n from prefix_change").await, 0, "the first import keeps none");
    imported(&world, "august.txt", CODES_LATER).await;
    let to = newest(&world).await;
    assert_eq!((to.came, to.changed, to.withdrawn), (1, 1, 1));
    let facts = |all: &[PrefixChange], code: u32| {
        let change = all.iter().find(|change| change.prefix.code() == code).expect("it changed");
        change.facts.iter().map(|fact| (fact.fact, fact.before.clone(), fact.after.clone())).collect::<Vec<_>>()
    };
    let word = |word: &str| Some(word.to_owned());
    let all = changes(&world, from.id, to.id, "").await;
    assert_eq!(facts(&all, 415_203)[0], (Fact::Assigned, word("Not assigned"), word("Assigned")));
    assert_eq!(facts(&all, 415_202)[0], (Fact::Assigned, word("Assigned"), None));
    assert!(facts(&all, 415_205).contains(&(Fact::Brand, None, word("AT&T"))));

    let detail = prefix::get(&world.engine, &world.scope, "415202".parse().expect("a prefix")).await.expect("there");
    assert!(!detail.listed && !detail.row.assigned);
    assert_eq!(detail.history.iter().map(|change| change.kind).collect::<Vec<_>>(), [ChangeKind::Withdrawn]);
    assert_eq!(detail.provenance.code.map(|version| version.id), Some(to.id));
}

#[tokio::test]
async fn versions_that_cannot_be_compared_are_refused_at_their_field() {
    let world = World::new().await;
    let span = async |from, to| prefix::span(&world.engine, &world.scope, from, to).await;
    assert!(matches!(span(None, None).await, Err(Error::NotFound)), "nothing was imported");
    imported(&world, "july.txt", CODES).await;
    assert!(matches!(span(None, None).await, Err(Error::NotFound)), "there is nothing to compare with");
    imported(&world, "ocn.csv", OCNS).await;
    let both = span(None, None).await.expect("the newest two");
    let (first, second) = (both.from.id, both.to.id);
    for (from, to, field) in [
        (Some(second), Some(first), "from"),
        (Some(first), Some(first), "from"),
        (Some(999), None, "from"),
        (None, Some(999), "to"),
    ] {
        let Err(Error::Invalid(errors)) = span(from, to).await else { panic!("{from:?} to {to:?} was not refused") };
        assert!(!errors.at(field).is_empty(), "{from:?} to {to:?}: {errors}");
    }
    world.sql("update prefix_source set complete = false where kind = 'ocn_line_types'").await;
    let Err(Error::Invalid(errors)) = span(Some(first), Some(second)).await else { panic!("not refused") };
    assert_eq!(errors.at("to"), [format!("The import of version {second} is not complete; choose another one.")]);
}

#[tokio::test]
async fn an_import_that_fails_between_its_steps_goes_on_and_keeps_every_change_once() {
    let (whole, broken) = (World::new().await, World::new().await);
    for world in [&whole, &broken] {
        imported(world, "july.txt", CODES).await;
        imported(world, "ocn.csv", OCNS).await;
    }
    let from = newest(&whole).await.id;
    imported(&whole, "august.txt", CODES_LATER).await;

    // The step that withdraws codes fails as if its worker had died in it, after the rows of the file were committed.
    for sql in [
        "create function stop() returns trigger language plpgsql as 'begin raise exception ''stop''; end'",
        "create trigger stop before insert on prefix_change for each row when (new.after is null) execute function stop()",
    ] {
        broken.sql(sql).await;
    }
    let detail = import(&broken, "august.txt", CODES_LATER).await;
    assert_eq!(detail.progress.state, JobState::Retrying);
    let version = newest(&broken).await;
    assert!(!version.complete, "the version is there, and says that it is not complete");
    assert_eq!(broken.figure("select count(*) as n from prefix_change where before is null").await, 1);
    assert_eq!(broken.figure("select count(*) as n from prefix where not listed").await, 0, "rolled back as a whole");

    broken.sql("drop trigger stop on prefix_change").await;
    broken.sql("update job set run_at = now() where state = 'retrying'").await;
    broken.work().await;
    assert!(newest(&broken).await.complete);
    let [expected, found] = [&whole, &broken].map(async |world| changes(world, from, newest(world).await.id, "").await);
    assert_eq!(found.await, expected.await);
    assert_eq!(table(&broken).await, table(&whole).await);
}

#[tokio::test]
async fn numbers_in_codes_that_changed_are_counted_by_project_and_only_the_tenants_own() {
    let world = World::new().await;
    imported(&world, "july.txt", CODES).await;
    let (bay, empty) = (world.project("Bay").await.id, world.project("Empty").await.id);
    let (other, _, stranger) = world.other("globex", domain::scope::Role::Owner).await;
    let draft = domain::project::ProjectDraft { name: "Theirs".into(), ..Default::default() };
    let theirs = engine::project::create(&world.engine, &stranger, &draft).await.expect("a project").id;
    for (tenant, project, prefixes) in [
        (world.tenant, bay, "415200, 415201, 415202, 415203, 415203, 201204"),
        (other, theirs, "415203, 415203, 415203"),
    ] {
        world
            .sql(&format!(
                "insert into number (tenant_id, project_id, number, origin)
                 select {tenant}, {project}, 10000000000 + p * 10000::bigint + row_number() over (), 0
                 from unnest(array[{prefixes}]) p"
            ))
            .await;
    }
    imported(&world, "august.txt", CODES_LATER).await;
    let span = prefix::span(&world.engine, &world.scope, None, None).await.expect("a span");
    let touched = async |scope: &domain::Scope, filter: &str| {
        let filter = query(filter).filter;
        prefix::touched(&world.engine, scope, &span, &filter).await.expect("it counts")
    };
    let mine = touched(&world.scope, "").await;
    let [only] = mine.as_slice() else { panic!("one project: {mine:?}, and not {empty}") };
    assert_eq!((only.project, only.numbers, only.codes), (bay, 3, 2));
    let filter = only.filter.clone().expect("two codes can be named");
    let listed = engine::number::count(&world.engine, &world.scope, bay, &filter).await.expect("it counts");
    assert_eq!(listed, Count::Exact(3), "the link leads to just these numbers");
    assert_eq!(touched(&world.scope, "kind=withdrawn").await[0].numbers, 1);
    assert_eq!(touched(&world.scope, "kind=came").await, []);
    assert_eq!(touched(&stranger, "").await[0].numbers, 3);
}

#[tokio::test]
async fn who_imported_is_told_to_platform_admins_alone() {
    let world = World::new().await;
    imported(&world, "july.txt", CODES).await;
    assert_eq!(newest(&world).await.imported_by, None);
    let page =
        prefix::versions(&world.engine, &super::admin(&world), None, PageSize::default()).await.expect("versions");
    assert_eq!(page.rows[0].imported_by.as_deref(), Some("owner of acme"));
}

/// Three random tables of a handful of codes, imported one after the other.
#[test]
fn random_tables_differ_as_their_copies_do() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let code = prop::sample::select(vec![201_201, 201_202, 201_203, 201_204, 201_205, 201_206]);
    let company = prop::sample::select(vec!["9001", "9002", "9003"]);
    let report = prop::collection::btree_map(code, company, 1..6);
    let mut runner = TestRunner::new(ProptestConfig { cases: 12, ..ProptestConfig::default() });
    let tables = prop::collection::vec(report, 3..5);
    runner
        .run(&tables, |tables| {
            runtime.block_on(async {
                let world = World::new().await;
                let mut copies = BTreeMap::new();
                for (month, table_of) in tables.iter().enumerate() {
                    imported(&world, "codes.txt", report_of(month, table_of).as_bytes()).await;
                    copies.insert(newest(&world).await.id, table(&world).await);
                }
                let ids: Vec<i64> = copies.keys().copied().collect();
                for (place, from) in ids.iter().enumerate() {
                    for to in &ids[place + 1..] {
                        compare(&world, &copies, *from, *to).await;
                    }
                }
            });
            Ok(())
        })
        .expect("versions differ as their copies do");
}

/// A code report of that month in the published form.
fn report_of(month: usize, codes: &BTreeMap<i32, &str>) -> String {
    let text = std::str::from_utf8(CODES).expect("text");
    let mut lines = text.lines();
    let header = lines.next().expect("a header").replace("07/06/2026", &format!("{:02}/06/2026", month + 1));
    let row = lines.next().expect("a row");
    let rows = codes
        .iter()
        .map(|(code, ocn)| row.replace("415-200", &format!("{}-{}", code / 1000, code % 1000)).replace("9001", ocn));
    std::iter::once(header).chain(rows).map(|line| line + "\n").collect()
}

#[tokio::test]
async fn what_a_version_keeps_is_as_many_rows_as_it_counts() {
    let world = World::new().await;
    for (name, bytes) in [("july.txt", CODES), ("ocn.csv", OCNS), ("zones.txt", ZONES), ("own.csv", OWN_CSV)] {
        imported(&world, name, bytes).await;
    }
    let differing = "select count(*) as n from prefix_source s where not baseline
         and concat_ws(' ', codes_came, codes_changed, codes_withdrawn) is distinct from (
             select concat_ws(' ', count(*) filter (where before is null), count(*) filter (where before <> after),
                 count(*) filter (where after is null)) from prefix_change c where c.source_id = s.id)";
    assert_eq!(world.figure(differing).await, 0);
    let columns = "select string_agg(distinct k, ',' order by k) from prefix_change c, jsonb_object_keys(c.after) k
         where source_id = (select id from prefix_source where kind = 'time_zones')";
    assert_eq!(text(&world, columns).await, "time_zones", "only what is different is kept");
}
