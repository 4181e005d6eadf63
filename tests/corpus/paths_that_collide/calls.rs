use crate::server::ServerResponse;

#[tokio::test]
async fn both_paths_are_one_handle() {
    let (server, client) = start!(ServerResponse::json("").status(204), ServerResponse::json("").status(204));
    client.a("x").get().await.unwrap();
    client.a("y").delete().await.unwrap();
    let received = server.received();
    assert_eq!((received[0].target.as_str(), received[1].target.as_str()), ("/a/x", "/a/y"));
}
