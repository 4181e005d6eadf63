//! The client over sockets: ids in paths, options of calls, and the connection pool that clones share.

use std::time::Duration;

use realtimekit::reqwest::header::{HeaderName, HeaderValue};
use realtimekit::{Client, Error, reqwest};
use realtimekit_tests::server::{Server, ServerResponse};
use realtimekit_tests::wire::{ACCOUNT, APP, TOKEN, client, example, only, server, target};

/// 0.0.0.0 reaches this machine, and is no loopback address.
#[tokio::test]
async fn http_elsewhere_than_on_a_loopback_address_must_be_allowed() {
    let server = server([ServerResponse::json(
        example("get_session_chat.response").to_string(),
    )]);
    let builder = || {
        let url = server.url().replace("127.0.0.1", "0.0.0.0");
        builder(&server).base_url(format!("{url}/client/v4"))
    };
    let error = builder().build().unwrap_err().to_string();
    assert!(
        error.contains("`base_url`") && error.contains("`allow_http`"),
        "{error}"
    );
    let client = builder().allow_http().build().unwrap();
    client.session("s").chat().await.unwrap();
    let received = only(&server);
    let bearer = format!("Bearer {TOKEN}");
    assert_eq!(received.header("authorization"), Some(bearer.as_str()));
}

#[tokio::test]
async fn ids_are_escaped_and_stay_one_segment() {
    for (id, segment) in [
        ("AZaz09-._~", "AZaz09-._~"),
        ("a b", "a%20b"),
        ("a?b=c&d#e", "a%3Fb%3Dc%26d%23e"),
        ("a;b:c@d,e+f", "a%3Bb%3Ac%40d%2Ce%2Bf"),
        ("100%", "100%25"),
        ("é🦀", "%C3%A9%F0%9F%A6%80"),
        ("...", "..."),
        ("..a", "..a"),
        ("\"<>[]{}|^`'", "%22%3C%3E%5B%5D%7B%7D%7C%5E%60%27"),
    ] {
        let server = server([ServerResponse::json(
            example("get_participant.response").to_string(),
        )]);
        client(&server)
            .meeting(id)
            .participant(id)
            .get()
            .await
            .unwrap();
        let path = format!("/meetings/{segment}/participants/{segment}");
        assert_eq!(only(&server).target, target(&path), "{id}");
    }
}

#[tokio::test]
async fn an_id_that_leads_elsewhere_is_refused_before_anything_is_sent() {
    let server = server([ServerResponse::json(
        example("get_participant.response").to_string(),
    )]);
    let client = client(&server);
    for id in [
        "", ".", "..", "%2e%2e", "%2E.", "a/b", "..\\b", "a%2Fb", "a\r\nb", "\0", " ", "\u{2003}",
        "%20", " a", "a ", "a\n", "a%20", "\"a\"",
    ] {
        for (error, argument) in [
            (client.meeting(id).get().await.unwrap_err(), "meeting_id"),
            (
                client
                    .meeting("m")
                    .participant(id)
                    .delete()
                    .await
                    .unwrap_err(),
                "participant_id",
            ),
            (client.session(id).get().await.unwrap_err(), "session_id"),
            (
                client.sessions().peer_report(id).get().await.unwrap_err(),
                "peer_id",
            ),
        ] {
            assert!(error.is_invalid_request(), "{id:?}: {error}");
            assert_eq!(error.suggested_status(), 400, "{id:?}");
            let Error::InvalidRequest(refused) = &error else {
                panic!("{id:?}: {error:?}")
            };
            assert_eq!(refused.argument(), argument, "{id:?}");
        }
    }
    assert_eq!(server.connections(), 0);
}

