use super::client::types::Item;
use super::client::{Error, ResponseStream};
use crate::server::ServerResponse;

async fn all<T: 'static>(mut stream: ResponseStream<T>) -> Vec<Result<T, Error>> {
    let mut found = Vec::new();
    while let Some(next) = stream.next().await {
        found.push(next);
    }
    found
}

#[tokio::test]
async fn each_line_is_a_value() {
    let body = "{\"n\":1}\n\n{\"n\":2}\r\n{\"n\":\"x\"}\n{\"n\":4}";
    let response = || ServerResponse::new(200, "application/x-ndjson", body);
    let (server, client) = start!(response(), response());
    for stream in [client.lines().await.unwrap(), client.list().await.unwrap()] {
        let found = all(stream).await;
        let numbers: Vec<Option<i64>> = found.iter().map(|item| item.as_ref().ok().map(|item| item.n)).collect();
        assert_eq!(numbers, [Some(1), Some(2), None, Some(4)]);
        let error = found[2].as_ref().unwrap_err().to_string();
        assert!(error.contains("at n expected an integer"), "{error}");
    }
    assert_eq!(server.received()[0].header("accept"), Some("application/x-ndjson"));
}

#[tokio::test]
async fn lines_without_a_type_are_strings() {
    let (_, client) = start!(ServerResponse::new(200, "application/jsonlines", "[1]\nx"));
    let lines: Vec<String> = all(client.text().await.unwrap()).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(lines, ["[1]", "x"]);
}

#[tokio::test]
async fn server_sent_events_have_data_of_their_type() {
    let body = ": hi\n\nid: 1\nevent: add\ndata: {\"n\":\ndata: 1}\n\ndata: {\"n\":2}\n\ndata: [DONE]\n\ndata: {\"n\":3}\n\n";
    let (server, client) = start!(ServerResponse::new(200, "text/event-stream", body));
    let events = all(client.events(&Item::new(7)).await.unwrap()).await;
    let events: Vec<_> = events.into_iter().map(Result::unwrap).collect();
    assert_eq!(events.len(), 2);
    assert_eq!((events[0].event.as_deref(), events[0].id.as_deref(), events[0].data.n), (Some("add"), Some("1"), 1));
    assert_eq!((events[1].event.as_deref(), events[1].data.n), (None, 2));
    assert_eq!(server.received()[0].header("accept"), Some("text/event-stream"));
}

#[tokio::test]
async fn null_is_a_value_of_a_stream_of_nullable_values() {
    let lines = ServerResponse::new(200, "application/x-ndjson", "1\nnull\n3\n");
    let events = ServerResponse::new(200, "text/event-stream", "data: {\"n\":1}\n\ndata: null\n\n");
    let (_, client) = start!(lines, events);
    let found = all(client.nullable_lines().await.unwrap()).await;
    let found: Vec<Option<i64>> = found.into_iter().map(Result::unwrap).collect();
    assert_eq!(found, [Some(1), None, Some(3)]);
    let found = all(client.nullable_events().await.unwrap()).await;
    let found: Vec<_> = found.into_iter().map(|event| event.unwrap().data).collect();
    assert!(matches!(found.as_slice(), [Some(first), None] if first.n == Some(1)), "{found:?}");
}

#[tokio::test]
async fn server_sent_events_are_utf_8_whatever_their_content_type_states() {
    let (_, client) = start!(ServerResponse::new(200, "text/event-stream; charset=iso-8859-1", "data: é\n\n"));
    let found = all(client.logs().await.unwrap()).await;
    assert_eq!(found[0].as_ref().unwrap().data, "é");
}

#[tokio::test]
async fn an_event_without_an_empty_line_behind_it_is_an_error() {
    let cut = |body| ServerResponse::new(200, "text/event-stream", body);
    let (_, client) = start!(cut("data: one\n\ndata: hel"), cut("data: one\n\ndata: [DONE]"));
    let found = all(client.logs().await.unwrap()).await;
    assert!(found.len() == 2 && found[0].is_ok(), "{found:?}");
    let error = found[1].as_ref().unwrap_err().to_string();
    assert!(error.contains("before the response was complete"), "{error}");
    let found = all(client.logs().await.unwrap()).await;
    assert!(found.len() == 1 && found[0].is_ok(), "{found:?}");
}

