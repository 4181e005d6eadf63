use crate::server::ServerResponse;

#[tokio::test]
async fn values_are_filled_in_beside_fixed_parts() {
    let (server, client) = start!(ServerResponse::json("").status(204), ServerResponse::json("").status(204));
    client.get_json("x y").await.unwrap();
    client.get_range(1, 2, "z").await.unwrap();
    let received = server.received();
    assert_eq!(received[0].target, "/a/x%20y.json");
    assert_eq!(received[1].target, "/range/1-2/items/z");
}

#[tokio::test]
async fn slashes_and_separators_in_values_are_escaped() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    client.file("src/main.rs").get().await.unwrap();
    client.get_json("a/b.json").await.unwrap();
    client.compare("main", "v1.0").await.unwrap();
    client.compare("a...b", "c").await.unwrap();
    let targets: Vec<String> = server.received().into_iter().map(|one| one.target).collect();
    let sent = ["/files/src%2Fmain.rs", "/a/a%2Fb.json.json", "/compare/main...v1.0", "/compare/a%2E%2E%2Eb...c"];
    assert_eq!(targets, sent);
}

#[tokio::test]
async fn a_value_that_leads_elsewhere_is_refused() {
    let (server, client) = start!();
    assert!(client.get_json("..").await.unwrap_err().is_invalid_request());
    assert!(client.get_json("a/../b").await.unwrap_err().is_invalid_request());
    assert!(client.file("../b").get().await.unwrap_err().is_invalid_request());
    assert!(client.get_range(1, 11, "z").await.unwrap_err().is_invalid_request());
    assert_eq!(server.sent(), 0);
}

#[tokio::test]
async fn a_style_is_written_beside_fixed_parts() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    client.get_label("a").await.unwrap();
    client.get_matrix(5).await.unwrap();
    let targets: Vec<String> = server.received().into_iter().map(|one| one.target).collect();
    assert_eq!(targets, ["/label/.a.json", "/matrix/;of=5.json"]);
}
