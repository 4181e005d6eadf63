//! What the value of a setting must look like, in code and in the environment.

use std::borrow::Cow;

use crate::request::{base_url, edge::edge_fault, segment};

/// A kind of setting, which decides what its value must look like.
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
    /// An API token: printable ASCII without blanks and quotation marks.
    Token,
    /// An id that becomes a segment of every path.
    Id,
    /// A base URL. Whether it may be http, [`ClientBuilder::build`](crate::ClientBuilder::build) decides.
    BaseUrl,
}

impl Setting {
    /// What is wrong with the value and how to fix it, to be put after the setting's name; `None` where the value can be
    /// used. The text never contains the value.
    pub fn fault(self, value: &str) -> Option<Cow<'static, str>> {
        match self {
            Self::Token => token_fault(value).map(Cow::Borrowed),
            Self::Id => segment::fault(value).map(Cow::Borrowed),
            Self::BaseUrl => base_url::parse(value, true).err(),
        }
    }
}

fn token_fault(token: &str) -> Option<&'static str> {
    edge_fault(token).or_else(|| {
        let is_odd = |c: char| !c.is_ascii_graphic() || c == '"';
        token.contains(is_odd).then_some(
            "has a blank, a quotation mark, a line break or another character that no token has; use the token alone, \
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
                (" s3cr3t", "blank"),
                ("s3cr3t ", "blank"),
                ("s3cr3t\u{a0}", "blank"),
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
            assert_eq!(edge_fault(value), None, "{value}");
        }
    }
}
