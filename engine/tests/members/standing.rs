//! Roles, suspension and removal: who may, what it does to sessions and tokens, and that an owner stays.

use super::{member, scope};
use domain::filter::{Filter, ListQuery, Members};
use domain::id::UserId;
use domain::member::MemberState;
use domain::page::Count;
use domain::scope::{Role, TokenScope};
use engine::identity::{self, Claim, Identity};
use engine::testing::{World, operator};
use engine::{Error, api_token};
use secrecy::SecretString;

async fn stands(world: &World, user: UserId) -> Option<Identity> {
    let claim = Claim { user, tenant: Some(world.tenant), acting: None };
    identity::of_user(&world.engine, claim).await.expect("it answers")
}

async fn token(world: &World, user: UserId) -> SecretString {
    let made = api_token::create(&world.engine, &operator(), world.tenant, user, "ci", &[TokenScope::Admin]).await;
    made.expect("the token is made")
}

#[tokio::test]
async fn a_suspended_member_is_not_let_in_and_their_token_says_why_until_they_are_resumed() {
    let world = World::new().await;
    let (user, _) = member(&world, "ann", Role::Agent).await;
    let token = token(&world, user).await;
    let suspended = engine::member::suspend(&world.engine, &world.scope, user).await.expect("it is done");
    assert_eq!(suspended.state(), MemberState::Suspended);
    assert_eq!(stands(&world, user).await, None);
    let refused = api_token::verify(&world.engine, &token).await;
    assert!(matches!(&refused, Err(Error::Denied(text)) if text.contains("suspended")), "{refused:?}");
    engine::member::resume(&world.engine, &world.scope, user).await.expect("it is done");
    assert_eq!(stands(&world, user).await.map(|identity| identity.role), Some(Role::Agent));
    assert!(api_token::verify(&world.engine, &token).await.expect("it answers").is_some());
}

#[tokio::test]
async fn a_person_who_is_suspended_in_one_company_still_comes_into_another() {
    let world = World::new().await;
    let (other, user, _) = world.other("other", Role::Owner).await;
    engine::member::add(&world.engine, &operator(), world.tenant, user, Role::Agent)
        .await
        .expect("they belong to both");
    engine::member::suspend(&world.engine, &world.scope, user).await.expect("it is done");
    let identity = stands(&world, user).await.expect("one is open");
    assert_eq!((identity.tenant, identity.memberships.len()), (other, 1), "the other one is not offered");
}

#[tokio::test]
async fn the_tokens_of_who_was_removed_never_work_again_not_even_when_they_come_back() {
    let world = World::new().await;
    let (user, _) = member(&world, "ann", Role::Agent).await;
    let token = token(&world, user).await;
    engine::member::remove(&world.engine, &world.scope, user).await.expect("it is done");
    assert_eq!(api_token::verify(&world.engine, &token).await.expect("it answers"), None);
    engine::member::add(&world.engine, &operator(), world.tenant, user, Role::Agent).await.expect("they come back");
    assert_eq!(api_token::verify(&world.engine, &token).await.expect("it answers"), None);
}

#[tokio::test]
async fn whoever_watches_in_the_company_hears_of_a_change_at_once_and_nobody_elsewhere() {
    let world = World::new().await;
    let (_, _, elsewhere) = world.other("other", Role::Owner).await;
    let (user, _) = member(&world, "ann", Role::Agent).await;
    let mut heard = world.engine.live().standing(&world.scope);
    let mut other = world.engine.live().standing(&elsewhere);
    // The line may just have come up, which counts as a change.
    engine::member::set_role(&world.engine, &world.scope, user, Role::Viewer).await.expect("it is done");
    let patience = std::time::Duration::from_secs(20);
    assert!(tokio::time::timeout(patience, heard.changed()).await.expect("it is told"));
    engine::member::set_role(&world.engine, &elsewhere, user, Role::Agent).await.expect_err("not theirs");
    assert!(futures::FutureExt::now_or_never(other.changed()).is_none_or(|resync| resync));
}

