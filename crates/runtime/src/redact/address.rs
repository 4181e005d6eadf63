//! The credentials in a URL: user name and password, query and fragment, the key of a stream, and path segments that
//! look like a credential.

use std::ops::Range;

use super::credential::{REDACTED, is_credential};
use super::named;
use super::word::{ends_word, first, last, without_punctuation};

/// Schemes of streams. They are recognised where `//` is misspelt, too.
const STREAMS: [&[u8]; 6] = [b"rtmp", b"rtmps", b"rtmpt", b"rtsp", b"rtsps", b"srt"];

/// Schemes of URLs whose paths are shown. All others are taken for streams, whose paths contain the key.
const WITH_PATH: [&[u8]; 12] = [
    b"azure", b"file", b"ftp", b"ftps", b"gs", b"http", b"https", b"r2", b"s3", b"sftp", b"ws",
    b"wss",
];

/// The text with the credentials in its URLs replaced.
pub(super) fn without_credentials(text: &str) -> String {
    let mut is_hidden = vec![false; text.len()];
    for range in ranges(text) {
        is_hidden[range].fill(true);
    }
    let mut out = String::with_capacity(text.len());
    let mut was_hidden = false;
    for (at, c) in text.char_indices() {
        match (was_hidden, is_hidden[at]) {
            (_, false) => out.push(c),
            (false, true) => out.push_str(REDACTED),
            (true, true) => {}
        }
        was_hidden = is_hidden[at];
    }
    out
}

/// Whether a URL in the text has a credential that is not replaced.
pub(super) fn has_credentials(text: &str) -> bool {
    !credentials(text).is_empty()
}

/// The credentials in the URLs of the text that are not replaced.
pub(crate) fn credentials(text: &str) -> Vec<&str> {
    let found = ranges(text).into_iter().map(|range| &text[range]);
    found
        .filter(|found| !found.is_empty() && *found != REDACTED)
        .collect()
}

/// The ranges of the credentials in the text.
fn ranges(original: &str) -> Vec<Range<usize>> {
    let text = original.to_ascii_lowercase();
    let text = text.as_bytes();
    let mut found = Vec::new();
    let mut around = Around::default();
    let mut at = 0;
    while at < text.len() {
        let length = text[at..].iter().position(|byte| ends_word(*byte));
        let end = length.map_or(text.len(), |length| at + length);
        Word {
            text,
            original,
            end,
            last_at: last(&text[at..end], |byte| *byte == b'@').map(|last| at + last),
            is_cut: text.get(end).is_some_and(|byte| around.is_inside(*byte)),
            found: &mut found,
        }
        .search(at);
        let hidden = found.last().map_or(end, |last| last.end);
        let next = hidden.max(end + 1).min(text.len());
        around.read(&text[end..next]);
        at = next;
    }
    found.extend(named::values(original));
    found
}

/// What is open at a position of a text.
#[derive(Default)]
struct Around {
    quotation: bool,
    code: bool,
    tag: bool,
}

impl Around {
    fn read(&mut self, text: &[u8]) {
        for byte in text {
            match byte {
                b'"' => self.quotation = !self.quotation,
                b'`' => self.code = !self.code,
                b'<' => self.tag = true,
                _ => {}
            }
        }
    }

    /// Whether a quotation mark or bracket ends nothing around it, so that it belongs to the word before it.
    fn is_inside(&self, byte: u8) -> bool {
        match byte {
            b'"' => !self.quotation,
            b'`' => !self.code,
            b'<' | b'>' => !self.tag,
            _ => false,
        }
    }
}

/// A part of a text that contains whole URLs only.
struct Word<'a> {
    /// The whole text in lower case.
    text: &'a [u8],
    original: &'a str,
    end: usize,
    /// The position of the last `@` in it.
    last_at: Option<usize>,
    /// Whether a query at its end goes on behind it: `?a="b"`.
    is_cut: bool,
    found: &'a mut Vec<Range<usize>>,
}

