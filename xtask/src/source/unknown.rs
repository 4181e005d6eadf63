//! Keys that OpenAPI does not define.

use serde_json::Value;

use crate::diagnostics::{did_you_mean, nearest};
use crate::openapi::{Field, HARMLESS, Kind, LATER_KEYWORDS, is_status};

/// Objects whose values are described below `schema`. In Swagger 2.0, parameters had the keywords themselves.
const BELOW_SCHEMA: [Kind; 3] = [Kind::Parameter, Kind::Header, Kind::MediaType];

/// Whether `x-client` of a document is that of this project: it has one of its keys, or a misspelt one. Other tools may have
/// an extension of this name, too, which is ignored.
pub(crate) fn has_settings(document: &Value) -> bool {
    let client = document.get("x-client").and_then(Value::as_object);
    let names = || Kind::Client.fields().iter().map(|field| field.name);
    client.is_some_and(|client| {
        client.is_empty() || client.keys().any(|key| nearest(key, names()).is_some())
    })
}

/// The message and the help for a key that `kind` does not have. `None` if it has no effect.
pub(crate) fn unknown(kind: Kind, key: &str, house_rules: bool) -> Option<(String, String)> {
    let owner = kind.title();
    let all = || kind.fields().iter().chain(kind.extensions());
    let names = || all().map(|field: &Field| field.name);
    if key.starts_with("x-") {
        let message = format!("{owner} has no extension `{key}` here");
        let help = did_you_mean(key, names(), "spec/README.md lists the extensions");
        return house_rules.then_some((message, help));
    }
    match kind {
        Kind::Paths => {
            let message = format!("`{key}` is not a path: a path starts with `/`");
            return Some((message, format!("write `/{key}`")));
        }
        Kind::Responses => {
            let upper = key.to_ascii_uppercase();
            return Some(if is_status(&upper) {
                (
                    format!("`{key}` is read as `{upper}`"),
                    format!("write `{upper}`"),
                )
            } else {
                (
                    format!("`{key}` is not a response status, and is left out"),
                    "write a number such as 200, a class such as 4XX, or `default`".to_owned(),
                )
            });
        }
        _ => {}
    }
    let message = format!("{owner} has no keyword `{key}`");
    if kind == Kind::Schema && LATER_KEYWORDS.contains(&key) {
        let help = "OpenAPI 3.0 does not have it; use a keyword of 3.0 instead, for example `enum` with one value for `const`";
        return Some((message, help.to_owned()));
    }
    let near = nearest(key, names());
    match near {
        _ if !house_rules && HARMLESS.contains(&key) => None,
        Some(name) => Some((message, format!("did you mean `{name}`?"))),
        None if BELOW_SCHEMA.contains(&kind)
            && Kind::Schema.fields().iter().any(|it| it.name == key) =>
        {
            Some((message, "write it below `schema`".to_owned()))
        }
        None if house_rules || kind == Kind::Client => Some((
            message,
            format!("it has: {}", names().collect::<Vec<_>>().join(", ")),
        )),
        None => None,
    }
}
