use super::client::types::*;
use serde_json::json;

#[tokio::test]
async fn a_value_is_unchanged_as_ka() {
    for wire in [json!({"a":"x","b":1})] {
        let (server, client) = start!(wire.clone());
        let value: Kax = serde_json::from_value(wire.clone()).unwrap();
        let back = client.ka(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_kb() {
    for wire in [
        json!({"p":null,"q":null}),
        json!({"p":{"a":"1"},"q":"s"}),
        json!({"q":"s","r":null}),
    ] {
        let (server, client) = start!(wire.clone());
        let value: Kbx = serde_json::from_value(wire.clone()).unwrap();
        let back = client.kb(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_kc() {
    for wire in [
        json!({"v":5,"w":"a","x":"gpt-4","y":true,"z":1}),
        json!({"v":"5","w":["a"],"x":"other","y":{"a":"b"},"z":1.5}),
        json!({"v":"5","w":[],"y":{"a":"b"},"z":-3}),
    ] {
        let (server, client) = start!(wire.clone());
        let value: Kcx = serde_json::from_value(wire.clone()).unwrap();
        let back = client.kc(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_kd() {
    for wire in [
        json!({"petType":"c","lives":9}),
        json!({"petType":"d","bark":true}),
        json!({"petType":"bird","fly":1}),
        json!({"petType":"c","lives":9,"nested":[{"petType":"d","bark":false}]}),
    ] {
        let (server, client) = start!(wire.clone());
        let value: Kdx = serde_json::from_value(wire.clone()).unwrap();
        let back = client.kd(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_ke() {
    for wire in [
        json!({"a":"1","b":"2"}),
        json!({"a":"1"}),
        json!({"b":"2"}),
        json!({}),
        json!({"c":1}),
    ] {
        let (server, client) = start!(wire.clone());
        let value: Kex = serde_json::from_value(wire.clone()).unwrap();
        let back = client.ke(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_kf() {
    for wire in
        [json!({"name":"a","children":[{"name":"b","children":[]}],"parent":null,"by":{"k":{"parent":{"name":"z"}}}})]
    {
        let (server, client) = start!(wire.clone());
        let value: Kfx = serde_json::from_value(wire.clone()).unwrap();
        let back = client.kf(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_kh() {
    for wire in [
        json!({"geometry":{"type":"Point","coordinates":[1.5,2.5]}}),
        json!({"geometry":{"type":"Polygon","coordinates":[[[1.5,2.5],[3.5,4.5]]]}}),
        json!({"geometry":{"type":"Point","coordinates":[]}}),
    ] {
        let (server, client) = start!(wire.clone());
        let value: Khx = serde_json::from_value(wire.clone()).unwrap();
        let back = client.kh(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_ki() {
    for wire in [json!({"a":"1","b":2,"c":"3"})] {
        let (server, client) = start!(wire.clone());
        let value: Kix = serde_json::from_value(wire.clone()).unwrap();
        let back = client.ki(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_kj() {
    for wire in [json!({"t":"q","x":1}), json!({"t":"q","y":1})] {
        let (server, client) = start!(wire.clone());
        let value: Kjx = serde_json::from_value(wire.clone()).unwrap();
        let back = client.kj(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_kk() {
    for wire in [json!({"kind":"a","list":[]}), json!({"kind":"zz","n":0,"list":["x"]})] {
        let (server, client) = start!(wire.clone());
        let value: Kkx = serde_json::from_value(wire.clone()).unwrap();
        let back = client.kk(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_kl() {
    for wire in [json!({"m":{"a":[{"b":true},{}]},"n":["a",null],"o":{"a":null,"b":"c"}})] {
        let (server, client) = start!(wire.clone());
        let value: Klx = serde_json::from_value(wire.clone()).unwrap();
        let back = client.kl(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_km() {
    for wire in [
        json!({"type":"t1","v":1}),
        json!({"type":"t2","v":"1"}),
        json!({"type":"t3","v":"1"}),
    ] {
        let (server, client) = start!(wire.clone());
        let value: Kmx = serde_json::from_value(wire.clone()).unwrap();
        let back = client.km(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_kn() {
    for wire in [json!({"l":["2020-01-01T00:00:00Z","x","6f9619ff-8b86-d011-b42d-00cf4fc964ff"]})] {
        let (server, client) = start!(wire.clone());
        let value: Knx = serde_json::from_value(wire.clone()).unwrap();
        let back = client.kn(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_ko() {
    for wire in [json!({"a":"x"}), json!({"a":"y"}), json!({"a":"other"})] {
        let (server, client) = start!(wire.clone());
        let value: Kox = serde_json::from_value(wire.clone()).unwrap();
        let back = client.ko(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_kp() {
    for wire in [
        json!({"amount":"1.10","when":"2020-01-01"}),
        json!({"amount":1.1,"when":"2020-01-01T00:00:00Z"}),
    ] {
        let (server, client) = start!(wire.clone());
        let value: Kpx = serde_json::from_value(wire.clone()).unwrap();
        let back = client.kp(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_kq() {
    for wire in [json!({"id":1}), json!([{"id":1},{"id":2}]), json!([])] {
        let (server, client) = start!(wire.clone());
        let value: Kqx = serde_json::from_value(wire.clone()).unwrap();
        let back = client.kq(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_kr() {
    for wire in [json!({"data":{"id":1}}), json!({"data":{"zz":1}})] {
        let (server, client) = start!(wire.clone());
        let value: Krx = serde_json::from_value(wire.clone()).unwrap();
        let back = client.kr(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_ks() {
    for wire in [json!({"a":{},"b":{}})] {
        let (server, client) = start!(wire.clone());
        let value: Ksx = serde_json::from_value(wire.clone()).unwrap();
        let back = client.ks(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}

#[tokio::test]
async fn a_value_is_unchanged_as_kt() {
    for wire in [json!({"u":"abc","n":7})] {
        let (server, client) = start!(wire.clone());
        let value: Ktx = serde_json::from_value(wire.clone()).unwrap();
        let back = client.kt(&value).await.unwrap();
        assert_eq!(server.received()[0].body_json(), wire, "sent {value:?}");
        assert_eq!(serde_json::to_value(&back).unwrap(), wire, "read {back:?}");
    }
}
