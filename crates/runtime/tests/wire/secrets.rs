//! Secrets that were sent, in responses that repeat them, on real sockets.

use realtimekit_runtime::{
    Client, ClientBuilder, Error, ExposeSecrets, Method, Operation, Resource, RetryPolicy, Secret,
};
use serde_json::{Map, Value, json};

use crate::server::{DATA, Server, operation, printed, response};

const TOKEN: &str = "Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQqnFTOFYY";

static GET: Operation = operation("get_it", Method::Get, DATA);

fn builder(base_url: &str) -> ClientBuilder {
    Client::builder()
        .base_url(base_url)
        .token(TOKEN)
        .retry(RetryPolicy::off())
}

/// The error of a call with these headers, to which this is the response.
async fn error_of(response: String, headers: &[(&str, &str)]) -> Error {
    let server = Server::start([response]).await;
    let client = builder(&server.base_url).build().unwrap();
    let mut call = Resource::new(client)
        .literal("it")
        .json::<Value>(&GET)
        .call();
    for (name, value) in headers {
        call = call.header(*name, *value);
    }
    let error = call.await.unwrap_err();
    server.requests().await;
    error
}

/// Pieces of three characters, in the order of the secret, with a separator between any two.
fn pieces(text: &str) -> usize {
    let letters: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let pieces = TOKEN.as_bytes().chunks(3);
    pieces
        .filter(|piece| letters.contains(&*String::from_utf8_lossy(piece)))
        .count()
}

#[tokio::test]
async fn a_token_that_comes_back_in_pieces_is_not_printed() {
    for separator in [
        "<b></b>",
        "<wbr>",
        ",",
        "-",
        "|",
        "=\r\n",
        "\u{fe0f}",
        "\u{34f}",
        "\u{3164}",
        "\u{301}",
        "&#8203;",
        "\u{1b}[31m",
        "\" + \"",
    ] {
        let chunks: Vec<_> = TOKEN
            .as_bytes()
            .chunks(3)
            .map(String::from_utf8_lossy)
            .collect();
        let broken = chunks.join(separator);
        let message = json!({"success": false, "errors": [{"message": format!("bad {broken}")}]});
        for response in [
            response("401 Unauthorized", "", &message.to_string()),
            response(
                "502 Bad Gateway",
                "content-type: text/html\r\n",
                &format!("<p>bad {broken}"),
            ),
            response("502 Bad Gateway", "", &format!("bad {broken}")),
        ] {
            let text = printed(&error_of(response, &[]).await);
            assert!(pieces(&text) < 3, "{separator:?}: {text}");
            assert!(text.contains("[redacted"), "{text}");
        }
    }
}

#[tokio::test]
async fn a_token_that_comes_back_in_another_form_is_not_printed() {
    let each = |written: fn(u8) -> String| TOKEN.bytes().map(written).collect::<String>();
    for written in [
        each(|byte| format!("={byte:02X}")),
        each(|byte| format!("\\u{{{byte:x}}}")),
        each(|byte| format!("{byte:02x}:")),
        each(|byte| format!("{byte}, ")),
        each(|byte| char::from_u32(0xfee0 + u32::from(byte)).unwrap().into()),
        TOKEN.chars().rev().collect(),
    ] {
        let message = json!({"message": format!("bad {written}")}).to_string();
        let text = printed(&error_of(response("400 Bad Request", "", &message), &[]).await);
        assert!(
            text.contains("[redacted: this text repeats a secret]"),
            "{text}"
        );
        let begin: String = written.chars().take(16).collect();
        assert!(!text.contains(&begin), "{text}");
    }
}

#[tokio::test]
async fn a_token_that_is_spread_over_errors_is_not_printed() {
    let errors: Vec<Value> = TOKEN
        .as_bytes()
        .chunks(3)
        .map(|piece| json!({"message": String::from_utf8_lossy(piece)}))
        .collect();
    let body = json!({"success": false, "errors": errors}).to_string();
    let text = printed(&error_of(response("400 Bad Request", "", &body), &[]).await);
    assert!(pieces(&text) < 3, "{text}");
}

