use serde_json::json;

use super::client::types::{Node, NodeChild, XBody};
use crate::server::ServerResponse;

#[tokio::test]
async fn a_property_that_one_place_requires_is_an_argument_there() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    let child = NodeChild::new("2", "b").same(Node::new("3"));
    client.x(&XBody::new("1", "a", Node::new("4").child(child))).await.unwrap();
    let sent = json!({"id": "1", "name": "a", "child": {"id": "4", "child": {"id": "2", "name": "b", "same": {"id": "3"}}}});
    assert_eq!(server.received()[0].body_json(), sent);
}
