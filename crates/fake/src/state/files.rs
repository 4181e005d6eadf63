//! Files that can be downloaded: recordings, chats, transcripts, summaries. Their addresses are signed and expire.

use super::clock::{Millis, written};
use super::{State, tokens};

/// The prefix of the paths of files.
pub const FILES: &str = "/_fake/files/";

/// A file.
#[derive(Debug, PartialEq, Eq)]
pub struct File {
    pub content_type: &'static str,
    pub content: String,
}

/// Why a file cannot be downloaded.
#[derive(Debug, PartialEq, Eq)]
pub enum FileError {
    /// The address was changed, or has expired.
    Refused,
    Missing,
}

impl State {
    /// The address of a file, such as `chats/SESSION.csv`.
    pub fn link(&self, file: &str, expiry: Millis) -> String {
        let signature = tokens::check(file, expiry);
        format!(
            "{}{FILES}{file}?expires={expiry}&signature={signature:016x}",
            self.origin
        )
    }

    /// The file at a URL. `path` is the part after [`FILES`].
    pub fn file(&self, path: &str, query: &str) -> Result<File, FileError> {
        let parameter = |name: &str| {
            let mut all = query.split('&').filter_map(|pair| pair.split_once('='));
            all.find(|(key, _)| *key == name).map(|(_, value)| value)
        };
        let expiry = parameter("expires").and_then(|text| text.parse::<Millis>().ok());
        let expiry = expiry.ok_or(FileError::Refused)?;
        let expected = format!("{:016x}", tokens::check(path, expiry));
        if parameter("signature") != Some(&expected) || expiry <= self.now() {
            return Err(FileError::Refused);
        }
        self.content(path).ok_or(FileError::Missing)
    }

    fn content(&self, path: &str) -> Option<File> {
        let (kind, name) = path.split_once('/')?;
        let (id, extension) = name.split_once('.')?;
        let (content_type, content) = match (kind, extension) {
            ("recordings", "mp4") => ("video/mp4", self.recording(id)?.content()),
            ("recordings", "mp3") => ("audio/mpeg", self.recording(id)?.content()),
            ("chats", "csv") => ("text/csv", self.session(id)?.chat_csv()),
            ("transcripts", "csv") => ("text/csv", self.session(id)?.transcript_csv()),
            ("transcripts", "json") => ("application/json", self.session(id)?.transcript_json()),
            ("transcripts", "vtt") => ("text/vtt", self.session(id)?.transcript_vtt()),
            ("transcripts", "srt") => ("application/x-subrip", self.session(id)?.transcript_srt()),
            ("summaries", "txt") => ("text/plain", self.session(id)?.summary_text()),
            _ => return None,
        };
        Some(File {
            content_type,
            content,
        })
    }

    /// A file in the shapes of responses and events: its address, and when that expires.
    pub(super) fn link_and_expiry(&self, file: &str, expiry: Millis) -> (String, String) {
        (self.link(file, expiry), written(expiry))
    }
}
