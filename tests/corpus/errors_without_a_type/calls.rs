use serde_json::json;

use super::client::Error;
use super::client::types::E;
use crate::server::ServerResponse;

#[tokio::test]
async fn the_other_bodies_of_errors_have_types() {
    let answer = |status| ServerResponse::json(json!({"code": "c"}).to_string()).status(status);
    let (_server, client) = start!(answer(400), answer(404));
    let Err(Error::Api(error)) = client.x().await else { panic!("no API error") };
    assert_eq!(error.body_as::<E>().unwrap().code, "c");
    assert!(matches!(client.x().await, Err(Error::Api(error)) if error.status() == 404));
}
