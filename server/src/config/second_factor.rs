//! What the secrets of second factors are sealed with.

use super::{Reader, Setting};
use secrecy::{ExposeSecret, SecretString};

/// Characters that a secret has at least: 128 random bits, however they are written.
const SECRET_MIN: usize = 32;

pub(super) const SECRET: Setting = Setting {
    name: "TRUNKLINE_SECRET",
    default: None,
    doc: "32 random characters or more, the same on every node: what the secrets of second factors are sealed with in the \
          database, so that a copy of the database alone opens none of them. Whoever loses it has to turn every second \
          factor off; one that was set up without it goes on. Unset: a key in the database itself. Or \
          TRUNKLINE_SECRET_FILE: a file that holds it.",
};
pub(super) const SETTINGS: &[Setting] = &[SECRET];

/// Sealing.
#[derive(Debug, Clone)]
pub struct SecondFactor {
    pub secret: Option<SecretString>,
}

impl SecondFactor {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let secret = reader.secret(&SECRET);
        if secret.as_ref().is_some_and(|secret| secret.expose_secret().chars().count() < SECRET_MIN) {
            reader.refuse(&SECRET, "must have 32 characters or more, drawn by chance: openssl rand -hex 32");
        }
        Self { secret }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    #[test]
    fn a_secret_that_could_be_guessed_is_refused_and_never_shown() {
        let read = |secret: &'static str| {
            Config::read(move |name| (name == "TRUNKLINE_SECRET").then(|| secret.to_owned()))
                .map(|config| format!("{config:?}"))
        };
        let error = read("change me").expect_err("nine characters").to_string();
        assert!(error.starts_with("TRUNKLINE_SECRET") && !error.contains("change me"), "{error}");
        let shown = read("0123456789abcdef0123456789abcdef").expect("it is long enough");
        assert!(!shown.contains("0123456789abcdef"), "{shown}");
        assert!(read("").is_ok(), "unset has a meaning of its own");
    }
}
