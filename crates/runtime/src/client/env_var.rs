//! Reads settings from environment variables.

use std::env::{self, VarError};

use crate::{Error, InvalidRequestError, Setting};

/// Reads an environment variable that must be set.
///
/// # Errors
/// [`Error::Config`] if the variable is not set, is not Unicode, or is not valid for this setting. The message contains
/// the name of the variable but not its value.
///
/// ```
/// # use realtimekit_runtime::{Setting, env_var};
/// let error = env_var("REALTIMEKIT_DOC_EXAMPLE_UNSET", Setting::Token).unwrap_err();
/// assert!(error.to_string().contains("REALTIMEKIT_DOC_EXAMPLE_UNSET is not set"));
/// ```
pub fn env_var(name: &'static str, setting: Setting) -> Result<String, Error> {
    let value = read(name)?.ok_or_else(|| {
        Error::config(format!(
            "the environment variable {name} is not set; export it, or set it in code"
        ))
    })?;
    usable(name, setting, value)
}

/// Reads an optional environment variable. An empty variable counts as not set, because many configuration files cannot
/// unset one.
///
/// # Errors
/// [`Error::Config`] if the variable is set but is not Unicode or not valid for this setting. The message contains the
/// name of the variable.
///
/// ```
/// # use realtimekit_runtime::{Setting, env_optional};
/// let url = env_optional("REALTIMEKIT_DOC_EXAMPLE_UNSET", Setting::BaseUrl)?;
/// assert_eq!(url, None);
/// # Ok::<(), realtimekit_runtime::Error>(())
/// ```
pub fn env_optional(name: &'static str, setting: Setting) -> Result<Option<String>, Error> {
    let value = read(name)?.filter(|value| !value.is_empty());
    value.map(|value| usable(name, setting, value)).transpose()
}

/// Converts the result of a validation into an error that names the environment variable.
///
/// # Errors
/// [`Error::Config`] with the name of the variable, if the value is not valid.
///
/// ```
/// # use realtimekit_runtime::{env_checked, validate};
/// let outcome = validate::max_length("account_id", "023e105f4ecef8ad9ca31a8372d0c353", 31);
/// let error = env_checked("CLOUDFLARE_ACCOUNT_ID", outcome).unwrap_err();
/// assert!(error.to_string().contains("CLOUDFLARE_ACCOUNT_ID must have at most 31 characters, and it has 32"));
/// ```
pub fn env_checked(
    name: &'static str,
    outcome: Result<(), InvalidRequestError>,
) -> Result<(), Error> {
    outcome.map_err(|refused| unusable(name, refused.reason()))
}

fn read(name: &'static str) -> Result<Option<String>, Error> {
    match env::var(name) {
        Ok(value) => Ok(Some(value)),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(unusable(name, "is not Unicode; set it again")),
    }
}

fn usable(name: &'static str, setting: Setting, value: String) -> Result<String, Error> {
    match setting.fault(&value) {
        None => Ok(value),
        Some(fault) => Err(unusable(name, &fault)),
    }
}

/// The error for an environment variable that is not valid.
pub(crate) fn unusable(name: &str, fault: &str) -> Error {
    Error::config(format!("the environment variable {name} {fault}"))
}
