use domain::scope::Role;
use engine::Error;
use engine::testing::World;
use engine::view::{self, NUMBERS, ViewDraft};

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