#[tokio::test]
async fn an_error_before_the_stream_is_an_error_of_the_call() {
    let (_, client) = start!(ServerResponse::json(r#"{"message":"too long"}"#).status(400));
    let error = client.events(&Item::new(7)).await.unwrap_err();
    assert!(error.to_string().contains("too long"), "{error}");
}

#[tokio::test]
async fn a_body_that_has_no_events_is_an_error() {
    let (_, client) = start!(ServerResponse::json("{\"n\":1}"), ServerResponse::new(200, "text/event-stream", ": wait\n\n"));
    let found = all(client.logs().await.unwrap()).await;
    let error = found[0].as_ref().unwrap_err().to_string();
    assert!(found.len() == 1 && error.contains("the body has no server-sent events"), "{error}");
    assert!(all(client.logs().await.unwrap()).await.is_empty());
}

#[tokio::test]
async fn a_connection_that_breaks_is_an_error_after_the_values() {
    let (_, client) = start!(ServerResponse::new(200, "text/event-stream", "data: a\n\ndata: b\n\ndata: ccccc\n\n").cut());
    let events = all(client.logs().await.unwrap()).await;
    assert_eq!(events[0].as_ref().unwrap().data, "a");
    assert!(events.last().unwrap().is_err());
}

#[tokio::test]
async fn x_stream_chooses_the_media_type_that_is_streamed() {
    let (server, client) = start!(
        ServerResponse::new(200, "text/event-stream", "data: {\"n\":5}\n\n"),
        ServerResponse::new(200, "application/pdf", vec![7; 200_000]),
    );
    let events = all(client.chat().await.unwrap()).await;
    assert_eq!(events[0].as_ref().unwrap().data.n, 5);
    let response = client.file().with_response().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/pdf");
    let pieces = all(response.into_value()).await;
    assert!(pieces.len() > 1);
    let bytes: Vec<u8> = pieces.into_iter().flat_map(Result::unwrap).collect();
    assert!(bytes.len() == 200_000 && bytes.iter().all(|byte| *byte == 7));
    assert_eq!(server.received()[0].header("accept"), Some("text/event-stream"));
    assert_eq!(server.received()[1].header("accept"), Some("application/pdf"));
}

#[tokio::test]
async fn a_record_may_have_several_lines() {
    let body = "\u{1e}{\n  \"n\": 1\n}\n\u{1e}{\"n\":2}\n\u{1e}{\"n\":\n\u{1e}{\"n\":4}";
    let (_, client) = start!(ServerResponse::new(200, "application/json-seq", body));
    let found = all(client.records().await.unwrap()).await;
    let numbers: Vec<Option<i64>> = found.iter().map(|item| item.as_ref().ok().map(|item| item.n)).collect();
    assert_eq!(numbers, [Some(1), Some(2), None, Some(4)]);
}

#[tokio::test]
async fn the_data_of_a_whole_event_is_read() {
    let body = "event: other\ndata: {\"n\":1}\n\nevent: failed\ndata: {\"why\":\"w\"}\n\ndata: [DONE]\n\n";
    let response = || ServerResponse::new(200, "text/event-stream", body);
    let (_, client) = start!(response(), response());
    let events = all(client.whole_events().await.unwrap()).await;
    assert_eq!(events[0].as_ref().unwrap().data.n, 1);
    let events = all(client.choice_of_events().await.unwrap()).await;
    let shown: Vec<String> = events.iter().map(|event| format!("{:?}", event.as_ref().unwrap().data)).collect();
    assert!(shown.len() == 2 && shown[0].contains("Item(") && shown[1].contains("why"), "{shown:?}");
}

async fn shown<T: std::fmt::Debug + 'static>(stream: ResponseStream<super::client::ServerEvent<T>>) -> Vec<String> {
    let events = all(stream).await.into_iter();
    events.map(|event| format!("{:?}", event.unwrap().data)).collect()
}

#[tokio::test]
async fn the_name_of_an_event_selects_the_type_of_its_data() {
    let body = "event: created\ndata: {\"n\":1}\n\nevent: removed\ndata: {\"n\":1}\n\nevent: changed\ndata: {\"n\":2,\"new\":1}\n\n\
                data: {\"n\":1}\n\nevent: log\ndata: all well\n\nevent: log\ndata: 10.50\n\nevent: ping\ndata: {}\n\n\
                event: other\ndata: {\"n\":1}\n\nevent: removed\ndata: oh\n\n";
    let mapped = "event: lost\ndata: {\"n\":1}\n\nevent: Added\ndata: {\"n\":2}\n\n";
    let response = |body: &'static str| ServerResponse::new(200, "text/event-stream", body);
    let (_, client) = start!(response(body), response(mapped));
    let found = shown(client.named_events().await.unwrap()).await;
    let begin = ["Item(", "Removed(", "Item(", "Message(", "String(", "String(", "String(", "Other(", "Other("];
    assert_eq!(found.len(), begin.len(), "{found:?}");
    for (found, begin) in found.iter().zip(begin) {
        assert!(found.starts_with(begin), "{found} {begin}");
    }
    assert!(found[4].contains("all well") && found[5].contains("10.50"), "{found:?}");
    let found = shown(client.mapped_events().await.unwrap()).await;
    assert!(found[0].starts_with("Removed(") && found[1].starts_with("Item("), "{found:?}");
}
