use crate::server::ServerResponse;

#[tokio::test]
async fn each_operation_has_its_own_type() {
    let (server, client) = start!(ServerResponse::json("").status(204), ServerResponse::json("").status(204));
    client.id(7).get().await.unwrap();
    client.a().delete_a("seven").await.unwrap();
    let received = server.received();
    assert_eq!((received[0].target.as_str(), received[1].target.as_str()), ("/a/7", "/a/seven"));
    assert_eq!(received[1].method, "DELETE");
}
