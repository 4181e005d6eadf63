use crate::server::ServerResponse;

use super::client::reqwest::{self, Proxy};
use super::client::{Client, RetryPolicy};

#[tokio::test]
async fn all_calls_go_to_a_base_url_that_is_set() {
    let done = || ServerResponse::json("").status(204);
    let (server, client) = start!(done(), done(), done());
    client.a("1").get().await.unwrap();
    client.a("1").replace().await.unwrap();
    client.b().await.unwrap();
    let received = server.received();
    let targets: Vec<&str> = received.iter().map(|received| received.target.as_str()).collect();
    assert_eq!(targets, ["/a/1", "/a/1", "/b"]);
}

#[tokio::test]
async fn without_a_base_url_each_call_is_sent_to_its_server() {
    let refused = || ServerResponse::json("").status(403);
    let (proxy, _) = start!(refused(), refused(), refused());
    let through = Proxy::all(proxy.url()).unwrap();
    let http = reqwest::Client::builder().proxy(through).build().unwrap();
    let client = Client::builder().http_client(http).retry(RetryPolicy::off()).build().unwrap();
    client.a("1").get().await.unwrap_err();
    client.a("1").replace().await.unwrap_err();
    client.b().await.unwrap_err();
    let received = proxy.received();
    let targets: Vec<&str> = received.iter().map(|received| received.target.as_str()).collect();
    assert_eq!(targets, ["https://files.example.com/a/1", "https://example.com/v2/a/1", "https://example.com/v1/b"]);
}
