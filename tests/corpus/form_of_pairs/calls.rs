use crate::server::ServerResponse;

use super::client::types::{TokenBody, TokenBodyAddress};

#[tokio::test]
async fn a_form_is_sent_as_pairs() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    let body = TokenBody::new("a b&c")
        .scopes(["x", "y"])
        .joined([1, 2])
        .address(TokenBodyAddress::new().city("Bern"))
        .metadata([("k".to_owned(), "v".to_owned())]);
    client.token(&body).await.unwrap();
    let received = &server.received()[0];
    assert_eq!(received.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(
        received.text(),
        "grant_type=a+b%26c&scopes=x&scopes=y&joined=1,2&address=%7B%22city%22%3A%22Bern%22%7D&metadata%5Bk%5D=v"
    );
}
