use crate::server::ServerResponse;

#[tokio::test]
async fn headers_that_frame_the_message_are_no_parameters() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    client.replace_x(b"abc".to_vec()).x_other("o").await.unwrap();
    let received = &server.received()[0];
    assert_eq!(received.header("content-length"), Some("3"));
    assert_eq!(received.header("x-other"), Some("o"));
    assert_eq!(received.body, b"abc");
}
