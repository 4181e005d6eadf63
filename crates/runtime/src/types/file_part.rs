//! Files in multipart forms.

use std::cell::RefCell;
use std::fmt;
use std::hash::{BuildHasher, RandomState};

use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::Error as _};

use crate::{InvalidRequestError, Validate};

/// A file in a form (`multipart/form-data`): its content, its name and its media type.
///
/// ```
/// # use realtimekit_runtime::FilePart;
/// let file = FilePart::from(b"%PDF-1.7".to_vec()).file_name("report.pdf").content_type("application/pdf");
/// # let _ = file;
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct FilePart {
    pub(crate) content: Bytes,
    pub(crate) file_name: Option<String>,
    pub(crate) content_type: Option<String>,
}

impl FilePart {
    /// Sets the name of the file. Default: the name of the field.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Sets the media type. Default: that of the API's description, or `application/octet-stream`.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }
}

impl<B: Into<Bytes>> From<B> for FilePart {
    fn from(content: B) -> Self {
        Self {
            content: content.into(),
            file_name: None,
            content_type: None,
        }
    }
}

/// The media type is sent in a header.
// A client without files re-exports the trait only: its page must not lead to this type.
#[doc(hidden)]
impl Validate for FilePart {
    fn validate(&self) -> Result<(), InvalidRequestError> {
        let is_plain = |text: &String| text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        match self.content_type.as_ref().is_none_or(is_plain) {
            true => Ok(()),
            false => Err(InvalidRequestError::new(
                "content_type",
                "has a character that is not valid in a header; use printable ASCII",
            )),
        }
    }
}

impl fmt::Debug for FilePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilePart")
            .field("file_name", &self.file_name)
            .field("content_type", &self.content_type)
            .field("bytes", &self.content.len())
            .finish()
    }
}

thread_local! {
    /// The files of the form that is being serialized, each with its placeholder, because serde cannot pass bytes
    /// through.
    static FILES: RefCell<Option<(u64, Vec<FilePart>)>> = const { RefCell::new(None) };
}

/// In a form, a file is serialized as a unique placeholder; elsewhere as its content.
impl Serialize for FilePart {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let key = FILES.with_borrow_mut(|files| {
            files.as_mut().map(|(nonce, files)| {
                files.push(self.clone());
                key(*nonce, files.len() - 1)
            })
        });
        match key {
            Some(key) => serializer.serialize_str(&key),
            None => match std::str::from_utf8(&self.content) {
                Ok(text) => serializer.serialize_str(text),
                Err(_) => Err(S::Error::custom(
                    "bytes that are not UTF-8 cannot be a string",
                )),
            },
        }
    }
}

impl<'de> Deserialize<'de> for FilePart {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self::from(text.into_bytes()))
    }
}

fn key(nonce: u64, number: usize) -> String {
    format!("\u{f8ff}{nonce:016x}:{number}")
}

/// The files in a form.
pub(crate) struct Files(u64, Vec<FilePart>);

impl Files {
    /// The file of a placeholder.
    pub(crate) fn get(&self, text: &str) -> Option<FilePart> {
        let Self(nonce, files) = self;
        let number = text.rsplit_once(':')?.1.parse::<usize>().ok()?;
        (text == key(*nonce, number)).then(|| files.get(number).cloned())?
    }
}

/// Serializes something with its files and returns them.
pub(crate) fn with_files<T>(write: impl FnOnce() -> T) -> (T, Files) {
    let nonce = RandomState::new().hash_one("file");
    FILES.set(Some((nonce, Vec::new())));
    let written = write();
    let (nonce, files) = FILES.take().unwrap_or_default();
    (written, Files(nonce, files))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_under_its_text_in_a_form_alone() {
        let file = FilePart::from(b"abc".to_vec()).file_name("a");
        let (text, files) = with_files(|| serde_json::to_value(&file).unwrap());
        assert_eq!(files.get(text.as_str().unwrap()), Some(file.clone()));
        assert_eq!(files.get("\u{f8ff}0:0"), None);
        assert_eq!(serde_json::to_value(&file).unwrap(), "abc");
        let bytes = FilePart::from(vec![0xff]);
        assert!(serde_json::to_value(&bytes).is_err(), "no string has it");
        assert!(!format!("{file:?}").contains("abc"));
        assert!(file.content_type("a\nb").validate().is_err());
    }
}
