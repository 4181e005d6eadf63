use super::client::types::*;
use crate::server::ServerResponse;
use serde_json::json;

#[tokio::test]
async fn a_value_is_unchanged_as_wa() {
    for wire in [
        json!({"pets":[{"@type":"dog","name":"a","bark":true},{"@type":"puppy","name":"b","bark":false,"age":1},{"@type":"Fish","name":"c","fins":2},{"@type":"new","name":"d","x":1}]}),
    ] {
        let (server, client) = start!(wire.clone());
        let value: Wax = serde_json::from_value(wire.clone()).unwrap();
        let back = client.wa(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_wb() {
    for wire in [
        json!({"version.no":1,"a":"x"}),
        json!({"version.no":2,"b":"y"}),
        json!({"version.no":3,"c":"z"}),
    ] {
        let (server, client) = start!(wire.clone());
        let value: Wbx = serde_json::from_value(wire.clone()).unwrap();
        let back = client.wb(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_wc() {
    for wire in [json!({"id":1,"k":"v"}), json!({"k":"v"})] {
        let (server, client) = start!(wire.clone());
        let value: Wcx = serde_json::from_value(wire.clone()).unwrap();
        let back = client.wc(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_wd() {
    for wire in [json!({"kind":"a","n":3,"z":"q"})] {
        let (server, client) = start!(wire.clone());
        let value: Wdx = serde_json::from_value(wire.clone()).unwrap();
        let back = client.wd(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_we() {
    for wire in [
        json!({"a":null,"b":null,"c":null,"d":null}),
        json!({"a":"y","b":[],"c":{},"d":[]}),
        json!({"a":"y","b":["z"],"c":{"q":1}}),
    ] {
        let (server, client) = start!(wire.clone());
        let value: Wex = serde_json::from_value(wire.clone()).unwrap();
        let back = client.we(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_wf() {
    for wire in [
        json!({"a":"x","b":["y"],"c":{"k":[1]},"d":"p","e":null}),
        json!({"e":5}),
    ] {
        let (server, client) = start!(wire.clone());
        let value: Wfx = serde_json::from_value(wire.clone()).unwrap();
        let back = client.wf(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_wg() {
    for wire in [
        json!({"x":["a"],"y":"auto"}),
        json!({"x":[{"version.no":1}],"y":{"version.no":2,"b":"q"}}),
        json!({"x":{"k":1},"y":"other"}),
        json!({"x":[]}),
    ] {
        let (server, client) = start!(wire.clone());
        let value: Wgx = serde_json::from_value(wire.clone()).unwrap();
        let back = client.wg(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_wh() {
    for wire in [json!({"old":"x","first":{"a":1},"second":{"b":"y"},"third":{"c":true}})] {
        let (server, client) = start!(wire.clone());
        let value: Whx = serde_json::from_value(wire.clone()).unwrap();
        let back = client.wh(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_wi() {
    for wire in [json!({"a":"*/"}), json!({"a":"\"#"}), json!({"a":"\\"})] {
        let (server, client) = start!(wire.clone());
        let value: Wix = serde_json::from_value(wire.clone()).unwrap();
        let back = client.wi(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_wj() {
    for wire in
        [json!({"big":9007199254740993i64,"frac":1e-7,"neg":-2147483648i64,"str":"9007199254740993","many":[1,2]})]
    {
        let (server, client) = start!(wire.clone());
        let value: Wjx = serde_json::from_value(wire.clone()).unwrap();
        let back = client.wj(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_wk() {
    for wire in [json!({"shape":{"version.no":2,"b":"y"},"length":"long","lengths":["long","short"]})] {
        let (server, client) = start!(wire.clone());
        let value: Wkx = serde_json::from_value(wire.clone()).unwrap();
        let back = client.wk(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn arguments_of_a_path_are_matched_by_name() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    client.xa(7).a("x y").c("zz").get().await.unwrap();
    assert_eq!(server.received()[0].target, "/xa/7/x%20y/zz");
    assert!(client.xa(4).a("x").c("z").get().await.unwrap_err().is_invalid_request());
    assert!(
        client
            .xa(5)
            .a("x")
            .c("zzz")
            .get()
            .await
            .unwrap_err()
            .is_invalid_request()
    );
    assert_eq!(server.received().len(), 1);
}
#[tokio::test]
#[allow(deprecated)]
async fn components_of_one_name_are_distinguished() {
    let (server, client) = start!(json!({"u": "you"}));
    let read = client.xb(User::Me, &XbBody::new().u(User::You)).level(5).await.unwrap();
    assert_eq!(server.received()[0].target, "/xb?user=me&level=5");
    assert_eq!(server.received()[0].body_json(), json!({"u": "you"}));
    assert_eq!(read.u, Some(User::You));
}
#[tokio::test]
async fn limits_of_lists_and_maps_that_are_bodies_are_checked() {
    let (server, client) = start!(json!([1, null]), json!(null), ServerResponse::json(""));
    assert!(client.xc(&[]).await.unwrap_err().is_invalid_request());
    assert!(
        client
            .xc(&["a".to_owned(), "b".to_owned(), "c".to_owned()])
            .await
            .unwrap_err()
            .is_invalid_request()
    );
    assert!(client.xc(&[String::new()]).await.unwrap_err().is_invalid_request());
    assert_eq!(client.xc(&["a".to_owned()]).await.unwrap(), Some(vec![Some(1), None]));
    assert!(client.xc(&["a".to_owned()]).await.unwrap().is_none());
    assert!(
        client
            .xd(&std::collections::BTreeMap::new())
            .await
            .unwrap_err()
            .is_invalid_request()
    );
    assert!(
        client
            .xd(&[("a".to_owned(), 4)].into())
            .await
            .unwrap_err()
            .is_invalid_request()
    );
    client.xd(&[("a".to_owned(), 3)].into()).await.unwrap();
    assert_eq!(server.received().len(), 3);
}
#[tokio::test]
async fn cookies_of_parameters_and_credentials_are_sent_together() {
    let server = crate::server::Server::start([ServerResponse::json("").status(204)]).unwrap();
    let client = super::client::Client::builder()
        .base_url(server.url())
        .cookie("c00kie")
        .token("k3y")
        .build()
        .unwrap();
    client.xe().theme("dark").await.unwrap();
    let r = &server.received()[0];
    let cookies: Vec<_> = r.header("cookie").unwrap().split("; ").collect();
    assert!(
        cookies.contains(&"session=c00kie") && cookies.contains(&"theme=dark"),
        "{cookies:?}"
    );
    assert_eq!(r.header("x-key"), Some("k3y"));
}
