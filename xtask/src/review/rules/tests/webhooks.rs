//! Webhooks: what they bring is read by those who receive them.

use serde_json::json;

use crate::review::rules::tests::{Case, WEBHOOKS, case_in, check};

pub fn cases() -> Vec<Case> {
    vec![
        case_in(WEBHOOKS, "a webhook brings a property less", |d| {
            d.remove("JobDone/properties/log");
        })
        .expect("property-removed breaking none")
        .sent_by("")
        .read_by("job.done"),
        case_in(WEBHOOKS, "a webhook may lack what it brought", |d| {
            d.set("JobDone/required", json!(["event"]));
        })
        .expect("property-became-optional breaking none")
        .sent_by("")
        .read_by("job.done"),
        case_in(WEBHOOKS, "a webhook brings a property more", |d| {
            d.set("JobDone/properties/by", json!({"type": "string"}));
        })
        .expect("property-added safe none")
        .sent_by("")
        .read_by("job.done"),
        case_in(WEBHOOKS, "a webhook brings another type", |d| {
            d.set("JobDone/properties/job/type", json!("integer"));
        })
        .expect("type-changed breaking none")
        .sent_by("")
        .read_by("job.done"),
        case_in(WEBHOOKS, "a webhook brings one more value", |d| {
            d.push("JobLost/properties/why/enum", json!("c"));
        })
        .expect("enum-value-added risky none")
        .sent_by("")
        .read_by("job.lost"),
        case_in(WEBHOOKS, "a webhook goes", |d| {
            d.remove("/x-webhooks/job.lost");
            d.remove("JobLost");
        })
        .expect("webhook-removed breaking none")
        .read_by("job.lost"),
        case_in(WEBHOOKS, "a webhook comes", |d| {
            d.set(
                "/x-webhooks/job.late",
                json!({"post": {
                    "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/JobDone"}}}},
                    "responses": {"2XX": {"description": "Heard."}},
                }}),
            );
        })
        .expect("webhook-added safe none")
        .read_by("job.late"),
    ]
}

#[test]
fn wire_verdicts() {
    check("webhooks", cases());
}
