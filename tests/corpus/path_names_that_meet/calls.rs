use crate::server::ServerResponse;

#[tokio::test]
async fn each_parameter_has_its_own_value() {
    let (server, client) = start!(ServerResponse::json("").status(204), ServerResponse::json("").status(204));
    client.a("x").b("y").get().user_id_in_query("z").await.unwrap();
    client.loose("i").get().await.unwrap();
    assert_eq!(server.received()[0].target, "/a/x/b/y?UserId=z");
    assert_eq!(server.received()[1].target, "/loose/i");
}
