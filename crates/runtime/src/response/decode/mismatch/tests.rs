use serde::Deserialize;

use super::*;

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "only read into")]
struct Session {
    id: String,
    minutes: Option<u8>,
    started: Option<bool>,
    created_at: Option<crate::Timestamp>,
    peers: Option<Vec<Peer>>,
    by_name: Option<std::collections::BTreeMap<String, Peer>>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "only read into")]
struct Peer {
    token: String,
    kind: Option<Kind>,
    span: Option<(f64, f64)>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Web,
    Phone,
}

fn described(text: &str) -> String {
    let error = serde_json::from_str::<Session>(text).unwrap_err();
    let Place {
        path,
        expected,
        found,
        is_payload: _,
    } = place(text.as_bytes(), 0, &error).unwrap();
    format!("{path}: {expected}, {found}")
}

#[test]
fn the_path_leads_to_the_value_that_does_not_match() {
    for (text, wanted) in [
        (r#"{"id":7}"#, "id: a string, a number"),
        (r#"{"id": null }"#, "id: a string, null"),
        (
            r#"{"id":"a","minutes":-5}"#,
            "minutes: an integer that is not negative, a number out of its range",
        ),
        (
            r#"{"id":"a","minutes":300}"#,
            "minutes: an integer that is not negative, a number out of its range",
        ),
        (
            r#"{"id":"a","minutes":1.5}"#,
            "minutes: an integer that is not negative, a number with a fraction",
        ),
        (
            r#"{"id":"a","minutes":"5"}"#,
            "minutes: an integer that is not negative, a string",
        ),
        (
            r#"{"id":"a","created_at":[{"a":1}]}"#,
            "created_at: a string, a list",
        ),
        (
            r#"{"id":"a","created_at":{"a":1}}"#,
            "created_at: a string, an object",
        ),
        (
            r#"{"id":"a","started":{"a":1}}"#,
            "started: a boolean, an object",
        ),
        (r#"{"id":"a","peers":{}}"#, "peers: a list, an object"),
        (
            r#"{"id":"a","peers":[{"token":"x"}, true]}"#,
            "peers[1]: an object (Peer), a boolean",
        ),
        (
            r#"{"id":"a","peers":[{"token":"x"},{"token":[]}]}"#,
            "peers[1].token: a string, a list",
        ),
        (
            r#"{"id":"a","peers":[{"token":"x"},{ }]}"#,
            "peers[1].token: a value, nothing",
        ),
        (r#"{"minutes":5}"#, "id: a value, nothing"),
        (
            r#"{"id":"a","peers":[{"token":"x","kind":"s3cr3t"}]}"#,
            "peers[0].kind: `web` or `phone`, a string in another format",
        ),
        (
            r#"{"id":"a","peers":[{"token":"x","span":[1]}]}"#,
            "peers[0].span: a tuple of size 2, a list",
        ),
        (
            r#"{"id":"a","by_name":{"n":{"token":1}}}"#,
            "by_name.n.token: a string, a number",
        ),
        (
            "{\n  \"id\": \"a\\\"}{\",\n  \"peers\":\n [ 3 ]\n}",
            "peers[0]: an object (Peer), a number",
        ),
        ("[]", ": an object (Session), a list"),
        ("\"s3cr3t\"", ": an object (Session), a string"),
        (
            r#"{"id":"a","id":"b"}"#,
            ": a value in another format, a field twice",
        ),
    ] {
        assert_eq!(described(text), wanted, "{text}");
    }
}

#[test]
fn no_value_is_shown() {
    let secret = "s3cr3t";
    for text in [
        r#"{"id":"a","minutes":"s3cr3t"}"#,
        r#"{"id":"a","minutes":"x, expected s3cr3t"}"#,
        r#"{"id":"a","peers":[{"token":"x","kind":"s3cr3t`, expected s3cr3t"}]}"#,
        r#"{"id":"a","peers":"s3cr3t"}"#,
        r#"{"id":"a","by_name":{"s3cr3t/+=":{"token":1}}}"#,
        r#""invalid type: x, expected s3cr3t""#,
    ] {
        assert!(!described(text).contains(secret), "{}", described(text));
    }
}

#[test]
fn the_path_leads_into_a_choice() {
    struct Outer {
        inner: Option<Vec<Choice>>,
    }
    crate::object!(Outer { optional inner });
    struct Inner {
        number: f64,
    }
    crate::object!(Inner { required number });
    #[derive(Debug, serde::Serialize)]
    struct Choice(Option<Box<Outer>>);
    impl<'de> Deserialize<'de> for Choice {
        fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
            match crate::tagged(from, "kind")? {
                (Some(_), value) => crate::variant(value).map(Some).map(Self),
                (None, value) => crate::variant::<Inner, _>(value).map(|_| Self(None)),
            }
        }
    }
    for (text, wanted) in [
        (
            r#"{"inner":[{"number":1},{"number":"s3cr3t"}],"after":1}"#,
            "inner[1].number: a number, a string",
        ),
        (
            r#"{"inner":[{"kind":"a","inner":[{"number":1},{}]}]}"#,
            "inner[0].inner[1].number: a value, nothing",
        ),
        (
            r#"{"inner":[{"kind":1,"inner":{}}]}"#,
            "inner[0].inner: a list, an object",
        ),
        (
            r#"{"inner":[true]}"#,
            "inner[0]: an object (Inner), a boolean",
        ),
    ] {
        let mut source = serde_json::Deserializer::from_str(text);
        let error = Outer::deserialize(crate::types::coerce::Coerce(&mut source)).unwrap_err();
        let Place {
            path,
            expected,
            found,
            ..
        } = place(text.as_bytes(), 0, &error).unwrap();
        assert_eq!(format!("{path}: {expected}, {found}"), wanted, "{text}");
    }
}

#[test]
fn an_unknown_message_is_not_shown() {
    assert_eq!(
        expected("s3cr3t is bad, expected s3cr3t"),
        "a value in another format"
    );
}

#[test]
fn any_text_and_position_is_located_without_panic() {
    let text = br#"{"a":[1,{"b\"":"c\\"}],}"]:,nul"#;
    for end in 0..=text.len() {
        for stop in 0..text.len() + 3 {
            locate(&text[..end], stop);
        }
    }
}
