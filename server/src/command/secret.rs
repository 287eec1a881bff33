//! Passwords come by stdin: on the command line they would stand in the process list.

use anyhow::{Context, ensure};
use secrecy::SecretString;
use std::io::Read;

/// The longest input that is read: a password has 256 characters at most.
const MOST: u64 = 4 * 1024;

/// The password on stdin, without the line end that a shell adds.
pub fn password_from_stdin() -> anyhow::Result<SecretString> {
    let mut text = String::new();
    std::io::stdin().take(MOST).read_to_string(&mut text).context("the password on stdin can't be read")?;
    let password = text.trim_end_matches(['\r', '\n']);
    ensure!(!password.is_empty(), "no password came on stdin");
    Ok(password.to_owned().into())
}
