//! Secret values that callers send in parameters and in JSON of unknown type: nothing prints them, on real sockets.

use std::error::Error as _;

use realtimekit_runtime::{
    __private::{CallBuilder, Form, RawJson, Style},
    Client, Error, InvalidRequestError, ListStyle, Method, Operation, Resource, RetryPolicy,
    Secret, SecretUrl, Validate,
};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::server::{DATA, Server, operation, response};

const SECRET: &str = "Zq8rT2mK5xPw";

static PUT: Operation = Operation {
    is_sent_once: true,
    ..operation("put_it", Method::Put, DATA)
};

/// The printed call and error for a response that quotes the secret, and the request.
async fn printed(call: impl FnOnce(Resource) -> CallBuilder<Value>) -> (String, String) {
    let body =
        json!({"success": false, "errors": [{"code": 7, "message": format!("no {SECRET}")}]});
    let body = response("400 Bad Request", "", &body.to_string());
    let server = Server::start([body]).await;
    let client = Client::builder()
        .base_url(&server.base_url)
        .no_token()
        .retry(RetryPolicy::off())
        .build()
        .unwrap();
    let call = call(Resource::new(client));
    let mut text = format!("{call:?}\n");
    let error: Error = call.await.unwrap_err();
    text.push_str(&format!("{error}\n{error:?}\n{error:#?}"));
    assert!(error.source().is_none());
    let request = &server.requests().await[0];
    let sent = format!("{} {}", request.line, request.headers.join("\n"));
    (text, sent + &request.body)
}

fn assert_not_printed((text, sent): &(String, String), about: &str) {
    assert!(sent.contains(SECRET), "{about}: {sent}");
    assert!(!text.contains(SECRET), "{about}: {text}");
}

type Call<'a> = Box<dyn FnOnce(Resource) -> CallBuilder<Value> + 'a>;

#[tokio::test]
async fn a_secret_in_a_parameter_is_not_printed() {
    let secret = || Secret::from(SECRET);
    let url = SecretUrl::from(format!("https://files.example/{SECRET}"));
    let style = Style {
        form: Form::Simple,
        explode: false,
        reserved: false,
    };
    let put = |resource: Resource| resource.json(&PUT);
    let calls: [(&str, Call<'_>); 8] = [
        ("path", Box::new(|it| put(it.value("key", &secret())))),
        (
            "part of a segment",
            Box::new(|it| put(it.template("{key}.json", &[("key", &secret())]))),
        ),
        (
            "styled path",
            Box::new(|it| put(it.styled("key", &secret(), style))),
        ),
        (
            "path above",
            Box::new(|it| put(it.value("key", &secret()).literal("a/b").above(1))),
        ),
        (
            "query",
            Box::new(|it| put(it).query("key", &Some(secret()))),
        ),
        ("URL", Box::new(move |it| put(it).query("to", &url))),
        (
            "list",
            Box::new(|it| put(it).query_list("key", [secret()], ListStyle::Repeat)),
        ),
        (
            "header",
            Box::new(|it| put(it).header_param("x-request-id", &secret())),
        ),
    ];
    for (about, call) in calls {
        assert_not_printed(&printed(call).await, about);
    }
}

#[test]
fn a_path_does_not_print_its_secret() {
    let client = Client::builder().base_url("https://api.example").no_token();
    let resource = Resource::new(client.build().unwrap()).value("key", &Secret::from(SECRET));
    let text = format!("{:?} {:?}", resource, resource.literal("more"));
    assert!(!text.contains(SECRET) && text.contains("more"), "{text}");
}

/// A body with JSON of unknown type.
struct Body(Value);

impl Serialize for Body {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        RawJson::new(&self.0, &["pin"]).serialize(to)
    }
}

impl Validate for Body {
    fn validate(&self) -> Result<(), InvalidRequestError> {
        Ok(())
    }
}

#[tokio::test]
async fn a_secret_in_json_of_unknown_type_is_not_printed() {
    for body in [
        json!({"password": SECRET}),
        json!({"tokens": [SECRET]}),
        json!({"credentials": {"user": "mary", "value": SECRET}}),
        json!({"list": [{"pin": {"is": [SECRET]}}]}),
        json!({"headers": [{"name": "Authorization", "value": SECRET}]}),
        json!({"config": format!("{{\"password\": \"{SECRET}\"}}")}),
        json!({"callback": format!("https://hook.example/a?sig={SECRET}")}),
        json!({"callback": format!("see https://mary:{SECRET}@hook.example/a")}),
    ] {
        let about = body.to_string();
        let outcome = printed(|it| it.json(&PUT).json(&Body(body))).await;
        assert_not_printed(&outcome, &about);
    }
}

#[tokio::test]
async fn a_message_about_other_values_is_printed() {
    let body = Body(json!({"password": "h1dd3n-h1dd3n", "callback": "https://hook.example/a"}));
    let (text, _) = printed(|it| it.json(&PUT).json(&body)).await;
    assert!(text.contains(&format!("no {SECRET}")), "{text}");
}
