//! Secrets in responses are decoded and never printed.

use super::*;

#[test]
fn an_echoed_token_is_not_shown_anywhere() {
    type ByName = std::collections::BTreeMap<String, Session>;
    let as_key = response(&DATA, 200, r#"{"data":{"t0k3n":{"id":7}}}"#);
    let mut in_headers = response(&DATA, 502, "");
    for name in ["cf-ray", "content-type"] {
        let token = HeaderValue::from_static("t0k3n");
        in_headers.headers.insert(name, token);
    }
    let mut marked = response(&DATA, 502, "");
    marked.body = Bytes::from_static(b"\xef\xbb\xbf[\"s3cr3t\"]");
    for response in [as_key, in_headers, marked] {
        let error = one::<ByName>(&response).unwrap_err();
        let printed = format!("{error} {error:?}");
        assert!(
            !printed.contains("t0k3n") && !printed.contains("s3cr3t"),
            "{printed}"
        );
        assert!(
            printed.contains("[redacted]") || printed.contains('…'),
            "{printed}"
        );
    }
}

/// Base64 is as plain as an id, and says as much as what is in it.
#[test]
fn an_invalid_ray_id_is_not_shown() {
    for (sent, is_ray) in [
        ("8f1c2d3e4f5a6b7c-FRA", true),
        ("8f1c2d3e4f5a6b7c", true),
        ("dDBrM24tUXc5Wng3", false),
        ("8f1c2d3e4f5a6b7c-dDBrM24tUXc5Wng3", false),
        ("8f1c2d3e4f5a6b7c-ORSXG5A", false),
        ("8f1c2d3e4f5a6b7c8f1c2d3e4f5a6b7c", false),
        ("", false),
    ] {
        let mut response = response(&DATA, 502, "");
        let ray = HeaderValue::from_static(sent);
        response.headers.insert("cf-ray", ray);
        let error = one::<Session>(&response).unwrap_err();
        assert_eq!(error.ray_id(), is_ray.then_some(sent), "{sent}");
    }
}

#[test]
fn a_secret_is_read_and_not_shown() {
    #[derive(Debug, Deserialize)]
    struct Token {
        token: Secret,
    }
    let token: Token = one(&response(
        &DATA,
        200,
        r#"{"success":true,"data":{"token":"s3cr3t"}}"#,
    ))
    .unwrap();
    assert_eq!(token.token.expose(), "s3cr3t");
    assert!(!format!("{token:?}").contains("s3cr3t"));
    let error =
        one::<Token>(&response(&DATA, 200, r#"{"data":{"token":["s3cr3t"]}}"#)).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("s3cr3t"));
}
