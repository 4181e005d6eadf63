use serde_json::json;

use super::client::types::Price;

#[tokio::test]
async fn a_number_keeps_its_digits_also_with_the_format_float() {
    let (server, client) = start!(json!({"net": 1234567.89, "tax": 0.1, "text": "0.10"}));
    let read = client.x(&Price::new().net(16777217.5).text("1.20")).await.unwrap();
    assert_eq!(server.received()[0].body_json(), json!({"net": 16777217.5, "text": "1.20"}));
    assert_eq!(read.net, Some(1234567.89));
    assert_eq!(read.tax, Some(0.1));
    assert_eq!(read.text.as_deref(), Some("0.10"));
}
