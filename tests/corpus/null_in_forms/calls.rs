use super::client::types::{F, Q, TypedBody};
use crate::server::ServerResponse;

fn done() -> ServerResponse {
    ServerResponse::json("").status(204)
}

#[tokio::test]
async fn null_is_an_empty_value_of_a_form() {
    let (server, client) = start!(done(), done(), done());
    client.pairs(&F::new().clear_n().s("x")).await.unwrap();
    client.pairs(&F::new().s("x")).await.unwrap();
    client.parts(&F::new().clear_n().s("x")).await.unwrap();
    let received = server.received();
    let sent = |at: usize| String::from_utf8(received[at].body.to_vec()).unwrap();
    assert_eq!([sent(0), sent(1)], ["n=&s=x", "s=x"]);
    assert!(sent(2).contains("form-data; name=\"n\"\r\n\r\n\r\n--"), "{}", sent(2));
}

#[tokio::test]
async fn null_of_a_part_with_a_media_type() {
    let (server, client) = start!(done());
    client.typed(&TypedBody::new().clear_json().clear_file()).await.unwrap();
    let sent = String::from_utf8(server.received()[0].body.to_vec()).unwrap();
    assert!(sent.contains("name=\"json\"\r\ncontent-type: application/json\r\n\r\nnull\r\n"), "{sent}");
    assert!(sent.contains("name=\"file\"\r\n\r\n\r\n--"), "{sent}");
}

#[tokio::test]
async fn null_is_an_empty_value_of_an_object_in_a_query() {
    let (server, client) = start!(done(), done());
    client.query().f(Q::new().clear_a()).g(Q::new().clear_a().c("x")).h(Q::new().clear_a().c("x")).await.unwrap();
    client.query().f(Q::new()).await.unwrap();
    let received = server.received();
    assert_eq!(received[0].target, "/query?f%5Ba%5D=&a=&c=x&h=a,,c,x");
    assert_eq!(received[1].target, "/query");
}
