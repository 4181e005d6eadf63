//! Any string in a path is rejected, or stays one segment: it does not change the endpoint or the host, and a URL parser
//! returns the same string.

use std::sync::OnceLock;

use percent_encoding::percent_decode_str;
use reqwest::Url;

use crate::{
    Client, Resource,
    request::{address::Address, segment::Slashes},
};

/// Without TLS, so that the fuzzers need not build it.
const BASE: &str = "http://localhost/client/v4";

/// Puts two values into a path, as a participant's call does.
fn check(first: &str, second: &str) {
    static CLIENT: OnceLock<Client> = OnceLock::new();
    let client = CLIENT.get_or_init(|| {
        let client = Client::builder().base_url(BASE);
        client.token("t").build().unwrap()
    });
    let place = Resource::new(client.clone())
        .literal("meetings")
        .value("meeting_id", first)
        .literal("participants")
        .value("participant_id", second)
        .literal("token");
    let path = place.path().to_owned();
    if place.checked().is_err() {
        return;
    }
    // An independent reader of addresses, which undoes dot segments and backslashes as browsers do.
    let url = Url::parse(&format!("{BASE}{path}")).unwrap();
    assert_eq!(url.host_str(), Some("localhost"), "{url}");
    assert_eq!((url.query(), url.fragment()), (None, None), "{url}");
    let segments: Vec<_> = url
        .path_segments()
        .unwrap()
        .map(|segment| percent_decode_str(segment).decode_utf8().unwrap())
        .collect();
    let wanted = [
        "client",
        "v4",
        "meetings",
        first,
        "participants",
        second,
        "token",
    ];
    assert_eq!(segments, wanted);
    // The sent URL is that address, although it was not parsed as a whole.
    let mut sent = Address::new(Url::parse(BASE).unwrap());
    sent.push_literal("meetings");
    sent.push_value("meeting_id", first, Slashes::Refused)
        .unwrap();
    sent.push_literal("participants");
    sent.push_value("participant_id", second, Slashes::Refused)
        .unwrap();
    sent.push_literal("token");
    assert_eq!(sent.url(), Some(url.clone()));
    // A proxy that undoes the escapes once more, and once more, still sees as many segments.
    let mut undone = url.path().to_owned();
    for _ in 0..4 {
        undone = percent_decode_str(&undone).decode_utf8_lossy().into_owned();
        let again = Url::parse("http://localhost").unwrap();
        // The part before `?` and `#` is its path.
        let path = undone.split(['?', '#']).next().unwrap_or_default();
        let again = again.join(path).unwrap();
        assert_eq!(again.host_str(), Some("localhost"), "{undone}");
        if path.len() == undone.len() {
            assert_eq!(
                again.path_segments().unwrap().count(),
                wanted.len(),
                "{undone}"
            );
        }
    }
}

/// Pieces that path parsers make something of, for random choices among them.
const PIECES: [&str; 32] = [
    ".", "..", "/", "\\", "%", "2", "e", "E", "f", "F", "5", "c", "25", "%2e", "%2E", "%2f", "%5c",
    "%25", "%00", "?", "#", ":", "@", "//", "\t", "\n", "\0", "\u{ff0e}", "\u{2024}", " ", "é",
    "a",
];

#[test]
fn any_text_stays_in_its_segment_or_is_refused() {
    bolero::check!(name = "any_paths")
        .with_iterations(10_000)
        .with_max_len(64)
        .for_each(|bytes: &[u8]| {
            let (first, second) = bytes.split_at(bytes.len() / 2);
            check(
                &String::from_utf8_lossy(first),
                &String::from_utf8_lossy(second),
            );
            let spelt = |bytes: &[u8]| -> String {
                let pieces = bytes.iter().take(8);
                pieces
                    .map(|byte| PIECES[usize::from(*byte) % PIECES.len()])
                    .collect()
            };
            check(&spelt(first), &spelt(second));
        });
}
