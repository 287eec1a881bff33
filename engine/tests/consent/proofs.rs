//! Files that prove a consent.

use super::*;
use domain::id::{ConsentId, FileId};
use engine::file::{self, Holds};

async fn proved(world: &World, scope: &Scope, id: ConsentId, name: &str, text: &str) -> engine::Result<()> {
    let file = consent::bring_proof(&world.engine, scope, name, bytes(text)).await?;
    consent::prove(&world.engine, scope, id, file).await.map(|_| ())
}

async fn text_of(world: &World, scope: &Scope, id: FileId) -> engine::Result<String> {
    let found = file::fetch(&world.engine, scope, id, 0).await?;
    let piece = file::fetch_piece(&world.engine, scope, found.holds, id, 0).await?.expect("a piece");
    Ok(String::from_utf8(piece).expect("text"))
}

#[tokio::test]
async fn a_proof_is_kept_with_its_hash_and_is_fetched_by_those_who_may_see_the_consent() {
    let world = World::new().await;
    let (engine, scope) = (&world.engine, &world.scope);
    let id = consent::record(engine, scope, &draft("4152000001")).await.expect("recorded").id;
    proved(&world, scope, id, "C:\\Letter \"J\".exe", "I agree. J.").await.expect("added");
    proved(&world, scope, id, "scan.pdf", "%PDF-1.7 and so on").await.expect("added");
    let record = &consent::history(engine, scope, number("4152000001")).await.expect("it reads")[0];
    let names: Vec<&str> = record.proofs.iter().map(|proof| proof.name.as_str()).collect();
    assert_eq!(names, ["Letter__J.txt", "scan.pdf"], "the bytes say what it is");
    let first = &record.proofs[0];
    assert_eq!((first.size, first.sha256.len()), (11, 64));
    let viewer = as_role(scope, Role::Viewer);
    assert_eq!(text_of(&world, &viewer, first.file).await.expect("it reads"), "I agree. J.");
    let (_, _, stranger) = world.other("strangers", Role::Owner).await;
    assert!(matches!(text_of(&world, &stranger, first.file).await, Err(Error::NotFound)));
    let as_export = file::fetch_piece(engine, scope, Holds::Numbers, first.file, 0).await.expect("it answers");
    assert!(as_export.is_none(), "a right to other files opens none of these");
    let theirs = proved(&world, &stranger, id, "x.txt", "mine").await;
    assert!(matches!(theirs, Err(Error::NotFound)), "{theirs:?}");
    let refused = proved(&world, &viewer, id, "x.txt", "mine").await;
    assert!(matches!(refused, Err(Error::Denied(_))), "{refused:?}");
}

#[tokio::test]
async fn a_proof_outlives_every_clean_up_and_nothing_writes_over_it() {
    let world = World::new().await;
    let (engine, scope) = (&world.engine, &world.scope);
    let id = consent::record(engine, scope, &draft("4152000001")).await.expect("recorded").id;
    proved(&world, scope, id, "letter.txt", "I agree.").await.expect("added");
    let proof = consent::history(engine, scope, number("4152000001")).await.expect("it reads")[0].proofs[0].clone();
    for sql in [
        "delete from consent_proof",
        "update consent_proof set file_id = file_id + 1",
        "delete from stored_file where purpose = 'proof'",
        "delete from stored_file_chunk",
        "update stored_file_chunk set bytes = 'other'",
    ] {
        assert!(world.try_sql(sql).await.is_err(), "{sql}");
    }
    let again = consent::prove(engine, scope, id, proof.file).await;
    assert_eq!(refused_at(again), ["file"], "it is no upload any more");
    assert_eq!(text_of(&world, scope, proof.file).await.expect("it reads"), "I agree.");
    let files = file::list(engine, scope, None, None, Default::default()).await.expect("it reads");
    assert!(files.rows.is_empty(), "it is no export");
}

#[tokio::test]
async fn what_is_no_proof_or_too_large_is_refused_and_not_kept() {
    let world = World::with(|settings| engine::Settings { proof_max: 1 << 20, ..settings }).await;
    let (engine, scope) = (&world.engine, &world.scope);
    let id = consent::record(engine, scope, &draft("4152000001")).await.expect("recorded").id;
    for (name, text) in [("letter.pdf", "MZ\u{0}\u{1}"), ("empty.txt", "")] {
        assert_eq!(refused_at(proved(&world, scope, id, name, text).await), ["file"], "{name}");
    }
    let large = "a".repeat((1 << 20) + 1);
    let refused = proved(&world, scope, id, "large.txt", &large).await.expect_err("refused");
    assert!(refused.to_string().contains("larger than 1 MB"), "{refused}");
    assert_eq!(world.figure("select count(*) as n from stored_file").await, 0);
}
