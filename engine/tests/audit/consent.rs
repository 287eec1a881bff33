//! What of the day is about consent, do-not-call lists and opting out.

use super::Day;
use super::files::{file, import_of};
use domain::consent::{ConsentDraft, TermsDraft};
use domain::do_not_call::{AddDraft, List};
use domain::filter::{Filter, Numbers};
use domain::id::ProjectId;
use engine::import::Target;
use engine::testing::operator;
use engine::{consent, do_not_call, number, opt_out};

/// Every mutation of consents and lists, each beside one that is refused or changes nothing; `film` has numbers.
pub(super) async fn consent(day: &mut Day<'_>, film: ProjectId) {
    let world = day.world;
    let (engine, scope, admin) = (&world.engine, &world.scope, &operator());
    let agreed = ConsentDraft {
        phone_number: "4152000001".into(),
        terms: TermsDraft { kind: "oral".into(), source: "the fair".into(), ..TermsDraft::default() },
    };
    let nobody = ConsentDraft { phone_number: "911".into(), ..agreed.clone() };
    day.made("consent.record", scope, consent::record(engine, scope, &agreed).await).await;
    day.refused("consent.record", consent::record(engine, scope, &nobody).await).await;
    let number = "4152000001".parse().expect("a number");
    let all = consent::Which::Number(number);
    day.refused("consent.withdraw", consent::withdraw(engine, scope, all, "").await).await;
    day.made("consent.withdraw", scope, consent::withdraw(engine, scope, all, "called us").await).await;
    day.refused("consent.withdraw", consent::withdraw(engine, scope, all, "called us").await).await;
    let target = Target::Consents { usual: agreed.terms.clone() };
    day.made("consent.import", scope, import_of(world, scope, target).await).await;
    let letter = consent::bring_proof(engine, scope, "letter.txt", file(b"I agree.")).await.expect("stored");
    let first = consent::history(engine, scope, number).await.expect("it reads")[0].id;
    day.made("consent.prove", scope, consent::prove(engine, scope, first, letter).await).await;
    day.refused("consent.prove", consent::prove(engine, scope, first, letter).await).await;
    let every = Filter::<Numbers>::everything();
    let (tenant, project) = (world.tenant, film);
    let insert = "insert into number (tenant_id, project_id, number, line_type, origin) values";
    world.sql(&format!("{insert} ({tenant}, {project}, 14152000009, 0, 1)")).await;
    let seen = number::confirm(engine, scope, film, &every).await.expect("it counts");
    let other = number::Confirmed { count: seen.count + 1, ..seen.clone() };
    let queued = consent::record_matching(engine, scope, film, &every, &agreed.terms, &seen).await;
    day.made("consent.record_matching", scope, queued).await;
    let refused = consent::record_matching(engine, scope, film, &every, &agreed.terms, &other).await;
    day.refused("consent.record_matching", refused).await;
    let stopped = AddDraft { phone_numbers: vec!["4152000001".into()], note: String::new() };
    let own = List::Company;
    day.made("do_not_call.add", scope, do_not_call::add(engine, scope, own, &stopped).await).await;
    do_not_call::add(engine, scope, own, &stopped).await.expect("twice is as once");
    day.count("adding twice").await;
    let platforms = do_not_call::add(engine, scope, List::Installation, &stopped).await;
    day.refused("do_not_call.add", platforms).await;
    day.made("do_not_call.add", admin, do_not_call::add(engine, admin, List::Installation, &stopped).await).await;
    day.made("do_not_call.remove", scope, do_not_call::remove(engine, scope, own, number, "a mistake").await).await;
    day.refused("do_not_call.remove", do_not_call::remove(engine, scope, own, number, "a mistake").await).await;
    let queued = import_of(world, scope, Target::DoNotCall { list: own, note: String::new() }).await;
    day.made("do_not_call.import", scope, queued).await;
    day.made("opt_out.link", scope, opt_out::link(engine, scope, number).await).await;
    opt_out::link(engine, scope, number).await.expect("the same one");
    day.count("the same link").await;
    let passed_on = opt_out::stop_number(engine, scope, "4152000003", "").await;
    day.made("do_not_call.opt_out", scope, passed_on).await;
    day.refused("do_not_call.opt_out", opt_out::stop_number(engine, scope, "911", "").await).await;
}
