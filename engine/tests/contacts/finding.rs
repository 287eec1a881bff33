//! Lists: every filter alone and in pairs against plain SQL's answer, paging, counts, and the plans of a large table.

use super::*;
use domain::page::{Count, PageSize};
use domain::scope::Role;

#[tokio::test]
async fn a_contact_is_found_by_the_beginning_of_its_words_by_its_address_and_by_parts_of_its_number() {
    let world = World::new().await;
    let typed = draft(&[
        (Field::Name, "María Lopez-Ortega"),
        (Field::Phones, "415-555-0123\n+44 20 7946 0000"),
        (Field::Email, "Ml@Example.test"),
        (Field::Tags, "west coast"),
    ]);
    crm::create(&world.engine, &world.scope, Kind::Contact, &typed).await.expect("made");
    contact(&world, "Bob", "212-555-0187").await;
    for query in [
        "find.contains=lop",
        "find.contains=ORT+mar",
        "name.contains=mar%C3%ADa+lopez",
        "find.contains=ml%40example",
        "find.contains=415",
        "find.contains=%28415%29+555",
        "find.contains=5550123",
        "find.contains=0123",
        "find.contains=%2B44+20",
        "email=ml%40example.test",
        "email.starts=ML%40",
        "phone=%2B442079460000",
        "phone.starts=415555",
        "phone.ends=0123",
        "tag=West+Coast",
        "tag.starts=west",
        "stage=new&find.contains=lopez&tag=west+coast",
    ] {
        assert_eq!(found(&world, query).await, ["María Lopez-Ortega"], "{query}");
    }
    for query in [
        "find.contains=opez",
        "email.starts=mar",
        "tag=west",
        "name.contains=lopez+bob",
        "find.contains=--",
        "phone=4155550124",
    ] {
        assert!(found(&world, query).await.is_empty(), "{query}");
    }
    assert_eq!(found(&world, "find.contains=555").await.len(), 0, "no number begins with it and three digits end none");
}

/// A few hundred contacts whose every value is known.
async fn many(world: &World) {
    world
        .sql(
            "with made as (
                 insert into contact (tenant_id, name, email, stage, owner_id, tags, created_at)
                 select t.id, 'Person ' || n || case when n % 7 = 0 then ' Lopez' else '' end, 'p' || n || '@example.test',
                     (array['new', 'engaged', 'customer', 'former'])[n % 4 + 1],
                     case when n % 3 = 0 then (select min(user_id) from membership m where m.tenant_id = t.id) end,
                     case when n % 5 = 0 then array['vip'] else '{}' end, now() - make_interval(days => n % 10)
                 from generate_series(1, 400) n, tenant t where t.slug <> 'platform' returning tenant_id, id, name, email, tags),
             phones as (
                 insert into phone (tenant_id, entity_type, entity_id, number, place, label)
                 select tenant_id, 1, id, 14155550000 + substring(name, '[0-9]+')::bigint, 0, 'mobile' from made)
             insert into search_word (tenant_id, entity_type, entity_id, word)
             select distinct tenant_id, 1, id, word from made, lateral (
                 select unnest(string_to_array(lower(name), ' ') || lower(email)) union select '#' || unnest(tags)) w (word)",
        )
        .await;
}

