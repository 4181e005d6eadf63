use crate::server::ServerResponse;

#[tokio::test]
async fn a_fixed_query_is_sent_and_a_fragment_is_not() {
    let done = || ServerResponse::json("").status(204);
    let (server, client) = start!(done(), done(), done());
    client.items().await.unwrap();
    client.closed_items().await.unwrap();
    client.file("x").replace().await.unwrap();
    let received = server.received();
    let targets: Vec<&str> = received.iter().map(|request| request.target.as_str()).collect();
    assert_eq!(targets, ["/items?type=open", "/items?type=closed", "/files/x"]);
}
