//! JSON, a stable contract for programs. `xtask/review.schema.json` describes it.

use serde_json::{Value, json};

use super::super::change::Change;
use super::super::not_assessed::NotAssessed;
use super::super::outcome::Review;
use crate::diagnostics::Position;
use crate::text::visible_json;

pub(super) fn render(review: &Review) -> String {
    let rust_is_known = review.rust_is_known;
    let changes = review.changes.iter().map(|one| change(one, rust_is_known));
    let report = json!({
        "from": review.from,
        "to": review.to,
        "required_bump": rust_is_known.then_some(review.required_bump),
        "version": review.versions,
        "needs_action": review.needs_action(),
        "rust_is_known": rust_is_known,
        "without_rust": review.without_rust.iter().chain(&review.skipped).map(|finding| json!({
            "message": finding.message,
            "at": place(&finding.position),
        })).collect::<Vec<_>>(),
        "fail_on": review.fail_on.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "configuration": review.configuration.iter().map(|applied| json!({
            "entry": applied.entry,
            "reason": applied.reason,
            "at": place(&applied.at),
            "changes": applied.changes,
        })).collect::<Vec<_>>(),
        "not_assessed": review.not_assessed.iter().map(not_assessed).collect::<Vec<_>>(),
        "changes": changes.collect::<Vec<_>>(),
    });
    visible_json(&format!("{report:#}\n"))
}

fn change(change: &Change, rust_is_known: bool) -> Value {
    json!({
        "id": change.id,
        "rule": change.rule.id,
        "wire": change.wire,
        "rust": (rust_is_known && change.rust_is_known).then_some(change.rust),
        "message": change.message,
        "pointer": change.pointer,
        "at": place(&change.at),
        "at_base": change.at_base.as_ref().map(place),
        "operations": change.operations(),
        "request_operations": change.reach.request,
        "response_operations": change.reach.response,
        "before": change.before,
        "after": change.after,
        "rust_items": change.rust_items,
        "approved": change.approval.is_some(),
        "approval": change.approval,
        "configured": change.configured,
        "needs_action": change.needs_action(),
    })
}

fn not_assessed(one: &NotAssessed) -> Value {
    json!({
        "rule": one.rule,
        "message": one.message,
        "pointer": one.pointer,
        "at": place(&one.at),
        "operations": one.operations,
    })
}

fn place(position: &Position) -> Value {
    json!({"file": position.file, "line": position.line, "column": position.column})
}
