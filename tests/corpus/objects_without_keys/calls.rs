use serde_json::{Map, json};

use super::client::types::XBody;

#[tokio::test]
async fn an_object_that_allows_no_keys_is_sent_without_keys() {
    let (server, client) = start!(json!({"new": 1}));
    let one = || Map::from_iter([("z".to_owned(), json!(1))]);
    for body in [XBody::new().p(one()), XBody::new().q(one())] {
        let error = client.x(&body).await.unwrap_err();
        assert!(error.to_string().contains("at most 0 keys"), "{error}");
    }
    assert!(client.whole(&one()).await.is_err());
    assert!(server.received().is_empty());
    let body = XBody::new().p(Map::new()).q(Map::new()).free(one());
    assert_eq!(client.x(&body).await.unwrap().len(), 1, "a response may have new keys");
    assert_eq!(server.received()[0].body_json(), json!({"p": {}, "q": {}, "free": {"z": 1}}));
}
