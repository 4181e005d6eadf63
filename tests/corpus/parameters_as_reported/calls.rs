use crate::server::{Received, Server, ServerResponse};

use super::client::types::{BFilter, BObj, Eq, MIds, OJsonItem, OxJson, Sort};
use super::client::{Client, ClientBuilder};

fn server() -> Server {
    Server::start([ServerResponse::json("").status(204)]).unwrap()
}

fn builder(server: &Server) -> ClientBuilder {
    Client::builder().base_url(format!("{}/v1/", server.url()))
}

fn client(server: &Server) -> Client {
    builder(server).token("s3cr3t").build().unwrap()
}

fn last(server: &Server) -> Received {
    server.received().pop().unwrap()
}

#[tokio::test]
async fn a_key_may_be_the_whole_authorization_header() {
    let server = server();
    client(&server).users().await.unwrap();
    assert_eq!(last(&server).header("authorization"), Some("s3cr3t"));
    assert_eq!(last(&server).target, "/v1/users");
    builder(&server).token("Token s3cr3t").build().unwrap().users().await.unwrap();
    assert_eq!(last(&server).header("authorization"), Some("Token s3cr3t"));
    client(&server).users_slash().await.unwrap();
    assert_eq!(last(&server).target, "/v1/users/");
}

#[tokio::test]
async fn credentials_are_those_of_the_operation() {
    let server = server();
    builder(&server).token("r").basic_auth("u", "p").build().unwrap().i().await.unwrap();
    assert_eq!(last(&server).header("authorization"), Some("Basic dTpw"));
    builder(&server).token("r").oauth("t").build().unwrap().j().await.unwrap();
    assert_eq!(last(&server).header("authorization"), Some("Bearer t"));
    client(&server).k().await.unwrap();
    assert_eq!(last(&server).header("authorization"), None);
}

#[tokio::test]
async fn a_header_of_an_operation_replaces_that_of_its_path() {
    let server = server();
    client(&server).a().x_request_id("abc").await.unwrap();
    let received = last(&server);
    let sent: Vec<_> = received.headers.iter().filter(|(name, _)| name == "x-request-id").collect();
    assert_eq!(sent, [&("x-request-id".to_owned(), "abc".to_owned())]);
    assert_eq!(received.target, "/v1/a", "defaults are not sent");
}

#[tokio::test]
async fn values_of_a_query() {
    let server = server();
    let call = client(&server).a().n("null").b("YQ==").level(2).sort([Sort::MinusName, Sort::Ab]).num(0.1).page_size(5);
    call.empty(Vec::<String>::new()).await.unwrap();
    assert_eq!(last(&server).target, "/v1/a?n=null&b=YQ%3D%3D&level=2&sort=-name,a%2Cb&num=0.1&page%5Bsize%5D=5");
}

#[tokio::test]
async fn objects_in_objects_of_a_query() {
    let server = server();
    let filter = BFilter::new().some_id(Eq::new().with_eq("e").in_(["x", "y"])).ok(true);
    client(&server).b().filter(filter.extra([("k".to_owned(), "v".to_owned())].into())).await.unwrap();
    let target = last(&server).target.replace("%5B", "[").replace("%5D", "]");
    let mut pairs: Vec<&str> = target.strip_prefix("/v1/b?").unwrap().split('&').collect();
    pairs.sort_unstable();
    assert_eq!(pairs, ["filter[k]=v", "filter[ok]=true", "filter[someId][eq]=e", "filter[someId][in][0]=x", "filter[someId][in][1]=y"]);
    client(&server).b().obj(BObj::new().tags(["a", "b"])).await.unwrap();
    assert_eq!(last(&server).target, "/v1/b?tags=a&tags=b");
    client(&server).b().any([("a".to_owned(), serde_json::json!(1))].into_iter().collect::<serde_json::Map<_, _>>()).await.unwrap();
    assert_eq!(last(&server).target, "/v1/b?any%5Ba%5D=1");
}

#[tokio::test]
async fn escapes_in_a_path_are_not_escaped_again() {
    let server = server();
    client(&server).c_caf_c3_a9_a_20b().await.unwrap();
    assert_eq!(last(&server).target, "/v1/c/caf%C3%A9/a%20b");
}

#[tokio::test]
async fn names_of_path_parameters() {
    let server = server();
    let client = client(&server);
    client.d("a b").get().await.unwrap();
    assert_eq!(last(&server).target, "/v1/d/a%20b");
    client.e("x", "y").await.unwrap();
    assert_eq!(last(&server).target, "/v1/e/xy");
    client.f("1").get().await.unwrap();
    assert_eq!(last(&server).target, "/v1/f/1");
    client.g("1").get().await.unwrap();
    assert_eq!(last(&server).target, "/v1/g/1");
    client.p("a;b?c").get().await.unwrap();
    assert_eq!(last(&server).target, "/v1/p/a%3Bb%3Fc", "only a query may have reserved characters");
}

#[tokio::test]
async fn a_value_or_a_list_and_an_empty_value() {
    let server = server();
    let client = client(&server);
    client.m(MIds::from(vec![1, 2]), "").x_ids([3, 4]).await.unwrap();
    assert_eq!(last(&server).target, "/v1/m?ids=1&ids=2&q=");
    assert_eq!(last(&server).header("x-ids"), Some("3,4"));
    client.m(7, "ab").r("").await.unwrap();
    assert_eq!(last(&server).target, "/v1/m?ids=7&q=ab&r=");
    let before = server.received().len();
    assert!(client.m(7, "a").await.is_err() && client.m(7, "ab").r("A").await.is_err());
    assert_eq!(server.received().len(), before);
}

#[tokio::test]
async fn one_name_in_three_places() {
    let server = server();
    client(&server).n().q("1").q_in_header("2").q_in_cookie("3").await.unwrap();
    assert_eq!(last(&server).target, "/v1/n?q=1");
    assert_eq!(last(&server).header("q"), Some("2"));
    assert_eq!(last(&server).header("cookie"), Some("q=3"));
}

#[tokio::test]
async fn parameters_that_are_json() {
    let server = server();
    client(&server).o().json([OJsonItem::new().a(1)]).x_json(OxJson::new().a(2)).await.unwrap();
    assert_eq!(last(&server).target, "/v1/o?json=%5B%7B%22a%22%3A1%7D%5D");
    assert_eq!(last(&server).header("x-json"), Some("{\"a\":2}"));
}
