use serde_json::json;

use super::client::types::{RootAt, RootB, RootId, RootUntil, RootUntilVariant2};

#[tokio::test]
async fn a_timestamp_must_parse_and_an_integer_stays_one() {
    let root = sent_back!(json!({"at": 1_700_000_000, "until": "never", "b": true, "id": 7}));
    assert_eq!(root.at, Some(RootAt::Integer(1_700_000_000)));
    assert_eq!(
        root.until,
        Some(RootUntil::RootUntilVariant2(RootUntilVariant2::Never))
    );
    assert_eq!(root.b, Some(RootB::Boolean(true)));
    assert_eq!(root.id, Some(RootId::Integer(7)));
}

#[tokio::test]
async fn times_dates_and_ids_are_read_as_such() {
    let root = sent_back!(json!({
        "at": "2026-01-31T09:00:00Z", "until": "2026-01-31", "b": "2026-01-31T09:00:00Z", "id": "7"
    }));
    assert!(matches!(root.at, Some(RootAt::Timestamp(_))), "{root:?}");
    assert!(matches!(root.until, Some(RootUntil::Date(_))), "{root:?}");
    assert!(matches!(root.b, Some(RootB::Timestamp(_))), "{root:?}");
    assert!(matches!(root.id, Some(RootId::Id(_))), "{root:?}");
}

#[tokio::test]
async fn a_string_that_is_no_time_is_kept() {
    let root = sent_back!(json!({"at": "soon"}));
    assert_eq!(root.at, Some(RootAt::Other(json!("soon"))));
}
