use crate::server::ServerResponse;

use super::client::types::Point;

#[tokio::test]
async fn values_in_a_path_have_their_styles() {
    let (server, client) = start!(ServerResponse::json("").status(204), ServerResponse::json("").status(204), ServerResponse::json("").status(204));
    client.label(["a b", "c"]).await.unwrap();
    client.matrix(Point::new(1).y("z")).await.unwrap();
    client.simple([1, 2]).await.unwrap();
    let received = server.received();
    let targets: Vec<&str> = received.iter().map(|request| request.target.as_str()).collect();
    assert_eq!(targets, ["/label/.a%20b.c", "/matrix/;x=1;y=z", "/simple/1,2/end"]);
}

#[tokio::test]
async fn a_value_that_leads_elsewhere_is_refused() {
    let (_, client) = start!();
    assert!(client.label(["../x"]).await.unwrap_err().is_invalid_request());
}

#[tokio::test]
async fn an_empty_list_in_a_path_is_refused() {
    let (_, client) = start!();
    assert!(client.label(Vec::<String>::new()).await.unwrap_err().is_invalid_request());
}
