//! The names of operations, which methods and types are named after.

use std::collections::HashMap;

use heck::ToSnakeCase;

use super::context::Context;
use crate::diagnostics::Finding;
use crate::openapi::text;

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    // By Rust name: the first operationId, and its place.
    let mut seen: HashMap<String, (&str, String)> = HashMap::new();
    for (pointer, operation) in context.operations() {
        let id = text(operation, "operationId");
        let here = format!("{pointer}/operationId");
        if id.trim().is_empty() {
            let help = "add one in snake_case: it names the call and its types";
            if operation.get("operationId").is_some() {
                findings.push(context.about_value(
                    "missing-operation-id",
                    &here,
                    "the `operationId` of this operation is empty",
                    help,
                ));
                continue;
            }
            findings.push(context.spec.finding(
                "missing-operation-id",
                pointer,
                "this operation has no `operationId`",
                help,
            ));
            continue;
        }
        match seen.get(&id.to_snake_case()) {
            None => {
                seen.insert(id.to_snake_case(), (id, here));
            }
            Some((first, at)) => {
                let (rule, message) = if *first == id {
                    (
                        "duplicate-operation-id",
                        format!("the operationId `{id}` is used twice"),
                    )
                } else {
                    (
                        "colliding-operation-ids",
                        format!("the operationIds `{id}` and `{first}` have the same name in Rust"),
                    )
                };
                let finding = context
                    .about_value(
                        rule,
                        &here,
                        message,
                        "give one of the two another operationId",
                    )
                    .with(context.spec.value_position(at), "the other one");
                findings.push(finding);
            }
        }
    }
    findings
}
