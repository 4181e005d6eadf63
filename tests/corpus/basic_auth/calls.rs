use crate::server::ServerResponse;

use crate::server::Server;

#[tokio::test]
async fn user_and_password_are_sent_and_not_printed() {
    let server = Server::start([ServerResponse::json("").status(204), ServerResponse::json("").status(204)]).unwrap();
    let client = super::client::Client::builder()
        .base_url(server.url())
        .basic_auth("Aladdin", "open sesame")
        .build()
        .unwrap();
    client.a().await.unwrap();
    client.free().await.unwrap();
    let received = server.received();
    assert_eq!(received[0].header("authorization"), Some("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="));
    assert_eq!(received[1].header("authorization"), None);
    assert!(!format!("{client:?} {:?}", client.a()).contains("sesame"));
}

#[tokio::test]
async fn a_call_without_its_credential_is_not_sent() {
    let (server, client) = start!();
    let error = client.a().await.unwrap_err();
    assert!(error.to_string().contains("`basic_auth`"), "{error}");
    assert_eq!(server.sent(), 0);
}
