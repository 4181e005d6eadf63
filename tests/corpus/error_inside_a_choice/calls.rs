use serde_json::json;

use super::client::Error;

#[tokio::test]
async fn a_decode_error_inside_a_choice_has_its_place() {
    for (value, path, found) in [
        (
            json!({"list": [{"k": "b"}, {"k": "a", "r": "s3cr3t"}], "z": 1}),
            "list[1].r",
            "a string",
        ),
        (json!({"list": [{"k": "a"}]}), "list[0].r", "nothing"),
        (
            json!({"list": [{"k": "b", "inner": {"k": 1, "r": 1}}]}),
            "list[0].inner.k",
            "a number",
        ),
    ] {
        let (_, client) = start!(value);
        match client.x().await.unwrap_err() {
            Error::Decode(error) => {
                assert_eq!((error.path(), error.found()), (path, found));
                assert!(!error.to_string().contains("s3cr3t"));
            }
            other => panic!("{other}"),
        }
    }
}
