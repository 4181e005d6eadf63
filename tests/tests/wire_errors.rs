//! Error responses over sockets: every format of the service, the gateway and proxies.

use realtimekit::types::{AddParticipant, Session};
use realtimekit::{Client, Error, RetryPolicy};
use realtimekit_tests::server::ServerResponse;
use realtimekit_tests::wire::{client, example, examples, must, server};
use serde_json::json;

/// The error of a call with this response.
async fn error(response: ServerResponse) -> Error {
    let server = server([response.header("cf-ray", "8f1c2d3e4f5a6b7c-FRA")]);
    let session: Result<Session, Error> = client(&server).session("s").get().await;
    must(session.err().ok_or("no error"))
}

/// The messages of an error that is the API's, with their codes; any other has none.
fn messages(error: &Error) -> Vec<(Option<i64>, &str)> {
    let errors = match error {
        Error::Api(error) => error.errors(),
        _ => &[],
    };
    errors
        .iter()
        .map(|error| (error.code, error.message.as_str()))
        .collect()
}

/// Every example of an error in the spec, with its status.
#[tokio::test]
async fn each_documented_form_is_read() {
    let forms = [
        (
            "bad_request",
            400,
            Some(400),
            "BAD_REQUEST: \"name\" is required",
        ),
        ("gateway", 403, Some(10000), "Authentication error"),
        ("internal", 500, Some(500), "message"),
        ("message_only", 401, None, "Unauthorized"),
        (
            "no_active_session",
            404,
            Some(404),
            "No active session found for meeting_id 6bf2b8be-04dd-4191-b602-1128921a306b",
        ),
        (
            "no_user",
            404,
            Some(404),
            "No user found with id 813432c7-3c5a-45e2-9acf-eef7061c7584",
        ),
    ];
    let names: Vec<_> = forms
        .iter()
        .map(|(name, ..)| format!("error.{name}.response"))
        .collect();
    assert_eq!(
        names,
        examples("error."),
        "each example of an error is tried"
    );

    for (name, status, code, message) in forms {
        let body = example(&format!("error.{name}.response"));
        let error = error(ServerResponse::json(body.to_string()).status(status)).await;
        assert_eq!(messages(&error), [(code, message)], "{name}");
        assert_eq!(
            error.status().map(|status| status.as_u16()),
            Some(status),
            "{name}"
        );
        assert_eq!(error.ray_id(), Some("8f1c2d3e4f5a6b7c-FRA"), "{name}");
        assert_eq!(error.is_not_found(), status == 404, "{name}");
        assert_eq!(error.is_auth(), status == 401 || status == 403, "{name}");
        let printed = error.to_string();
        assert!(
            printed.starts_with(&format!("get_session: the API responded {status}")),
            "{printed}"
        );
        assert!(printed.contains(message), "{printed}");
        assert!(printed.contains("8f1c2d3e4f5a6b7c-FRA"), "{printed}");
        let permission = "the token needs the permission Realtime or Realtime Admin";
        assert_eq!(printed.contains(permission), error.is_auth(), "{printed}");
    }
}

/// `success: false` is an error even if the status is a success.
#[tokio::test]
async fn success_false_is_an_error_under_any_status() {
    let body = json!({"success": false, "error": {"code": 404, "message": "No session"}});
    let error = error(ServerResponse::json(body.to_string())).await;
    assert_eq!(messages(&error), [(Some(404), "No session")]);
    assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
    assert!(
        error.is_not_found(),
        "the code repeats the status that is meant"
    );
    assert!(error.to_string().contains("No session"), "{error}");

    // Even if there is data, and before the key `success`.
    let mut mixed = json!({"data": example("get_session.response")["data"].clone()});
    mixed["success"] = json!(false);
    mixed["errors"] = json!([{"code": 7003, "message": "first"}, {"message": "second"}]);
    let error = self::error(ServerResponse::json(mixed.to_string())).await;
    assert_eq!(messages(&error), [(Some(7003), "first"), (None, "second")]);
}

#[tokio::test]
async fn too_many_requests_is_a_rate_limit_error() {
    let body = json!({"success": false, "errors": [{"code": 971, "message": "Please wait"}]});
    let error = error(ServerResponse::json(body.to_string()).status(429)).await;
    assert!(error.is_rate_limited() && !error.is_auth(), "{error:?}");
}

