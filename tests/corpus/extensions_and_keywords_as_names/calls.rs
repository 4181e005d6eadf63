use super::client::types::*;
use crate::server::ServerResponse;
use serde_json::json;

#[tokio::test]
async fn properties_may_have_the_names_of_keywords() {
    let wire = json!({"properties": {"a": "x"}, "items": ["i"], "required": true, "type": "t", "enum": [1], "description": "d",
        "title": {"nullable": false}, "example": 3, "default": "e", "nullable": true, "allOf": ["z"], "oneOf": "o", "$ref": "r",
        "discriminator": "k", "additionalProperties": false, "x-note": "n", "format": "f", "minimum": 4, "readOnly": true});
    let (server, client) = start!(wire.clone());
    let mut text: Words = serde_json::from_value(wire.clone()).unwrap();
    assert_eq!(text.title.as_ref().unwrap().nullable, Some(false));
    let back = client.a(&text).await.unwrap();
    assert_eq!(server.received()[0].body_json(), wire);
    text.example = None;
    assert_ne!(back, text);
    assert_eq!(back.minimum, Some(4));
}
#[tokio::test]
async fn keys_with_odd_characters_are_kept() {
    let wire = json!({"": "1", "a.b": "2", "a-b": "3", "a_b": "4", "A_B": "5", "quote\"d": "6", "back\\slash": "7", "new\nline": "8", "@id": "9",
        "größe": 10, "日本": 11, "🦀": 12, "1st": "13", "self": "14", "Self": "15", "crate": "16", "extra": "17", "new": "18", "build": "19", "validate": "20", "clone": "21", "further": "22"});
    let (server, client) = start!(wire.clone());
    let keys: Keys = serde_json::from_value(wire.clone()).unwrap();
    let back = client.b(&keys).await.unwrap();
    assert_eq!(server.received()[0].body_json(), wire);
    assert_eq!(back, keys);
    assert_eq!(serde_json::to_value(&back).unwrap(), wire);
}
#[tokio::test]
async fn own_extensions_of_a_document_change_nothing() {
    let (server, client) = start!(json!({"a": "long text", "b": 7, "c": "v", "new": 1}));
    let own = client.c().q("a,b").await.unwrap();
    assert_eq!(server.received()[0].target, "/c?q=a%2Cb");
    assert_eq!(
        (own.a.as_deref(), own.b, own.c),
        (Some("long text"), Some(7), Some(OwnC::V))
    );
    let (_, client) = start!(ServerResponse::json("{}").status(404));
    assert!(client.c().await.is_err());
}
