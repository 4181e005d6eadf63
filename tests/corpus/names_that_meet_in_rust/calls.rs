use crate::server::ServerResponse;
use serde_json::json;

#[tokio::test]
async fn colliding_names_are_numbered_and_keep_their_keys() {
    let root = sent_back!(json!({
        "one": {"a": "1"}, "two": {"b": "2"}, "three": {"c": "3"},
        "userId": "u", "user_id": "v", "@type": "t", "größe": 4, "": "empty"
    }));
    assert_eq!(root.one.unwrap().a.as_deref(), Some("1"));
    assert_eq!(root.two.unwrap().b.as_deref(), Some("2"));
    assert_eq!(root.three.unwrap().c.as_deref(), Some("3"));
    assert_eq!(
        (root.user_id.as_deref(), root.user_id_2.as_deref()),
        (Some("u"), Some("v"))
    );
}

#[tokio::test]
async fn a_parameter_with_the_name_of_the_body_is_sent_beside_it() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    client.y("a").post("b", &"d".to_owned()).body_in_header("c").await.unwrap();
    let request = &server.received()[0];
    assert_eq!(request.target, "/y/a?body=b");
    assert_eq!(request.header("body"), Some("c"));
    assert_eq!(request.body, br#""d""#);
}
