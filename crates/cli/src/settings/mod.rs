//! The token and the ids, from the environment or the configuration file.

mod file;
mod permissions;

use std::env;
use std::path::PathBuf;

use realtimekit::RateLimit;
use realtimekit::reqwest::Url;
use realtimekit_runtime::{self as runtime, Secret, Setting, env_optional};

use crate::failure::Failure;
use crate::output::{Format, hide_token};
use file::Profile;

const TOKEN: &str = "CLOUDFLARE_API_TOKEN";
const ACCOUNT_ID: &str = "CLOUDFLARE_ACCOUNT_ID";
const APP_ID: &str = "REALTIMEKIT_APP_ID";
const BASE_URL: &str = "REALTIMEKIT_BASE_URL";
const DEFAULT_BASE_URL: &str = "https://api.cloudflare.com/client/v4";
const USER_AGENT: &str = concat!("realtimekit-cli/", env!("CARGO_PKG_VERSION"));

/// The settings of the commands.
pub struct Settings {
    token: Option<Secret>,
    account_id: Option<String>,
    app_id: Option<String>,
    base_url: Option<String>,
    /// The format of the output.
    pub output: Option<Format>,
    file: PathBuf,
}

/// Keeps the token of the environment out of everything that is printed, also by commands that need no settings.
pub fn hide_token_of_environment() {
    if let Some(token) = env::var_os(TOKEN) {
        hide_token(token.to_string_lossy().trim());
    }
}

impl Settings {
    /// Reads the settings. A selected profile takes precedence over the environment, and the environment over the rest
    /// of the file.
    ///
    /// # Errors
    /// A variable or the file is not valid, others can read the file, or the profile does not exist.
    pub fn load(profile: Option<&str>) -> Result<Self, Failure> {
        let file = file::path()?;
        let from_file = file::read(&file, profile)?;
        let from_environment = Profile {
            token: env_optional(TOKEN, Setting::Token)?,
            account_id: env_optional(ACCOUNT_ID, Setting::Id)?,
            app_id: env_optional(APP_ID, Setting::Id)?,
            base_url: env_optional(BASE_URL, Setting::BaseUrl)?,
            output: None,
        };
        let found = match profile {
            Some(_) => from_file.or(from_environment),
            None => from_environment.or(from_file),
        };
        found.token.iter().for_each(|token| hide_token(token));
        Ok(Self {
            token: found.token.map(Secret::from),
            account_id: found.account_id,
            app_id: found.app_id,
            base_url: found.base_url,
            output: found.output,
            file,
        })
    }

    fn missing(&self, what: &str, key: &str, variable: &str) -> Failure {
        Failure::Usage(format!(
            "no {what} is set; set the environment variable {variable}, or `{key}` in {}",
            self.file.display()
        ))
    }

    fn token(&self) -> Result<&Secret, Failure> {
        let missing = || self.missing("API token", "token", TOKEN);
        self.token.as_ref().ok_or_else(missing)
    }

    /// The account.
    pub fn account_id(&self) -> Result<&str, Failure> {
        let missing = || self.missing("account", "account_id", ACCOUNT_ID);
        self.account_id.as_deref().ok_or_else(missing)
    }

    /// The app.
    pub fn app_id(&self) -> Result<&str, Failure> {
        let missing = || self.missing("app", "app_id", APP_ID);
        self.app_id.as_deref().ok_or_else(missing)
    }

    /// The scheme, host and port of the base URL, if it is on this machine: an in-memory server.
    pub fn loopback(&self) -> Option<String> {
        let url = Url::parse(self.base_url.as_deref()?).ok()?;
        let is_here = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
        is_here.then(|| url.origin().ascii_serialization())
    }

    /// The client for operations of the API description. `is_dry`: nothing will be sent, so no token is needed.
    pub fn runtime_client(&self, is_dry: bool) -> Result<runtime::Client, Failure> {
        let builder = runtime::Client::builder()
            .base_url(self.base_url.as_deref().unwrap_or(DEFAULT_BASE_URL))
            .user_agent(USER_AGENT)
            .rate_limit(RateLimit::default());
        let builder = match &self.token {
            None if is_dry => builder.no_token(),
            _ => builder.token(self.token()?.clone()),
        };
        Ok(builder.build()?)
    }

    /// The library's client.
    pub fn client(&self) -> Result<realtimekit::Client, Failure> {
        self.limited_client(RateLimit::default())
    }

    /// The library's client with another rate limit.
    pub fn limited_client(&self, limit: RateLimit) -> Result<realtimekit::Client, Failure> {
        let mut builder = realtimekit::Client::builder()
            .token(self.token()?.clone())
            .account_id(self.account_id()?)
            .app_id(self.app_id()?)
            .user_agent(USER_AGENT)
            .rate_limit(limit);
        if let Some(base_url) = &self.base_url {
            builder = builder.base_url(base_url);
        }
        Ok(builder.build()?)
    }
}
