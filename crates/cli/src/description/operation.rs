//! The operations of the API as commands.

use std::sync::OnceLock;

use realtimekit_runtime::{self as runtime, Method, Payload, RateScope};
use serde_json::Value;

use super::body::body;
use super::document::{document, entries, items, text};
use super::names::{Name, dashed, name};
use super::parameters::parameters;
use super::response::{Response, documentation, response};
use super::schema::Field;

/// The query parameter with the number of the page.
const PAGE: &str = "page_no";
const METHODS: [(&str, Method); 5] = [
    ("get", Method::Get),
    ("post", Method::Post),
    ("put", Method::Put),
    ("patch", Method::Patch),
    ("delete", Method::Delete),
];

/// An operation as a command.
pub struct Operation {
    /// The operation id, `add_participant`.
    pub id: &'static str,
    /// The first word of the command, `participants`.
    pub group: String,
    /// The second word, `add`.
    pub command: String,
    /// The HTTP method.
    pub method: Method,
    /// The path's template.
    pub path: &'static str,
    /// One sentence about it.
    pub summary: &'static str,
    /// More about it.
    pub description: &'static str,
    /// The address of its documentation.
    pub documentation: &'static str,
    /// The ids that it takes, in their order.
    pub positionals: Vec<Positional>,
    /// The parameters of the query.
    pub query: Vec<Field>,
    /// The properties of the body, if it has one that is not fixed.
    pub body: Option<Vec<Field>>,
    /// The body that is always sent.
    pub fixed_body: Option<&'static Value>,
    /// Its response.
    pub response: Response,
    source: &'static Value,
}

/// An id that a command takes.
pub struct Positional {
    /// Its name in the API.
    pub name: &'static str,
    /// Where it is sent.
    pub place: Place,
    /// Its description.
    pub description: &'static str,
}

/// Where an id is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In the body.
    Body,
}

/// All operations, and further commands that send a fixed body.
pub fn operations() -> &'static [Operation] {
    static OPERATIONS: OnceLock<Vec<Operation>> = OnceLock::new();
    OPERATIONS.get_or_init(|| {
        let mut operations = Vec::new();
        for (path, item) in entries(document(), "paths") {
            for (key, method) in METHODS {
                if let Some(source) = item.get(key) {
                    operations.push(read(path, item, method, source));
                    let fixed = items(source, "x-methods");
                    operations.extend(fixed.map(|fixed| Operation {
                        command: dashed(text(fixed, "method")),
                        summary: text(fixed, "summary"),
                        body: None,
                        fixed_body: fixed.get("body"),
                        ..read(path, item, method, source)
                    }));
                }
            }
        }
        operations
    })
}

/// The operation of a command.
pub fn find(group: &str, command: &str) -> Option<&'static Operation> {
    let mut operations = operations().iter();
    operations.find(|operation| operation.group == group && operation.command == command)
}

fn read(
    path: &'static str,
    item: &'static Value,
    method: Method,
    source: &'static Value,
) -> Operation {
    let Name {
        group,
        command,
        arguments,
    } = name(text(source, "x-call"));
    let mut parameters = parameters(item, source);
    let mut body = body(source);
    let positionals = arguments.into_iter().map(|argument| {
        let mut in_path = parameters.path.iter();
        // The library has names in snake_case.
        let known = in_path.find(|(name, _)| name.replace('-', "_") == argument);
        if let Some(&(name, description)) = known {
            return Positional {
                name,
                place: Place::Path,
                description,
            };
        }
        let take = |fields: &mut Vec<Field>| {
            let at = fields.iter().position(|field| field.name == argument)?;
            Some(fields.remove(at))
        };
        match take(&mut parameters.query) {
            Some(field) => Positional {
                name: field.name,
                place: Place::Query,
                description: field.description,
            },
            None => Positional {
                name: argument,
                place: Place::Body,
                description: body.as_mut().and_then(take).map_or("", |it| it.description),
            },
        }
    });
    let positionals = positionals.collect();
    let has_pages = parameters.query.iter().any(|field| field.name == PAGE);
    Operation {
        id: text(source, "operationId"),
        group,
        command,
        method,
        path,
        summary: text(source, "summary"),
        description: text(source, "description"),
        documentation: documentation(source),
        positionals,
        query: parameters.query,
        body,
        fixed_body: None,
        response: response(source, has_pages),
        source,
    }
}

impl Operation {
    /// The operation for the client. It is leaked, because the client needs `'static` and the program makes few
    /// calls.
    pub fn leaked(&self) -> &'static runtime::Operation {
        fn leaked<T>(items: Vec<T>) -> &'static [T] {
            Box::leak(items.into_boxed_slice())
        }
        let client = document().get("x-client").unwrap_or(&Value::Null);
        let paths = self.response.payload.iter().cloned().map(leaked);
        let permissions = items(client, "permissions").filter_map(Value::as_str);
        Box::leak(Box::new(runtime::Operation {
            id: self.id,
            method: self.method,
            path: self.path,
            payload: Payload::Enveloped(leaked(paths.collect())),
            permissions: leaked(permissions.collect()),
            is_sent_once: self.source.get("x-retry") == Some(&Value::Bool(false)),
            rate_scope: self.rate_scope(client),
        }))
    }

    fn rate_scope(&self, client: &'static Value) -> Option<&'static RateScope> {
        let name = self.source.get("x-rate-limit")?.as_str()?;
        let limit = client.get("rate-limits")?.get(name)?;
        Some(Box::leak(Box::new(RateScope {
            name,
            calls: u32::try_from(limit.get("calls")?.as_u64()?).ok()?,
            seconds: limit.get("seconds")?.as_u64()?,
        })))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::description::Shape;

    #[test]
    fn every_operation_has_a_command_of_its_own() {
        let ids: BTreeSet<_> = operations().iter().map(|it| it.id).collect();
        assert_eq!(ids.len(), 62);
        let commands = operations().iter().map(|it| (&it.group, &it.command));
        let different: BTreeSet<_> = commands.clone().collect();
        assert_eq!(different.len(), commands.count());
    }

    #[test]
    fn an_operation_is_sent_as_the_library_sends_it() {
        let operation = find("recordings", "pause").map(Operation::leaked);
        let shown = format!("{operation:?}");
        for part in [
            "id: \"control_recording\"",
            "method: Put",
            "Enveloped([[\"data\"]])",
            "is_sent_once: true",
            "permissions: [\"Realtime\", \"Realtime Admin\"]",
            "name: \"recordings\", calls: 1000, seconds: 50",
        ] {
            assert!(shown.contains(part), "{shown}");
        }
    }

    #[test]
    fn lists_and_pages_are_recognised() {
        for (group, command, shape) in [
            ("meetings", "list", Shape::Page),
            ("livestreams", "list", Shape::Page),
            ("session-participants", "list", Shape::Page),
            ("webhooks", "list", Shape::List),
            ("livestreams", "get", Shape::One),
            ("participants", "add", Shape::One),
        ] {
            let found = find(group, command).map(|it| it.response.shape);
            assert_eq!(found, Some(shape), "{group} {command}");
        }
    }

    #[test]
    fn an_id_that_is_not_in_the_path_is_in_the_body() {
        let operation = find("recordings", "start").unwrap();
        let places: Vec<_> = operation
            .positionals
            .iter()
            .map(|it| (it.name, it.place))
            .collect();
        assert_eq!(places, [("meeting_id", Place::Body)]);
        let body = operation.body.as_ref().unwrap();
        assert!(body.iter().all(|field| field.name != "meeting_id"));
        assert!(body.iter().any(|field| field.name == "max_seconds"));
    }
}
