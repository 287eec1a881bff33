//! Do-not-call lists: whose they are, who changes them, and what stays of them.

use super::*;
use domain::do_not_call::{EntrySource, List, ListKind};
use domain::filter::{DoNotCall, ListQuery};
use domain::page::Count;
use engine::do_not_call::{Added, add, count, list, look_up, remove};

#[tokio::test]
async fn a_number_is_on_a_list_once_and_leaves_it_with_its_history() {
    let world = World::new().await;
    let (engine, scope) = (&world.engine, &world.scope);
    record(&world, "4152000001").await;
    assert_eq!(reason(&world, scope, "4152000001").await, "");
    let two = numbers(&["(415) 200-0001", "4152000002", "415.200.0001"]);
    let added = add(engine, scope, List::Company, &two).await.expect("added");
    assert_eq!(added, Added { added: 2, there_already: 0 });
    let again = add(engine, scope, List::Company, &numbers(&["4152000002", "4152000003"])).await.expect("added");
    assert_eq!(again, Added { added: 1, there_already: 1 });
    assert_eq!(reason(&world, scope, "4152000001").await, "DO_NOT_CALL", "whatever the consent");

    let it = number("4152000001");
    assert_eq!(refused_at(remove(engine, scope, List::Company, it, "").await), ["reason"]);
    remove(engine, scope, List::Company, it, "a mistake").await.expect("removed");
    assert!(matches!(remove(engine, scope, List::Company, it, "a mistake").await, Err(Error::NotFound)));
    assert_eq!(reason(&world, scope, "4152000001").await, "");
    add(engine, scope, List::Company, &numbers(&["4152000001"])).await.expect("added anew");
    let found = look_up(engine, scope, it).await.expect("it reads");
    assert_eq!(found.kinds(), [ListKind::Company]);
    let told: Vec<_> = found
        .entries
        .iter()
        .map(|(_, entry)| (entry.source, entry.removal.as_ref().map(|removal| removal.reason.as_str())))
        .collect();
    assert_eq!(told, [(EntrySource::Hand, None), (EntrySource::Hand, Some("a mistake"))]);
    let wrong = numbers(&["911", "4152000004"]);
    assert_eq!(refused_at(add(engine, scope, List::Company, &wrong).await), ["phone_numbers"]);
    assert_eq!(reason(&world, scope, "4152000004").await, "NO_CONSENT", "one that is wrong stops all");
}

#[tokio::test]
async fn the_installations_list_holds_for_every_company_and_takes_a_platform_admin() {
    let world = World::new().await;
    let (engine, scope) = (&world.engine, &world.scope);
    let (_, _, other) = world.other("other", Role::Owner).await;
    let it = numbers(&["4152000001"]);
    assert!(matches!(add(engine, scope, List::Installation, &it).await, Err(Error::Denied(_))));
    let query = ListQuery::<DoNotCall>::default();
    assert!(matches!(list(engine, scope, List::Installation, &query).await, Err(Error::Denied(_))));
    let admin = as_platform_admin(scope);
    add(engine, &admin, List::Installation, &it).await.expect("added");
    for scope in [scope, &other] {
        assert_eq!(reason(&world, scope, "4152000001").await, "DO_NOT_CALL");
        let found = look_up(engine, scope, number("4152000001")).await.expect("it reads");
        assert_eq!((found.kinds(), found.entries.len()), (vec![ListKind::Installation], 0), "who added it is not told");
    }
    assert_eq!(list(engine, &admin, List::Installation, &query).await.expect("it reads").rows.len(), 1);
    // The company's own list is another one.
    assert_eq!(count(engine, scope, List::Company, &query.filter).await.expect("it counts"), Count::Exact(0));
    add(engine, scope, List::Company, &it).await.expect("added");
    remove(engine, &admin, List::Installation, number("4152000001"), "withdrawn there").await.expect("removed");
    assert_eq!(reason(&world, scope, "4152000001").await, "DO_NOT_CALL");
    assert_eq!(reason(&world, &other, "4152000001").await, "NO_CONSENT");
    assert_eq!(list(engine, &other, List::Company, &query).await.expect("it reads").rows.len(), 0);
}

#[tokio::test]
async fn an_agent_stops_calls_and_only_an_admin_allows_them_again() {
    let world = World::new().await;
    let it = number("4152000001");
    let [viewer, agent, admin] = [Role::Viewer, Role::Agent, Role::Admin].map(|role| as_role(&world.scope, role));
    let one = numbers(&["4152000001"]);
    assert!(matches!(add(&world.engine, &viewer, List::Company, &one).await, Err(Error::Denied(_))));
    add(&world.engine, &agent, List::Company, &one).await.expect("added");
    for scope in [&viewer, &agent] {
        assert!(matches!(remove(&world.engine, scope, List::Company, it, "why not").await, Err(Error::Denied(_))));
    }
    remove(&world.engine, &admin, List::Company, it, "asked to be called").await.expect("removed");
}

#[tokio::test]
async fn the_list_is_filtered_and_ordered_both_ways_without_gaps() {
    let world = World::new().await;
    let (engine, scope) = (&world.engine, &world.scope);
    for place in [3, 1, 4, 2, 0] {
        add(engine, scope, List::Company, &numbers(&[&format!("415200000{place}")])).await.expect("added");
    }
    remove(engine, scope, List::Company, number("4152000004"), "a mistake").await.expect("removed");
    let read = async |text: &str| -> Vec<u16> {
        let query = ListQuery::parse_query(text).unwrap_or_else(|errors| panic!("{text}: {errors}"));
        let (mut seen, mut query): (Vec<u16>, ListQuery<DoNotCall>) = (Vec::new(), query);
        loop {
            let page = list(engine, scope, List::Company, &query).await.expect("it reads");
            seen.extend(page.rows.iter().map(|entry| entry.number.line()));
            let Some(next) = page.next else { break seen };
            query = query.at(Some(next));
        }
    };
    for (text, lines) in [
        ("page_size=2", vec![0, 2, 1, 3]),
        ("page_size=1&sort=added", vec![3, 1, 2, 0]),
        ("page_size=3&sort=number", vec![0, 1, 2, 3]),
        ("page_size=3&sort=-number", vec![3, 2, 1, 0]),
        ("number=4152000002", vec![2]),
        ("number=4152000002&number=4152000001&sort=number", vec![1, 2]),
        ("number.starts=415200000&sort=number&page_size=2", vec![0, 1, 2, 3]),
        ("number.starts=415200000", vec![0, 2, 1, 3]),
        ("number.starts=212", vec![]),
        ("number.contains=0003", vec![3]),
        ("source=hand", vec![0, 2, 1, 3]),
        ("source=opt_out", vec![]),
        ("added.to=2020-01-01", vec![]),
    ] {
        assert_eq!(read(text).await, lines, "{text}");
    }
}
