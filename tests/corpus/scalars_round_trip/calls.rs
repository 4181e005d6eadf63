use super::client::types::*;
use serde_json::json;

#[tokio::test]
async fn scalars_of_all_formats_are_sent_and_read_unchanged() {
    let wire = json!({"bytes": "aGk=", "big": 9007199254740993i64, "unsigned": 18446744073709551615u64, "small": -5,
        "when": "2020-01-01T00:00:00.123456789+05:30", "day": "2020-02-29", "time": "10:00:00", "span": "P1D", "id": "6F9619FF-8B86-D011-B42D-00CF4FC964FF",
        "answer": "no", "country": "NO", "code": "012", "sort": "Asc", "op": "", "free": {"a": {"b": [1, null]}}, "any": {"z": 18446744073709551615u64, "y": null},
        "anys": [null, 1, "x"], "maybe": [1, null, 2], "perhaps": {"a": null, "b": 1}, "kind": "b", "unix": 1700000000, "level": 1.5, "flag": true});
    let (server, client) = start!(wire.clone());
    let value: Scalars = serde_json::from_value(wire.clone()).unwrap();
    let back = client.a(&value).await.unwrap();
    assert_eq!(server.received()[0].body_json(), wire);
    assert_eq!(serde_json::to_value(&back).unwrap(), wire);
    assert_eq!(back.answer, Some(ScalarsAnswer::No));
    assert_eq!(back.country, Some(ScalarsCountry::No));
    assert_eq!(back.maybe.as_ref().unwrap(), &[Some(1), None, Some(2)]);
}
#[tokio::test]
async fn null_is_sent_for_a_nullable_enum() {
    let (server, client) = start!(json!({"kind": null}));
    let _ = client.a(&Scalars::new().clear_kind()).await.unwrap();
    assert_eq!(server.received()[0].body_json(), json!({"kind": null}));
}
#[tokio::test]
async fn strings_that_are_no_timestamps_are_kept() {
    for text in [
        "2020-01-01T00:00:00",
        "2020-01-01 00:00:00Z",
        "2020-01-01t00:00:00z",
        "2020-01-01T00:00:00+0000",
        "2020-01-01T24:00:00Z",
        "soon",
    ] {
        let wire = json!({"when": text, "day": text});
        let (server, client) = start!(wire.clone());
        let value: Scalars = serde_json::from_value(wire.clone()).unwrap();
        let back = client.a(&value).await.unwrap();
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "{text}");
        assert_eq!(server.received()[0].body_json(), wire, "{text}");
    }
}
#[tokio::test]
async fn numbers_out_of_range_are_errors() {
    for wire in [
        json!({"small": 3000000000i64}),
        json!({"big": 1e30}),
        json!({"small": 1.5}),
    ] {
        let (_, client) = start!(wire.clone());
        let read = client.a(&Scalars::new()).await;
        // int32 in a type that is sent holds any integer
        match read {
            Ok(read) => assert_eq!(read.small, Some(3000000000), "{wire}"),
            Err(error) => assert!(error.to_string().len() > 5),
        }
    }
    let (server, client) = start!(json!({}));
    assert!(client.a(&Scalars::new().small(3000000000i64)).await.is_err());
    assert!(server.received().is_empty());
}
#[tokio::test]
async fn scalars_and_lists_may_be_whole_responses() {
    let (_, client) = start!(
        json!(5),
        json!("text \u{1F980}"),
        json!(false),
        json!({"a": 1, "b/c": 2}),
        json!([[[1.5, 2]], []])
    );
    assert_eq!(client.b().await.unwrap(), 5);
    assert_eq!(client.c().await.unwrap(), "text \u{1F980}");
    assert!(!client.d().await.unwrap());
    assert_eq!(client.e().await.unwrap()["b/c"], 2);
    assert_eq!(client.f().list().await.unwrap(), [vec![vec![1.5, 2.0]], vec![]]);
}
