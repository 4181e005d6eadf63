use serde_json::json;

use super::client::types::Root;

#[tokio::test]
async fn the_member_that_matches_best_is_read() {
    let (_, client) = start!(
        json!({"kind": "card", "number": "1"}),
        json!({"kind": "bank", "iban": "2"}),
    );
    assert!(matches!(client.x().await.unwrap(), Root::Card(card) if card.number == "1"));
    assert!(matches!(client.x().await.unwrap(), Root::Bank(bank) if bank.iban == "2"));
}