/// The account is in every path and the app in most, so the builder checks them.
#[test]
fn the_builder_names_a_missing_or_invalid_setting() {
    let whole = || {
        Client::builder()
            .token(TOKEN)
            .account_id(ACCOUNT)
            .app_id(APP)
    };
    assert!(whole().build().is_ok());
    let no_token = Client::builder().account_id(ACCOUNT).app_id(APP);
    let no_account = Client::builder().token(TOKEN).app_id(APP);
    for (builder, message) in [
        (no_token, "token"),
        (no_account, "`account_id` is not set"),
        (whole().account_id(".."), "`account_id`"),
        (whole().account_id("0".repeat(33)), "`account_id`"),
        (whole().app_id("a/b"), "`app_id`"),
        (
            whole().token(format!("\"{TOKEN}\"")),
            "`token` is in quotation marks",
        ),
        (
            whole().token(format!("{TOKEN}\n")),
            "`token` begins or ends",
        ),
        (
            whole().account_id(format!(" {ACCOUNT}")),
            "`account_id` begins or ends",
        ),
        (whole().app_id("  "), "`app_id` is empty or blank"),
        (
            whole().app_id(format!("'{APP}'")),
            "`app_id` is in quotation marks",
        ),
        (
            whole().base_url(" https://example.com"),
            "`base_url` begins or ends",
        ),
        (
            whole().base_url("http://api.cloudflare.com/client/v4"),
            "https",
        ),
    ] {
        let error = builder.build().unwrap_err();
        assert!(matches!(error, Error::Config(_)), "{error}");
        assert!(error.to_string().contains(message), "{error}");
        assert!(!error.to_string().contains(TOKEN), "{error}");
    }
}

#[tokio::test]
async fn with_response_returns_status_headers_and_body() {
    let body = example("get_session.response").to_string();
    let response = ServerResponse::json(body.clone())
        .status(203)
        .header("cf-ray", "8f1c2d3e4f5a6b7c-FRA");
    let server = server([response]);
    let response = client(&server)
        .session("s")
        .get()
        .with_response()
        .await
        .unwrap();
    assert_eq!(response.status().as_u16(), 203);
    assert_eq!(response.headers()["cf-ray"], "8f1c2d3e4f5a6b7c-FRA");
    assert_eq!(response.body(), &body);
    assert!(!format!("{response:?}").contains("success"), "{response:?}");
    assert_eq!(response.value().id.as_str(), "id");
    assert_eq!(
        response.into_value().associated_id.as_str(),
        "associated_id"
    );
}

/// On a call with parameters of its own and on one without.
#[tokio::test]
async fn a_call_has_its_own_time_limit() {
    let server = server([ServerResponse::never()]);
    let client = client(&server);
    let limit = Duration::from_millis(20);
    for error in [
        client.session("s").get().timeout(limit).await.unwrap_err(),
        client.session("s").chat().timeout(limit).await.unwrap_err(),
    ] {
        assert!(error.is_timeout(), "{error:?}");
        assert!(error.to_string().contains("20ms"), "{error}");
    }
}

#[tokio::test]
async fn a_call_may_take_longer_than_the_client_allows() {
    // A server that never responds, because with a timeout of 0 a response could arrive first.
    let silent = server([ServerResponse::never()]);
    let soon = Duration::from_nanos(1);
    let hasty = builder(&silent).timeout(soon).build().unwrap();
    assert!(hasty.session("s").chat().await.unwrap_err().is_timeout());

    let server = server([ServerResponse::json(
        example("get_session_chat.response").to_string(),
    )]);
    let hasty = builder(&server).timeout(soon).build().unwrap();
    let patient = hasty.session("s").chat().timeout(Duration::from_secs(600));
    patient.await.unwrap();
}

fn builder(server: &Server) -> realtimekit::ClientBuilder {
    Client::builder()
        .base_url(format!("{}/client/v4", server.url()))
        .token(TOKEN)
        .account_id(ACCOUNT)
        .app_id(APP)
}

