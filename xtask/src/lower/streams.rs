//! The values of responses that are read while they are received.

use serde_json::{Value, json};

use crate::lower::choices::TAGS;
use crate::lower::position::{AT, at};
use crate::openapi::media::{Media, undocumented};
use crate::openapi::{CHOICES, follow, items, schema_ref, text, texts};

/// The extension of a member of a choice of data with the names of its events.
pub const EVENT_NAMES: &str = "x-event-names";

/// The deepest choice in a choice of events.
const MOST_NESTED: usize = 4;

/// The data of some events.
struct Event {
    data: Value,
    /// Whether the document describes the data.
    is_described: bool,
    /// Empty if the name does not matter.
    names: Vec<String>,
}

/// The schema of one of the values of a stream. `None` if it is a string. Some documents describe the whole body as a list.
pub fn streamed(media: &Media, whole: &Value) -> Option<Value> {
    let schema = media.value.get("schema")?;
    let found = follow(whole, schema, schema_ref);
    let item = match text(found, "type") {
        "array" => found.get("items")?,
        _ => schema,
    };
    let data = match media.is_of_events() {
        true => data_of_event(item, whole),
        false => None,
    };
    let item = data.unwrap_or_else(|| item.clone());
    let found = follow(whole, &item, schema_ref);
    let is_text = text(found, "type") == "string" || found.as_object()?.is_empty();
    (!is_text).then_some(item)
}

/// The schema of the data, if a schema describes whole server-sent events or a choice of them, as OpenAPI 3.2 and many
/// documents do. Others describe only the data. The names of events that the document lists select the member:
///
/// ```yaml
/// oneOf: [{properties: {event: {enum: [add]}, data: {$ref: Item}}}, {properties: {event: {enum: [end]}, data: {…}}}] # before
/// oneOf: [{$ref: Item, x-event-names: [add]}, {…, x-event-names: [end]}]                                             # after
/// ```
fn data_of_event(schema: &Value, whole: &Value) -> Option<Value> {
    let mut all = Vec::new();
    collect(schema, whole, MOST_NESTED, &[], &mut all)?;
    if !all.iter().any(|event| event.is_described) {
        return None;
    }
    // A string that ends the stream is no value.
    let is_end = |event: &Event| {
        let data = follow(whole, &event.data, schema_ref);
        data.pointer("/enum/0").is_some_and(|it| it == "[DONE]")
    };
    if !all.iter().all(is_end) {
        all.retain(|event| !is_end(event));
    }
    match all.len() {
        0 => None,
        1 => all.pop().map(|event| event.data),
        _ => {
            let members = all.into_iter().map(
                |Event {
                     mut data, names, ..
                 }| {
                    if !names.is_empty() {
                        data[EVENT_NAMES] = Value::from(names);
                    }
                    data
                },
            );
            Some(json!({ "oneOf": members.collect::<Vec<_>>() }))
        }
    }
}

/// Whether the data of some of these events can be a string, which is sent without quotes.
pub fn has_text(data: &Value, whole: &Value) -> bool {
    let is_text = |member| text(follow(whole, member, schema_ref), "type") == "string";
    items(data, "oneOf").any(is_text)
}

/// Adds the events that a schema describes. `tags` are its discriminator values, if the name of the event is the
/// discriminator. `None` if it describes something else.
fn collect(
    schema: &Value,
    whole: &Value,
    left: usize,
    tags: &[&str],
    all: &mut Vec<Event>,
) -> Option<()> {
    let found = follow(whole, schema, schema_ref);
    let mut members = CHOICES.iter().filter_map(|key| found.get(*key)?.as_array());
    if let Some(members) = members.next() {
        let left = left.checked_sub(1)?;
        let key = found.pointer("/discriminator/propertyName");
        let is_named = key.is_some_and(|key| key == "event");
        let mut members = members.iter();
        return members.try_for_each(|member| {
            let tags = match is_named {
                true => texts(member, TAGS),
                false => tags.to_vec(),
            };
            collect(member, whole, left, &tags, all)
        });
    }
    let fields = found.get("properties")?.as_object()?;
    let is_of_event = |name: &String| ["data", "event", "id", "retry"].contains(&name.as_str());
    if !fields.keys().all(is_of_event) {
        return None;
    }
    let described = fields.get("data");
    let undescribed = fields
        .get("event")
        .map(|event| json!({ "type": "string", AT: at(event) }));
    let data = described.cloned().or(undescribed)?;
    let event = fields
        .get("event")
        .map(|event| follow(whole, event, schema_ref));
    let listed = event.map_or_else(Vec::new, |event| texts(event, "enum"));
    let names = if listed.is_empty() { tags } else { &listed };
    let names = names.iter().map(|name| (*name).to_owned());
    let meant = undocumented(&data);
    let mut known = all.iter_mut();
    match known.find(|known| undocumented(&known.data) == meant) {
        // The name does not matter if it does not for one of the events.
        Some(known) if known.names.is_empty() || names.len() == 0 => known.names.clear(),
        Some(known) => known.names.extend(names),
        None => all.push(Event {
            data,
            is_described: described.is_some(),
            names: names.collect(),
        }),
    }
    Some(())
}
