//! Webhooks: the events that the service sends become the enum `Event`, which is selected by the name of the event.

use serde_json::Value;

use super::context::Context;
use crate::diagnostics::{Finding, did_you_mean};
use crate::openapi::{entries, escape, items, schema, schema_ref, target_name, texts};

const SETTING: &str = "/x-client/events";

/// The rules for every document.
pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let document = context.document();
    let mut findings = Vec::new();
    let webhooks: Vec<_> = entries(document, "x-webhooks").collect();
    let Some(settings) = document.pointer(SETTING) else {
        if !webhooks.is_empty() {
            findings.push(context.spec.finding(
                "unreceived-webhook",
                "/x-webhooks",
                "the client has no types for these webhooks",
                "to receive them, set `x-client: {events: {key: …}}` to the property that contains the name of the event",
            ));
        }
        return findings;
    };
    let key = settings.get("key").and_then(Value::as_str);
    if webhooks.is_empty() {
        findings.push(context.spec.finding(
            "webhook-body",
            SETTING,
            "`events` is set, but there are no webhooks",
            "describe them under `x-webhooks`, or remove `events`",
        ));
    }
    for (name, item) in &webhooks {
        let pointer = format!("/x-webhooks/{}", escape(name));
        match (payload(document, item), key) {
            (None, _) => findings.push(context.spec.finding(
                "webhook-body",
                &pointer,
                format!("the webhook `{name}` has no JSON body with a schema of its own"),
                "describe it as `post` with a JSON body that refers to a schema under components/schemas",
            )),
            (Some((body, payload)), Some(key)) => {
                marked(context, name, &pointer, body, payload, key, &mut findings);
            }
            // A missing `key` is reported by the settings.
            (Some(_), None) => {}
        }
    }
    names(context, settings, &webhooks, &mut findings);
    findings
}

/// The house rules for events.
pub(super) fn house(context: &Context<'_>) -> Vec<Finding> {
    let document = context.document();
    let mut findings = Vec::new();
    for (name, item) in entries(document, "x-webhooks") {
        if let Some((_, payload)) = payload(document, item)
            && !has_id(document, payload, DEPTH)
        {
            findings.push(context.spec.finding(
                "webhook-without-id",
                &format!("/x-webhooks/{}", escape(name)),
                format!("the webhook `{name}` has no id"),
                "give a property of its body the type of an id: a schema of `type: string` under components/schemas",
            ));
        }
    }
    findings
}

/// The schema of a webhook's body, with its name.
fn payload<'a>(document: &'a Value, item: &'a Value) -> Option<(&'a str, &'a Value)> {
    let body = item.pointer("/post/requestBody/content/application~1json/schema")?;
    let name = schema_ref(body)?;
    Some((name, schema(document, name)?))
}

/// The body requires the property with the name of the event, a string that can have this name.
fn marked(
    context: &Context<'_>,
    name: &str,
    pointer: &str,
    body: &str,
    payload: &Value,
    key: &str,
    findings: &mut Vec<Finding>,
) {
    let property = payload.get("properties").and_then(|all| all.get(key));
    let property =
        property.map(|property| target(context.document(), property).unwrap_or(property));
    let message = match property {
        None => format!("the event `{name}` is not recognised: `{body}` has no property `{key}`"),
        Some(_) if !texts(payload, "required").contains(&key) => {
            format!("the event `{name}` is not recognised: `{body}` does not require `{key}`")
        }
        Some(property) if property.get("type").and_then(Value::as_str) != Some("string") => {
            format!("the event `{name}` is not recognised: `{key}` of `{body}` is not a string")
        }
        Some(property) if !may_be(property, name) => {
            format!(
                "the event `{name}` is not recognised: it is not among the values of `{key}` of `{body}`"
            )
        }
        Some(_) => return,
    };
    let keys = payload.get("properties").and_then(Value::as_object);
    let keys = keys
        .into_iter()
        .flat_map(|all| all.keys().map(String::as_str));
    let finding = context.spec.finding(
        "unmarked-webhook",
        pointer,
        message,
        did_you_mean(
            key,
            keys.filter(|known| *known != key),
            &format!("make `{key}` a required string of the schema"),
        ),
    );
    findings.push(finding.with(
        context.spec.value_position(SETTING),
        "the name of the property",
    ));
}

/// Whether a value of this schema can be the name.
fn may_be(property: &Value, name: &str) -> bool {
    property.get("enum").is_none() || items(property, "enum").any(|value| value == name)
}

/// The described events are those that the API lists.
fn names(
    context: &Context<'_>,
    settings: &Value,
    webhooks: &[(&String, &Value)],
    findings: &mut Vec<Finding>,
) {
    let Some(listed_in) = settings.get("names").and_then(Value::as_str) else {
        return;
    };
    let pointer = format!("{SETTING}/names");
    let Some(listed) = schema(context.document(), listed_in) else {
        findings.push(context.spec.finding(
            "webhook-names",
            &pointer,
            format!("there is no schema `{listed_in}`"),
            "name the schema whose `enum` lists the names of all events",
        ));
        return;
    };
    let listed: Vec<&str> = items(listed, "enum").filter_map(Value::as_str).collect();
    for (name, _) in webhooks
        .iter()
        .filter(|(name, _)| !listed.contains(&name.as_str()))
    {
        findings.push(context.spec.finding(
            "webhook-names",
            &format!("/x-webhooks/{}", escape(name)),
            format!("`{listed_in}` does not list the event `{name}`"),
            did_you_mean(name, listed.iter().copied(), "add it there"),
        ));
    }
    let is_described = |name: &str| webhooks.iter().any(|(known, _)| *known == name);
    for name in listed.iter().filter(|name| !is_described(name)) {
        findings.push(context.spec.finding(
            "webhook-names",
            &pointer,
            format!("`{listed_in}` lists the event `{name}`, which is not described"),
            "describe it under `x-webhooks`",
        ));
    }
}

/// The maximum depth of an id in a body.
const DEPTH: usize = 2;

/// Whether a property is an id: a string of a named schema without an enum.
fn has_id(document: &Value, payload: &Value, depth: usize) -> bool {
    entries(payload, "properties").any(|(_, property)| {
        target(document, property).is_some_and(|target| {
            match target.get("type").and_then(Value::as_str) {
                Some("string") => target.get("enum").is_none(),
                Some("object") => depth > 1 && has_id(document, target, depth - 1),
                _ => false,
            }
        })
    })
}

/// The component that a property refers to, alone or in an `allOf` with a description.
fn target<'a>(document: &'a Value, property: &Value) -> Option<&'a Value> {
    schema(document, target_name(property)?)
}
