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
