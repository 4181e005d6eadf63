use serde_json::json;

use super::client::types::{Cat, Leaf, Named, Partial, Pet, Top, Two, Wrapper};

#[tokio::test]
async fn two_values_of_a_mapping_may_name_one_schema() {
    let (server, client) = start!(json!({"object_type": "entity", "x": "1"}));
    let read = client.a(&Two::Other(json!(null))).await.unwrap();
    assert!(matches!(&read, Two::Common(common) if common.object_type == "entity"));
    client.a(&read).await.unwrap();
    assert_eq!(server.received()[1].body_json(), json!({"object_type": "entity", "x": "1"}));
}

#[tokio::test]
async fn members_outside_the_mapping_have_the_name_of_their_schema() {
    let (_, client) = start!(json!({"kind": "kitty", "n": 1}), json!({"kind": "Dog", "n": 2}), json!({"kind": "Cat", "n": 3}));
    let sent: Partial = Cat::new("kitty").into();
    assert!(matches!(client.b(&sent).await.unwrap(), Partial::Cat(cat) if cat.n == Some(1)));
    assert!(matches!(client.b(&sent).await.unwrap(), Partial::Dog(dog) if dog.n == Some(2)));
    let unmapped = client.b(&sent).await.unwrap();
    assert_eq!(serde_json::to_value(&unmapped).unwrap(), json!({"kind": "Cat", "n": 3}));
}

#[tokio::test]
async fn properties_beside_a_choice_are_kept() {
    let value = json!({"kind": "Dog", "n": 2, "name": "Rex"});
    let (server, client) = start!(value.clone());
    let read = client.c(&Named::Other(json!(null))).await.unwrap();
    assert!(matches!(&read, Named::Dog(dog) if dog.name == "Rex" && dog.n == Some(2)));
    client.c(&read).await.unwrap();
    assert_eq!(server.received()[1].body_json(), value);
}

#[tokio::test]
async fn the_type_may_be_an_enum_that_all_share() {
    let value = json!([{"petType": "Bird", "wings": 2}, {"petType": "Lizard", "loves": true}, {"petType": "Yeti", "feet": 2}]);
    let (_, client) = start!(value.clone());
    let read = client.d(&Pet::Other(json!({}))).await.unwrap();
    assert!(matches!(read.as_slice(), [Pet::Bird(_), Pet::Lizard(lizard), Pet::Other(_)] if lizard.loves == Some(true)));
    assert_eq!(serde_json::to_value(&read).unwrap(), value);
}

#[tokio::test]
async fn a_choice_may_be_null_absent_or_in_a_map() {
    let value = json!({"pet": null, "pets": {"a": {"petType": "Bird", "wings": 1}}, "maybe": {"kind": "Dog", "n": 1}});
    let (server, client) = start!(value.clone());
    let read = client.e(&Wrapper::new()).await.unwrap();
    let _ = client.e(&read).await.unwrap();
    assert_eq!(server.received()[0].body_json(), json!({}));
    assert_eq!(server.received()[1].body_json(), value);
}

#[tokio::test]
async fn a_base_that_is_a_value_itself_and_three_levels() {
    let (server, client) = start!(
        json!({"$type": "leaf", "t": "1", "m": "2", "l": "3"}),
        json!({"$type": "top", "t": "1"}),
        json!({"$type": "mid", "m": "2"}),
    );
    let sent = Leaf::new("leaf", "x");
    assert!(matches!(client.f(&sent).await.unwrap(), Top::Leaf(leaf) if leaf.l == "3" && leaf.m.as_deref() == Some("2")));
    assert!(matches!(client.f(&sent).await.unwrap(), Top::TopBase(top) if top.t.as_deref() == Some("1")));
    assert!(matches!(client.f(&sent).await.unwrap(), Top::Mid(mid) if mid.m.as_deref() == Some("2")));
    assert_eq!(server.received()[0].body_json(), json!({"$type": "leaf", "l": "x"}));
}
