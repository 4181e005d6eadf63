use super::client::types::*;
use crate::server::ServerResponse;

macro_rules! sent {
    ($call:expr, $target:expr) => {{
        let (server, client) = start!(ServerResponse::json("").status(204));
        $call(client).await.unwrap();
        assert_eq!(server.received()[0].target, $target);
    }};
}
#[tokio::test]
async fn query_parameters_are_sent_in_their_styles() {
    sent!(
        |c: super::client::Client| async move { c.a().ids([1, 2]).await },
        "/a?ids%5B%5D=1&ids%5B%5D=2"
    );
    sent!(
        |c: super::client::Client| async move { c.a().filter("a eq 'b'").await },
        "/a?%24filter=a%20eq%20%27b%27"
    );
    sent!(
        |c: super::client::Client| async move { c.a().csv(["a,b", "c d"]).await },
        "/a?csv=a%2Cb,c%20d"
    );
    sent!(
        |c: super::client::Client| async move { c.a().pipe(["a", "b"]).await },
        "/a?pipe=a%7Cb"
    );
    sent!(
        |c: super::client::Client| async move { c.a().space(["a", "b"]).await },
        "/a?space=a%20b"
    );
    sent!(
        |c: super::client::Client| async move { c.a().raw("a/b:c?d").await },
        "/a?raw=a/b:c?d"
    );
    sent!(
        |c: super::client::Client| async move {
            c.a()
                .when("2020-01-01T00:00:00+02:00".parse::<super::client::Timestamp>().unwrap())
                .await
        },
        "/a?when=2020-01-01T00%3A00%3A00%2B02%3A00"
    );
    sent!(
        |c: super::client::Client| async move {
            c.a()
                .day("2020-01-01".parse::<super::client::Date>().unwrap())
                .flag(false)
                .n(1.0)
                .i(-9007199254740993i64)
                .await
        },
        "/a?day=2020-01-01&flag=false&n=1&i=-9007199254740993"
    );
    sent!(
        |c: super::client::Client| async move { c.a().e([AeItem::Y, AeItem::Unknown("z&".into())]).await },
        "/a?e=y&e=z%26"
    );
    sent!(
        |c: super::client::Client| async move { c.a().empty("").await },
        "/a?empty="
    );
    sent!(
        |c: super::client::Client| async move { c.a().csv(Vec::<String>::new()).await },
        "/a"
    );
}
#[tokio::test]
async fn objects_are_sent_in_queries() {
    sent!(
        |c: super::client::Client| async move {
            c.b()
                .free(
                    [("a b".to_owned(), "1&".to_owned()), ("c".to_owned(), "2".to_owned())]
                        .into_iter()
                        .collect::<std::collections::BTreeMap<_, _>>(),
                )
                .await
        },
        "/b?a%20b=1%26&c=2"
    );
    sent!(
        |c: super::client::Client| async move { c.b().deep(BDeep::new().a("x").b([1, 2]).c(BDeepC::new().d(true))).await },
        "/b?deep%5Ba%5D=x&deep%5Bb%5D%5B0%5D=1&deep%5Bb%5D%5B1%5D=2&deep%5Bc%5D%5Bd%5D=true"
    );
    sent!(
        |c: super::client::Client| async move { c.b().flat(BFlat::new().x(1).y("z,")).await },
        "/b?flat=x,1,y,z%2C"
    );
    sent!(
        |c: super::client::Client| async move { c.c().filter(CFilter::new().a("b")).await },
        "/c?filter=%7B%22a%22%3A%22b%22%7D"
    );
}
#[tokio::test]
async fn headers_and_cookies_have_their_styles() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    client
        .d()
        .x_list(["a", "b"])
        .x_obj(DxObj::new().a("c").b(1))
        .x_obj2(DxObj2::new().a("c").b(1))
        .x_flag(true)
        .x_num(-1)
        .sid("q;r")
        .ids([1, 2])
        .await
        .unwrap();
    let r = &server.received()[0];
    assert_eq!(r.header("x-list"), Some("a,b"));
    assert_eq!(r.header("x-obj"), Some("a,c,b,1"));
    assert_eq!(r.header("x-obj2"), Some("a=c,b=1"));
    assert_eq!(r.header("x-flag"), Some("true"));
    assert_eq!(r.header("x-num"), Some("-1"));
    assert_eq!(r.header("cookie"), Some("sid=q%3Br; ids=1,2"));
}
#[tokio::test]
async fn path_parameters_are_sent_in_their_segments() {
    sent!(
        |c: super::client::Client| async move { c.e("a b").things().await },
        "/e/a%20b/things/"
    );
    sent!(
        |c: super::client::Client| async move { c.f("x").user(3).get().await },
        "/f/x/3"
    );
    sent!(
        |c: super::client::Client| async move {
            c.g("2020-01-01T00:00:00Z".parse::<super::client::Timestamp>().unwrap())
                .get()
                .await
        },
        "/g/2020-01-01T00%3A00%3A00Z"
    );
    sent!(|c: super::client::Client| async move { c.h(1.5).get().await }, "/h/1.5");
    sent!(|c: super::client::Client| async move { c.i("x").await }, "/i/x:cancel");
    sent!(
        |c: super::client::Client| async move { c.things_batch().await },
        "/things:batch"
    );
    sent!(
        |c: super::client::Client| async move { c.k("x").await },
        "/k/Users('x')"
    );
    sent!(
        |c: super::client::Client| async move { c.l("x", LFormat::Xml).await },
        "/l/x.xml"
    );
    sent!(
        |c: super::client::Client| async move { c.m_grosse().await },
        "/m/gr%C3%B6%C3%9Fe"
    );
    sent!(|c: super::client::Client| async move { c.n([1, 2]).await }, "/n/1,2");
    sent!(
        |c: super::client::Client| async move { c.o(OObj::new().a("x").b(1)).await },
        "/o/a=x,b=1"
    );
}
#[tokio::test]
async fn parameters_with_similar_names_are_distinguished() {
    sent!(
        |c: super::client::Client| async move { c.p("x").get().lang(1).size("l").id_in_query(true).await },
        "/p/x?lang=1&size=l&id=true"
    );
    sent!(
        |c: super::client::Client| async move {
            c.r()
                .id("1")
                .id_in_query("2")
                .filter_name("n")
                .filter_age(3)
                .timeout_parameter(4)
                .retry_parameter(true)
                .header_parameter("h")
                .await
        },
        "/r?id=1&ID=2&filter%5Bname%5D=n&filter%5Bage%5D=3&timeout=4&retry=true&header=h"
    );
}
#[tokio::test]
async fn limits_of_parameters_are_checked() {
    let (server, client) = start!(
        ServerResponse::json("").status(204),
        ServerResponse::json("").status(204),
        ServerResponse::json("").status(204)
    );
    for bad in ["b", "bbbb", "\u{1F980}", "aaa"] {
        assert!(client.q(bad).await.unwrap_err().is_invalid_request(), "{bad}");
    }
    client.q("\u{1F980}b\u{1F980}").await.unwrap();
    for price in [0.07, 19.99] {
        client.q("ab").price(price).await.unwrap();
    }
    assert!(client.q("ab").price(0.001).await.is_err());
    assert!(client.q("ab").n(0).await.is_err());
    assert!(client.q("ab").tags(["a", "b", "c"]).await.is_err());
    assert!(client.q("ab").tags(["a", "a"]).await.is_err());
    assert!(client.q("ab").tags(["abc"]).await.is_err());
    assert_eq!(server.received().len(), 3);
}
