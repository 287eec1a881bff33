//! The settings as documents: `docs/CONFIGURATION.md` and `.env.example`, kept by `tests/configuration.rs`.

use super::{Config, SECRETS, Setting};

const HEAD: &str = "# Configuration\n\n\
    Settings are environment variables, read once when a command starts and checked together: all that are wrong are told \
    at once. None has to be set. This page is made from `server/src/config`.\n";

/// `docs/CONFIGURATION.md`.
pub fn markdown() -> String {
    let mut text = HEAD.to_owned();
    for (section, settings) in Config::sections() {
        text.push_str(&format!("\n## {section}\n\n| variable | default | |\n|---|---|---|\n"));
        for setting in settings {
            text.push_str(&format!("| `{}` | {} | {} |\n", setting.name, default_cell(setting), setting.doc));
        }
    }
    text
}

fn default_cell(setting: &Setting) -> String {
    match setting.default {
        None => "unset".to_owned(),
        Some("") => "empty".to_owned(),
        Some(default) => format!("`{default}`"),
    }
}

/// `.env.example`.
pub fn env_example() -> String {
    let mut text = "# Every setting with its default, for a shell, a service manager or a container; docs/CONFIGURATION.md explains each.\n".to_owned();
    for (section, settings) in Config::sections() {
        text.push_str(&format!("\n# {section}\n"));
        for setting in settings {
            text.push_str(&format!("#{}={}\n", setting.name, setting.default.unwrap_or_default()));
            if SECRETS.contains(&setting.name) {
                text.push_str(&format!("#{}_FILE=\n", setting.name));
            }
        }
    }
    text
}
