use crate::server::ServerResponse;

use super::client::Error;
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
