//! Cuts the bytes of a streamed body into lines and events.

use bytes::{Buf, Bytes, BytesMut};

/// How the values of a body are separated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Framing {
    /// Not at all: bytes are returned as they are received.
    Bytes,
    /// One value on each line, or a record of `application/json-seq`, which may have several lines (RFC 7464).
    Lines,
    /// Server-sent events.
    Events,
}

/// One value.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) data: Bytes,
    /// The name of the event.
    pub(crate) event: Option<String>,
    /// The id of the last event that had one.
    pub(crate) id: Option<String>,
}

/// The bytes that are not returned yet.
#[derive(Debug)]
pub(crate) struct Frames {
    framing: Framing,
    buffer: BytesMut,
    /// The number of bytes at the start of the buffer that were searched for the end of a value.
    searched: usize,
    /// The JSON of the record so far.
    json: Json,
    is_at_start: bool,
    data: Option<BytesMut>,
    event: Option<String>,
    id: Option<String>,
    /// The first line that belongs to no event, until there is one.
    stray: Option<Bytes>,
    has_events: bool,
    /// Whether the body ends inside of an event.
    is_cut: bool,
}

impl Frames {
    pub(crate) fn new(framing: Framing) -> Self {
        Self {
            framing,
            buffer: BytesMut::new(),
            searched: 0,
            json: Json::default(),
            is_at_start: true,
            data: None,
            event: None,
            id: None,
            stray: None,
            has_events: false,
            is_cut: false,
        }
    }

    /// The first line of a body without any event that is not empty: it is something else.
    pub(crate) fn take_stray(&mut self) -> Option<Bytes> {
        self.stray.take()
    }

    /// Whether the body ended inside of an event, which is not returned: it may be a part of what was sent.
    pub(crate) fn take_cut(&mut self) -> bool {
        std::mem::take(&mut self.is_cut)
    }

    /// Adds a piece of the body.
    pub(crate) fn push(&mut self, piece: &[u8]) {
        self.buffer.extend_from_slice(piece);
    }

    /// The number of bytes of the value that is not complete.
    pub(crate) fn len(&self) -> usize {
        self.buffer.len() + self.data.as_ref().map_or(0, BytesMut::len)
    }

    /// The next complete value. At the end of the body the rest is one, unless it is a part of an event: an empty line ends
    /// an event, except the mark of the end.
    pub(crate) fn next(&mut self, is_end: bool) -> Option<Frame> {
        match self.framing {
            Framing::Bytes if self.buffer.is_empty() => None,
            Framing::Bytes => Some(Frame {
                data: self.buffer.split().freeze(),
                ..Frame::default()
            }),
            Framing::Lines => loop {
                self.skip_mark(is_end);
                let line = match self.buffer.first() {
                    Some(&SEPARATOR) => self.record(is_end)?,
                    _ => self.line(is_end)?,
                };
                if !line.trim_ascii().is_empty() {
                    return Some(Frame {
                        data: line,
                        ..Frame::default()
                    });
                }
            },
            Framing::Events => loop {
                match self.line(is_end) {
                    Some(line) if !line.is_empty() => {
                        if !self.field(&line) && !self.has_events {
                            self.stray.get_or_insert(line);
                        } else if is_end && self.buffer.is_empty() && is_cut_name(&line) {
                            self.is_cut = true;
                        }
                    }
                    Some(_) => {
                        if let Some(event) = self.event() {
                            return Some(event);
                        }
                    }
                    None if is_end && self.data.as_ref().is_some_and(is_end_mark) => {
                        return self.event();
                    }
                    None => {
                        self.is_cut |=
                            is_end && (self.data.take().is_some() || self.event.take().is_some());
                        return None;
                    }
                }
            },
        }
    }

    /// The event of the fields so far, if it has data.
    fn event(&mut self) -> Option<Frame> {
        let event = self.event.take();
        let data = self.data.take()?.freeze();
        self.has_events = true;
        self.stray = None;
        Some(Frame {
            data,
            event,
            id: self.id.clone(),
        })
    }

