//! The URL of a call, without its query.

use std::sync::Arc;

use reqwest::Url;

use crate::{
    InvalidRequestError,
    request::segment::{self, Slashes},
};

/// A URL that is assembled as text from escaped values: the text is what is sent.
#[derive(Clone, Debug)]
pub(crate) struct Address {
    /// The beginning of this URL, or all of it. Many calls share it, and it is parsed once for all of them.
    root: Arc<Url>,
    text: String,
}

impl Address {
    /// The URL with which all calls of a client begin. A slash at its end is ignored.
    pub(crate) fn new(base_url: Url) -> Self {
        Self {
            text: base_url.as_str().trim_end_matches('/').to_owned(),
            root: Arc::new(base_url),
        }
    }

    /// The same URL, with capacity for this much more text.
    pub(crate) fn with_room(&self, room: usize) -> Self {
        let mut text = String::with_capacity(self.text.len() + room);
        text.push_str(&self.text);
        Self {
            root: Arc::clone(&self.root),
            text,
        }
    }

    /// Appends segments unchanged; an empty one is a slash at the end.
    pub(crate) fn push_literal(&mut self, segments: &'static str) {
        self.text.push('/');
        self.text.push_str(segments);
    }

    /// Appends one segment that is already escaped.
    pub(crate) fn push_escaped(&mut self, segment: &str) {
        self.text.push('/');
        self.text.push_str(segment);
    }

    /// Appends one segment with this value, escaped.
    pub(crate) fn push_value(
        &mut self,
        name: &'static str,
        value: &str,
        slashes: Slashes,
    ) -> Result<(), InvalidRequestError> {
        segment::push(&mut self.text, name, value, slashes)
    }

    /// The same URL as the root of others.
    pub(crate) fn into_root(mut self) -> Self {
        if let Some(url) = self.url() {
            self.root = Arc::new(url);
        }
        self
    }

    /// The root.
    pub(crate) fn at_root(&self) -> Self {
        Self {
            text: self.root.as_str().trim_end_matches('/').to_owned(),
            root: Arc::clone(&self.root),
        }
    }

    /// The URL without its last `segments` segments.
    pub(crate) fn above(&self, segments: usize) -> Self {
        let shorter = |text: &'_ str| text.rfind('/').unwrap_or_default();
        let end = (0..segments).fold(self.text.len(), |end, _| shorter(&self.text[..end]));
        Self {
            root: Arc::clone(&self.root),
            text: self.text[..end].to_owned(),
        }
    }

    /// The path below this base, or below its own root.
    pub(crate) fn below(&self, base: &Self) -> &str {
        let root = self.root.as_str().trim_end_matches('/');
        let below = self.text.strip_prefix(base.as_str());
        below
            .or_else(|| self.text.strip_prefix(root))
            .unwrap_or_default()
    }

    /// The same path below another root.
    pub(crate) fn moved(&self, base: &Self, root: Url) -> Self {
        let mut moved = Self::new(root);
        moved.text.push_str(self.below(base));
        moved
    }

    /// The text, without a slash at its end unless one was appended.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The URL for the HTTP client. Parsing a whole URL is a tenth of the cost of a call, so the segments are appended
    /// to the root, which is already parsed. If the result is not exactly the text, for example because a value had to
    /// be escaped, the whole text is parsed.
    pub(crate) fn url(&self) -> Option<Url> {
        self.behind_root()
            .filter(|url| url.as_str() == self.text)
            .or_else(|| Url::parse(&self.text).ok())
    }

    /// The root with the other segments appended, each of which `Url` escapes.
    fn behind_root(&self) -> Option<Url> {
        let below = self.text.strip_prefix(self.root.as_str())?;
        let mut url = Url::clone(&self.root);
        url.path_segments_mut()
            .ok()?
            .pop_if_empty()
            .extend(below.strip_prefix('/').unwrap_or(below).split('/'));
        Some(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An address below a base URL, put together of segments as they are.
    fn address(base: &str, segments: &'static str) -> Address {
        let mut address = Address::new(Url::parse(base).unwrap());
        address.push_literal(segments);
        address
    }

    #[test]
    fn an_address_is_the_same_from_its_root_as_read_whole() {
        for base in [
            "https://example.com",
            "https://example.com/v4",
            "https://example.com/v4//",
            "https://example.com/a%20b",
            "http://[::1]:9/v4",
        ] {
            for segments in [
                "meetings",
                "realtime/kit",
                "meetings/1f0e-a_b.~/participants",
                "a%20b/%C3%A9",
                "%2e%2e/x",
                "../x",
                "./x",
                "x/..",
                "//elsewhere.example/x",
                "a//b/",
                "",
                "a b",
                "é",
                "a?b",
                "a#b",
                "a\\b",
                "a\nb",
                "http://elsewhere.example",
            ] {
                let below = address(base, segments);
                let whole = Url::parse(&below.text).unwrap();
                assert_eq!(below.url(), Some(whole.clone()), "{base} {segments:?}");
                let mut further = below.into_root();
                further.push_literal("token");
                let whole = Url::parse(&further.text).unwrap();
                assert_eq!(further.url(), Some(whole), "{base} {segments:?}");
            }
        }
    }

    #[test]
    fn a_slash_at_the_end_is_sent() {
        for (base, sent) in [
            ("https://example.com", "https://example.com/"),
            ("https://example.com/v4/", "https://example.com/v4/"),
        ] {
            assert_eq!(address(base, "").url().unwrap().as_str(), sent);
        }
        let url = address("https://example.com", "run/").into_root().url();
        assert_eq!(url.unwrap().as_str(), "https://example.com/run/");
    }

    #[test]
    fn an_id_is_appended_and_what_is_escaped_is_read() {
        let mut address = address("https://example.com/v4", "meetings");
        address
            .push_value("meeting_id", "8a9d4ee8-4fdc", Slashes::Refused)
            .unwrap();
        let appended = address.behind_root().unwrap();
        assert_eq!(appended.as_str(), address.text);
        address
            .push_value("participant_id", "a b", Slashes::Refused)
            .unwrap();
        let appended = address.behind_root().unwrap();
        assert_ne!(appended.as_str(), address.text);
        let sent = address.url().unwrap();
        assert_eq!(sent.path(), "/v4/meetings/8a9d4ee8-4fdc/a%20b");
    }
}
