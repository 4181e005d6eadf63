//! Path templates and the parameters that fill them.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::context::Context;
use crate::diagnostics::{Finding, nearest};
use crate::openapi::{METHODS, escape, flag, items, sent_path, text};

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut shapes: HashMap<String, String> = HashMap::new();
    let paths = context.document().get("paths").and_then(Value::as_object);
    for (path, item) in paths
        .into_iter()
        .flatten()
        .filter(|(path, _)| path.starts_with('/'))
    {
        let pointer = format!("/paths/{}", escape(path));
        let template = match template(path) {
            Ok(template) => template,
            Err(message) => {
                findings.push(context.spec.finding(
                    "malformed-path",
                    &pointer,
                    message,
                    "a path is made of literal segments and of parameters in braces: `/meetings/{meeting_id}`",
                ));
                continue;
            }
        };
        match shapes.get(&template.shape) {
            None => {
                shapes.insert(template.shape.clone(), pointer.clone());
            }
            // The segments after the path distinguish them.
            Some(_) if path.contains(['?', '#']) => {}
            Some(first) => findings.push(
                context
                    .spec
                    .finding(
                        "colliding-paths",
                        &pointer,
                        format!(
                            "`{path}` differs from another path only in the names of its parameters"
                        ),
                        "move the operations to one of the two",
                    )
                    .with(context.spec.position(first), "the other one"),
            ),
        }
        parameters(context, path, &pointer, &template, item, &mut findings);
        ambiguous(context, path, &pointer, item, &mut findings);
    }
    findings
}

/// Segments that servers split in different ways, because a value may have the text that is between two values.
fn ambiguous(
    context: &Context<'_>,
    path: &str,
    pointer: &str,
    item: &Value,
    findings: &mut Vec<Finding>,
) {
    let mixed = sent_path(path).split('/');
    let mut mixed = mixed
        .filter(|segment| segment.matches('{').count() > 1)
        .peekable();
    if mixed.peek().is_none() {
        return;
    }
    let operations = METHODS.iter().filter(|method| item.get(method).is_some());
    let operations = operations.map(|method| format!("{pointer}/{method}"));
    let declared: Vec<Declared<'_>> = operations
        .chain([pointer.to_owned()])
        .flat_map(|holder| declared(context, &holder))
        .collect();
    for segment in mixed {
        // `a}-`, `b}.json`, behind the first brace.
        let pieces: Vec<(&str, &str)> = segment
            .split('{')
            .skip(1)
            .filter_map(|piece| piece.split_once('}'))
            .collect();
        let between = pieces.windows(2).find_map(|pair| match pair {
            [(one, literal), (other, _)] => {
                let mut own = declared
                    .iter()
                    .filter(|it| [*one, *other].contains(&it.name));
                let may_have = own.any(|it| may_have(context, it.value, literal))
                    || [one, other]
                        .iter()
                        .any(|name| declared.iter().all(|it| it.name != **name));
                may_have.then_some(*literal)
            }
            _ => None,
        });
        if let Some(literal) = between {
            let what = match literal {
                "" => "has two values without anything between them".to_owned(),
                literal => {
                    format!("has `{literal}` between two values, which a value may have, too")
                }
            };
            findings.push(context.spec.finding(
                "ambiguous-segment",
                pointer,
                format!("`{segment}` {what}: the server may read other values"),
                "write an `enum`, `type: integer` or `format: uuid` if it applies; else callers must not pass such values",
            ));
        }
    }
}

/// Whether a value of a parameter may have this text, unescaped.
fn may_have(context: &Context<'_>, parameter: &Value, text: &str) -> bool {
    let schema = parameter.get("schema");
    let schema = schema.and_then(|schema| context.resolve(schema));
    let schema = schema.unwrap_or(&Value::Null);
    // Other characters are always escaped in a value.
    if !text
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "-._~".contains(c))
    {
        return false;
    }
    let is_made_of = |characters: &str| text.chars().all(|c| characters.contains(c));
    let values = items(schema, "enum").filter_map(Value::as_str);
    match (self::text(schema, "type"), self::text(schema, "format")) {
        ("integer", _) => is_made_of("0123456789"),
        ("boolean", _) => ["true", "false"].iter().any(|value| value.contains(text)),
        (_, "uuid") => is_made_of("0123456789abcdefABCDEF-"),
        _ if schema.get("enum").is_some() => values.into_iter().any(|value| value.contains(text)),
        _ => true,
    }
}

