use serde_json::json;

use super::client::types::{Circle, Shape};

#[tokio::test]
async fn the_value_of_the_discriminator_is_kept() {
    let body = json!({"kind": "circle", "r": 1.5});
    let (server, client) = start!(body.clone(), body.clone());
    let sent = Shape::from(Circle::new().kind("circle").r(1.5));
    let read = client.x(&sent).await.unwrap();
    assert!(matches!(&read, Shape::Circle(circle) if circle.kind.as_deref() == Some("circle")));
    client.x(&read).await.unwrap();
    assert_eq!(server.received()[0].body_json(), body);
    assert_eq!(server.received()[1].body_json(), body);
}
