//! Secrets in answers: read, and never told.

use super::*;

#[test]
fn a_token_that_comes_back_is_not_told_wherever_it_stands() {
    type ByName = std::collections::BTreeMap<String, Session>;
    let as_key = answer(&DATA, 200, r#"{"data":{"t0k3n":{"id":7}}}"#);
    let mut in_headers = answer(&DATA, 502, "");
    for name in ["cf-ray", "content-type"] {
        let token = HeaderValue::from_static("t0k3n");
        in_headers.headers.insert(name, token);
    }
    let mut marked = answer(&DATA, 502, "");
    marked.body = Bytes::from_static(b"\xef\xbb\xbf[\"s3cr3t\"]");
    for answer in [as_key, in_headers, marked] {
        let error = one::<ByName>(&answer).unwrap_err();
        let told = format!("{error} {error:?}");
        assert!(
            !told.contains("t0k3n") && !told.contains("s3cr3t"),
            "{told}"
        );
        assert!(told.contains("[redacted]") || told.contains('…'), "{told}");
    }
}

#[test]
fn a_secret_is_read_and_not_shown() {
    #[derive(Debug, Deserialize)]
    struct Token {
        token: Secret,
    }
    let token: Token = one(&answer(
        &DATA,
        200,
        r#"{"success":true,"data":{"token":"s3cr3t"}}"#,
    ))
    .unwrap();
    assert_eq!(token.token.expose(), "s3cr3t");
    assert!(!format!("{token:?}").contains("s3cr3t"));
    let error = one::<Token>(&answer(&DATA, 200, r#"{"data":{"token":["s3cr3t"]}}"#)).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("s3cr3t"));
}
