//! A public key that is fetched: when, how often, and errors.

use std::time::Duration;

use futures_util::future::join_all;
use realtimekit_runtime::webhooks::{WebhookError, Webhooks};
use realtimekit_runtime::{Client, StatusCode};
use realtimekit_tests::server::{Server, ServerResponse};
use serde_json::{Value, json};
use tokio::time;

use crate::signing::{BODY, Signer, other, service};

const TOKEN: &str = "Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQ";

fn serving(responses: impl IntoIterator<Item = String>) -> Server {
    Server::start(responses.into_iter().map(ServerResponse::json)).unwrap()
}

fn webhooks(url: &str) -> Webhooks {
    let client = Client::builder()
        .base_url("https://api.cloudflare.com/client/v4")
        .token(TOKEN)
        .user_agent("classroom/2.1");
    let webhooks = Webhooks::new(&client.build().unwrap());
    webhooks.key_url(&format!("{url}/webhooks.json")).unwrap()
}

/// The status of the response to a delivery that was signed with this key.
async fn status(webhooks: &Webhooks, signer: &Signer) -> StatusCode {
    match verify(webhooks, signer).await {
        Ok(()) => StatusCode::OK,
        Err(error) => error.status(),
    }
}

async fn verify(webhooks: &Webhooks, signer: &Signer) -> Result<(), WebhookError> {
    let verified = webhooks.verify::<Value>(&signer.headers(BODY), BODY).await;
    verified.map(|delivery| assert_eq!(delivery.event["event"], "meeting.started"))
}

/// Moves the clock. It is paused only here, because a paused clock jumps ahead while a socket is waited for.
async fn pass(time: Duration) {
    time::pause();
    time::advance(time).await;
    time::resume();
}

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn the_key_is_fetched_once_and_without_the_token() {
    let server = serving([service().published()]);
    let webhooks = webhooks(&server.url());
    assert_eq!(server.received().len(), 0);
    for _ in 0..3 {
        assert_eq!(status(&webhooks, service()).await, 200);
        assert_eq!(status(&webhooks.clone(), service()).await, 200);
        pass(100 * MINUTE).await;
    }
    let received = server.received();
    assert_eq!(received.len(), 1);
    let fetch = &received[0];
    assert_eq!(
        (fetch.method.as_str(), fetch.target.as_str()),
        ("GET", "/webhooks.json")
    );
    assert_eq!(fetch.header("user-agent"), Some("classroom/2.1"));
    assert!(!format!("{fetch:?}").contains(TOKEN), "{fetch:?}");
}

