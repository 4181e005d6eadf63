use crate::server::ServerResponse;

#[tokio::test]
async fn cookies_are_sent_in_one_header() {
    let (server, client) = start!(ServerResponse::json("").status(204), ServerResponse::json("").status(204));
    client.x("a b;c").page(3).await.unwrap();
    client.x("d").await.unwrap();
    let received = server.received();
    assert_eq!(received[0].header("cookie"), Some("sid=a%20b%3Bc; page=3"));
    assert_eq!(received[1].header("cookie"), Some("sid=d"));
}
