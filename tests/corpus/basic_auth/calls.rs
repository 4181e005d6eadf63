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

#[tokio::test]
async fn a_user_name_with_a_colon_is_refused() {
    let builder = super::client::Client::builder().basic_auth("a:b", "s3cr3t");
    let error = builder.build().unwrap_err();
    assert!(error.to_string().contains("colon"), "{error}");
    assert!(!format!("{error:?}").contains("s3cr3t"));
}
