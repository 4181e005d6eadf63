use crate::server::ServerResponse;

use super::client::types::{GetXa, GetXb};

#[tokio::test]
async fn a_choice_is_sent_as_its_member() {
    let (server, client) = start!(ServerResponse::json("").status(204), ServerResponse::json("").status(204));
    client.x().a(GetXa::Integer(5)).b(GetXb::String("s".to_owned())).c("t").await.unwrap();
    client.x().a(GetXa::String("i".to_owned())).b(GetXb::Array(vec!["x".to_owned(), "y".to_owned()])).await.unwrap();
    let received = server.received();
    assert_eq!(received[0].target, "/x?a=5&b=s&c=t");
    assert_eq!(received[1].target, "/x?a=i&b=x&b=y");
}
