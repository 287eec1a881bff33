//! The documents about settings say what the settings say.

use server::config::document;
use std::path::{Path, PathBuf};

fn documents() -> [(PathBuf, String); 2] {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("server lies in the workspace");
    [(root.join("docs/CONFIGURATION.md"), document::markdown()), (root.join(".env.example"), document::env_example())]
}

#[test]
fn the_documents_are_those_of_the_settings() {
    for (path, text) in documents() {
        let there = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            there == text,
            "{} is not what server/src/config says; write it anew: cargo test -p server --test configuration -- --ignored",
            path.display()
        );
    }
}

#[test]
#[ignore = "writes the documents"]
fn write_the_documents() {
    for (path, text) in documents() {
        std::fs::create_dir_all(path.parent().expect("a document lies in a folder")).expect("the folder is made");
        std::fs::write(&path, text).expect("the document is written");
    }
}
