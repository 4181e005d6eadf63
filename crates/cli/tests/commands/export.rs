//! `export`, with a storage that files are downloaded from.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::program::Program;
use crate::sessions;

const KEY: &str = "signature=s3cr3t";

/// A storage of files, which remembers the requests.
struct Storage {
    address: String,
    requests: Arc<Mutex<Vec<String>>>,
    /// The numbers of bytes after which the next responses break off.
    breaks: Arc<Mutex<Vec<usize>>>,
    /// Whether a connection stays open after the bytes until which a response breaks off.
    is_slow: Arc<AtomicBool>,
    /// Whether it sends whole files only.
    is_simple: Arc<AtomicBool>,
}

impl Storage {
    async fn start(files: HashMap<&'static str, Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let storage = Self {
            address: format!("http://{}", listener.local_addr().unwrap()),
            requests: Arc::default(),
            breaks: Arc::default(),
            is_slow: Arc::default(),
            is_simple: Arc::default(),
        };
        let is_slow = Arc::clone(&storage.is_slow);
        let mut open = Vec::new();
        let is_simple = Arc::clone(&storage.is_simple);
        let (requests, breaks) = (Arc::clone(&storage.requests), Arc::clone(&storage.breaks));
        tokio::spawn(async move {
            loop {
                let (mut socket, _) = listener.accept().await.unwrap();
                let mut request = Vec::new();
                while !request.ends_with(b"\r\n\r\n") {
                    request.push(socket.read_u8().await.unwrap());
                }
                let request = String::from_utf8(request).unwrap();
                let path = request.split(['?', ' ']).nth(1).unwrap();
                let file = &files[path];
                let from = request
                    .lines()
                    .find_map(|line| line.strip_prefix("range: bytes="));
                let from: usize =
                    from.map_or(0, |range| range.trim_end_matches('-').parse().unwrap());
                let from = if is_simple.load(Ordering::Relaxed) {
                    0
                } else {
                    from
                };
                let head = match from {
                    _ if path.starts_with("/moved") => format!(
                        "HTTP/1.1 302 Found\r\ncontent-length: {}\r\nlocation: {}",
                        file.len(),
                        String::from_utf8_lossy(file)
                    ),
                    0 => format!("HTTP/1.1 200 OK\r\ncontent-length: {}", file.len()),
                    from => format!(
                        "HTTP/1.1 206 Partial Content\r\ncontent-length: {}\r\ncontent-range: bytes {from}-{}/{}",
                        file.len() - from,
                        file.len() - 1,
                        file.len()
                    ),
                };
                requests.lock().unwrap().push(request.clone());
                let end = breaks.lock().unwrap().pop().unwrap_or(file.len());
                let head = format!("{head}\r\nconnection: close\r\n\r\n");
                socket.write_all(head.as_bytes()).await.unwrap();
                socket.write_all(&file[from..end]).await.unwrap();
                if end < file.len() && is_slow.load(Ordering::Relaxed) {
                    open.push(socket);
                }
            }
        });
        storage
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}?{KEY}", self.address)
    }
}

fn recording() -> Vec<u8> {
    (0..300_000_u32).map(|number| number as u8).collect()
}

/// A program with a session that is over, whose files are in a storage.
async fn prepared() -> (Program, Storage, String) {
    let program = Program::new().await;
    let meeting = sessions::meeting(&program, "Algebra").await;
    let peer = sessions::join(&program, &meeting, "ada", "Ada").await;
    sessions::wait(&program, 10);
    program.fake.leave(&peer).unwrap();
    sessions::wait(&program, 10);
    let session = sessions::first(&program, meeting.as_str()).await;

    let storage = Storage::start(HashMap::from([
        ("/chat", b"name,text\nAda,hello\n".to_vec()),
        ("/transcript", b"WEBVTT\n".to_vec()),
        ("/video.mp4", recording()),
        ("/moved", b"/chat".to_vec()),
        ("/moved-to-http", b"http://storage.example/chat".to_vec()),
    ]))
    .await;
    let expiry = "2099-01-01T00:00:00Z";
    let respond = |operation: &str, data: Value| {
        program
            .fake
            .respond(operation, 200, json!({"success": true, "data": data}));
    };
    respond(
        "get_session_chat",
        json!({"chat_download_url": storage.url("/chat"), "chat_download_url_expiry": expiry}),
    );
    respond(
        "get_session_transcript",
        json!({
            "sessionId": session,
            "transcript_download_url": storage.url("/transcript"),
            "transcript_download_url_expiry": expiry,
        }),
    );
    let none = json!({"success": false, "error": {"code": 404, "message": "no summary"}});
    program.fake.respond("get_session_summary", 404, none);
    let recording = |id: &str, session: &str, url: Value| {
        json!({
            "id": id,
            "status": "UPLOADED",
            "session_id": session,
            "invoked_time": expiry,
            "output_file_name": "video.mp4",
            "download_url": url,
        })
    };
    respond(
        "list_recordings",
        json!([
            recording("../r1", session.as_str(), storage.url("/video.mp4").into()),
            recording("r2", session.as_str(), Value::Null),
            recording("other", "another-session", "https://example.com/".into()),
        ]),
    );
    (program, storage, session.to_string())
}

