use domain::Scope;
use domain::scope::{Actor, RequestId, Role};
use engine::Error;
use engine::testing::{PASSWORD, World, operator};
use engine::user::NewUser;
use engine::view::{self, CALLS, NUMBERS, ViewDraft};

/// Somebody else of the same company.
async fn colleague(world: &World, role: Role) -> Scope {
    let new = NewUser {
        email: "colleague@acme.test".into(),
        name: "Colleague".into(),
        password: PASSWORD.to_owned().into(),
        platform_admin: false,
        membership: Some((world.tenant, role)),
        legacy_id: None,
    };
    let user = engine::user::create(&world.engine, &operator(), new).await.expect("the user is made");
    Scope::establish(world.tenant, Actor::User(user), role, false, RequestId("test".into()))
}

fn draft(query: &str) -> ViewDraft {
    ViewDraft { list: NUMBERS.into(), name: "Bay".into(), query: query.into(), ..ViewDraft::default() }
}

#[tokio::test]
async fn a_view_of_a_name_that_one_has_is_replaced_when_one_says_so_and_nobody_elses_is() {
    let world = World::new().await;
    let (engine, scope) = (&world.engine, &world.scope);
    let first = view::save(engine, scope, &draft("state=CA")).await.expect("it is saved");
    assert_eq!(view::save(engine, scope, &draft("state=CA")).await.expect("it is the same"), first);
    match view::save(engine, scope, &draft("state=NY")).await.expect_err("it has another filter") {
        Error::Invalid(errors) => {
            assert_eq!(errors.at("replace"), ["You have a view of this name. Replace it, or choose another name."]);
        }
        other => panic!("{other}"),
    }
    let kept = view::list(engine, scope, NUMBERS).await.expect("they are read");
    assert_eq!(kept.iter().map(|view| view.query.as_str()).collect::<Vec<_>>(), ["state=CA"]);

    let replacing = ViewDraft { replace: true, ..draft("state=NY") };
    assert_eq!(view::save(engine, scope, &replacing).await.expect("it is replaced"), first);
    let kept = view::list(engine, scope, NUMBERS).await.expect("they are read");
    assert_eq!(kept.iter().map(|view| view.query.as_str()).collect::<Vec<_>>(), ["state=NY"]);

    let (_, _, stranger) = world.other("other", Role::Owner).await;
    view::save(engine, &stranger, &draft("state=TX")).await.expect("a name is one's own");
}

#[tokio::test]
async fn a_pinned_view_stands_in_the_side_bar_of_whoever_may_use_it_and_of_nobody_else() {
    let world = World::new().await;
    let (engine, scope) = (&world.engine, &world.scope);
    let draft = |name: &str, shared| ViewDraft {
        list: CALLS.into(),
        name: name.into(),
        shared,
        query: "status=missed".into(),
        columns: vec!["start".into(), "tags".into()],
        ..ViewDraft::default()
    };
    let own = view::save(engine, scope, &draft("Own", false)).await.expect("it is saved");
    let shared = view::save(engine, scope, &draft("Shared", true)).await.expect("it is saved");
    let stranger = world.other("other", Role::Owner).await.2;
    let colleague = colleague(&world, Role::Agent).await;
    let names = async |scope: &Scope| {
        let views = view::pinned(engine, scope, &[CALLS, "contacts"]).await.expect("they are read");
        views.into_iter().map(|view| view.name).collect::<Vec<_>>()
    };
    assert!(names(scope).await.is_empty());
    for id in [own, shared] {
        view::pin(engine, scope, id, true).await.expect("it is pinned");
    }
    assert_eq!(names(scope).await, ["Own", "Shared"]);
    assert_eq!(names(&colleague).await, ["Shared"]);
    assert!(names(&stranger).await.is_empty());
    let refused = view::pin(engine, &colleague, shared, false).await;
    assert!(matches!(refused, Err(Error::NotFound)), "it is none of theirs: {refused:?}");
    view::delete(engine, scope, shared, None).await.expect("it is deleted");
    assert!(names(&colleague).await.is_empty());
}

#[tokio::test]
async fn a_list_begins_with_the_view_that_its_person_chose_until_they_choose_none() {
    let world = World::new().await;
    let (engine, scope) = (&world.engine, &world.scope);
    let shared = ViewDraft { shared: true, ..draft("state=CA") };
    let id = view::save(engine, scope, &shared).await.expect("it is saved");
    let colleague = colleague(&world, Role::Viewer).await;
    let begins = async |scope: &Scope| {
        let views = view::list(engine, scope, NUMBERS).await.expect("they are read");
        views.into_iter().find(|view| view.is_default).map(|view| view.id)
    };
    view::set_default(engine, &colleague, id).await.expect("it is chosen");
    assert_eq!((begins(&colleague).await, begins(scope).await), (Some(id), None), "it is each one's own choice");
    view::clear_default(engine, &colleague, NUMBERS).await.expect("it is chosen no more");
    assert_eq!(begins(&colleague).await, None);
    assert!(matches!(view::clear_default(engine, scope, "faxes").await, Err(Error::Invalid(_))));
}