#[tokio::test]
async fn a_key_that_was_changed_is_fetched_when_a_signature_does_not_verify() {
    let server = serving([service().published(), other().published()]);
    let webhooks = webhooks(&server.url());
    assert_eq!(status(&webhooks, service()).await, 200);
    pass(MINUTE).await;
    assert_eq!(status(&webhooks, other()).await, 200);
    assert_eq!(server.received().len(), 2);
    // the old key is not accepted any more
    assert_eq!(status(&webhooks, service()).await, 401);
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn a_flood_of_wrong_signatures_makes_one_fetch_a_minute() {
    let server = serving([service().published()]);
    let webhooks = webhooks(&server.url());
    for minute in 1..4 {
        let flood = (0..50).map(|_| status(&webhooks, other()));
        for status in join_all(flood).await {
            assert_eq!(status, 401);
        }
        for _ in 0..20 {
            assert_eq!(status(&webhooks, other()).await, 401);
        }
        assert_eq!(server.received().len(), minute);
        assert_eq!(status(&webhooks, service()).await, 200);
        pass(MINUTE - Duration::from_secs(1)).await;
        assert_eq!(status(&webhooks, other()).await, 401);
        assert_eq!(server.received().len(), minute);
        pass(Duration::from_secs(1)).await;
    }
}

#[tokio::test]
async fn deliveries_at_the_same_time_share_one_fetch() {
    let server = serving([service().published()]);
    let webhooks = webhooks(&server.url());
    let deliveries = (0..20).map(|_| status(&webhooks, service()));
    assert!(
        join_all(deliveries)
            .await
            .iter()
            .all(|status| *status == 200)
    );
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_delivery_that_is_dropped_does_not_end_the_fetch() {
    let server = serving([service().published()]);
    let webhooks = webhooks(&server.url());
    tokio::select! {
        biased;
        outcome = verify(&webhooks, service()) => panic!("{outcome:?}"),
        () = std::future::ready(()) => {}
    }
    assert_eq!(status(&webhooks, service()).await, 200);
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn without_a_key_deliveries_are_to_be_sent_again_and_the_key_is_fetched_a_minute_later() {
    let moved = ServerResponse::json(service().published()).status(302);
    let refused = json!({"success": false, "data": {"publicKey": service().pem()}}).to_string();
    let huge = format!("{{\"data\":{{\"publicKey\":\"{}\"}}}}", "A".repeat(1 << 20));
    let html = "<html>s3cr3t</html>";
    for (case, response, shown) in [
        ("empty", ServerResponse::json(""), "data.publicKey"),
        (
            "JSON",
            ServerResponse::json("[\"s3cr3t\"]"),
            "data.publicKey",
        ),
        (
            "a key that is none",
            ServerResponse::json(json!({"data": {"publicKey": "s3cr3t"}}).to_string()),
            "is not in PEM",
        ),
        (
            "not a success",
            ServerResponse::json(refused),
            "data.publicKey",
        ),
        (
            "HTML",
            ServerResponse::new(200, "text/html", html),
            "data.publicKey",
        ),
        (
            "an error",
            ServerResponse::new(503, "text/html", html),
            "503",
        ),
        ("elsewhere", moved.header("location", "/other"), "302"),
        ("huge", ServerResponse::json(huge), "more than 65536 bytes"),
        (
            "cut off",
            ServerResponse::json(service().published()).cut(),
            "no whole response",
        ),
    ] {
        let server = Server::start([response, ServerResponse::json(service().published())]);
        let server = server.unwrap();
        let webhooks = webhooks(&server.url());
        for _ in 0..3 {
            let error = verify(&webhooks, service()).await.unwrap_err();
            assert_eq!(error.status(), 503, "{case}");
            let printed = format!("{error} {error:?}");
            assert!(printed.contains(shown), "{case}: {printed}");
            assert!(!printed.contains("s3cr3t"), "{case}: {printed}");
        }
        assert_eq!(server.received().len(), 1, "{case}");
        pass(MINUTE).await;
        assert_eq!(status(&webhooks, service()).await, 200, "{case}");
        assert_eq!(server.received().len(), 2, "{case}");
    }
}

#[tokio::test]
async fn a_key_server_that_cannot_be_reached_is_reported_with_503() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = verify(&webhooks(&url), service()).await.unwrap_err();
    assert_eq!(error.status(), 503);
    assert!(error.to_string().contains("no whole response"), "{error}");
    assert!(std::error::Error::source(&error).is_some());
}

/// The clock is paused, so that it jumps to the end of the timeout.
#[tokio::test(start_paused = true)]
async fn a_key_server_that_does_not_respond_is_given_up() {
    let server = Server::start([ServerResponse::never()]).unwrap();
    let error = verify(&webhooks(&server.url()), service())
        .await
        .unwrap_err();
    assert_eq!(error.status(), 503);
    assert!(error.to_string().contains("within 10s"), "{error}");
}

#[tokio::test]
async fn when_the_key_cannot_be_fetched_again_the_one_at_hand_still_verifies() {
    let server = Server::start([
        ServerResponse::json(service().published()),
        ServerResponse::new(500, "text/plain", ""),
        ServerResponse::json(service().published()),
    ]);
    let server = server.unwrap();
    let webhooks = webhooks(&server.url());
    assert_eq!(status(&webhooks, service()).await, 200);
    pass(MINUTE).await;
    // it may be signed with a new key, so it must be sent again
    assert_eq!(status(&webhooks, other()).await, 503);
    assert_eq!(status(&webhooks, other()).await, 503);
    assert_eq!(status(&webhooks, service()).await, 200);
    assert_eq!(server.received().len(), 2);
    pass(MINUTE).await;
    assert_eq!(status(&webhooks, other()).await, 401);
}

#[tokio::test]
async fn the_address_of_the_key_must_be_https_or_loopback() {
    let client = |url: &str| {
        let builder = Client::builder().base_url(url).no_token().allow_http();
        builder.build().unwrap()
    };
    let secure = client("https://api.cloudflare.com/client/v4");
    for (url, reason) in [
        ("", "has no address"),
        ("s3cr3t", "cannot be parsed"),
        ("http://keys.s3cr3t.com/", "https"),
        ("ftp://s3cr3t.com/", "https"),
        ("https://s3cr3t@example.com/", "user name"),
    ] {
        let error = Webhooks::new(&secure).key_url(url).unwrap_err().to_string();
        assert!(error.contains(reason), "{url}: {error}");
        assert!(!error.contains("s3cr3t"), "{error}");
    }
    let https = "https://api.realtime.cloudflare.com/.well-known/webhooks.json";
    assert!(Webhooks::new(&secure).key_url(https).is_ok());
    let private = client("http://realtimekit.internal/v4");
    let http = "http://realtimekit.internal/webhooks.json";
    assert!(Webhooks::new(&private).key_url(http).is_ok());

    let error = verify(&Webhooks::new(&secure), service())
        .await
        .unwrap_err();
    assert_eq!(error.status(), 503);
    assert!(error.to_string().contains("`key_url`"), "{error}");
}
