use super::client::types::*;
use crate::server::ServerResponse;
use serde_json::json;

use super::client::FilePart;
fn ok() -> ServerResponse {
    ServerResponse::json("").status(204)
}
fn sorted(text: &str) -> Vec<String> {
    let mut all: Vec<String> = text.split('&').map(str::to_owned).collect();
    all.sort();
    all
}
#[tokio::test]
async fn a_form_is_sent_as_pairs() {
    let (server, client) = start!(ok(), ok());
    client
        .fa(&Form::new("x&y=ü")
            .b(["1", "2"])
            .clear_c()
            .d("2020-01-01T00:00:00+02:00".parse::<super::client::Timestamp>().unwrap())
            .e([("k".to_owned(), "v".to_owned())]
                .into_iter()
                .collect::<std::collections::BTreeMap<_, _>>()))
        .await
        .unwrap();
    client
        .fn_(
            &FnOperationBody::new()
                .csv(["a,b", "c"])
                .deep(FnOperationBodyDeep::new().a("1"))
                .plain([1, 2])
                .flag(false),
        )
        .await
        .unwrap();
    let received = server.received();
    assert_eq!(
        received[0].header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(
        sorted(&received[0].text()),
        [
            "a=x%26y%3D%C3%BC",
            "b=1",
            "b=2",
            "c=",
            "d=2020-01-01T00%3A00%3A00%2B02%3A00",
            "e=%7B%22k%22%3A%22v%22%7D"
        ]
    );
    assert_eq!(
        sorted(&received[1].text()),
        ["csv=a%2Cb,c", "deep%5Ba%5D=1", "flag=false", "plain=1", "plain=2"]
    );
}
#[tokio::test]
async fn a_form_is_sent_in_parts() {
    let (server, client) = start!(ok());
    let body = FbBody::new(FilePart::from(b"\r\n--x".to_vec()).file_name("ü\".txt"))
        .n(5)
        .ok(true)
        .when("2020-01-01T00:00:00Z".parse::<super::client::Timestamp>().unwrap())
        .tags(["a", "b"])
        .objs([FbBodyObjsItem::new().a(1)])
        .b64("aGk=")
        .e(FbBodyE::Y)
        .clear_nul()
        .any(json!({"z": 1}))
        .extra([("more".to_owned(), "m".to_owned())].into());
    client.fb(&body).await.unwrap();
    let text = server.received()[0].text().replace("\r\n", "|");
    for part in [
        "name=\"file\"; filename=\"ü%22.txt\"|content-type: application/octet-stream|||--x|--",
        "name=\"n\"||5|",
        "name=\"ok\"||true|",
        "name=\"when\"||2020-01-01T00:00:00Z|",
        "name=\"tags\"||a|",
        "name=\"tags\"||b|",
        "name=\"objs\"|content-type: application/json||{\"a\":1}|",
        "name=\"b64\"|content-type: application/octet-stream||aGk=|",
        "name=\"e\"||y|",
        "name=\"any\"|content-type: application/json||{\"z\":1}|",
        "name=\"more\"||m|",
        "name=\"nul\"|||--",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
}
#[tokio::test]
async fn bytes_and_strings_are_sent_unchanged() {
    let (server, client) = start!(
        ok(),
        ServerResponse::new(200, "text/plain", "grüße\n"),
        ServerResponse::new(200, "image/png", b"\x89\x00".to_vec())
    );
    client.replace_fc(b"\x00\xff".to_vec()).await.unwrap();
    assert_eq!(client.replace_fd("a\nb").await.unwrap(), "grüße\n");
    assert_eq!(client.replace_fe(b"\x01".to_vec()).await.unwrap(), b"\x89\x00");
    let r = server.received();
    assert_eq!(
        (r[0].header("content-type"), &r[0].body[..]),
        (Some("application/octet-stream"), &b"\x00\xff"[..])
    );
    assert_eq!(
        (r[1].header("content-type"), &r[1].body[..]),
        (Some("text/plain"), &b"a\nb"[..])
    );
    assert_eq!(&r[2].body[..], b"\x01");
}
#[tokio::test]
async fn an_empty_body_has_a_length() {
    let (server, client) = start!(ok(), ServerResponse::new(200, "text/plain", ""), ok());
    client.replace_fc(Vec::new()).await.unwrap();
    client.replace_fd("").await.unwrap();
    client.fn_(&FnOperationBody::new()).await.unwrap();
    for request in server.received() {
        assert_eq!(request.header("content-length"), Some("0"));
        assert!(request.header("content-type").is_some() && request.body.is_empty());
    }
}
#[tokio::test]
async fn null_and_missing_keys_differ_in_a_patch() {
    let (server, client) = start!(
        ServerResponse::new(200, "application/vnd.api+json", r#"{"a":null,"b":null,"c":{"d":null}}"#),
        ok(),
        ok()
    );
    let read = client
        .update_ff(&Patch::new().clear_a().clear_b().c(PatchC::new().clear_d()))
        .await
        .unwrap();
    assert_eq!(
        server.received()[0].body_json(),
        json!({"a": null, "b": null, "c": {"d": null}})
    );
    assert_eq!(
        server.received()[0].header("content-type"),
        Some("application/merge-patch+json")
    );
    assert_eq!(server.received()[0].header("accept"), Some("application/vnd.api+json"));
    let _ = read;
    client.fg().await.unwrap();
    assert_eq!(server.received()[1].header("content-type"), None);
    assert!(server.received()[1].body.is_empty());
    client.fg().body(&Patch::new()).await.unwrap();
    assert_eq!(server.received()[2].body_json(), json!({}));
}
#[tokio::test]
async fn lists_maps_and_scalars_may_be_bodies() {
    let (server, client) = start!(ok(), json!("x"), json!(null), ok(), ok(), ok(), ok(), ok(), ok());
    client.delete_fh(&["a".to_owned()]).await.unwrap();
    assert_eq!(client.fi(&"q\"".to_owned()).await.unwrap().as_deref(), Some("x"));
    assert_eq!(client.fi(&"q".to_owned()).await.unwrap(), None);
    client.fj(&5).await.unwrap();
    assert!(client.fj(&6).await.is_err());
    client.fk(&[("a".to_owned(), 1)].into()).await.unwrap();
    client.fl(&json!([1, null])).await.unwrap();
    client
        .fm(&[FmBodyItem::new("add", "/a").value(json!(null))])
        .await
        .unwrap();
    client.fp(&FpBody::from("x".to_owned())).await.unwrap();
    let bodies: Vec<_> = server.received().iter().map(|r| r.body_json()).collect();
    assert_eq!(
        bodies,
        [
            json!(["a"]),
            json!("q\""),
            json!("q"),
            json!(5),
            json!({"a": 1}),
            json!([1, null]),
            json!([{"op": "add", "path": "/a", "value": null}]),
            json!("x")
        ]
    );
    assert_eq!(
        server.received()[6].header("content-type"),
        Some("application/json-patch+json")
    );
}
#[tokio::test]
async fn read_only_and_write_only_properties_go_one_way() {
    let (server, client) = start!(json!([{"id": "1", "name": "n", "sub": [{"id": "2", "v": 3}]}]));
    let way = Way::new("pw", "n", [WaySubItem::new(3)]);
    let read = client.fo(&way).await.unwrap();
    assert_eq!(
        server.received()[0].body_json(),
        json!({"password": "pw", "name": "n", "sub": [{"v": 3}]})
    );
    assert_eq!(read[0].id.as_deref(), Some("1"));
}
