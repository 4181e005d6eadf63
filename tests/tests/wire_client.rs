//! The client itself, over the wire: where its settings come from, how ids become paths, what a call can be given
//! beside its own arguments, and that clones share one pool.

use std::process::{Command, Output};
use std::time::Duration;

use realtimekit::reqwest::header::{HeaderName, HeaderValue};
use realtimekit::{Client, Error, RetryPolicy, reqwest};
use realtimekit_tests::server::{Answer, Server};
use realtimekit_tests::wire::{ACCOUNT, APP, TOKEN, client, example, must, only, server, target};

const VARIABLES: [(&str, &str); 3] = [
    ("CLOUDFLARE_API_TOKEN", TOKEN),
    ("CLOUDFLARE_ACCOUNT_ID", ACCOUNT),
    ("REALTIMEKIT_APP_ID", APP),
];

const BASE_URL: &str = "REALTIMEKIT_BASE_URL";

/// What [`child`] prints, run with these variables and without any others.
///
/// A process of its own: a variable set here would be set for the tests that run beside this one.
fn in_a_child(variables: &[(&str, &str)]) -> String {
    let mut command = Command::new(must(std::env::current_exe()));
    command.args(["child", "--exact", "--ignored", "--nocapture", "--quiet"]);
    command.env_clear().envs(variables.iter().copied());
    let Output { status, stdout, .. } = must(command.output());
    let printed = must(String::from_utf8(stdout));
    assert!(status.success(), "{printed}");
    printed
}

#[tokio::test]
#[ignore = "what the tests of `from_env` run as a child process"]
async fn child() {
    match Client::from_env() {
        Ok(client) => {
            println!("built {:?}", client.meetings());
            if ["HTTPS_PROXY", BASE_URL]
                .into_iter()
                .any(|name| std::env::var_os(name).is_some())
            {
                let call = client.meetings().list().retry(RetryPolicy::off());
                println!("{:#?}", call.await);
            }
        }
        Err(error) => println!("failed: {error}"),
    }
}

#[test]
fn from_env_reads_three_variables() {
    let printed = in_a_child(&VARIABLES);
    let path = format!("/accounts/{ACCOUNT}/realtime/kit/{APP}/meetings");
    assert!(
        printed.contains("built") && printed.contains(&path),
        "{printed}"
    );
    assert!(!printed.contains(TOKEN), "{printed}");
}

#[test]
fn from_env_names_the_variable_that_is_missing_or_empty() {
    for (index, (name, _)) in VARIABLES.iter().enumerate() {
        let mut variables = VARIABLES.to_vec();
        variables[index].1 = " ";
        let empty = in_a_child(&variables);
        variables.remove(index);
        let missing = in_a_child(&variables);
        for (printed, why) in [(empty, "is empty"), (missing, "is not set")] {
            let told = format!(
                "failed: the client cannot be built: the environment variable {name} {why}"
            );
            assert!(printed.contains(&told), "{printed}");
        }
    }
}

/// A value with what an env file or a shell put around it, and what is wrong with it.
const EDGED: [(&str, &str); 5] = [
    ("\"Sn3lZJTBX6\"", "quotation marks"),
    ("'Sn3lZJTBX6'", "quotation marks"),
    (" Sn3lZJTBX6", "blank"),
    ("Sn3lZJTBX6\t", "t"),
    ("Sn3lZJTBX6\n", "line break"),
];

#[test]
fn from_env_names_the_variable_with_something_around_its_value_and_does_not_print_it() {
    let mut all = VARIABLES.to_vec();
    all.push((BASE_URL, "https://example.com"));
    for (index, (name, _)) in all.iter().enumerate() {
        for (edged, why) in EDGED {
            let mut variables = all.clone();
            variables[index].1 = edged;
            let printed = in_a_child(&variables);
            let told =
                format!("failed: the client cannot be built: the environment variable {name} ");
            assert!(
                printed.contains(&told) && printed.contains(why),
                "{printed}"
            );
            assert!(!printed.contains("Sn3lZJTBX6"), "{printed}");
        }
    }
    let mut variables = VARIABLES.to_vec();
    for (index, value) in [(0, "Bearer Sn3lZJTBX6"), (1, "Sn3lZJTBX6/x"), (2, "..")] {
        variables[index].1 = value;
        let printed = in_a_child(&variables);
        let (name, _) = VARIABLES[index];
        assert!(printed.contains(&format!("variable {name} ")), "{printed}");
        assert!(!printed.contains("Sn3lZJTBX6"), "{printed}");
        variables[index].1 = VARIABLES[index].1;
    }
}

#[test]
fn from_env_calls_the_base_url_of_the_environment() {
    let server = server([Answer::json(example("list_meetings.response").to_string())]);
    let url = format!("{}/client/v4", server.url());
    let mut variables = VARIABLES.to_vec();
    variables.push((BASE_URL, &url));
    let printed = in_a_child(&variables);
    assert!(printed.contains("Ok("), "{printed}");
    assert_eq!(only(&server).target, target("/meetings"));
}