    /// Reads a line. Returns whether it is a field that events have, or a comment.
    fn field(&mut self, line: &[u8]) -> bool {
        let colon = line.iter().position(|byte| *byte == b':');
        let (name, value) = match colon {
            Some(at) => (&line[..at], &line[at + 1..]),
            None => (line, &line[line.len()..]),
        };
        let value = value.strip_prefix(b" ").unwrap_or(value);
        let text = || Some(String::from_utf8_lossy(value).into_owned());
        match name {
            b"data" => match &mut self.data {
                Some(data) => {
                    data.extend_from_slice(b"\n");
                    data.extend_from_slice(value);
                }
                None => self.data = Some(BytesMut::from(value)),
            },
            b"event" => self.event = text(),
            // An id that contains a NUL is ignored, as the HTML standard demands.
            b"id" if value.contains(&0) => {}
            b"id" => self.id = text(),
            // A comment, or a time for a client that connects again.
            b"" | b"retry" => {}
            _ => return false,
        }
        true
    }

    /// The next record without its separator. It ends before the next separator, or with the line at whose end its JSON
    /// is complete.
    fn record(&mut self, is_end: bool) -> Option<Bytes> {
        for at in self.searched.max(1)..self.buffer.len() {
            let byte = self.buffer[at];
            if byte == SEPARATOR || is_break(&byte) && self.json.is_complete() {
                return Some(self.take_record(at));
            }
            self.json.push(byte);
        }
        self.searched = self.buffer.len();
        is_end.then(|| self.take_record(self.searched))
    }

    fn take_record(&mut self, end: usize) -> Bytes {
        self.searched = 0;
        self.json = Json::default();
        self.buffer.split_to(end).freeze().slice(1..)
    }

    fn skip_mark(&mut self, is_end: bool) {
        const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
        if self.is_at_start && (is_end || self.buffer.len() >= BYTE_ORDER_MARK.len()) {
            self.is_at_start = false;
            if self.buffer.starts_with(BYTE_ORDER_MARK) {
                self.buffer.advance(BYTE_ORDER_MARK.len());
                self.searched = 0;
            }
        }
    }

    /// The next line without its line break.
    fn line(&mut self, is_end: bool) -> Option<Bytes> {
        self.skip_mark(is_end);
        let found = self.buffer[self.searched..].iter().position(is_break);
        let Some(found) = found.map(|at| self.searched + at) else {
            self.searched = self.buffer.len();
            if !is_end || self.buffer.is_empty() {
                return None;
            }
            self.searched = 0;
            return Some(self.buffer.split().freeze());
        };
        let length = match (self.buffer[found], self.buffer.get(found + 1)) {
            (b'\r', Some(b'\n')) => 2,
            // The other half of the line break may follow.
            (b'\r', None) if !is_end => {
                self.searched = found;
                return None;
            }
            _ => 1,
        };
        let line = self.buffer.split_to(found).freeze();
        self.buffer.advance(length);
        self.searched = 0;
        Some(line)
    }
}

/// Begins a record of `application/json-seq`. It cannot be in JSON.
const SEPARATOR: u8 = 0x1e;

/// Whether a line is the beginning of the name of a field.
fn is_cut_name(line: &[u8]) -> bool {
    let names = ["data", "event"];
    names.iter().any(|name| name.as_bytes().starts_with(line))
}

/// Whether the data of an event is the mark that some services send at the end.
pub(crate) fn is_end_mark(data: &impl AsRef<[u8]>) -> bool {
    data.as_ref().trim_ascii() == b"[DONE]"
}

