//! Checks the values of settings, from code and from environment variables.

use std::borrow::Cow;

use crate::request::{
    base_url,
    blank_or_quoted::blank_or_quoted,
    segment::{self, Slashes},
};

/// A kind of setting, which determines the valid values.
///
/// ```
/// # use realtimekit_runtime::Setting;
/// assert_eq!(Setting::Token.fault("Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQ"), None);
/// assert!(Setting::Token.fault("\"Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQ\"").is_some());
/// assert!(Setting::Id.fault(" 023e105f4ecef8ad9ca31a8372d0c353").is_some());
/// assert!(Setting::BaseUrl.fault("api.cloudflare.com").is_some());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// An API token: printable ASCII without spaces and quotation marks.
    Token,
    /// An id that is a segment of every path.
    Id,
    /// A base URL. [`ClientBuilder::build`](crate::ClientBuilder::build) decides whether http is allowed.
    BaseUrl,
}

impl Setting {
    /// Why the value is not valid and how to fix it, as the end of a sentence about the setting; `None` if it is valid.
    /// The text never contains the value.
    pub fn fault(self, value: &str) -> Option<Cow<'static, str>> {
        match self {
            Self::Token => token_fault(value).map(Cow::Borrowed),
            Self::Id => segment::fault(value, Slashes::Refused).map(Cow::Borrowed),
            Self::BaseUrl => base_url::parse(value, true).err(),
        }
    }
}

fn token_fault(token: &str) -> Option<&'static str> {
    blank_or_quoted(token).or_else(|| {
        let is_odd = |c: char| !c.is_ascii_graphic() || c == '"';
        token.contains(is_odd).then_some(
            "has a space, a quotation mark, a line break or another character that no token has; use the token alone, \
             without `Bearer`",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_with_something_at_its_edges_is_refused_without_being_shown() {
        for setting in [Setting::Token, Setting::Id, Setting::BaseUrl] {
            for (edged, word) in [
                ("", "empty"),
                (" \t", "blank"),
                (" s3cr3t", "space"),
                ("s3cr3t ", "space"),
                ("s3cr3t\u{a0}", "space"),
                ("s3cr3t\n", "line break"),
                ("\"s3cr3t\"", "quotation marks"),
                ("'s3cr3t'", "quotation marks"),
            ] {
                let fault = setting.fault(edged).unwrap_or_default();
                assert!(fault.contains(word), "{setting:?} {edged:?}: {fault}");
                assert!(!fault.contains("s3cr3t"), "{setting:?} {edged:?}: {fault}");
            }
        }
    }

    #[test]
    fn only_a_pair_of_quotation_marks_is_refused() {
        for value in ["\"", "'", "\"a'", "a\"b", "o'clock"] {
            assert_eq!(blank_or_quoted(value), None, "{value}");
        }
    }
}
