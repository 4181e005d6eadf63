use serde_json::json;

use super::client::types::Root;

#[tokio::test]
async fn the_discriminator_value_of_an_alias_selects_its_target() {
    let (_, client) = start!(
        json!({"kind": "cat", "a": "1"}),
        json!({"kind": "dog", "tail": 1})
    );
    assert!(
        matches!(client.x().await.unwrap(), Root::Simple(cat) if cat.a.as_deref() == Some("1"))
    );
    assert!(matches!(client.x().await.unwrap(), Root::Dog(dog) if dog.tail == Some(1)));
}
