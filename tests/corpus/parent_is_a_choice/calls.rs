use serde_json::json;

use super::client::types::{Dog, Pet, Root};
use crate::server::ServerResponse;

#[tokio::test]
async fn a_parent_is_one_of_its_children() {
    let root = sent_back!(json!({"pet": {"name": "Tom", "claws": 18}}));
    assert!(
        matches!(&root.pet, Some(Pet::Cat(cat)) if cat.claws == Some(18) && cat.name.as_deref() == Some("Tom")),
        "{root:?}"
    );
}

#[tokio::test]
async fn a_child_has_the_properties_of_its_parent() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    let root = Root::new().pet(Dog::new().name("Rex").tail(1));
    client.create_x(&root).await.unwrap();
    assert_eq!(
        server.received()[0].body_json(),
        json!({"pet": {"name": "Rex", "tail": 1}})
    );
}
