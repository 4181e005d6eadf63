use serde_json::json;

use super::client::types::RootPetsItem;
use crate::server::ServerResponse;

#[tokio::test]
async fn members_are_chosen_by_the_discriminator_that_they_inherit() {
    let value = json!({"pets": [{"petType": "dog", "barks": true}, {"petType": "cat"}, {"petType": "bird"}]});
    let (server, client) = start!(value.clone(), ServerResponse::json("").status(204));
    let root = client.x().await.unwrap();
    let pets = &root.pets;
    assert!(
        matches!(pets.as_deref().unwrap(), [RootPetsItem::Dog(dog), RootPetsItem::Cat(_), RootPetsItem::Other(_)]
            if dog.barks == Some(true)),
        "{pets:?}"
    );
    client.create_x(&root).await.unwrap();
    assert_eq!(server.received()[1].body_json(), value);
}
