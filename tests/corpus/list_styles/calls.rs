use crate::server::ServerResponse;

#[tokio::test]
async fn lists_are_sent_in_their_styles() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    let call = client.x().exploded(["a", "b,c"]).joined(["a", "b,c"]).spaced([1, 2]).piped(["a", "b"]);
    call.url("https://example.com/a?b=c").x_ids([7, 8]).await.unwrap();
    let received = &server.received()[0];
    assert_eq!(
        received.target,
        "/x?exploded=a&exploded=b%2Cc&joined=a,b%2Cc&spaced=1%202&piped=a%7Cb&url=https://example.com/a?b=c"
    );
    assert_eq!(received.header("x-ids"), Some("7,8"));
}

#[tokio::test]
async fn an_empty_list_is_left_out() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    client.x().exploded([""; 0]).joined([""; 0]).piped([""; 0]).await.unwrap();
    assert_eq!(server.received()[0].target, "/x");
}