#[test]
fn from_env_names_the_variable_with_a_base_url_that_cannot_be_used() {
    for (url, why) in [
        ("", "is empty"),
        ("api.cloudflare.com", "cannot be read"),
        ("http://realtimekit.internal", "`allow_http`"),
        ("https://user:Sn3lZJTBX6@example.com", "password"),
    ] {
        let mut variables = VARIABLES.to_vec();
        variables.push((BASE_URL, url));
        let printed = in_a_child(&variables);
        let told =
            format!("failed: the client cannot be built: the environment variable {BASE_URL} ");
        assert!(
            printed.contains(&told) && printed.contains(why),
            "{printed}"
        );
        assert!(!printed.contains("Sn3lZJTBX6"), "{printed}");
    }
}

/// 0.0.0.0 reaches this machine, and is no loopback address.
#[tokio::test]
async fn http_elsewhere_than_on_a_loopback_address_must_be_allowed() {
    let server = server([Answer::json(
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

/// A proxy is told which host is wanted, and nothing more: what follows is TLS.
#[test]
fn from_env_talks_to_cloudflare_by_tls() {
    let proxy = server([Answer::new(403, "text/plain", "")]);
    let mut variables = VARIABLES.to_vec();
    let url = proxy.url();
    variables.push(("HTTPS_PROXY", &url));
    let printed = in_a_child(&variables);
    assert!(printed.contains("Connect"), "{printed}");
    let asked = only(&proxy);
    assert_eq!(
        (asked.method.as_str(), asked.target.as_str()),
        ("CONNECT", "api.cloudflare.com:443")
    );
    assert_eq!(asked.header("authorization"), None);
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
        let server = server([Answer::json(
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
async fn an_id_that_would_lead_elsewhere_is_refused_and_nothing_is_sent() {
    let server = server([Answer::json(
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
            let Error::Refused(refused) = &error else {
                panic!("{id:?}: {error:?}")
            };
            assert_eq!(refused.argument(), argument, "{id:?}");
        }
    }
    assert_eq!(server.connections(), 0);
}

/// The account and the app stand in every path, so what is wrong with them is told once, by the builder.
#[test]
fn the_builder_tells_what_is_missing_or_wrong() {
    let whole = || {
        Client::builder()
            .token(TOKEN)
            .account_id(ACCOUNT)
            .app_id(APP)
    };
    assert!(whole().build().is_ok());
    let no_token = Client::builder().account_id(ACCOUNT).app_id(APP);
    let no_account = Client::builder().token(TOKEN).app_id(APP);
    let no_app = Client::builder().token(TOKEN).account_id(ACCOUNT);
    for (builder, told) in [
        (no_token, "token"),
        (no_account, "`account_id` was not given"),
        (no_app, "`app_id` was not given"),
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
        assert!(error.to_string().contains(told), "{error}");
        assert!(!error.to_string().contains(TOKEN), "{error}");
    }
}

#[tokio::test]
async fn with_response_gives_status_headers_and_body_beside_the_value() {
    let body = example("get_session.response").to_string();
    let answer = Answer::json(body.clone())
        .status(203)
        .header("cf-ray", "8f1c2d3e4f5a6b7c-FRA");
    let server = server([answer]);
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
    let server = server([Answer::never()]);
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
    // A server that never answers: a limit of nothing would be a race against one that does.
    let silent = server([Answer::never()]);
    let hasty = builder(&silent).timeout(Duration::ZERO).build().unwrap();
    assert!(hasty.session("s").chat().await.unwrap_err().is_timeout());

    let server = server([Answer::json(
        example("get_session_chat.response").to_string(),
    )]);
    let hasty = builder(&server).timeout(Duration::ZERO).build().unwrap();
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
    let server = server([Answer::json(
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
    let chat = Answer::json(example("get_session_chat.response").to_string());
    let transcript = Answer::json(example("get_session_transcript.response").to_string());
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
    let chat = Answer::json(example("get_session_chat.response").to_string());
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
        let told = format!("{error} {error:#?}");
        assert!(
            told.contains(named) && !told.contains("Sn3lZJTBX6"),
            "{told}"
        );
    }
    assert_eq!(only(&server).header("x-request-id"), Some("7f3a"));
}

#[tokio::test]
async fn the_user_agent_and_the_http_client_can_be_ones_own() {
    let server = server([Answer::json(
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

/// A redirect would carry the token to whatever address the answer names.
#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = server([Answer::json(
        example("get_session_chat.response").to_string(),
    )]);
    let answer = Answer::new(307, "text/html", "").header("location", elsewhere.url());
    let server = server([answer]);
    let error = client(&server).session("s").chat().await.unwrap_err();
    assert!(matches!(error, Error::NotApi(_)), "{error:?}");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(307));
    assert_eq!(elsewhere.connections(), 0);
}