#[tokio::test]
async fn clones_share_one_pool_and_other_clients_do_not() {
    let server = server([ServerResponse::json(
        example("get_session_chat.response").to_string(),
    )]);
    let first = client(&server);
    let handle = first.clone().session("s");
    first.session("s").chat().await.unwrap();
    first.clone().session("s").chat().await.unwrap();
    handle.clone().chat().await.unwrap();
    drop(first);
    handle.chat().await.unwrap();
    assert_eq!((server.received().len(), server.connections()), (4, 1));

    client(&server).session("s").chat().await.unwrap();
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_call_can_have_one_more_header() {
    let chat = ServerResponse::json(example("get_session_chat.response").to_string());
    let transcript = ServerResponse::json(example("get_session_transcript.response").to_string());
    let server = server([chat.clone(), transcript, chat]);
    let client = client(&server);
    let name = || HeaderName::from_static("x-request-id");
    let value = HeaderValue::from_static;
    client
        .session("s")
        .chat()
        .header(name(), value("one"))
        .await
        .unwrap();
    client
        .session("s")
        .transcript()
        .header(name(), value("two"))
        .await
        .unwrap();
    client.session("s").chat().await.unwrap();
    let received = server.received();
    let sent: Vec<_> = received
        .iter()
        .map(|received| received.header("x-request-id"))
        .collect();
    assert_eq!(sent, [Some("one"), Some("two"), None]);
}

#[tokio::test]
async fn a_header_is_two_strings_and_one_that_is_not_valid_is_named() {
    let chat = ServerResponse::json(example("get_session_chat.response").to_string());
    let server = server([chat.clone(), chat]);
    let client = client(&server);
    let call = || client.session("s").chat();
    let id = String::from("7f3a");
    call().header("X-Request-Id", &id).await.unwrap();
    let sessions = client.session("s").get().header("x-a", "b\nc");
    for (error, named) in [
        (
            call()
                .header("x-a", "b\r\nc: Sn3lZJTBX6")
                .await
                .unwrap_err(),
            "`x-a`",
        ),
        (sessions.await.unwrap_err(), "`x-a`"),
        (
            call().header("Bearer Sn3lZJTBX6", "x-a").await.unwrap_err(),
            "`header`",
        ),
        (call().header("", "x").await.unwrap_err(), "`header`"),
    ] {
        assert!(error.is_invalid_request(), "{error}");
        let printed = format!("{error} {error:#?}");
        assert!(
            printed.contains(named) && !printed.contains("Sn3lZJTBX6"),
            "{printed}"
        );
    }
    assert_eq!(only(&server).header("x-request-id"), Some("7f3a"));
}

#[tokio::test]
async fn user_agent_and_http_client_can_be_replaced() {
    let server = server([ServerResponse::json(
        example("get_session_chat.response").to_string(),
    )]);
    let mut headers = reqwest::header::HeaderMap::new();
    headers.insert("x-mine", HeaderValue::from_static("yes"));
    let http = reqwest::Client::builder()
        .default_headers(headers)
        .build()
        .unwrap();
    let client = builder(&server)
        .http_client(http)
        .user_agent("my-app/2.0")
        .build()
        .unwrap();
    client.session("s").chat().await.unwrap();
    let received = only(&server);
    let bearer = format!("Bearer {TOKEN}");
    for (name, value) in [
        ("x-mine", "yes"),
        ("user-agent", "my-app/2.0"),
        ("authorization", bearer.as_str()),
        ("accept", "application/json"),
    ] {
        assert_eq!(received.header(name), Some(value), "{name}");
    }
}

/// A redirect would carry the token to any address that the response names.
#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = server([ServerResponse::json(
        example("get_session_chat.response").to_string(),
    )]);
    let response = ServerResponse::new(307, "text/html", "").header("location", elsewhere.url());
    let server = server([response]);
    let error = client(&server).session("s").chat().await.unwrap_err();
    assert!(matches!(error, Error::UnexpectedResponse(_)), "{error:?}");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(307));
    assert_eq!(elsewhere.connections(), 0);
}