#[tokio::test]
async fn every_filter_alone_and_in_pairs_gives_the_rows_that_plain_sql_gives() {
    let world = World::new().await;
    world.other("globex", Role::Owner).await;
    many(&world).await;
    let owner = format!("owner={}", world.user);
    let conditions = [
        ("find.contains=lop", "name ~ 'Lopez'"),
        ("name.contains=person+1", "name ~ '^Person 1'"),
        ("email.starts=p2", "email ~ '^p2'"),
        ("phone.ends=0100", "name = 'Person 100'"),
        ("phone.starts=41555501", "substring(name, '[0-9]+')::int between 100 and 199"),
        ("stage=customer", "stage = 'customer'"),
        ("stage.not=new", "stage <> 'new'"),
        (owner.as_str(), "owner_id is not null"),
        ("tag=vip", "tags <> '{}'"),
        ("created.from=2020-01-01", "true"),
    ];
    for (one, one_sql) in conditions {
        for (other, other_sql) in conditions {
            let query = format!("{one}&{other}&page_size=1000");
            // The same key twice means either.
            let joined = if one.split('=').next() == other.split('=').next() { "or" } else { "and" };
            let sql = format!(
                "select count(*) as n from contact where tenant_id = {} and ({one_sql} {joined} {other_sql})",
                world.tenant
            );
            let oracle = u64::try_from(world.figure(&sql).await).expect("a count");
            if one.starts_with("created") && one == other {
                continue;
            }
            assert_eq!(found(&world, &query).await.len() as u64, oracle, "{query}");
            let filter = filter(&format!("{one}&{other}"));
            let count = crm::count(&world.engine, &world.scope, &filter).await.expect("it counts");
            assert_eq!(count, Count::Exact(oracle), "{query}");
            let exact = crm::count_exact(&world.engine, &world.scope, &filter).await.expect("it counts");
            assert_eq!(exact, oracle, "{query}");
        }
    }
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_overlap_in_both_orders_and_directions() {
    let world = World::new().await;
    many(&world).await;
    for sort in ["created", "-created", "name", "-name"] {
        for condition in ["", "&tag=vip", "&stage.not=new"] {
            let whole = found(&world, &format!("sort={sort}{condition}&page_size=1000")).await;
            let mut query = ListQuery::<Contacts>::parse_query(&format!("sort={sort}{condition}")).expect("it reads");
            query.page_size = PageSize::clamped(37);
            let (mut walked, mut back) = (Vec::new(), None);
            loop {
                let page = crm::list(&world.engine, &world.scope, &query).await.expect("it reads");
                walked.extend(page.rows.iter().map(|record| record.name.clone()));
                if page.next.is_none() {
                    break;
                }
                back = Some(page.rows.iter().map(|record| record.name.clone()).collect::<Vec<_>>());
                query = query.at(page.next);
            }
            assert_eq!(walked, whole, "{sort}{condition}");
            let last = crm::list(&world.engine, &world.scope, &query).await.expect("it reads");
            let before = crm::list(&world.engine, &world.scope, &query.at(last.previous)).await.expect("it reads");
            let before: Vec<String> = before.rows.into_iter().map(|record| record.name).collect();
            assert_eq!(Some(before), back, "{sort}{condition} backwards");
        }
    }
}

#[tokio::test]
async fn numbers_that_several_contacts_have_are_listed_and_a_deleted_one_does_not_count() {
    let world = World::new().await;
    let (one, two) =
        (contact(&world, "One", "4155550123").await, contact(&world, "Two", "4155550123\n2125550100").await);
    contact(&world, "Three", "2125550101").await;
    let duplicates = || async {
        let page = crm::duplicates(&world.engine, &world.scope, None, PageSize::default()).await.expect("it reads");
        page.rows.into_iter().map(|found| (found.number.to_string(), found.contacts.len())).collect::<Vec<_>>()
    };
    assert_eq!(duplicates().await, [("+14155550123".to_owned(), 2)]);
    let same = crm::namesakes(&world.engine, &world.scope, one.id).await.expect("it reads");
    assert_eq!(same.iter().map(|(other, _)| other.id).collect::<Vec<_>>(), [two.id]);
    crm::delete(&world.engine, &world.scope, Kind::Contact, two.id).await.expect("deleted");
    assert!(duplicates().await.is_empty());
}

#[tokio::test]
async fn a_view_of_contacts_is_kept_by_its_own_grammar_and_not_among_those_of_numbers() {
    let world = World::new().await;
    let save = |list: &str, query: &str| {
        let draft = engine::view::ViewDraft {
            list: list.into(),
            name: "Mine".into(),
            query: query.into(),
            ..Default::default()
        };
        let (engine, scope) = (world.engine.clone(), world.scope.clone());
        async move { engine::view::save(&engine, &scope, &draft).await }
    };
    save("contacts", "stage=customer&tag=VIP&cursor=%3E7").await.expect("it is kept");
    for (list, query) in [("contacts", "area_code=415"), ("numbers", "stage=customer"), ("people", "")] {
        assert!(save(list, query).await.is_err(), "{list} {query}");
    }
    let views = |list: &'static str| engine::view::list(&world.engine, &world.scope, list);
    let kept = views("contacts").await.expect("they read");
    assert_eq!(kept.iter().map(|view| view.query.as_str()).collect::<Vec<_>>(), ["stage=customer&tag=VIP"]);
    assert!(views("numbers").await.expect("they read").is_empty());
}
