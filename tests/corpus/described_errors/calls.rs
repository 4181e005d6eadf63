use crate::server::ServerResponse;

use super::client::{Error, RetryPolicy};
use super::client::types::{E, P};

#[tokio::test]
async fn the_body_of_an_error_is_typed_and_its_text_shown() {
    let refused = ServerResponse::json(r#"{"code":"c","detail":"no such x"}"#).status(404);
    let problem = ServerResponse::new(422, "application/problem+json", r#"{"title":"Bad","detail":"the x","status":422}"#);
    let (_, client) = start!(refused, problem);
    let error = client.x().await.unwrap_err();
    assert!(error.is_not_found());
    assert!(error.to_string().contains("no such x"), "{error}");
    let Error::Api(error) = error else { panic!("{error}") };
    assert_eq!(error.body_as::<E>().unwrap().code, "c");
    let error = client.x().await.unwrap_err();
    assert!(error.to_string().contains("the x") && error.to_string().contains("Bad"), "{error}");
    let Error::Api(error) = error else { panic!("{error}") };
    assert_eq!(error.body_as::<P>().unwrap().status, Some(422));
}

#[tokio::test]
async fn a_default_response_that_is_a_reference_is_typed() {
    let problem = ServerResponse::new(422, "application/problem+json", r#"{"title":"Bad","detail":"the x","status":422}"#);
    let only = ServerResponse::json(r#"{"code":"c","detail":"d"}"#);
    let (_, client) = start!(problem, only);
    let error = client.referred().await.unwrap_err();
    assert!(error.to_string().contains("the x") && error.to_string().contains("Bad"), "{error}");
    let Error::Api(error) = error else { panic!("{error}") };
    assert_eq!(error.body_as::<P>().unwrap().status, Some(422));
    let only: E = client.only().await.unwrap();
    assert_eq!(only.code, "c");
}

#[tokio::test]
async fn an_error_of_two_schemas_has_the_type_of_json() {
    let refused = ServerResponse::json(r#"{"code":"c","detail":"d"}"#).status(404);
    let (_, client) = start!(refused);
    let Error::Api(error) = client.two().await.unwrap_err() else { panic!() };
    assert_eq!(error.body_as::<E>().unwrap().code, "c");
}

#[tokio::test]
async fn the_text_of_an_error_is_read_in_its_character_set() {
    let body = b"caf\xe9".to_vec();
    let (_, client) = start!(ServerResponse::new(409, "text/plain; charset=iso-8859-1", body));
    let error = client.bodies().await.unwrap_err();
    assert!(error.to_string().contains(": café"), "{error}");
}

fn text(status: u16, content_type: &str, body: &str) -> ServerResponse {
    ServerResponse::new(status, content_type, body)
}

#[tokio::test]
async fn an_error_with_the_described_body_is_an_api_error() {
    for (response, message) in [
        (text(404, "text/html", ""), "404 Not Found without a message"),
        (text(404, "application/json", r#"{"detail":"gone"}"#), ": gone"),
        (text(409, "text/plain; charset=utf-8", "no\nsuch {\"t\":1}"), ": no such…"),
        (text(409, "Text/Plain", "[x] no"), ": [x] no"),
        (text(409, "text/plain", ""), "without a message"),
        (text(410, "text/xml", "<e><m>no such</m></e>"), ": no such"),
        (text(412, "text/html", "<p>no such"), ": no such"),
        (text(415, "text/csv", "no,such"), ": no,such"),
        (text(400, "application/json", r#"{"detail":"bad"}"#), ": bad"),
        (text(400, "application/json", r#"{"detail":[{"loc":["body","n"],"msg":"bad"}]}"#), ": body.n: bad"),
        (text(400, "application/json", r#"{"errors":[{"title":"t","detail":"d","code":"x"}]}"#), ": d; t"),
        (text(400, "application/json", r#"{"error":"invalid_grant","error_description":"old"}"#), ": invalid_grant; old"),
        (text(500, "text/html", ""), "without a message"),
        (text(411, "application/json", "42"), "411"),
        (text(411, "application/json", "null"), "411"),
    ] {
        let (_, client) = start!(response);
        let error = client.bodies().retry(RetryPolicy::off()).await.unwrap_err();
        let Error::Api(api) = &error else { panic!("{error}") };
        assert!(error.to_string().contains(message), "{error}");
        assert_eq!((api.status() == 404, api.body().is_empty()), (error.is_not_found(), message.contains("without")));
        if api.status() == 411 {
            assert_eq!(api.body_as::<Option<i64>>(), Some(Some(42).filter(|_| api.body() == b"42")));
        }
    }
    let (_, client) = start!(text(404, "application/json", ""));
    assert!(client.head_bodies().await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn an_error_with_any_other_body_is_unexpected() {
    for response in [
        text(404, "text/html", "<h1>nginx"),
        text(404, "text/plain", "default backend"),
        text(409, "text/html", "<h1>nginx"),
        text(409, "text/plain", "\u{1f}\u{8b}").header("content-encoding", "gzip"),
        text(415, "text/html", "<h1>nginx"),
        text(410, "application/json", ""),
        text(400, "application/json", ""),
        text(411, "text/plain", "42"),
        text(502, "text/html", "<h1>nginx"),
    ] {
        let (_, client) = start!(response);
        let error = client.bodies().retry(RetryPolicy::off()).await.unwrap_err();
        assert!(matches!(error, Error::UnexpectedResponse(_)), "{error}");
    }
}

#[tokio::test]
async fn a_repeated_delete_that_finds_nothing_has_succeeded() {
    let (server, client) = start!(text(503, "text/html", ""), text(404, "text/html", ""));
    let at_once = RetryPolicy::new().first_delay(std::time::Duration::ZERO);
    assert_eq!(client.delete_bodies().retry(at_once).await.unwrap(), None);
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn the_only_response_describes_errors_too() {
    let (_, client) = start!(ServerResponse::json(r#"{"code":"c","detail":"no such x"}"#).status(404));
    let error = client.only().await.unwrap_err();
    assert!(error.is_not_found() && error.to_string().contains("no such x"), "{error}");
    let Error::Api(error) = error else { panic!("{error}") };
    assert_eq!(error.body_as::<E>().unwrap().code, "c");
    let (_, client) = start!(text(404, "text/html", "<h1>nginx"));
    assert!(matches!(client.only().await.unwrap_err(), Error::UnexpectedResponse(_)));
}

#[tokio::test]
async fn a_number_is_an_api_error_where_it_is_described() {
    let number = |status| text(status, "application/json", "7");
    let (_, client) = start!(number(409), number(404));
    let Error::Api(error) = client.numbers().await.unwrap_err() else { panic!() };
    assert_eq!(error.body_as::<i64>(), Some(7));
    assert!(matches!(client.numbers().await.unwrap_err(), Error::UnexpectedResponse(_)));
}
