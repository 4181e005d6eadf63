//! Responses that report a failure, and the errors they become.

use super::*;

#[test]
fn success_false_is_an_api_error_under_any_status() {
    let api_error = r#""error":{"code":404,"message":"No active session"}"#;
    for (status, body) in [
        (200, format!(r#"{{"success":false,{api_error}}}"#)),
        (200, format!(r#"{{"success":"false",{api_error}}}"#)),
        (
            200,
            format!(r#"{{"success":0,"data":{{"id":"s"}},{api_error}}}"#),
        ),
        (
            200,
            format!(r#"{{{api_error},"data":{{"id":"s"}},"success":false}}"#),
        ),
        (
            201,
            format!(r#"{{"data":"unexpected","success":false,{api_error}}}"#),
        ),
        (404, format!(r#"{{"success":false,{api_error}}}"#)),
        (404, format!(r#"{{{api_error}}}"#)),
    ] {
        for operation in [&DATA, &SESSION, &LIST] {
            let response = response(operation, status, &body);
            let errors = [
                one::<Session>(&response).unwrap_err(),
                page::<Session>(&response).unwrap_err(),
                empty(&response).unwrap_err(),
                bytes(&response).unwrap_err(),
                text(&response).unwrap_err(),
            ];
            for error in errors {
                let Error::Api(api) = &error else {
                    panic!("{body}: {error:?}")
                };
                assert!(error.is_not_found());
                assert_eq!(error.status().unwrap(), status);
                assert_eq!(
                    (api.errors()[0].code, &*api.errors()[0].message),
                    (Some(404), "No active session")
                );
                assert_eq!(api.body(), body.as_bytes());
            }
        }
    }
    let bare = session(&DATA, r#"{"success":false,"data":{"id":"s"}}"#).unwrap_err();
    assert!(matches!(bare, Error::Api(api) if api.errors().is_empty()));
}

#[test]
fn an_api_error_is_one_line_with_advice() {
    let body = r#"{"success":false,"errors":[{"code":10000,"message":"Authentication\n error t0k3n"}],"result":null}"#;
    let error = session_error(403, body);
    assert_eq!(
        error.to_string(),
        "try_it: the API responded 403 Forbidden: Authentication error [redacted] (code 10000); the token needs the \
         permission Realtime [cf-ray 8f1-AMS]"
    );
    assert!(error.is_auth() && !error.is_not_found() && !error.is_rate_limited());
    assert!(session_error(429, r#"{"message":"slow down"}"#).is_rate_limited());
    assert!(session_error(429, "error code: 1015").is_rate_limited());
    let other = session_error(400, r#"{"error":{"code":404,"message":"m"}}"#);
    assert!(!other.is_not_found(), "the status says otherwise");
}

/// Errors about the token name the permission that it needs, in every form of the response.
#[test]
fn a_rejected_token_names_the_permission() {
    let gateway = r#"{"success":false,"errors":[{"code":10000,"message":"Authentication error"}]}"#;
    for (status, body) in [
        (200, gateway),
        (400, gateway),
        (403, gateway),
        (
            200,
            r#"{"success":false,"error":{"code":403,"message":"no"}}"#,
        ),
        (401, r#"{"message":"Unauthorized"}"#),
        (401, ""),
        (403, "<h1>Forbidden"),
        (403, r#"{"unexpected":true}"#),
    ] {
        let error = session_error(status, body);
        assert!(error.is_auth(), "{status} {body}");
        let printed = error.to_string();
        assert!(
            printed.contains("; the token needs the permission Realtime"),
            "{printed}"
        );
    }
    for body in [r#"{"message":"no"}"#, "<h1>no", ""] {
        let error = session_error(400, body);
        assert!(!error.is_auth(), "{error}");
        assert!(!error.to_string().contains("permission"), "{error}");
    }
}

/// The outcome of each kind of call for a response with this body.
#[test]
fn reported_errors_are_a_failure_unless_there_is_a_result_beside_them() {
    let errors = [
        r#""errors":[{"code":7,"message":"no"}]"#,
        r#""error":{"code":7,"message":"no"}"#,
        r#""error":"no""#,
        r#""errors":{"field":["no"]}"#,
        r#""error":true"#,
    ];
    for errors in errors {
        for rest in [
            r#""success":true,"data":null"#,
            r#""success":true,"data":{}"#,
            r#""success":true,"data":[]"#,
            r#""success":true"#,
            r#""data":{}"#,
            r#""data":{"id":"s1"}"#,
            r#""data":[{"id":"s1"}]"#,
            r#""success":false,"data":{"id":"s1"}"#,
        ] {
            let body = format!("{{{rest},{errors}}}");
            let response = response(&DATA, 200, &body);
            for error in [
                one::<Session>(&response).err(),
                one::<Option<Session>>(&response).err(),
                one::<Value>(&response).err(),
                page::<Session>(&response).err(),
                empty(&response).err(),
            ] {
                assert!(matches!(error, Some(Error::Api(_))), "{body}: {error:?}");
            }
        }
    }
}

#[test]
fn warnings_and_empty_errors_beside_a_result_are_no_failure() {
    for beside in [
        r#""success":true,"errors":[{"code":7,"message":"deprecated"}]"#,
        r#""success":true,"warnings":["deprecated"],"messages":[{"code":7,"message":"hint"}]"#,
        r#""success":true,"errors":[],"error":null"#,
        r#""errors":[],"messages":[]"#,
        r#""errors":[null,{}],"error":"""#,
        r#""error":false"#,
    ] {
        let single = response(&DATA, 200, &format!(r#"{{{beside},"data":{{"id":"s1"}}}}"#));
        assert_eq!(one::<Session>(&single).unwrap().id, "s1", "{beside}");
        assert!(empty(&single).is_ok(), "{beside}");
        let list = response(
            &DATA,
            200,
            &format!(r#"{{"data":[{{"id":"s1"}}],{beside}}}"#),
        );
        assert_eq!(page::<Session>(&list).unwrap().len(), 1, "{beside}");
    }
}
