//! Servers that the client cannot call.

use std::collections::HashSet;

use super::context::Context;
use crate::diagnostics::Finding;
use crate::openapi::servers::{is_absolute, servers};

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let found = servers(context.document());
    let has_main = is_absolute(&found.main);
    let ignored = found.others.into_values();
    let mut seen = HashSet::new();
    let unusable = found.has_unusable_main.then(|| {
        context.about_value(
            "unusable-server",
            "/servers/0/url",
            "this cannot be the base URL: a base URL has no query, fragment or credentials, and each of its variables has a default",
            "describe query parameters and credentials in the operations, and each variable in `variables`",
        )
    });
    let ignored = ignored
        .filter(|other| other.address.is_none() || !has_main)
        .filter(|other| seen.insert(other.pointer.clone()))
        .map(|other| {
            let (message, help) = match has_main {
                true => (
                    format!("the server `{}` is not called", other.written),
                    "write an absolute URL that begins with https://",
                ),
                false => (
                    format!(
                        "the server `{}` is not called: the document has no server for the other operations",
                        other.written
                    ),
                    "write an absolute URL in `servers` of the document",
                ),
            };
            context
                .spec
                .finding("ignored-server", &other.pointer, message, help)
        });
    unusable.into_iter().chain(ignored).collect()
}
