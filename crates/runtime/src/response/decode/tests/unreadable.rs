//! Responses that cannot be read, whole or in part, and what they become.

use super::*;

#[test]
fn an_unexpected_response_keeps_status_type_and_ray() {
    for (status, body, word, excerpt) in [
        (
            502,
            "<html><title>502</title><h1>Bad\n gateway</h1>",
            "not JSON",
            Some("502 Bad gateway"),
        ),
        (500, "t0k3n broke", "not JSON", Some("[redacted] broke")),
        (503, " \n", "empty", None),
        (200, "", "empty", None),
        (
            200,
            "<html>Sign in to the hotel",
            "not JSON",
            Some("Sign in to the hotel"),
        ),
        (200, "s3cr3t", "not JSON", None),
        (
            200,
            r#"{"data":{"token":"s3cr3t"#,
            "cut off",
            Some(r#"{"data":{"token":"…""#),
        ),
        (
            200,
            r#"{"data":{"id":"s"}} x"#,
            "cut off",
            Some(r#"{"data":{"id":"…"}}…"#),
        ),
        (
            500,
            r#"{"token":"s3cr3t"}"#,
            "not in a known error format",
            Some(r#"{"token":"…"}"#),
        ),
        (
            400,
            r#"["s3cr3t"]"#,
            "not in a known error format",
            Some(r#"["…"]"#),
        ),
        (302, "<a href=x>moved</a>", "redirect", Some("moved")),
        (304, "", "redirect", None),
    ] {
        let error = session_error(status, body);
        let Error::UnexpectedResponse(unexpected_response) = &error else {
            panic!("{body}: {error:?}")
        };
        assert_eq!(unexpected_response.status(), status);
        assert!(
            unexpected_response.reason().contains(word),
            "{body}: {error}"
        );
        assert_eq!(unexpected_response.excerpt(), excerpt, "{body}");
        assert_eq!(unexpected_response.content_type(), Some("x/y"));
        assert_eq!(unexpected_response.body(), body.as_bytes());
        assert_eq!(unexpected_response.ray_id(), Some("8f1-AMS"));
        let printed = format!("{error} {error:?}");
        assert!(
            !printed.contains("s3cr3t") && !printed.contains("t0k3n"),
            "{printed}"
        );
        assert!(!error.to_string().contains('\n'));
    }
    assert!(
        !session_error(404, "<html>nginx").is_not_found(),
        "there the address is wrong"
    );
}

#[test]
fn json_that_is_nested_too_deeply_is_not_called_broken() {
    let deep = "[".repeat(200) + &"]".repeat(200);
    let body = format!(r#"{{"data":{deep}}}"#);
    for operation in [&DATA, &SESSION] {
        let error = one::<Value>(&response(operation, 200, &body)).unwrap_err();
        assert!(matches!(error, Error::UnexpectedResponse(_)), "{error:?}");
        assert!(error.to_string().contains("too deeply"), "{error}");
    }
}

#[test]
fn a_number_that_is_too_large_is_a_decode_error_at_its_place() {
    for (value, path) in [("1e999", "data"), (r#"{"a":[1,-1e999]}"#, "data.a[1]")] {
        let body = format!(r#"{{"data":{value}}}"#);
        for operation in [&DATA, &SESSION] {
            let error = one::<Value>(&response(operation, 200, &body)).unwrap_err();
            let Error::Decode(mismatch) = &error else {
                panic!("{error:?}")
            };
            assert_eq!(mismatch.path(), path);
            assert_eq!(mismatch.found(), "a number out of its range");
        }
    }
}

#[test]
fn characters_that_cannot_be_read_are_replaced() {
    type Names = std::collections::BTreeMap<String, Value>;
    for body in [
        &br#"{"data":{"id":"M \ud83d"},"success":true}"#[..],
        br#"{"data":{"session":{"id":"M \ude00"}},"success":true}"#,
        b"{\"data\":{\"id\":\"M \xff\"},\"success\":true}",
    ] {
        let mut response = response(&SESSION, 200, "");
        response.body = Bytes::copy_from_slice(body);
        let session = one::<Session>(&response).unwrap();
        assert_eq!(session.id, "M \u{fffd}");
        assert_eq!(bytes(&response).unwrap(), body);
    }
    // In keys, in values of any kind, and in the plain text of errors.
    let keys = response(&DATA, 200, r#"{"data":{"\ud83d":["\ud83d",{"\ude00":1}]}}"#);
    let names = one::<Names>(&keys).unwrap();
    assert_eq!(
        names["\u{fffd}"].to_string(),
        "[\"\u{fffd}\",{\"\u{fffd}\":1}]"
    );
    for status in [200, 400] {
        let body = r#"{"success":false,"errors":[{"code":7,"message":"no \ud83d"}]}"#;
        let printed = session_error(status, body).to_string();
        assert!(printed.contains(": no \u{fffd} (code 7)"), "{printed}");
    }
}

#[test]
fn a_text_of_other_bytes_is_read_as_bytes_alone() {
    let mut response = response(&DATA, 200, "");
    response.body = Bytes::from_static(b"{\"data\":{\"id\":\"\xff\"}}");
    assert!(matches!(text(&response), Err(Error::UnexpectedResponse(_))));
    assert_eq!(bytes(&response).unwrap(), response.body);
}

#[test]
fn invalid_utf8_in_unknown_fields_is_ignored() {
    let mut response = response(&DATA, 200, "");
    response.body =
        Bytes::from_static(b"{\"new\":\"\xff\",\"data\":{\"id\":\"s1\",\"note\":\"\xff\"}}");
    assert_eq!(one::<Session>(&response).unwrap().id, "s1");
}

#[test]
fn an_unreadable_response_is_no_success() {
    for body in [
        "\u{feff}{\"success\":false}",
        r#"{"success":false,"n":1e999}"#,
        r#"{"success":false,"errors":[{"code":1"#,
        r#"{"errors":[{"code":1,"message":"no"}]}"#,
        r#"{"success":false};"#,
        r#"{"error":"no"}"#,
    ] {
        assert!(empty(&response(&DATA, 200, body)).is_err(), "{body}");
    }
    let done = r#"{"success":true,"errors":[],"messages":[],"message":"done"}"#;
    assert!(empty(&response(&DATA, 200, done)).is_ok());
}
