//! Parameters that are declared twice, or optional in a path.

use std::collections::HashMap;

use super::context::Context;
use super::paths::is_optional_in_path;
use crate::diagnostics::Finding;
use crate::openapi::{Kind, Object, items, text};

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for parameter in context.index.all(Kind::Parameter) {
        let value = parameter.value;
        let (place, style) = (text(value, "in"), text(value, "style"));
        let of_paths = ["simple", "label", "matrix"].contains(&style);
        let is_known = match place {
            "path" => of_paths,
            "header" => style == "simple",
            _ => !of_paths,
        };
        if !style.is_empty() && !is_known {
            findings.push(context.about_value(
                "ignored-value",
                &format!("{}/style", parameter.pointer),
                format!("a {place} parameter cannot have the style `{style}`"),
                "remove it: a single value is sent the same in every style",
            ));
        }
        if is_optional_in_path(value) {
            findings.push(context.spec.finding(
                "optional-path-parameter",
                &parameter.pointer,
                format!(
                    "the path parameter `{}` is not `required: true`",
                    text(value, "name")
                ),
                "add `required: true`: a path without it is another path",
            ));
        }
    }
    for holder in context.index.objects.iter() {
        if matches!(holder.kind, Kind::PathItem | Kind::Operation) {
            twice(context, holder, &mut findings);
        }
    }
    findings
}

fn twice<'a>(context: &Context<'a>, holder: &Object<'a>, findings: &mut Vec<Finding>) {
    let mut seen: HashMap<(&str, &str), String> = HashMap::new();
    for (at, parameter) in items(holder.value, "parameters").enumerate() {
        let Some(parameter) = context.resolve(parameter) else {
            continue;
        };
        let (name, place) = (text(parameter, "name"), text(parameter, "in"));
        let pointer = format!("{}/parameters/{at}", holder.pointer);
        match seen.get(&(name, place)) {
            None => {
                seen.insert((name, place), pointer);
            }
            Some(first) => findings.push(
                context
                    .spec
                    .finding(
                        "duplicate-parameter",
                        &pointer,
                        format!("the {place} parameter `{name}` is listed twice"),
                        "keep one of the two",
                    )
                    .with(context.spec.position(first), "the other one"),
            ),
        }
    }
}
