use super::client::types::*;
use crate::server::ServerResponse;
use serde_json::json;

#[tokio::test]
async fn a_value_is_unchanged_as_va() {
    for wire in [
        json!({"a":null,"b":1,"c":null,"d":"fixed","e":null,"f":5,"g":null}),
        json!({"a":"x","b":"1","c":"z","d":"fixed","e":"a","f":1,"g":[1.5,null]}),
        json!({"c":3,"g":[]}),
    ] {
        let (server, client) = start!(wire.clone());
        let value: Vax = serde_json::from_value(wire.clone()).unwrap();
        let back = client.va(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_vb() {
    for wire in [
        json!({"r":{"id":1},"n":null,"o":null}),
        json!({"n":{"id":2},"o":"x"}),
        json!({"n":null,"o":7}),
    ] {
        let (server, client) = start!(wire.clone());
        let value: Vbx = serde_json::from_value(wire.clone()).unwrap();
        let back = client.vb(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_vc() {
    for wire in [json!({"p":"ab","q":[1,null],"t":["x",{}],"u":{"z":1}})] {
        let (server, client) = start!(wire.clone());
        let value: Vcx = serde_json::from_value(wire.clone()).unwrap();
        let back = client.vc(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_vd() {
    for wire in [json!({"file":"aGk=","tup":[1.5,2.5],"ex":"x","dep":"y","lo":2.5})] {
        let (server, client) = start!(wire.clone());
        let value: Vdx = serde_json::from_value(wire.clone()).unwrap();
        let back = client.vd(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_ve() {
    for wire in [json!({"k":"1","n":null,"m":2}), json!({"x-a":"s","n":1})] {
        let (server, client) = start!(wire.clone());
        let value: Vex = serde_json::from_value(wire.clone()).unwrap();
        let back = client.ve(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_vf() {
    for wire in [
        json!({"shape":"square","side":1}),
        json!({"shape":"circle","r":2.5}),
        json!({"shape":"tri","h":2}),
    ] {
        let (server, client) = start!(wire.clone());
        let value: Vfx = serde_json::from_value(wire.clone()).unwrap();
        let back = client.vf(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn files_of_3_1() {
    let (server, client) = start!(
        ServerResponse::json("").status(204),
        ServerResponse::new(200, "application/octet-stream", b"\x00\xff".to_vec())
    );
    let body = VgBody::new(super::client::FilePart::from(b"\xff".to_vec()).file_name("f"))
        .more([super::client::FilePart::from(b"m".to_vec())])
        .clear_name();
    client.vg(&body).await.unwrap();
    assert_eq!(client.vh(b"\x01".to_vec()).await.unwrap(), b"\x00\xff");
    let r = server.received();
    let has = |part: &[u8]| r[0].body.windows(part.len()).any(|w| w == part);
    assert!(
        has(b"name=\"file\"; filename=\"f\"\r\ncontent-type: application/octet-stream\r\n\r\n\xff\r\n"),
        "{}",
        r[0].text()
    );
    assert!(has(b"name=\"more\"; filename=\"more\"\r\n"), "{}", r[0].text());
    assert!(has(b"name=\"name\"\r\n\r\n\r\n--"));
    assert_eq!(&r[1].body[..], b"\x01");
}
