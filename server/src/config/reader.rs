//! Reads settings by name and collects what is wrong with them.

use secrecy::SecretString;
use std::fmt;
use std::str::FromStr;

/// One setting: how it is called, what it is when unset, and what it does.
#[derive(Debug)]
pub struct Setting {
    /// The environment variable.
    pub name: &'static str,
    /// The value when unset, as it would be typed; `None` when being unset has a meaning of its own.
    pub default: Option<&'static str>,
    /// What it does, for `docs/CONFIGURATION.md`.
    pub doc: &'static str,
}

/// Everything that is wrong with the settings, a line each.
#[derive(Debug, thiserror::Error)]
pub struct ConfigError(Vec<String>);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_slice() {
            [one] => f.write_str(one),
            many => write!(f, "{} settings are wrong:\n  {}", many.len(), many.join("\n  ")),
        }
    }
}

/// Gives the values of settings and remembers the ones that cannot be read.
pub struct Reader<'a> {
    value_of: &'a dyn Fn(&str) -> Option<String>,
    wrong: Vec<String>,
}

impl<'a> Reader<'a> {
    /// A reader of anything that gives a value by its name.
    pub fn new(value_of: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self { value_of, wrong: Vec::new() }
    }

    /// The value as it was set, if it was; an empty one counts as unset.
    pub fn optional(&self, setting: &Setting) -> Option<String> {
        (self.value_of)(setting.name).filter(|value| !value.trim().is_empty())
    }

    /// A secret: the value itself, or what the file named by `NAME_FILE` holds, so that it stands in no environment. Spaces
    /// and the line's end around it are left out.
    pub fn secret(&mut self, setting: &Setting) -> Option<SecretString> {
        debug_assert!(super::SECRETS.contains(&setting.name), "{} is not among the secrets", setting.name);
        let file_setting = format!("{}_FILE", setting.name);
        let file = (self.value_of)(&file_setting).filter(|value| !value.trim().is_empty());
        match (self.optional(setting), file) {
            (Some(_), Some(_)) => {
                self.refuse(setting, &format!("and {file_setting} are both set; set one of them"));
                None
            }
            (value, None) => value.map(SecretString::from),
            (None, Some(file)) => match std::fs::read_to_string(file.trim()) {
                Ok(text) if !text.trim().is_empty() => Some(text.trim().to_owned().into()),
                Ok(_) => {
                    self.wrong.push(format!("{file_setting} names a file that is empty"));
                    None
                }
                Err(error) => {
                    self.wrong.push(format!("{file_setting}: {} can't be read: {error}", file.trim()));
                    None
                }
            },
        }
    }

    /// The value, or the setting's default.
    pub fn text(&self, setting: &Setting) -> String {
        self.optional(setting).unwrap_or_else(|| default_of(setting).to_owned())
    }

    /// The value parsed, or the default when it is unset or wrong; a wrong one is remembered.
    pub fn parse<T>(&mut self, setting: &Setting, expected: &str) -> T
    where
        T: FromStr,
    {
        if let Some(value) = self.optional(setting) {
            match value.trim().parse() {
                Ok(parsed) => return parsed,
                Err(_) => self.refuse(setting, &format!("is {value:?}; it must be {expected}")),
            }
        }
        match default_of(setting).parse() {
            Ok(parsed) => parsed,
            Err(_) => unreachable!("the default of {} reads as its own type (a test reads all defaults)", setting.name),
        }
    }

    /// A whole number within bounds.
    pub fn number(&mut self, setting: &Setting, bounds: std::ops::RangeInclusive<u64>) -> u64 {
        let expected = format!("a whole number from {} to {}", bounds.start(), bounds.end());
        let number: u64 = self.parse(setting, &expected);
        if bounds.contains(&number) {
            return number;
        }
        self.refuse(setting, &format!("is {number}; it must be {expected}"));
        *bounds.start()
    }

    /// Remembers that a setting is wrong.
    pub fn refuse(&mut self, setting: &Setting, what: &str) {
        self.wrong.push(format!("{} {what}", setting.name));
    }

    /// `config` when nothing was wrong.
    ///
    /// # Errors
    /// Everything that was.
    pub fn finish<T>(self, config: T) -> Result<T, ConfigError> {
        if self.wrong.is_empty() { Ok(config) } else { Err(ConfigError(self.wrong)) }
    }
}

fn default_of(setting: &Setting) -> &'static str {
    setting.default.unwrap_or_default()
}
