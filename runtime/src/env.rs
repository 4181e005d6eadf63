//! Settings from the environment.

use std::env::{self, VarError};

use crate::{Error, Setting};

/// Reads an environment variable that must be set.
///
/// # Errors
/// [`Error::Config`], naming the variable, when it is not set, not Unicode, or not what such a setting looks like. The
/// value is never part of the message.
///
/// ```
/// # use realtimekit_runtime::{Setting, env_var};
/// let error = env_var("REALTIMEKIT_DOC_EXAMPLE_UNSET", Setting::Token).unwrap_err();
/// assert!(error.to_string().contains("REALTIMEKIT_DOC_EXAMPLE_UNSET is not set"));
/// ```
pub fn env_var(name: &'static str, setting: Setting) -> Result<String, Error> {
    env_optional(name, setting)?.ok_or_else(|| {
        Error::config(format!(
            "the environment variable {name} is not set; export it, or set it in code"
        ))
    })
}

/// Reads an environment variable that may be unset.
///
/// # Errors
/// [`Error::Config`], naming the variable, when it is set but empty, not Unicode, or not what such a setting looks like.
///
/// ```
/// # use realtimekit_runtime::{Setting, env_optional};
/// let url = env_optional("REALTIMEKIT_DOC_EXAMPLE_UNSET", Setting::BaseUrl)?;
/// assert_eq!(url, None);
/// # Ok::<(), realtimekit_runtime::Error>(())
/// ```
pub fn env_optional(name: &'static str, setting: Setting) -> Result<Option<String>, Error> {
    let value = match env::var(name) {
        Ok(value) => value,
        Err(VarError::NotPresent) => return Ok(None),
        Err(VarError::NotUnicode(_)) => {
            return Err(Error::config(format!(
                "the environment variable {name} is not Unicode; set it again"
            )));
        }
    };
    match setting.fault(&value) {
        None => Ok(Some(value)),
        Some(fault) => Err(Error::config(format!(
            "the environment variable {name} {fault}"
        ))),
    }
}