/// The status of each file.
fn statuses(rows: &Value) -> HashMap<String, String> {
    let rows = rows.as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    rows.map(|row| (text(&row["file"]), text(&row["status"])))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_exported_with_checksums_and_once() {
    let (program, storage, session) = prepared().await;
    let export = [
        "export",
        &session,
        "out",
        "--transcript-format",
        "vtt",
        "-o",
        "json",
    ];
    let rows = program.run(&export).json();
    let expected = [
        ("session.json", "written"),
        ("participants.jsonl", "written"),
        ("chat.csv", "downloaded"),
        ("transcript.vtt", "downloaded"),
        ("summary.txt", "there is none"),
        ("recording-___r1_b8a318fee4c0b057.mp4", "downloaded"),
        ("recording-r2.mp4", "UPLOADED"),
    ];
    let expected = expected.map(|(file, status)| (file.to_owned(), status.to_owned()));
    assert_eq!(statuses(&rows), HashMap::from(expected));
    assert_eq!(
        std::fs::read(program.path("out/recording-___r1_b8a318fee4c0b057.mp4")).unwrap(),
        recording()
    );
    let participants = std::fs::read_to_string(program.path("out/participants.jsonl")).unwrap();
    assert!(
        participants.contains("\"Ada\"") && participants.contains("PEER_LEAVING"),
        "{participants}"
    );

    let sums = std::fs::read_to_string(program.path("out/SHA256SUMS")).unwrap();
    assert_eq!(sums.lines().count(), 5, "{sums}");
    let chat = rows
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["file"] == "chat.csv")
        .unwrap();
    let line = format!("{}  chat.csv", chat["sha256"].as_str().unwrap());
    assert!(sums.lines().any(|known| known == line), "{sums}");
    let requests = storage.requests.lock().unwrap().clone();
    assert_eq!(requests.len(), 3);
    for request in &requests {
        assert!(
            !request.contains("authorization") && !request.contains(program.fake.token()),
            "{request}"
        );
    }

    // Complete files are kept, and missing ones are downloaded again.
    std::fs::remove_file(program.path("out/chat.csv")).unwrap();
    let again = statuses(&program.run(&export).json());
    assert_eq!(again["recording-___r1_b8a318fee4c0b057.mp4"], "unchanged");
    assert_eq!(again["chat.csv"], "downloaded");
    assert_eq!(storage.requests.lock().unwrap().len(), 4);

    // The service has deleted the participants.
    let none = json!({"success": true, "data": {"participants": []}});
    program.fake.respond("list_session_participants", 200, none);
    let again = statuses(&program.run(&export).json());
    assert_eq!(again["participants.jsonl"], "unchanged");
    assert_eq!(again["session.json"], "unchanged");
    let kept = std::fs::read_to_string(program.path("out/participants.jsonl")).unwrap();
    assert_eq!(kept, participants);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_that_is_too_short_is_not_complete() {
    let (program, storage, session) = prepared().await;
    let size = recording().len();
    let listed = |size: usize| {
        let recording = json!({
            "id": "r1", "session_id": session, "status": "UPLOADED", "output_file_name": "video.mp4", "file_size": size,
            "invoked_time": "2099-01-01T00:00:00Z", "download_url": storage.url("/video.mp4"),
        });
        let list = json!({"success": true, "data": [recording]});
        program.fake.respond("list_recordings", 200, list);
    };
    let export = ["export", &session, "out", "-o", "json"];
    program.run(&export).ok();
    listed(size + 1);
    for _ in 0..2 {
        let error = program.run(&export).err;
        assert!(error.contains("the recording has 300001"), "{error}");
        assert!(!program.path("out/recording-r1.mp4").exists());
    }
    listed(size);
    let whole = statuses(&program.run(&export).json());
    assert_eq!(whole["recording-r1.mp4"], "downloaded");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_that_was_interrupted_is_continued() {
    let (program, storage, session) = prepared().await;
    // The last one is taken first: chat and transcript are whole, the recording breaks off.
    let broken = 100_000;
    storage.breaks.lock().unwrap().extend([broken, 7, 20]);
    let export = ["export", &session, "out", "-o", "json"];
    let first = program.run(&export);
    assert_eq!(first.code, 1, "{}", first.err);
    assert!(
        first
            .err
            .contains("closed the connection during the download"),
        "{}",
        first.err
    );
    assert!(
        first.err.contains("run the same command again"),
        "{}",
        first.err
    );
    assert!(!first.err.contains("s3cr3t") && !first.out.contains("s3cr3t"));
    assert!(
        !program
            .path("out/recording-___r1_b8a318fee4c0b057.mp4")
            .exists()
    );

    let second = statuses(&program.run(&export).json());
    assert_eq!(second["recording-___r1_b8a318fee4c0b057.mp4"], "downloaded");
    assert_eq!(
        std::fs::read(program.path("out/recording-___r1_b8a318fee4c0b057.mp4")).unwrap(),
        recording()
    );
    let last = storage.requests.lock().unwrap().last().unwrap().clone();
    assert!(last.contains(&format!("range: bytes={broken}-")), "{last}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_gets_no_secret_and_stays_encrypted() {
    let (program, storage, session) = prepared().await;
    for (moved, reason) in [("/moved", None), ("/moved-to-http", Some("responded 302"))] {
        let data = json!({
            "chat_download_url": storage.url(moved),
            "chat_download_url_expiry": "2099-01-01T00:00:00Z",
        });
        let chat = json!({"success": true, "data": data});
        program.fake.respond("get_session_chat", 200, chat);
        let run = program.run(&["export", &session, &moved[1..]]);
        assert_eq!(run.code, i32::from(reason.is_some()), "{}", run.err);
        let requests = storage.requests.lock().unwrap().join("");
        assert!(!requests.contains("referer"), "{requests}");
        assert!(run.err.contains(reason.unwrap_or_default()), "{}", run.err);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storage_that_cannot_continue_a_file_sends_it_again() {
    let (program, storage, session) = prepared().await;
    storage.breaks.lock().unwrap().extend([100_000, 7, 20]);
    assert_eq!(program.run(&["export", &session, "out"]).code, 1);
    storage.is_simple.store(true, Ordering::Relaxed);
    program.run(&["export", &session, "out"]).ok();
    let file = program.path("out/recording-___r1_b8a318fee4c0b057.mp4");
    assert_eq!(std::fs::read(file).unwrap(), recording());
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn only_the_owner_can_read_an_export() {
    use std::os::unix::fs::PermissionsExt;

    let (program, _storage, session) = prepared().await;
    program.run(&["export", &session, "out"]).ok();
    let mode = |name: &str| {
        std::fs::metadata(program.path(name))
            .unwrap()
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!(mode("out"), 0o700);
    for file in [
        "session.json",
        "chat.csv",
        "recording-___r1_b8a318fee4c0b057.mp4",
        "SHA256SUMS",
    ] {
        assert_eq!(mode(&format!("out/{file}")), 0o600, "{file}");
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn files_that_no_export_wrote_stay() {
    let (program, _storage, session) = prepared().await;
    let write = |name: &str, text: &str| std::fs::write(program.path(name), text).unwrap();
    let read = |name: &str| std::fs::read_to_string(program.path(name)).unwrap();
    std::fs::create_dir(program.path("out")).unwrap();
    let sums = format!("{:064}  notes.txt\n", 0);
    for (mine, text) in [
        ("session.json", "{}"),
        ("SHA256SUMS", "mine\n"),
        ("SHA256SUMS", &sums),
    ] {
        write(&format!("out/{mine}"), text);
        let refused = program.run(&["export", &session, "out"]);
        assert_eq!(refused.code, 2, "{}", refused.err);
        let message = format!("{mine} was not written by this command");
        assert!(refused.err.contains(&message), "{}", refused.err);
        assert_eq!(read(&format!("out/{mine}")), text);
        std::fs::remove_file(program.path(&format!("out/{mine}"))).unwrap();
    }
    assert_eq!(std::fs::read_dir(program.path("out")).unwrap().count(), 0);

    write("out/chat.csv", "mine");
    write("mine", "mine");
    let part = program.path("out/.realtimekit-recording-___r1_b8a318fee4c0b057.mp4.part");
    std::os::unix::fs::symlink(program.path("mine"), part).unwrap();
    let exported = program.run(&["export", &session, "out"]);
    assert_eq!(exported.code, 1, "{}", exported.err);
    assert!(
        exported.err.contains("chat.csv was not"),
        "{}",
        exported.err
    );
    assert_eq!(
        (read("out/chat.csv"), read("mine")),
        ("mine".into(), "mine".into())
    );
    let recorded = std::fs::read(program.path("out/recording-___r1_b8a318fee4c0b057.mp4"));
    assert_eq!(recorded.unwrap(), recording());

    write("out/participants.jsonl", "edited");
    let refused = program.run(&["export", &session, "out"]);
    let message = "participants.jsonl was changed after this command wrote it";
    assert!(refused.err.contains(message), "{}", refused.err);
    assert_eq!(read("out/participants.jsonl"), "edited");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_has_the_export_of_one_session() {
    let (program, _storage, session) = prepared().await;
    program.run(&["export", &session, "out"]).ok();
    let other = sessions::unmeasured(&program).await;
    let refused = program.run(&["export", &other, "out"]);
    assert_eq!(refused.code, 2, "{}", refused.err);
    let message = format!("the export of another session, {session}");
    assert!(refused.err.contains(&message), "{}", refused.err);
    // Without `session.json`, the session of these files is unknown.
    std::fs::remove_file(program.path("out/session.json")).unwrap();
    let refused = program.run(&["export", &other, "out"]);
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(refused.err.contains("put it back"), "{}", refused.err);
}

fn sha256(text: &String) -> String {
    use sha2::{Digest, Sha256};

    let bytes = Sha256::digest(text);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_a_live_session_are_downloaded_again() {
    let (program, _storage, session) = prepared().await;
    program.run(&["export", &session, "out"]).ok();
    let file = program.path("out/session.json");
    let text = std::fs::read_to_string(&file).unwrap();
    let live = text.replace("\"ENDED\"", "\"LIVE\"");
    std::fs::write(&file, &live).unwrap();
    let (sums, [before, after]) = (program.path("out/SHA256SUMS"), [&text, &live].map(sha256));
    let listed = std::fs::read_to_string(&sums).unwrap();
    std::fs::write(&sums, listed.replace(&before, &after)).unwrap();
    let again = statuses(
        &program
            .run(&["export", &session, "out", "-o", "json"])
            .json(),
    );
    for again_written in ["chat.csv", "participants.jsonl", "session.json"] {
        assert_ne!(again[again_written], "unchanged", "{again_written}");
    }
    assert_eq!(again["recording-___r1_b8a318fee4c0b057.mp4"], "unchanged");
    let ended = std::fs::read_to_string(&file).unwrap();
    assert!(ended.contains("\"ENDED\""), "{ended}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn only_one_run_writes_into_a_folder() {
    let (program, _storage, session) = prepared().await;
    program.run(&["export", &session, "out"]).ok();
    let folder = std::fs::File::open(program.path("out")).unwrap();
    fs4::FileExt::lock(&folder).unwrap();
    let refused = program.run(&["export", &session, "out"]);
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(
        refused.err.contains("another run is writing into out"),
        "{}",
        refused.err
    );
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_was_killed_is_continued_and_its_checksums_are_right() {
    let (program, storage, session) = prepared().await;
    storage.breaks.lock().unwrap().extend([100_000, 7, 20]);
    storage.is_slow.store(true, Ordering::Relaxed);
    let mut first = program
        .command(&["export", &session, "out"])
        .spawn()
        .unwrap();
    let part = program.path("out/.realtimekit-recording-___r1_b8a318fee4c0b057.mp4.part");
    while std::fs::metadata(&part).map_or(0, |part| part.len()) < 100_000 {
        tokio::task::yield_now().await;
    }
    first.kill().unwrap();
    first.wait().unwrap();

    let second = statuses(
        &program
            .run(&["export", &session, "out", "-o", "json"])
            .json(),
    );
    assert_eq!(second["recording-___r1_b8a318fee4c0b057.mp4"], "downloaded");
    assert_eq!(second["chat.csv"], "unchanged");
    let last = storage.requests.lock().unwrap().last().unwrap().clone();
    assert!(last.contains("range: bytes=100000-"), "{last}");
    let checked = std::process::Command::new("sha256sum")
        .args(["--check", "--strict", "SHA256SUMS"])
        .current_dir(program.path("out"))
        .output()
        .unwrap();
    assert!(checked.status.success(), "{checked:?}");
    let parts = std::fs::read_dir(program.path("out")).unwrap();
    let mut names = parts.map(|file| file.unwrap().file_name().into_string().unwrap());
    assert!(names.all(|name| !name.ends_with(".part")));
}
