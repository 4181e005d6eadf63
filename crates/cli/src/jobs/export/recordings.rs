//! The recordings of a session.

use realtimekit::SecretUrl;
use realtimekit::types::{Recording, Session};
use sha2::{Digest, Sha256};

use super::files::Export;
use crate::failure::Failure;

/// Downloads the files of all recordings of the session.
pub async fn export(export: &mut Export<'_>, session: &Session) -> Result<(), Failure> {
    let client = &export.context.client;
    let mut recordings: Vec<Recording> = Vec::new();
    let mut listed = client
        .meeting(&session.associated_id)
        .recordings()
        .list()
        .stream();
    loop {
        match listed.try_next().await {
            Ok(Some(recording)) => {
                let of_session = recording.session_id.as_ref();
                if of_session.is_none_or(|id| *id == session.id) {
                    recordings.push(recording);
                }
            }
            Ok(None) => break,
            Err(error) if error.is_auth() => return Err(error.into()),
            Err(error) => return export.fail("recordings", &error.to_string()),
        }
    }
    for recording in recordings {
        let id = safe(recording.id.as_str());
        let file = recording.output_file_name.as_str();
        let name = format!("recording-{id}.{}", extension(file, "mp4"));
        match &recording.download_url {
            Some(address) => {
                let size = recording.file_size.unwrap_or_default();
                export.download(&name, address, size).await?;
            }
            None => export.report(&name, recording.status.as_str(), None)?,
        }
        if let Some(address) = &recording.audio_download_url {
            let name = format!("recording-{id}-audio.{}", extension(path(address), "mp3"));
            // The size of the recording is that of the video.
            export.download(&name, address, 0).await?;
        }
    }
    Ok(())
}

/// The path of an address.
fn path(address: &SecretUrl) -> &str {
    let address = address.expose();
    address.split(['?', '#']).next().unwrap_or_default()
}

/// An id as a part of a file's name. It comes from the service, and must not lead out of the folder. The hash of an unusual id
/// keeps its name apart from those of other ids, also where file names have no case.
fn safe(id: &str) -> String {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if id.chars().all(is_plain) {
        return id.to_owned();
    }
    let is_usual = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let shown = id.replace(|c| !is_usual(c), "_");
    let hash = Sha256::digest(id);
    let hash: String = hash[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{shown}_{hash}")
}

/// The end of a file's name, if it is a usual one.
fn extension<'a>(name: &'a str, usual: &'a str) -> &'a str {
    let end = name.rsplit_once('.').map_or("", |(_, end)| end);
    let is_usual =
        (1..=5).contains(&end.len()) && end.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_usual { end } else { usual }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_service_do_not_lead_out_of_the_folder() {
        assert_eq!(
            safe("../../etc/passwd\0"),
            "______etc_passwd__6984eeaf48855fc7"
        );
        assert_eq!(safe("0-r1"), "0-r1");
        let odd = [safe("a/b"), safe("a_b"), safe("a?b"), safe("A_b")];
        for (at, name) in odd.iter().enumerate() {
            let same = |other: &String| other.eq_ignore_ascii_case(name);
            assert_eq!(odd.iter().position(same), Some(at), "{odd:?}");
        }
        assert_eq!(extension("a.b.webm", "mp4"), "webm");
        for odd in ["", "a", "a./../x", "a.", "a.longer", "a.é"] {
            assert_eq!(extension(odd, "mp4"), "mp4", "{odd}");
        }
        let address = SecretUrl::from("https://h/a.m4a?x=/b.exe");
        assert_eq!(extension(path(&address), "mp3"), "m4a");
    }
}