fn is_break(byte: &u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// The state after some bytes of JSON.
#[derive(Debug, Default)]
struct Json {
    has_begun: bool,
    /// The number of open lists and objects.
    open: usize,
    is_in_string: bool,
    is_escaped: bool,
}

impl Json {
    fn push(&mut self, byte: u8) {
        self.has_begun |= !byte.is_ascii_whitespace();
        match byte {
            _ if self.is_escaped => self.is_escaped = false,
            b'\\' => self.is_escaped = self.is_in_string,
            b'"' => self.is_in_string = !self.is_in_string,
            _ if self.is_in_string => {}
            b'{' | b'[' => self.open += 1,
            b'}' | b']' => self.open = self.open.saturating_sub(1),
            _ => {}
        }
    }

    fn is_complete(&self) -> bool {
        self.has_begun && self.open == 0 && !self.is_in_string
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values of a body that comes in pieces of this size.
    fn frames(framing: Framing, body: &str, size: usize) -> Vec<Frame> {
        let mut frames = Frames::new(framing);
        let mut found = Vec::new();
        for piece in body.as_bytes().chunks(size) {
            frames.push(piece);
            while let Some(frame) = frames.next(false) {
                found.push(frame);
            }
        }
        while let Some(frame) = frames.next(true) {
            found.push(frame);
        }
        found
    }

    fn texts(framing: Framing, body: &str, size: usize) -> Vec<String> {
        let frames = frames(framing, body, size).into_iter();
        frames
            .map(|frame| String::from_utf8(frame.data.to_vec()).unwrap())
            .collect()
    }

    #[test]
    fn lines_are_values_however_the_body_is_cut() {
        let body = "\u{feff}{\"a\":1}\n\r\n  \n[2]\r\n\u{1e}3\r4";
        for size in 1..=body.len() {
            let found = texts(Framing::Lines, body, size);
            assert_eq!(found, ["{\"a\":1}", "[2]", "3", "4"], "{size}");
        }
        assert!(texts(Framing::Lines, "", 1).is_empty());
    }

    #[test]
    fn records_have_several_lines_however_the_body_is_cut() {
        let body = "\u{feff}\n\u{1e}{\r\n\"a\": \"\\\"}\\\\\",\n\"b\": [\n]}\r\n\u{1e}\n1\n\u{1e}\u{1e}{\"cut\":\n\u{1e}2\u{1e}{\n}";
        for size in 1..=body.len() {
            let found = texts(Framing::Lines, body, size);
            let first = "{\r\n\"a\": \"\\\"}\\\\\",\n\"b\": [\n]}";
            assert_eq!(found, [first, "\n1", "{\"cut\":\n", "2", "{\n}"], "{size}");
        }
    }

    #[test]
    fn events_have_data_a_name_and_an_id_however_the_body_is_cut() {
        let body = ": hello\r\n\r\nid: 7\r\nevent: add\r\ndata: a\r\ndata:  b\r\n\r\nretry: 5\n\nevent: none\n\ndata\n\ndata:[DONE]";
        let frame = |data: &'static str, event: Option<&str>| Frame {
            data: Bytes::from(data),
            event: event.map(str::to_owned),
            id: Some("7".to_owned()),
        };
        for size in 1..=body.len() {
            let found = frames(Framing::Events, body, size);
            let expected = [
                frame("a\n b", Some("add")),
                frame("", None),
                frame("[DONE]", None),
            ];
            assert_eq!(found, expected, "{size}");
        }
    }

    #[test]
    fn an_id_that_contains_a_nul_is_ignored() {
        let found = frames(Framing::Events, "id: 1\nid: 2\0\ndata: a\n\n", 8);
        assert_eq!(found[0].id.as_deref(), Some("1"));
    }

    #[test]
    fn an_event_without_an_empty_line_behind_it_is_cut() {
        for (body, complete, is_cut) in [
            ("data: 1\n\ndata: 2", 1, true),
            ("data: 1\n\ndata: 2\n", 1, true),
            ("data: 1\n\nevent: add\n", 1, true),
            ("data: 1\n\ndat", 1, true),
            ("data: 1\n\ndata: [DONE]\n", 2, false),
            ("data: 1\n\n: wait", 1, false),
            ("data: 1\n\nid: 1\n", 1, false),
            ("data: 1\n\n", 1, false),
        ] {
            let mut frames = Frames::new(Framing::Events);
            frames.push(body.as_bytes());
            let found = std::iter::from_fn(|| frames.next(true)).count();
            assert_eq!((found, frames.take_cut()), (complete, is_cut), "{body:?}");
        }
    }

    #[test]
    fn a_body_without_events_is_something_else() {
        for (body, stray) in [
            ("{\"n\":1}", Some("{\"n\":1}")),
            ("\n{\n\"n\":1}", Some("{")),
            (": wait\n\nretry: 5\nevent: end\n\n", None),
            ("new: 1\ndata: a\n\nnewer: 2\n\n", None),
            ("", None),
        ] {
            let mut frames = Frames::new(Framing::Events);
            frames.push(body.as_bytes());
            while frames.next(true).is_some() {}
            assert_eq!(
                frames.take_stray().as_deref(),
                stray.map(str::as_bytes),
                "{body}"
            );
        }
    }

    #[test]
    fn bytes_are_returned_as_they_are_received() {
        assert_eq!(texts(Framing::Bytes, "a\nbc", 2), ["a\n", "bc"]);
    }
}