impl Word<'_> {
    fn text(&self, range: Range<usize>) -> &[u8] {
        &self.text[range]
    }

    /// The position of the first of these bytes.
    fn find(&self, begin: usize, bytes: &[u8]) -> Option<usize> {
        let rest = self.text(begin..self.end);
        Some(begin + first(rest, |byte| bytes.contains(byte))?)
    }

    /// Hides the rest of the word.
    fn hide_from(&mut self, begin: usize) {
        let behind = self.text[self.end..].iter();
        let end = match self.is_cut {
            true => self.end + behind.take_while(|byte| **byte > b' ').count(),
            false => self.end,
        };
        self.found.push(without_punctuation(self.text, begin..end));
    }

    fn search(&mut self, begin: usize) {
        let scheme_end = self
            .text(begin..self.end)
            .windows(3)
            .position(|window| window == b"://")
            .map(|at| begin + at);
        match scheme_end {
            Some(scheme_end) => {
                Word {
                    end: self.scheme(begin, scheme_end),
                    is_cut: false,
                    found: &mut *self.found,
                    ..*self
                }
                .without_scheme(begin);
                let mut next = Some(scheme_end);
                while let Some(scheme_end) = next {
                    next = self.address(begin, scheme_end);
                }
            }
            None => self.without_scheme(begin),
        }
    }

    /// The position of the scheme that ends here.
    fn scheme(&self, begin: usize, end: usize) -> usize {
        // A scheme may have other punctuation, but none of these has: it belongs to the word before.
        let is_scheme = |byte: &&u8| byte.is_ascii_alphanumeric();
        let before = self.text(begin..end).iter().rev();
        end - before.take_while(is_scheme).count()
    }

    /// Reads a URL with a scheme; `scheme_end` is the position of `://`. Returns that of another URL in the path.
    fn address(&mut self, begin: usize, scheme_end: usize) -> Option<usize> {
        let scheme = self.scheme(begin, scheme_end)..scheme_end;
        let is_stream = !WITH_PATH.contains(&self.text(scheme));
        let host = self.behind_user(scheme_end + 3);
        let path = self.find(host, b"/\\?#")?;
        if is_stream && !self.is_folder(path) {
            self.hide_from(path + 1);
            return None;
        }
        match self.text(path - 1..self.end).starts_with(b"://") {
            // What was taken for the host is the scheme of the next URL: `https://a.example,https://…`.
            true if path > host => Some(path - 1),
            _ => self.path(path),
        }
    }

    /// Hides user name and password, and returns the position after them. A password with a slash is recognised because
    /// the text after the colon is not a port.
    fn behind_user(&mut self, begin: usize) -> usize {
        let authority = self.find(begin, b"/\\?#").unwrap_or(self.end);
        let authority_text = self.text(begin..authority);
        let last_in_authority = last(authority_text, |byte| *byte == b'@');
        let colon = first(authority_text, |byte| *byte == b':');
        let has_odd_port = colon.is_some_and(|colon| {
            let port = self.text(begin + colon + 1..authority);
            !port.is_empty() && !port.iter().all(u8::is_ascii_digit)
        });
        let last_in_word = self.last_at.filter(|at| has_odd_port && *at >= begin);
        match last_in_authority.map(|at| begin + at).or(last_in_word) {
            Some(end) => {
                self.found.push(begin..end);
                end + 1
            }
            None => begin,
        }
    }

    /// Whether the path is that of an application, `/live/`. The key would be behind it.
    fn is_folder(&self, path: usize) -> bool {
        let word = self.text(without_punctuation(self.text, path..self.end));
        word.ends_with(b"/") && word.iter().filter(|byte| **byte == b'/').count() == 2
    }

    /// Reads a path, with query and fragment. Returns the position of `://` of another URL in it.
    fn path(&mut self, begin: usize) -> Option<usize> {
        let mut at = begin;
        loop {
            let end = self.find(at, b"/\\?#").unwrap_or(self.end);
            if is_credential(&self.original[at..end]) {
                self.found.push(at..end);
            }
            if end == self.end {
                return None;
            }
            if b"?#".contains(&self.text[end]) {
                self.hide_from(end + 1);
                return None;
            }
            if end > at && self.text(end - 1..self.end).starts_with(b"://") {
                return Some(end - 1);
            }
            at = end + 1;
        }
    }

    /// The position behind the scheme of a stream and a misspelt `//`: `rtmps:/h/app/…`.
    fn stream(&self, begin: usize) -> Option<usize> {
        let mut colons = (begin..self.end).filter(|at| self.text[*at] == b':');
        let found = colons.find(|at| {
            let is_slash = |byte: &u8| b"/\\".contains(byte);
            STREAMS.contains(&self.text(self.scheme(begin, *at)..*at))
                && self.text(at + 1..self.end).first().is_some_and(is_slash)
        });
        found.map(|at| at + 2)
    }

    /// Reads what may be a URL without a scheme, or a part of one.
    fn without_scheme(&mut self, begin: usize) {
        if let Some(stream) = self.stream(begin) {
            return self.hide_from(stream);
        }
        let behind_query = |at: usize| self.text(at + 1..self.end);
        let is_place = |at: usize| {
            let place = self.text(begin..at);
            place.contains(&b'/') || place.contains(&b'.')
        };
        let query = self
            .find(begin, b"?")
            .filter(|at| behind_query(*at).contains(&b'=') || is_place(*at));
        let fragment = self.find(begin, b"#").filter(|at| is_place(*at));
        let end = query.into_iter().chain(fragment).min();
        let place = self.text(begin..end.unwrap_or(self.end));
        let user = place.iter().rposition(|byte| *byte == b'@');
        if let Some(user) = user
            && place[..user].contains(&b':')
        {
            let is_bracket = |byte: &&u8| b"([{'".contains(byte);
            let skipped = place.iter().take_while(is_bracket).count();
            self.found.push(begin + skipped..begin + user);
        }
        if let Some(end) = end {
            self.hide_from(end + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::redact;

    fn shown(text: &str) -> String {
        redact(text, &[])
    }

    #[test]
    fn credentials_are_replaced_in_every_context() {
        for (address, left) in [
            (
                "https://h/a.csv?X-Amz-Signature=s3cr3t",
                "https://h/a.csv?[redacted]",
            ),
            ("https://h/a?s=s3cr3t#s3cr3t", "https://h/a?[redacted]"),
            ("https://h/a#s3cr3t", "https://h/a#[redacted]"),
            ("https://h?s3cr3t", "https://h?[redacted]"),
            ("https://u:s3cr3t@h:80/a", "https://[redacted]@h:80/a"),
            ("https://s3cr3t@h/a", "https://[redacted]@h/a"),
            ("https://u:s3c/r3t@h/a", "https://[redacted]@h/a"),
            ("HTTPS://u:s3cr3t@s3cr3t@h/a", "HTTPS://[redacted]@h/a"),
            ("https://h/a?s=s3(cr)3t", "https://h/a?[redacted]"),
            ("https://h/a?s=s3cr'3t", "https://h/a?[redacted]"),
            ("https://h/a?a=1&amp;sig=s3cr3t", "https://h/a?[redacted]"),
            (
                "https://h/0123456789abcdef0123456789abcdef/a",
                "https://h/[redacted]/a",
            ),
            (
                "https://h/https://u:s3cr3t@g/a?s=s3cr3t",
                "https://h/https://[redacted]@g/a?[redacted]",
            ),
            ("wss://h/a?token=s3cr3t", "wss://h/a?[redacted]"),
            ("rtmp://h/app/s3cr3t", "rtmp://h/[redacted]"),
            ("a-rtsps://h/s3cr3t", "a-rtsps://h/[redacted]"),
            ("rtmps://h:443/s3cr3t?a=b", "rtmps://h:443/[redacted]"),
            ("srt://h:9000?streamid=s3cr3t", "srt://h:9000?[redacted]"),
            ("rtmps:/h/live/s3cr3t", "rtmps:/[redacted]"),
            (r"rtmps:\\h\live\s3cr3t", r"rtmps:\[redacted]"),
            ("moq://h/live/s3cr3t", "moq://h/[redacted]"),
            ("rtmps://h/live/s3cr3t/", "rtmps://h/[redacted]"),
            (
                "https://a,rtmps://h/live/s3cr3t",
                "https://a,rtmps://h/[redacted]",
            ),
            (
                "/a?code=s3cr3t&next=https://h/a",
                "/a?[redacted]https://h/a",
            ),
            (
                "u:s3cr3t@h.example,https://h/a",
                "[redacted]@h.example,https://h/a",
            ),
            ("rtmp://u:s3cr3t@h/live/", "rtmp://[redacted]@h/live/"),
            (
                "rtmp://u:s3cr3t@h/app/s3cr3t",
                "rtmp://[redacted]@h/[redacted]",
            ),
            (
                "h.example/a?X-Amz-Signature=s3cr3t",
                "h.example/a?[redacted]",
            ),
            ("/a/b?sig=s3cr3t", "/a/b?[redacted]"),
            ("h.example/a#s3cr3t", "h.example/a#[redacted]"),
            ("//u:s3cr3t@h/a", "[redacted]@h/a"),
            (
                "u:s3cr3t@h.example:80/a?b=s3cr3t",
                "[redacted]@h.example:80/a?[redacted]",
            ),
            ("password=s3cr3t&a=s3cr3t", "password=[redacted]"),
            (
                "a=1&X-Amz-Signature=s3cr3t",
                "a=1&X-Amz-Signature=[redacted]",
            ),
        ] {
            assert_eq!(shown(address), left);
            for (before, behind) in [
                ("(", ")"),
                ("[", "]"),
                ("{", "}"),
                ("\"", "\""),
                ("<", ">"),
                ("'", "'"),
                ("see ", ", or"),
                ("see ", "."),
                ("`", "`"),
            ] {
                let message = shown(&format!("{before}{address}{behind}"));
                if address.contains(['(', '\'']) && ["(", "'"].contains(&before) {
                    assert!(
                        !message.contains("s3") && !message.contains("3t"),
                        "{message}"
                    );
                } else {
                    assert_eq!(message, format!("{before}{left}{behind}"));
                }
            }
        }
    }

    #[test]
    fn a_query_ends_at_what_is_around_it() {
        for (text, left) in [
            ("https://h/a?p=\"x\"&s=s3cr3t", "https://h/a?[redacted]"),
            ("https://h/a?x=<b>s3cr3t no", "https://h/a?[redacted] no"),
            (
                "<p>see https://h/a?s=s3cr3t</p>",
                "<p>see https://h/a?[redacted]</p>",
            ),
            (
                "{\"a\":\"see https://h/a?s=s3cr3t\",\"b\":1}",
                "{\"a\":\"see https://h/a?[redacted]\",\"b\":1}",
            ),
            (
                "[\"https://h/a?s=s3cr3t\",\"https://h/a?s=s3cr3t\"]",
                "[\"https://h/a?[redacted]\",\"https://h/a?[redacted]\"]",
            ),
        ] {
            assert_eq!(shown(text), left);
        }
    }

    #[test]
    fn credentials_in_an_encoded_address_hide_the_text() {
        let percent = |text: &str| -> String {
            let escaped = |byte: u8| match byte.is_ascii_alphanumeric() {
                true => char::from(byte).to_string(),
                false => format!("%{byte:02X}"),
            };
            text.bytes().map(escaped).collect()
        };
        let entities = |text: &str| -> String {
            text.chars()
                .map(|c| format!("&#{};", u32::from(c)))
                .collect()
        };
        let json = |text: &str| text.replace('/', "\\/").replace('&', "\\u0026");
        for address in [
            "https://h/a?X-Amz-Signature=s3cr3t&b=s3cr3t",
            "https://u:s3cr3t@h/a#s3cr3t",
            "rtmp://h/app/s3cr3t",
            "h.example/a?sig=s3cr3t",
        ] {
            for encoded in [
                percent(address),
                percent(&percent(address)),
                entities(address),
                json(address),
                percent(&entities(address)),
                json(&percent(address)),
            ] {
                for text in [
                    encoded.clone(),
                    format!("url={encoded} is it"),
                    format!("(https://g/a?to={encoded}&x=y)"),
                    format!("&lt;a href=&quot;{encoded}&quot;&gt;"),
                ] {
                    let message = shown(&text);
                    assert!(message.contains("[redacted"), "{text}: {message}");
                    let hidden = ["s3cr3t", "s3", &entities("s3"), "3t"];
                    assert!(
                        !hidden.iter().any(|piece| message.contains(piece)),
                        "{text}: {message}"
                    );
                }
            }
        }
    }

    #[test]
    fn other_text_is_kept() {
        for text in [
            "why? see https://h/a",
            "see https://h/a?",
            "://?",
            "Is it so? Or not?!",
            "mary@example.com is taken",
            "https://api.example.com/client/v4/meetings/6bf2b8be-04dd-4191-b602-1128921a306b",
            "`page_no`=0 is too small; a=b",
            "rtmp://h",
            "rtmps://live.example.com:443/live/",
            "",
            "issue #12",
            "?",
        ] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn hostile_text_is_searched_in_linear_time() {
        for text in [
            "a://a:b/", "%25", "?)", "@:", "://", "a=", "&#37;", "a?b=<", "rtmp:/a<",
        ] {
            let text = text.repeat(16 * 1024 / text.len());
            shown(&text);
        }
    }
}