/// A parsed path.
struct Template<'a> {
    /// The path without the names of its parameters.
    shape: String,
    names: Vec<&'a str>,
}

fn template(path: &str) -> Result<Template<'_>, String> {
    let mut names = Vec::new();
    let mut shape = String::new();
    let path = sent_path(path);
    if let Some(character) = path.chars().find(|c| *c == '\\' || c.is_whitespace()) {
        return Err(format!("`{character}` cannot be in a path"));
    }
    for segment in path.split('/').skip(1) {
        shape.push('/');
        let mut rest = segment;
        while let Some((literal, behind)) = rest.split_once('{') {
            let parts = behind.split_once('}');
            let parts = parts.filter(|(name, _)| !literal.contains('}') && !name.contains('{'));
            let Some((name, behind)) = parts else {
                return Err(format!("the braces of `{segment}` do not match"));
            };
            if name.is_empty() {
                return Err("a parameter has no name".to_owned());
            }
            if names.contains(&name) {
                return Err(format!("the parameter `{name}` is in the path twice"));
            }
            names.push(name);
            shape.push_str(literal);
            shape.push_str("{}");
            rest = behind;
        }
        if rest.contains('}') {
            return Err(format!("the braces of `{segment}` do not match"));
        }
        shape.push_str(rest);
        if segment == "." || segment == ".." {
            return Err(format!("`{segment}` leads to another path"));
        }
    }
    if path.contains("//") {
        return Err("a segment is empty".to_owned());
    }
    Ok(Template { shape, names })
}

/// The declaration of a path parameter.
struct Declared<'a> {
    name: &'a str,
    value: &'a Value,
    /// The place of the declaration or of the reference to it.
    pointer: String,
}

fn parameters(
    context: &Context<'_>,
    path: &str,
    pointer: &str,
    template: &Template<'_>,
    item: &Value,
    findings: &mut Vec<Finding>,
) {
    let shared = declared(context, pointer);
    let mut operations = 0;
    for method in METHODS
        .iter()
        .filter(|method| item.get(method).is_some_and(Value::is_object))
    {
        operations += 1;
        let here = format!("{pointer}/{method}");
        let own = declared(context, &here);
        let known: HashSet<&str> = shared.iter().chain(&own).map(|p| p.name).collect();
        for name in template.names.iter().filter(|name| !known.contains(*name)) {
            let near = nearest(
                name,
                known
                    .iter()
                    .copied()
                    .filter(|k| !template.names.contains(k)),
            );
            findings.push(context.spec.finding(
                "undeclared-path-parameter",
                &here,
                format!("`{{{name}}}` of `{path}` is not declared"),
                match near {
                    Some(near) => format!("`{near}` is declared: did you mean that?"),
                    None => format!(
                        "add a parameter with `name: {name}` and `in: path` here or to the path"
                    ),
                },
            ));
        }
        unused(context, path, template, &own, findings);
    }
    if operations > 0 {
        unused(context, path, template, &shared, findings);
    }
}

fn unused(
    context: &Context<'_>,
    path: &str,
    template: &Template<'_>,
    declared: &[Declared<'_>],
    findings: &mut Vec<Finding>,
) {
    for parameter in declared
        .iter()
        .filter(|p| !template.names.contains(&p.name))
    {
        findings.push(context.spec.finding(
            "unused-path-parameter",
            &parameter.pointer,
            format!("the parameter `{}` is not in `{path}`", parameter.name),
            match nearest(parameter.name, template.names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "put it into the path, or remove it here".to_owned(),
            },
        ));
    }
}

/// The path parameters in the list of the path or operation at `pointer`.
fn declared<'a>(context: &Context<'a>, pointer: &str) -> Vec<Declared<'a>> {
    let Some(holder) = context.document().pointer(pointer) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (at, parameter) in items(holder, "parameters").enumerate() {
        if let Some(parameter) = context.resolve(parameter)
            && text(parameter, "in") == "path"
        {
            found.push(Declared {
                name: text(parameter, "name"),
                value: parameter,
                pointer: format!("{pointer}/parameters/{at}"),
            });
        }
    }
    found
}

/// Whether a path parameter does not have `required: true`.
pub(super) fn is_optional_in_path(parameter: &Value) -> bool {
    text(parameter, "in") == "path" && !flag(parameter, "required")
}
