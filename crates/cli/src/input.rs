//! Reads files as UTF-8, up to a maximum size.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Reads a file of at most `most` bytes. The error is a sentence without the name of the file.
pub fn file(path: &Path, most: usize) -> Result<String, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    text(file, most)
}

/// Reads at most `most` bytes. The error is a sentence.
pub fn text(from: impl Read, most: usize) -> Result<String, String> {
    let mut bytes = Vec::new();
    // A device may never end.
    let read = from.take(most as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|error: io::Error| error.to_string())?;
    if bytes.len() > most {
        return Err(format!("it is larger than {} MiB", most / MEBIBYTE));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err("it is in UTF-16; save it in UTF-8".to_owned());
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = &error.as_bytes()[..valid];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        format!("line {line} is not UTF-8; save it in UTF-8")
    })
}

/// A mebibyte.
pub const MEBIBYTE: usize = 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_text_in_utf_8_up_to_a_size_is_read() {
        let read = |bytes: &[u8]| text(bytes, MEBIBYTE);
        assert_eq!(read("é".as_bytes()).as_deref(), Ok("é"));
        assert!(read(b"\xff\xfea\0").unwrap_err().contains("UTF-16"));
        let error = read(b"a\nb\xe9\n").unwrap_err();
        assert!(error.starts_with("line 2 is not UTF-8"), "{error}");
        let error = text(io::repeat(b'a'), MEBIBYTE).unwrap_err();
        assert_eq!(error, "it is larger than 1 MiB");
    }
}
