use super::{CODES, OCNS, failed, zipped};
use bytes::Bytes;
use domain::Scope;
use domain::scope::{RequestId, Role, TokenScope};
use engine::testing::World;
use engine::{Error, prefix};

#[tokio::test]
async fn a_file_that_is_none_of_ours_is_refused_in_words_that_say_what_is_wanted() {
    let world = World::new().await;
    let none = "x.txt is none of the files that can be imported: the administrator's report of central office codes or of \
                area codes, line types by OCN, time zones by prefix, or a prefix table as CSV or JSON.";
    for bytes in
        [&b"Dear Sir or Madam,\n"[..], b"\x7fELF\0\0\0", b"\xff\xfe\xfd", b"phone_number\n4155550123\n", b"\n\n"]
    {
        assert_eq!(failed(&world, "x.txt", bytes).await, none);
    }
    let two = zipped(&[("one.txt", CODES), ("two.csv", OCNS)]);
    for (bytes, words) in [
        (two.as_slice(), "The zip file must hold one file; this one holds 2."),
        (&zipped(&[]), "is none of the files"),
        (&zipped(&[("one.txt", CODES)])[..300], "it is damaged or only a part of it. Download it again."),
        (b"PK\x03\x04 and nothing more", "it is damaged or only a part of it. Download it again."),
        (b"{", "The JSON can't be read: it ends at line 1 before it is complete."),
        (b"{\n\"415200\": {]}", "The JSON can't be read: line 2 is wrong at character 12."),
        (b"State\tNPA-NXX\tOCN\r\n", "The file's date is missing."),
        (b"File Date,08/17/2026\r\n", "The area-code report ends before its rows."),
        (b"File Date,08/17/2026\r\nNPA_ID\r\n", "EXPLANATION is missing."),
    ] {
        let error = failed(&world, "x", bytes).await;
        assert!(error.contains(words), "{error}");
        for library in ["EOF", "EOCD", "expected", "struct", "Zip archive"] {
            assert!(!error.contains(library), "a library's word for people: {error}");
        }
    }
    assert_eq!(world.figure("select count(*) as n from prefix").await, 0);
    assert_eq!(world.figure("select count(*) as n from prefix_source").await, 0, "nothing was imported");
}

#[tokio::test]
async fn an_empty_file_and_one_that_breaks_off_are_refused_at_the_field_and_nothing_is_kept() {
    let world = World::new().await;
    let piece = || Ok(Bytes::from_static(OCNS));
    let broken = || Err(std::io::Error::other("the line is down"));
    for (pieces, text) in [
        (vec![], "Choose a file; this one is empty."),
        (vec![Ok(Bytes::new())], "Choose a file; this one is empty."),
        (vec![piece(), broken()], "The upload broke off; nothing was kept. Try again."),
        (vec![Ok(Bytes::from(vec![b'x'; 600_000])), broken()], "The upload broke off; nothing was kept. Try again."),
    ] {
        let refused = prefix::import(&world.engine, &super::admin(&world), "x", futures::stream::iter(pieces)).await;
        let Err(Error::Invalid(errors)) = refused else { panic!("not refused: {refused:?}") };
        assert_eq!(errors.at("file"), [text]);
    }
    let kept = "select (select count(*) from stored_file) + (select count(*) from stored_file_chunk)
        + (select count(*) from job) as n";
    assert_eq!(world.figure(kept).await, 0);
}

#[tokio::test]
async fn only_a_platform_admin_imports_and_a_token_needs_the_scope_admin() {
    let world = World::new().await;
    let admin = super::admin(&world);
    let narrowed = |scopes: &[TokenScope]| admin.clone().narrowed_to(scopes.to_vec());
    let owner = Scope::establish(world.tenant, world.scope.actor(), Role::Owner, false, RequestId("test".into()));
    let import = async |scope: &Scope| {
        let file = futures::stream::iter([Ok(Bytes::from_static(OCNS))]);
        prefix::import(&world.engine, scope, "ocn.csv", file).await
    };
    for scope in [owner, narrowed(&[TokenScope::NumbersWrite, TokenScope::JobsWrite])] {
        assert!(matches!(import(&scope).await, Err(Error::Denied(_))), "{scope:?}");
    }
    import(&narrowed(&[TokenScope::Admin])).await.expect("an admin's token imports");
}

#[tokio::test]
async fn a_files_name_is_cleaned_before_it_is_shown_to_anybody() {
    let world = World::new().await;
    for (given, kept) in
        [("C:\\temp\\ocn.csv", "ocn.csv"), ("../../etc/ocn.csv", "ocn.csv"), ("o\u{0}c\nn", "ocn"), ("/", "prefixes")]
    {
        let file = futures::stream::iter([Ok(Bytes::from_static(OCNS))]);
        let id = prefix::import(&world.engine, &super::admin(&world), given, file).await.expect("it is queued");
        let progress = engine::job::progress(&world.engine, &world.scope, id).await.expect("there");
        assert_eq!(progress.title, kept);
    }
}