/// A page of the edge, an empty body, a truncated body: status and ray id are kept.
#[tokio::test]
async fn an_unexpected_response_keeps_its_status() {
    let page = "<html><head><title>502 Bad Gateway</title></head><body>cloudflare</body></html>";
    for (response, status, word) in [
        (
            ServerResponse::new(502, "text/html", page),
            502,
            "502 Bad Gateway",
        ),
        (ServerResponse::new(503, "text/plain", ""), 503, "empty"),
        (
            ServerResponse::new(404, "text/html", "<h1>Not here</h1>"),
            404,
            "Not here",
        ),
        (
            ServerResponse::new(200, "text/html", "<h1>Log in</h1>"),
            200,
            "Log in",
        ),
        (
            ServerResponse::json(r#"{"success":true,"data":{"id":"#),
            200,
            "broken or cut off",
        ),
        (
            ServerResponse::json(r#"{"problem":1}"#).status(500),
            500,
            "not in a known error format of the API",
        ),
    ] {
        let error = error(response).await;
        assert!(matches!(error, Error::UnexpectedResponse(_)), "{error:?}");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        assert_eq!(error.ray_id(), Some("8f1c2d3e4f5a6b7c-FRA"));
        assert!(
            !error.is_not_found(),
            "a page of another server says nothing of a session"
        );
        assert!(error.to_string().contains(word), "{error}");
    }
}

/// The error has the path of the field, so that its reader knows what to look for in the response.
#[tokio::test]
async fn a_decode_error_names_the_place() {
    for (field, value, path) in [
        ("live_participants", json!("two"), "data.live_participants"),
        (
            "breakout_rooms",
            json!([{"id": 1}]),
            "data.breakout_rooms[0]",
        ),
        ("id", json!(null), "data.id"),
    ] {
        let mut response = example("get_session.response");
        response["data"][field] = value;
        let error = error(ServerResponse::json(response.to_string())).await;
        let Error::Decode(mismatch) = &error else {
            panic!("{field}: {error:?}")
        };
        assert!(mismatch.path().starts_with(path), "{error}");
        assert_eq!(mismatch.status().as_u16(), 200);
    }
    let mut lost = example("get_session.response");
    lost["data"].as_object_mut().unwrap().remove("status");
    let error = error(ServerResponse::json(lost.to_string())).await;
    assert!(error.to_string().contains("data.status"), "{error}");
}

#[tokio::test]
async fn a_client_error_whose_body_breaks_off_is_not_called_empty() {
    let body = json!({"success": false, "errors": [{"code": 7, "message": "no"}]});
    let cut = ServerResponse::json(body.to_string()).status(404).cut();
    let error = error(cut).await;
    assert!(matches!(error, Error::UnexpectedResponse(_)), "{error:?}");
    let text = error.to_string();
    assert!(
        text.contains("404 Not Found") && text.contains("before the body was complete"),
        "{text}"
    );
}

/// A request that was sent may have been carried out.
#[tokio::test]
async fn an_interruption_differs_from_a_connect_error() {
    let body = example("add_participant.response").to_string();
    let server = server([ServerResponse::json(body).status(201).cut()]);
    let person = AddParticipant::new("user-42", "host");
    let participants = client(&server).meeting("m").participants();
    let error = participants.add(&person).await.unwrap_err();
    assert!(matches!(error, Error::Interrupted(_)), "{error:?}");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(201));

    // A port that was free just now, so nothing listens on it.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let builder = Client::builder()
        .base_url(url)
        .token("t")
        .account_id("a")
        .app_id("b");
    let participants = builder.build().unwrap().meeting("m").participants();
    let error = participants.add(&person).await.unwrap_err();
    assert!(matches!(error, Error::Connect(_)), "{error:?}");
    assert!(error.to_string().contains("nothing was sent"), "{error}");
}

/// `main` and `unwrap` print an error with `{:?}`.
#[tokio::test]
async fn debug_is_the_message_and_alternate_debug_the_fields() {
    let error =
        error(ServerResponse::json(example("error.gateway.response").to_string()).status(403))
            .await;
    assert_eq!(format!("{error:?}"), error.to_string());
    assert!(format!("{error:?}").contains("the token needs the permission"));
    let fields = format!("{error:#?}");
    for field in [
        "Api(",
        "operation: \"get_session\"",
        "status: 403",
        "code: Some(",
    ] {
        assert!(fields.contains(field), "{field}: {fields}");
    }
}

/// The status that a backend returns if its own call failed.
#[tokio::test]
async fn each_error_suggests_a_status_to_backends() {
    let json = |status| ServerResponse::json(r#"{"success":false,"errors":[]}"#).status(status);
    let html = |status| ServerResponse::new(status, "text/html", "<h1>error code: 1033</h1>");
    for (response, suggested) in [
        (json(400), 400),
        (json(422), 400),
        (json(404), 404),
        (json(409), 409),
        (json(401), 500),
        (json(403), 500),
        (json(405), 502),
        (json(429), 503),
        (json(500), 502),
        (json(503), 503),
        (json(504), 504),
        (json(200), 502),
        (html(404), 502),
        (html(403), 502),
        (html(429), 503),
        (html(530), 502),
        (html(503), 503),
        (ServerResponse::json("{\"success\":true,\"data\":{}}"), 502),
        (ServerResponse::json("{\"succ").cut(), 502),
    ] {
        let error = error(response).await;
        assert_eq!(error.suggested_status(), suggested, "{error}");
    }
    let silent = server([ServerResponse::never()]);
    let call = client(&silent).session("s").get();
    let error = call
        .timeout(std::time::Duration::from_millis(1))
        .await
        .unwrap_err();
    assert_eq!(error.suggested_status(), 504, "{error}");
    let error = Client::builder().build().unwrap_err();
    assert_eq!(error.suggested_status(), 500, "{error}");
}

#[tokio::test]
async fn an_unreachable_service_is_a_bad_gateway() {
    let gone = must(std::net::TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()));
    let client = Client::builder()
        .base_url(format!("http://{gone}"))
        .token("t")
        .account_id("a")
        .app_id("b")
        .retry(RetryPolicy::off());
    let client = must(client.build());
    let error = client.session("s").get().await.unwrap_err();
    assert!(matches!(error, Error::Connect(_)), "{error}");
    assert_eq!(error.suggested_status(), 502);
}
