use crate::server::ServerResponse;

use crate::server::Server;

fn builder(server: &Server) -> super::client::ClientBuilder {
    super::client::Client::builder().base_url(server.url())
}

#[tokio::test]
async fn keys_travel_in_the_query_and_in_cookies() {
    let server = Server::start([ServerResponse::json("").status(204), ServerResponse::json("").status(204)]).unwrap();
    let client = builder(&server).key("k&y-s3cr3t").session("c00kie-s3cr3t").build().unwrap();
    client.query().await.unwrap();
    client.both().await.unwrap();
    let received = server.received();
    assert_eq!(received[0].target, "/query?api%20key=k%26y-s3cr3t");
    assert_eq!(received[0].header("cookie"), None);
    assert_eq!(received[1].target, "/both?api%20key=k%26y-s3cr3t");
    assert_eq!(received[1].header("cookie"), Some("sid=c00kie-s3cr3t"));
}

#[tokio::test]
async fn the_first_set_that_the_client_has_is_sent() {
    let server = Server::start([ServerResponse::json("").status(204), ServerResponse::json("").status(204), ServerResponse::json("").status(204)]).unwrap();
    builder(&server).token("t0k3n").session("c00kie").build().unwrap().either().await.unwrap();
    builder(&server).session("c00kie").build().unwrap().either().await.unwrap();
    builder(&server).build().unwrap().either().await.unwrap();
    let received = server.received();
    assert_eq!(received[0].header("authorization"), Some("Bearer t0k3n"));
    assert_eq!(received[0].header("cookie"), None);
    assert_eq!(received[1].header("cookie"), Some("sid=c00kie"));
    assert_eq!(received[2].header("cookie"), None);
}

#[tokio::test]
async fn a_key_that_a_response_repeats_is_not_printed() {
    let echo = ServerResponse::json(r#"{"message":"k&y-s3cr3t is wrong"}"#).status(401);
    let server = Server::start([echo]).unwrap();
    let client = builder(&server).key("k&y-s3cr3t").build().unwrap();
    let error = client.query().await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("s3cr3t"), "{error}");
}

#[tokio::test]
async fn a_client_certificate_does_not_change_what_is_sent_beside_it() {
    let server = Server::start([ServerResponse::json("").status(204)]).unwrap();
    builder(&server).key("k").token("t0k3n").session("c00kie").build().unwrap().certified().await.unwrap();
    let received = server.received();
    assert_eq!(received[0].target, "/certified");
    assert_eq!(received[0].header("cookie"), Some("sid=c00kie"));
    assert_eq!(received[0].header("authorization"), None);
}

#[tokio::test]
async fn a_call_that_needs_another_kind_of_credential_sends_no_token() {
    let server = Server::start([ServerResponse::json("").status(204), ServerResponse::json("").status(204)]).unwrap();
    let client = builder(&server).key("k").token("t0k3n").session("c00kie").build().unwrap();
    client.digest().await.unwrap();
    client.digest().header("authorization", "Digest d").await.unwrap();
    let received = server.received();
    assert_eq!(received[0].target, "/digest");
    assert_eq!(received[0].header("cookie"), None);
    assert_eq!(received[0].header("authorization"), None);
    assert_eq!(received[1].header("authorization"), Some("Digest d"));
}

#[tokio::test]
async fn a_value_of_the_call_is_sent_instead_of_the_credential_of_the_client() {
    let echo = ServerResponse::json(r#"{"message":"k-m&ne, k-m%26ne, s-mine and h-mine are wrong"}"#).status(401);
    let server = Server::start([echo]).unwrap();
    let client = builder(&server).key("k").session("s").header("h").build().unwrap();
    let without = builder(&server).build().unwrap();
    let mine = |client: &super::client::Client| client.own().api_key("k-m&ne").sid("other").sid("s-mine").x_key("h-mine");
    client.own().await.unwrap_err();
    client.own().sid("other").sid(None::<String>).await.unwrap_err();
    let error = mine(&client).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("mine") && !format!("{error} {error:?}").contains("m&ne"), "{error:?}");
    mine(&without).await.unwrap_err();
    let refused = without.own().api_key("k").await.unwrap_err();
    assert!(refused.is_invalid_request(), "{refused}");
    client.own().header("x-key", "h-mine").await.unwrap_err();
    let sent = server.received().into_iter().map(|one| {
        let keys: Vec<_> = one.headers.iter().filter(|(name, _)| name == "x-key" || name == "cookie").map(|(_, value)| value.clone()).collect();
        let mut keys = keys.clone();
        keys.sort();
        (one.target, keys.join(" "))
    });
    let sent: Vec<(String, String)> = sent.collect();
    let sent: Vec<(&str, &str)> = sent.iter().map(|(target, keys)| (target.as_str(), keys.as_str())).collect();
    let (client, mine) = (("/own?api%20key=k", "h sid=s"), ("/own?api%20key=k-m%26ne", "h-mine sid=s-mine"));
    assert_eq!(sent, [client, client, mine, mine, ("/own?api%20key=k", "h-mine sid=s")]);
}

#[tokio::test]
async fn a_header_with_cookies_does_not_replace_other_cookies() {
    let server = Server::start([ServerResponse::json("").status(204), ServerResponse::json("").status(204)]).unwrap();
    let client = builder(&server).session("c00kie").build().unwrap();
    client.with_cookies().cookie("a=1; b=2").theme("dark").await.unwrap();
    client.with_cookies().header("cookie", "c=3").await.unwrap();
    let received = server.received();
    assert_eq!(received[0].header("cookie"), Some("a=1; b=2; theme=dark; sid=c00kie"));
    assert_eq!(received[1].header("cookie"), Some("c=3; sid=c00kie"));
}
