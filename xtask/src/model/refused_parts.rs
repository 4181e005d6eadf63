//! Finds the part of a document that progenitor refuses, when its error does not name it.
//!
//! ```text
//! all operations ─halves─► the operations that fail alone ─their schemas─► the smallest schema that fails alone
//! ```

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::lower::position::at;
use crate::lower::problem::{Problem, Problems};
use crate::openapi::{SCHEMAS, component, escape, operations, reached};

/// One operation: its path, its method, and itself.
type Named<'a> = (&'a str, &'a str, &'a Value);

/// A problem for each schema and operation that progenitor refuses. `refusal` returns its error for a lowered document,
/// if any.
pub fn find(lowered: &Value, refusal: &dyn Fn(&Value) -> Option<String>) -> Problems {
    let all: Vec<Named> = operations(lowered).collect();
    let mut search = Search {
        lowered,
        refusal,
        problems: Vec::new(),
        known: Vec::new(),
    };
    search.halve(&all);
    search.problems
}

struct Search<'a> {
    lowered: &'a Value,
    refusal: &'a dyn Fn(&Value) -> Option<String>,
    problems: Problems,
    /// The pointers of the schemas that progenitor refuses.
    known: Vec<String>,
}

impl Search<'_> {
    fn halve(&mut self, operations: &[Named]) {
        // A part that is known to fail is not searched again.
        let is_open = |operation: &&Named| {
            let used = reached(self.lowered, [operation.2]);
            !self.known.iter().any(|pointer| used.contains_key(pointer))
        };
        let open: Vec<Named> = operations.iter().filter(is_open).copied().collect();
        let Some(message) = (self.refusal)(&self.part(&open)) else {
            return;
        };
        let (first, second) = open.split_at(open.len() / 2);
        if let [(_, _, only)] = *open.as_slice() {
            let problem = self
                .smallest(only)
                .unwrap_or_else(|| refused(at(only), &message));
            self.problems.push(problem);
            return;
        }
        let before = self.problems.len();
        self.halve(first);
        self.halve(second);
        if self.problems.len() == before {
            // They only fail together.
            let further = second.iter().map(|(_, _, it)| refused(at(it), &message));
            self.problems.extend(further);
        }
    }

    /// The problem of the operation's schema that fails with the fewest other schemas.
    fn smallest(&mut self, operation: &Value) -> Option<Problem> {
        let used = reached(self.lowered, [operation]);
        let mut sized: Vec<(usize, &String, &Value)> = used
            .iter()
            .map(|(pointer, schema)| (reached(self.lowered, [*schema]).len(), pointer, *schema))
            .collect();
        sized.sort_by_key(|(size, pointer, _)| (*size, (*pointer).clone()));
        for (_, pointer, schema) in sized {
            let name = component(pointer)?;
            let alone = json!({
                "operationId": "a",
                "x-at": at(schema),
                "responses": { "200": { "content": { "application/json": {
                    "schema": { "$ref": format!("{SCHEMAS}{}", escape(name)) }
                }}}},
            });
            if let Some(message) = (self.refusal)(&self.part(&[("/a", "get", &alone)])) {
                self.known.push(pointer.clone());
                return Some(refused(at(schema), &message));
            }
        }
        None
    }

    /// The document with these operations only, and the schemas that they use.
    fn part(&self, operations: &[Named]) -> Value {
        let used = reached(self.lowered, operations.iter().map(|(_, _, it)| *it));
        let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
        for (path, method, operation) in operations {
            let item = paths.entry(path).or_default();
            item.insert((*method).to_owned(), (*operation).clone());
        }
        let schemas: Map<String, Value> = used
            .into_iter()
            .filter_map(|(pointer, schema)| Some((component(&pointer)?.to_owned(), schema.clone())))
            .collect();
        json!({ "openapi": "3.0.3", "paths": paths, "components": { "schemas": schemas } })
    }
}

fn refused(pointer: &str, message: &str) -> Problem {
    Problem::new(
        pointer,
        format!("progenitor does not support this: {message}"),
        "write the schema in a simpler way",
    )
}