#[tokio::test]
async fn a_message_without_a_secret_is_printed_whole() {
    for message in [
        "The meeting 6bf2b8be-04dd-4191-b602-1128921a306b was not found",
        "`page_no`=0 is too small; see https://developers.cloudflare.com/realtime/",
        "Authentication error: token is not valid",
    ] {
        let body = json!({"success": false, "errors": [{"message": message}]}).to_string();
        let error = error_of(response("400 Bad Request", "", &body), &[]).await;
        assert!(error.to_string().contains(message), "{error}");
    }
}

#[tokio::test]
async fn a_value_in_a_header_of_any_name_is_not_printed() {
    for name in [
        "cf-access-jwt-assertion",
        "x-jwt",
        "x-signature",
        "x-sig",
        "x-pass",
        "x-pin",
        "x-session",
        "x-of-my-own",
    ] {
        let message = json!({"message": "you sent k3y-k3y"}).to_string();
        let sent = [(name, "k3y-k3y")];
        let text = printed(&error_of(response("400 Bad Request", "", &message), &sent).await);
        assert!(!text.contains("k3y"), "{name}: {text}");
    }
    let message = json!({"message": "the password pa55word of mary is wrong"}).to_string();
    let sent = [("proxy-authorization", "Basic bWFyeTpwYTU1d29yZA==")];
    let text = printed(&error_of(response("400 Bad Request", "", &message), &sent).await);
    assert!(!text.contains("pa55word"), "{text}");
    // ids of requests are for logs
    let message = json!({"message": "request 7f3a-7f3a failed"}).to_string();
    let sent = [("x-request-id", "7f3a-7f3a")];
    let text = printed(&error_of(response("400 Bad Request", "", &message), &sent).await);
    assert!(text.contains("7f3a-7f3a"), "{text}");
}

#[tokio::test]
async fn a_secret_of_digits_is_not_printed_as_a_number() {
    let sent = [("x-pin", "47114711")];
    let code = json!({"success": false, "errors": [{"code": 47_114_711, "message": "no"}]});
    for response in [
        response("400 Bad Request", "", &code.to_string()),
        response("503 Unavailable", "retry-after: 47114711\r\n", ""),
    ] {
        let text = printed(&error_of(response, &sent).await);
        assert!(!text.contains("47114711"), "{text}");
    }
}

#[test]
fn a_user_agent_with_the_token_is_not_printed() {
    let builder = builder("https://example.com").user_agent(format!("shop {TOKEN}"));
    for text in [
        format!("{builder:?}"),
        format!("{:?}", builder.build().unwrap()),
    ] {
        assert!(!text.contains(TOKEN) && text.contains("shop"), "{text}");
    }
}

/// A response with JSON of an unknown type in it.
#[derive(Clone, PartialEq)]
struct Event {
    token: Option<Secret>,
    metadata: Map<String, Value>,
}
realtimekit_runtime::object!(Event { optional token; raw_nullable metadata } secret_keys ["code"]);

#[tokio::test]
async fn json_of_an_unknown_type_is_serialized_without_secrets() {
    let metadata = json!({
        "device": "camera",
        "volume": 7,
        "authToken": "s3cr3t",
        "code": "s3cr3t",
        "file": "https://files.example/a?X-Amz-Signature=s3cr3t",
        "inside": [{"password": "s3cr3t", "kind": "web"}],
    });
    let body = json!({"success": true, "data": {"token": "s3cr3t", "metadata": metadata}});
    let server = Server::start([response("200 OK", "", &body.to_string())]).await;
    let client = builder(&server.base_url).build().unwrap();
    let event: Event = Resource::new(client)
        .literal("it")
        .json(&GET)
        .await
        .unwrap();
    server.requests().await;
    let hidden = json!({
        "token": "[redacted]",
        "metadata": {
            "device": "camera",
            "volume": 7,
            "authToken": "[redacted]",
            "code": "[redacted]",
            "file": "https://files.example/a?[redacted]",
            "inside": [{"password": "[redacted]", "kind": "web"}],
        },
    });
    assert_eq!(serde_json::to_value(&event).unwrap(), hidden);
    assert_eq!(serde_json::to_value([&event]).unwrap(), json!([hidden]));
    let whole = serde_json::to_value(ExposeSecrets(&event)).unwrap();
    assert_eq!(whole, body["data"]);
}
