//! The configuration file.
//!
//! ```toml
//! account_id = "023e105f4ecef8ad9ca31a8372d0c353"
//! app_id = "14a396e7-ca44-4937-bf1f-050a69118543"
//! token = "…"
//!
//! [profiles.staging]
//! app_id = "0f1e2d3c-4b5a-4968-8776-655443322110"
//! ```

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use etcetera::{BaseStrategy, choose_base_strategy};
use serde::Deserialize;

use super::permissions;
use crate::failure::Failure;
use crate::input::{self, MEBIBYTE};
use crate::output::{Format, without_secrets};

/// The settings of a profile, or those at the top of the file. It has no `Debug`, because it contains a token.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    pub token: Option<String>,
    pub account_id: Option<String>,
    pub app_id: Option<String>,
    pub base_url: Option<String>,
    pub output: Option<Format>,
}

impl Profile {
    /// These settings; missing ones are taken from `others`.
    pub fn or(self, others: Self) -> Self {
        Self {
            token: self.token.or(others.token),
            account_id: self.account_id.or(others.account_id),
            app_id: self.app_id.or(others.app_id),
            base_url: self.base_url.or(others.base_url),
            output: self.output.or(others.output),
        }
    }
}

/// `~/.config/realtimekit/config.toml`, or below `XDG_CONFIG_HOME`; on Windows below `%APPDATA%`.
pub fn path() -> Result<PathBuf, Failure> {
    let strategy = choose_base_strategy();
    let strategy = strategy.map_err(|error| Failure::Usage(format!("no home folder: {error}")))?;
    Ok(strategy
        .config_dir()
        .join("realtimekit")
        .join("config.toml"))
}

/// The settings of a profile; missing ones are taken from the top of the file. A missing file has no settings.
pub fn read(path: &Path, profile: Option<&str>) -> Result<Profile, Failure> {
    let name = path.display();
    let failed = |error: String| Failure::Usage(format!("{name}: {error}"));
    let text = match fs::File::open(path) {
        Ok(file) => {
            permissions::check(&file, path)?;
            input::text(file, MEBIBYTE).map_err(failed)?
        }
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        Err(error) => return Err(failed(error.to_string())),
    };
    // The file may spell a word of the message in another way, with escapes.
    let shown = |message: &str| without_secrets(message, [text.as_str(), message]);
    // Only the message, because the error shows the line, which may contain the token.
    let invalid = |error: toml::de::Error| {
        let before = error.span().and_then(|span| text.get(..span.start));
        let line = before.map_or(1, |before| before.lines().count().max(1));
        let message = shown(error.message());
        Failure::Usage(format!("{name}, line {line}: {message}"))
    };
    let mut table: toml::Table = toml::from_str(&text).map_err(invalid)?;
    let profiles = table.remove("profiles");
    let parsed = |table: toml::Value| {
        let read = table.try_into::<Profile>();
        read.map_err(|error| {
            let message = match error.message() {
                // The message would show the value, which may be the token.
                wrong if wrong.starts_with("invalid type") => {
                    "a setting is not a string".to_owned()
                }
                other => shown(other),
            };
            Failure::Usage(format!("{name}: {message}"))
        })
    };
    let top = parsed(toml::Value::Table(table))?;
    let Some(wanted) = profile else {
        return Ok(top);
    };
    let found = profiles.and_then(|mut profiles| {
        let profiles = profiles.as_table_mut()?;
        profiles.remove(wanted)
    });
    match found {
        Some(profile) => Ok(parsed(profile)?.or(top)),
        None => {
            let message = format!("{name} has no profile `{wanted}`");
            Err(Failure::Usage(without_secrets(&message, [wanted])))
        }
    }
}
