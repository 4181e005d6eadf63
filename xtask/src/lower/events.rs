//! The pass that makes one type of all events that the service sends.

use serde_json::{Map, Value, json};

use crate::lower::position::AT;
use crate::lower::problem::{Problem, Problems, unless_any};
use crate::lower::settings::Settings;
use crate::openapi::{escape, ref_to, schema, schema_ref, text, texts};

/// The name of the type of all events.
pub const EVENT: &str = "Event";

/// The bodies of all webhooks become one choice, whose discriminator is the name of the event. Without
/// `x-client.events`, webhooks are ignored.
///
/// ```yaml
/// x-client: {events: {key: event, public-key: …}}                                             # before
/// x-webhooks: {pet.fed: {post: {requestBody: {content: {application/json: {schema: {$ref: PetFed}}}}}}}
/// Event: {oneOf: [{$ref: PetFed}], discriminator: {propertyName: event, mapping: {pet.fed: PetFed}}, x-event: true}   # after
/// ```
pub fn join_events(document: &mut Value, settings: &Settings) -> Result<(), Problems> {
    let webhooks = document
        .as_object_mut()
        .and_then(|fields| fields.remove("x-webhooks"));
    let Some(events) = &settings.events else {
        return Ok(());
    };
    let webhooks = match webhooks {
        Some(Value::Object(webhooks)) if !webhooks.is_empty() => webhooks,
        _ => {
            return Err(vec![Problem::new(
                "/x-client/events",
                "`events` is set, but the document has no webhooks",
                "describe the webhooks in `x-webhooks`, or remove `events`",
            )]);
        }
    };
    let mut problems = Vec::new();
    let mut members: Vec<Value> = Vec::new();
    let mut mapping = Map::new();
    // Keyed by member, because two events can have the same body.
    let mut about: Vec<Value> = Vec::new();
    for (name, item) in &webhooks {
        match body(item, &events.key, document) {
            Ok(body) => {
                let member = ref_to(body);
                mapping.insert(name.clone(), member["$ref"].clone());
                match members.iter().position(|known| *known == member) {
                    Some(known) => describe(&mut about[known], name, item),
                    None => {
                        members.push(member);
                        about.push(json!({ "description": "" }));
                        describe(&mut about[members.len() - 1], name, item);
                    }
                }
            }
            Err(message) => problems.push(Problem::new(
                format!("/x-webhooks/{}", escape(name)),
                format!("the webhook `{name}` {message}"),
                "describe it as `post` with a JSON body that refers to a schema of its own, which requires the key",
            )),
        }
    }
    let first = webhooks.keys().next().map(|first| escape(first));
    let pointer = format!("/x-webhooks/{}", first.unwrap_or_default());
    if schema(document, EVENT).is_some() {
        problems.push(Problem::new(
            format!("/components/schemas/{EVENT}"),
            format!("`{EVENT}` is the name of the type of all webhooks"),
            "rename the schema",
        ));
    }
    if problems.is_empty() && members.len() < 2 {
        problems.push(Problem::new(
            &pointer,
            "there is only one type of event, and events are a choice between types",
            "describe another webhook, whose body is another schema, or remove `events` from `x-client`",
        ));
    }
    document["components"]["schemas"][EVENT] = json!({
        "description": "An event that the service sends to a webhook.",
        "oneOf": members,
        "discriminator": { "propertyName": events.key, "mapping": mapping, AT: pointer },
        "x-event": true,
        "x-variant-docs": about,
        AT: pointer,
    });
    // If all events have the same page, it is the page of the choice.
    let pages: Vec<&Value> = webhooks
        .values()
        .filter_map(|item| item.pointer("/post/externalDocs"))
        .collect();
    if let Some(page) = pages.first()
        && pages.iter().all(|other| other == page)
    {
        document["components"]["schemas"][EVENT]["externalDocs"] = (*page).clone();
    }
    unless_any(problems, ())
}

/// Adds the documentation of a webhook to that of its variant.
fn describe(about: &mut Value, name: &str, item: &Value) {
    let post = item.get("post").unwrap_or(&Value::Null);
    let description = match text(post, "description") {
        "" => text(post, "summary"),
        description => description,
    };
    let known = text(about, "description");
    let between = if known.is_empty() { "" } else { "\n\n" };
    let whole = format!("{known}{between}The event `{name}`. {description}");
    about["description"] = whole.trim_end().into();
    if let Some(docs) = post.get("externalDocs") {
        about["externalDocs"] = docs.clone();
    }
}

/// The name of the schema of a webhook's body.
fn body<'a>(item: &'a Value, key: &str, document: &Value) -> Result<&'a str, String> {
    let body = item
        .pointer("/post/requestBody/content/application~1json/schema")
        .ok_or("has no JSON body")?;
    let name = schema_ref(body).ok_or("has a body without a name")?;
    let target = schema(document, name).ok_or("refers to no schema")?;
    match texts(target, "required").contains(&key) {
        true => Ok(name),
        false => Err(format!("has a body that does not require `{key}`")),
    }
}
