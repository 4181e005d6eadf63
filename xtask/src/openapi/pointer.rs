//! JSON pointers.

use std::borrow::Cow;

use serde_json::Value;

/// The key for a segment of a JSON pointer.
pub fn unescape(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}

/// A key as a segment of a JSON pointer.
pub fn escape(key: &str) -> Cow<'_, str> {
    // Searching bytes is much faster than characters in a debug build.
    let bytes = key.as_bytes();
    match bytes.contains(&b'~') || bytes.contains(&b'/') {
        true => key.replace('~', "~0").replace('/', "~1").into(),
        false => key.into(),
    }
}

/// The node at a pointer. Most lead to a component, whose name needs no unescaping.
pub fn node_at<'d>(document: &'d Value, pointer: &str) -> Option<&'d Value> {
    if pointer.contains('~') {
        return document.pointer(pointer);
    }
    match pointer.strip_prefix("/components/schemas/") {
        Some(name) if !name.contains('/') => document.get("components")?.get("schemas")?.get(name),
        _ => document.pointer(pointer),
    }
}

/// The part of a path that is sent as the path. After it, there may be a query, which is always sent, and a fragment,
/// which is never sent and only distinguishes operations.
pub fn sent_path(path: &str) -> &str {
    path.split(['?', '#']).next().unwrap_or_default()
}

/// The query parameters in a path, `/a?b=c`. Their values are fixed.
pub fn fixed_query(path: &str) -> Vec<(&str, &str)> {
    let path = path.split('#').next().unwrap_or_default();
    let query = path.split_once('?').map_or("", |(_, query)| query);
    let pairs = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.contains('{'));
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .collect()
}

/// The component, the operation or the path that contains a pointer.
pub fn container(pointer: &str) -> &str {
    let named = ["/components/", "/paths/", "/x-webhooks/"];
    let depth = if named.iter().any(|start| pointer.starts_with(start)) {
        3
    } else {
        1
    };
    let end = pointer.match_indices('/').nth(depth);
    end.map_or(pointer, |(end, _)| pointer.get(..end).unwrap_or(pointer))
}

/// The name of the schema component at `pointer`.
pub fn component(pointer: &str) -> Option<&str> {
    let name = pointer.strip_prefix("/components/schemas/")?;
    (!name.contains('/')).then_some(name)
}

/// A pointer in which items of lists are named by their content, because indices change when other items do.
pub fn stable(document: &Value, pointer: &str) -> String {
    let mut named = String::new();
    // After a missing node, the rest of the pointer is unchanged.
    let mut at = Some(document);
    for segment in pointer.split('/').skip(1) {
        let key = unescape(segment);
        let item = at
            .and_then(Value::as_array)
            .and_then(|items| items.get(key.parse::<usize>().ok()?));
        named.push('/');
        match item {
            Some(item) => named.push_str(&called(item)),
            None => named.push_str(segment),
        }
        at = item.or_else(|| at.and_then(|value| value.get(&key)));
    }
    named
}

fn called(item: &Value) -> String {
    let text = |key: &str| item.get(key).and_then(Value::as_str);
    match (text("$ref"), text("in"), text("name"), item) {
        (Some(reference), ..) => reference.to_owned(),
        (None, Some(place), Some(name), _) => format!("{place}:{name}"),
        (None, None, Some(name), _) => name.to_owned(),
        (.., Value::String(text)) => text.clone(),
        _ => "*".to_owned(),
    }
}
