//! SARIF 2.1.0, for code scanning.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::super::change::Change;
use super::super::outcome::Review;
use super::super::rules::Rule;
use super::super::verdict::Wire;
use super::sentences::{levels, name, operations};
use crate::text::visible_json;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

pub(super) fn render(review: &Review) -> String {
    let mut rules: BTreeMap<&str, &Rule> = BTreeMap::new();
    for change in &review.changes {
        rules.insert(change.rule.id, change.rule);
    }
    let results = review.changes.iter().map(|change| {
        let before = rules.range(..change.rule.id);
        result(review, change, before.count())
    });
    let report = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": name(review),
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.values().map(|rule| describe(rule)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results.collect::<Vec<_>>(),
        }],
    });
    visible_json(&format!("{report:#}\n"))
}

fn describe(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": {"text": rule.id.replace('-', " ")},
        "fullDescription": {"text": rule.reason()},
    })
}

fn result(review: &Review, change: &Change, rule_index: usize) -> Value {
    let mut message = format!("{} ({})", change.message, levels(review, change));
    if let Some(operations) = operations(change) {
        message.push_str(&format!("; {operations}"));
    }
    let level = match (change.needs_action(), change.wire) {
        (true, _) => "error",
        (false, Wire::Risky) => "warning",
        _ => "note",
    };
    let mut result = json!({
        "ruleId": change.rule.id,
        "ruleIndex": rule_index,
        "level": level,
        "message": {"text": escaped(&message)},
        "locations": [{
            "physicalLocation": {
                "artifactLocation": {"uri": uri(&change.at.file)},
                "region": {"startLine": change.at.line, "startColumn": change.at.column},
            },
            "logicalLocations": [{"fullyQualifiedName": change.pointer}],
        }],
        "partialFingerprints": {"change/v1": change.id},
    });
    if let Some(approval) = &change.approval {
        result["suppressions"] = json!([{
            "kind": "external",
            "status": "accepted",
            "justification": format!("{}: {}", approval.by, approval.reason),
        }]);
    }
    result
}

/// Text of the document in a message: braces would be placeholders, and brackets may be a link (3.11.5 and 3.11.6 of the
/// standard).
fn escaped(text: &str) -> String {
    let text = text.replace('{', "{{").replace('}', "}}");
    if !text.contains("](") {
        return text;
    }
    let mut escaped = String::new();
    for c in text.chars() {
        if matches!(c, '[' | ']' | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// A path as a URI reference: what would mean something else there is escaped.
fn uri(file: &str) -> String {
    const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~')
        .remove(b'/');
    utf8_percent_encode(&file.replace('\\', "/"), PLAIN).to_string()
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn names_are_neither_links_nor_placeholders() {
        for (text, shown) in [
            ("`[string]` of {0}", "`[string]` of {{0}}"),
            ("[a](https://h)", r"\[a\](https://h)"),
            (r"[a\](https://h)", r"\[a\\\](https://h)"),
        ] {
            assert_eq!(escaped(text), shown);
        }
    }
}
