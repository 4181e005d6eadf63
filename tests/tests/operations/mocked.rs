//! The client reads responses that another program makes up: Prism, from the schemas of an API description.
//!
//! It installs Prism, so it only runs if it is asked for:
//! `cargo test --test operations mocked -- --ignored --nocapture`. Two environment variables change what it does:
//! `REALTIMEKIT_MOCKED_RESPONSES` is the number of responses of each operation, and `REALTIMEKIT_MOCKED_DOCUMENT` another
//! description of the same API, such as Cloudflare's own.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::{env, fs};

use realtimekit::{Client, Error, RetryPolicy};
use realtimekit_tests::prism::{self, Prism};
use realtimekit_tests::wire::{ACCOUNT, TOKEN};
use serde_json::{Value, json};
use xtask::workspace;

use super::cases;

/// Responses of each operation.
const COUNT: usize = 50;

/// Where Cloudflare's schemas describe one object, and its examples have a list: operation and place of the list.
const LISTS: [(&str, &str); 3] = [
    ("get_meeting_livestream", "data.sessions"),
    ("list_livestreams", "data"),
    ("list_session_livestreams", "data"),
];

#[tokio::test(flavor = "multi_thread")]
#[ignore = "installs packages"]
async fn made_up_responses_of_all_operations_are_read() {
    let Some(program) = prism::install(env!("CARGO_TARGET_TMPDIR")) else {
        return;
    };
    let spec = read(workspace::generated().join("openapi.json"));
    let foreign = env::var_os("REALTIMEKIT_MOCKED_DOCUMENT").map(PathBuf::from);
    let mut document = foreign.map_or_else(|| spec.clone(), read);
    prepare(&mut document, &types(&spec));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("openapi.json");
    fs::write(&file, document.to_string()).unwrap();
    let count = env::var("REALTIMEKIT_MOCKED_RESPONSES");
    let count = count.map_or(COUNT, |count| count.parse().unwrap());
    let prism = Prism::mock(&program, &file);
    let client = Client::builder()
        .base_url(prism.url())
        .token(TOKEN)
        .account_id(ACCOUNT)
        .app_id("2a95132c-1573-4412-89c1-0f0e6b3e9e21")
        .retry(RetryPolicy::off())
        .build()
        .unwrap();

    let (mut was_read, mut explained) = (0, 0);
    let mut failed: BTreeMap<String, usize> = BTreeMap::new();
    for case in cases() {
        for _ in 0..count {
            match (case.all)(&client).await {
                Ok(_) => was_read += 1,
                Err(Error::Decode(error)) if LISTS.contains(&(case.operation, error.path())) => {
                    explained += 1;
                }
                Err(error) => *failed.entry(explanation(&error)).or_default() += 1,
            }
        }
    }
    println!("{was_read} responses were read, {explained} have an object for a list");
    for (error, count) in &failed {
        println!("{count} × {error}");
    }
    assert!(failed.is_empty(), "see the list above");
}

fn read(file: PathBuf) -> Value {
    serde_json::from_slice(&fs::read(file).unwrap()).unwrap()
}

/// The error, with what Prism states about the request.
fn explanation(error: &Error) -> String {
    let body = match error {
        Error::UnexpectedResponse(error) => String::from_utf8_lossy(error.body()),
        _ => String::new().into(),
    };
    format!("{error} {body}")
}

/// The type of each property of the spec, by its name. Names with several types are missing.
fn types(spec: &Value) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut rest = vec![spec];
    while let Some(value) = rest.pop() {
        let properties = value.get("properties").and_then(Value::as_object);
        for (name, schema) in properties.into_iter().flatten() {
            let of_type = schema["type"].as_str().unwrap_or_default().to_owned();
            let types = found.entry(name.clone()).or_default();
            if !types.contains(&of_type) {
                types.push(of_type);
            }
        }
        match value {
            Value::Object(fields) => rest.extend(fields.values()),
            Value::Array(items) => rest.extend(items),
            _ => {}
        }
    }
    let single = found.into_iter().filter(|(_, types)| types.len() == 1);
    single
        .map(|(name, mut types)| (name, types.remove(0)))
        .collect()
}

/// Makes all schemas as strict as the service is, because Prism only knows what a schema states:
///
/// - A response is a success.
/// - An integer is not negative, because all integers of this API are counts, sizes or durations. A port has 16 bits.
/// - Of Cloudflare's description: a number that is an integer in the spec has no fraction; a string that is a boolean or a number in
///   the spec is written as one; ids of apps have 36 characters; `filters` is a list with commas.
fn prepare(value: &mut Value, types: &BTreeMap<String, String>) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::Object(properties)) = fields.get_mut("properties") {
                for (name, schema) in properties {
                    property(name, schema, types.get(name).map_or("", String::as_str));
                }
            }
            if fields.get("type").is_some_and(|it| it == "integer") {
                fields.entry("minimum").or_insert(json!(0));
                fields.entry("maximum").or_insert(json!(u32::MAX));
            }
            let name = fields.get("name").and_then(Value::as_str);
            if matches!(name, Some("app_id" | "filters")) && fields.contains_key("in") {
                fields.insert("schema".to_owned(), json!({"type": "string"}));
            }
            fields.values_mut().for_each(|value| prepare(value, types));
        }
        Value::Array(items) => items.iter_mut().for_each(|value| prepare(value, types)),
        _ => {}
    }
}

fn property(name: &str, schema: &mut Value, in_spec: &str) {
    if name.ends_with("port") && in_spec == "integer" {
        schema["maximum"] = json!(u16::MAX);
    }
    match (schema["type"].as_str(), in_spec) {
        (Some("boolean"), _) if name == "success" => schema["enum"] = json!([true]),
        (Some("number"), "integer") => schema["type"] = json!("integer"),
        (Some("string"), "boolean") => schema["enum"] = json!(["true", "false"]),
        (Some("string"), "integer" | "number") => schema["enum"] = json!(["0", "60"]),
        _ => {}
    }
}
