use serde_json::json;

use super::client::types::Root;

#[tokio::test]
async fn a_member_that_is_listed_twice_has_all_its_tags() {
    let (_, client) = start!(
        json!({"kind": "cat"}),
        json!({"kind": "bird"}),
        json!({"kind": "dog", "tail": 1})
    );
    assert!(matches!(client.x().await.unwrap(), Root::Simple(cat) if cat.kind == "cat"));
    assert!(matches!(client.x().await.unwrap(), Root::Simple(bird) if bird.kind == "bird"));
    assert!(matches!(client.x().await.unwrap(), Root::Dog(dog) if dog.tail == Some(1)));
}