#[tokio::test]
async fn of_owners_who_all_remove_and_demote_each_other_at_once_one_stays() {
    let world = World::new().await;
    for round in 0..4 {
        let mut owners = vec![(world.user, world.scope.clone())];
        for n in 0..4 {
            owners.push(member(&world, &format!("owner{round}-{n}"), Role::Owner).await);
        }
        let mut all = Vec::new();
        for (place, (_, by)) in owners.iter().enumerate() {
            for (n, (of, _)) in owners.iter().enumerate().filter(|(n, _)| *n != place) {
                let (engine, by, of) = (world.engine.clone(), by.clone(), *of);
                all.push(tokio::spawn(async move {
                    match (place + n) % 3 {
                        0 => engine::member::suspend(&engine, &by, of).await,
                        1 => engine::member::remove(&engine, &by, of).await,
                        _ => engine::member::set_role(&engine, &by, of, Role::Agent).await,
                    }
                }));
            }
        }
        for one in all {
            if let Err(error) = one.await.expect("no panic") {
                assert!(matches!(error, Error::Conflict(_) | Error::NotFound | Error::Denied(_)), "{error:?}");
            }
        }
        let left = "select count(*) as n from membership where role = 'owner' and suspended_at is null";
        assert_eq!(world.figure(left).await, 1, "round {round}");
        // The next round begins with the first owner again, and nobody else.
        world.sql("delete from membership").await;
        world.sql(&format!("insert into membership values ({}, {}, 'owner')", world.tenant, world.user)).await;
    }
}

#[tokio::test]
async fn the_last_owner_is_neither_demoted_nor_is_an_admin_let_near_an_owner() {
    let world = World::new().await;
    let demoted = engine::member::set_role(&world.engine, &world.scope, world.user, Role::Admin).await;
    assert!(matches!(demoted, Err(Error::Conflict(_))), "{demoted:?}");
    let (_, admin) = member(&world, "adam", Role::Admin).await;
    let (owner, _) = member(&world, "olga", Role::Owner).await;
    let (agent, _) = member(&world, "ann", Role::Agent).await;
    for refused in [
        engine::member::suspend(&world.engine, &admin, owner).await,
        engine::member::set_role(&world.engine, &admin, owner, Role::Viewer).await,
        engine::member::set_role(&world.engine, &admin, agent, Role::Owner).await,
        engine::member::set_role(&world.engine, &scope(world.tenant, agent, Role::Agent), agent, Role::Admin).await,
    ] {
        assert!(matches!(refused, Err(Error::Denied(_))), "{refused:?}");
    }
    engine::member::set_role(&world.engine, &world.scope, world.user, Role::Admin).await.expect("olga is left");
}

#[tokio::test]
async fn another_companys_member_looks_like_nobody() {
    let world = World::new().await;
    let (_, _, stranger) = world.other("other", Role::Owner).await;
    let (user, _) = member(&world, "ann", Role::Agent).await;
    let refused = engine::member::remove(&world.engine, &stranger, user).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    let seen = engine::member::get(&world.engine, &stranger, user).await;
    assert!(matches!(seen, Err(Error::NotFound)), "{seen:?}");
}

#[tokio::test]
async fn members_are_found_by_name_address_role_and_state_and_read_page_by_page() {
    let world = World::new().await;
    for n in 0..7 {
        member(&world, &format!("ann{n}"), if n < 3 { Role::Agent } else { Role::Viewer }).await;
    }
    world.sql("update membership set suspended_at = now() where role = 'viewer'").await;
    world.other("other", Role::Agent).await;
    let count = async |query: &str| {
        let filter = Filter::<Members>::parse_query(query).expect("it reads");
        engine::member::count(&world.engine, &world.scope, &filter).await.expect("it counts")
    };
    for (query, n) in [
        ("", 8),
        ("person.contains=ANN", 7),
        ("person.contains=%40acme.test", 8),
        ("role=agent", 3),
        ("role=agent&role=owner", 4),
        ("state=suspended", 4),
        ("state=active&person.contains=ann", 3),
        ("joined.from=2999-01-01", 0),
    ] {
        assert_eq!(count(query).await, Count::Exact(n), "{query}");
    }
    let mut query = ListQuery::<Members>::parse_query("page_size=3").expect("it reads");
    let mut seen = Vec::new();
    loop {
        let page = engine::member::list(&world.engine, &world.scope, &query).await.expect("it lists");
        seen.extend(page.rows.iter().map(|member| member.name.clone()));
        let Some(next) = page.next else { break };
        query = query.at(Some(next));
    }
    assert_eq!(seen[1..], (0..7).map(|n| format!("ann{n}")).collect::<Vec<_>>(), "in the order they joined");
}
