//! Callbacks: their requests are read, and the responses to them are sent.

use serde_json::json;

use crate::review::rules::tests::{CALLBACKS, Case, case_in, check};

/// Something of a callback.
macro_rules! done {
    ($rest:literal) => {
        concat!(
            "/components/callbacks/Done/{$request.body#~1done}/post/",
            $rest
        )
    };
}

pub fn cases() -> Vec<Case> {
    vec![
        case_in(CALLBACKS, "a callback brings a property less", |d| {
            d.remove("Event/properties/log");
        })
        .expect("property-removed breaking none")
        .sent_by("")
        .read_by("start_job"),
        case_in(CALLBACKS, "a callback brings a property more", |d| {
            d.set("Event/properties/by", json!({"type": "string"}));
            d.push("Event/required", json!("by"));
        })
        .expect("required-property-added safe none")
        .read_by("start_job"),
        case_in(CALLBACKS, "a callback brings another type", |d| {
            d.set("Event/properties/job/type", json!("integer"));
        })
        .expect("type-changed breaking none")
        .sent_by("")
        .read_by("start_job"),
        case_in(CALLBACKS, "callers respond to a callback with another type", |d| {
            d.set(done!("responses/200/headers/X-Ack/schema/type"), json!("integer"));
        })
        .expect("type-narrowed breaking none")
        .sent_by("start_job")
        .read_by(""),
        case_in(CALLBACKS, "what a callback brings is written in place", |d| {
            let event = d.remove("Event");
            d.set(done!("requestBody/content/application~1json/schema"), event);
        }),
        case_in(CALLBACKS, "a callback is written in place", |d| {
            let done = d.remove("/components/callbacks/Done");
            d.set("start_job/callbacks/done", done);
        }),
        case_in(CALLBACKS, "a callback is renamed", |d| {
            d.rename("start_job/callbacks/ping", "alive");
        })
        .expect("callback-added safe none")
        .expect("callback-removed breaking none"),
        case_in(CALLBACKS, "a callback is sent to another address", |d| {
            d.rename("start_job/callbacks/ping/{$request.body#~1ping}", "{$request.body#/alive}");
        })
        .expect("callbacks-changed risky none"),
        case_in(CALLBACKS, "a callback has other credentials", |d| {
            d.set(done!("security"), json!([]));
        })
        .expect("callbacks-changed risky none"),
        case_in(CALLBACKS, "a callback brings what it did not", |d| {
            let parameter = json!({"name": "X-By", "in": "header", "required": true, "schema": {"type": "string"}});
            d.push(done!("parameters"), parameter);
            d.set(done!("parameters/1/required"), json!(true));
            d.remove(done!("parameters/2/allowEmptyValue"));
            d.set("/components/callbacks/Done/{$request.body#~1done}/put/requestBody/required", json!(true));
            d.set("start_job/callbacks/ping/{$request.body#~1ping}/get/requestBody",
                json!({"required": true, "content": {"application/json": {"schema": {"type": "string"}}}}));
        })
        .expect("required-parameter-added safe none")
        .sent_by("")
        .read_by("start_job")
        .expect("parameter-became-required safe none")
        .expect("parameter-empty-refused safe none")
        .expect("body-became-required safe none")
        .expect("required-body-added safe none"),
        case_in(CALLBACKS, "a callback may lack what it brought", |d| {
            d.remove(done!("parameters/0/required"));
            d.set(done!("parameters/3/allowEmptyValue"), json!(true));
            d.remove(done!("requestBody/required"));
        })
        .expect("parameter-became-optional breaking none")
        .sent_by("")
        .read_by("start_job")
        .expect("parameter-empty-allowed risky none")
        .expect("body-became-optional breaking none"),
        case_in(CALLBACKS, "callers may respond to a callback differently", |d| {
            d.set(done!("responses/202"), json!({"description": "Later."}));
            d.remove(done!("responses/200/headers/X-Ack/required"));
        })
        .expect("success-added safe none")
        .sent_by("start_job")
        .read_by("")
        .expect("header-became-optional safe none"),
        case_in(CALLBACKS, "callers respond to a callback with errors that nothing describes", |d| {
            d.remove("/components/callbacks/Done/{$request.body#~1done}/put/responses/5XX");
        })
        .expect("errors-undescribed breaking none")
        .sent_by("start_job")
        .read_by(""),
        case_in(CALLBACKS, "callers respond to a callback with an error less", |d| {
            d.remove("start_job/callbacks/ping/{$request.body#~1ping}/get/responses/410");
        })
        .expect("error-removed breaking none")
        .sent_by("start_job")
        .read_by(""),
        case_in(CALLBACKS, "callers must respond to a callback differently", |d| {
            d.set(done!("responses/200/headers/X-More/required"), json!(true));
            d.set(done!("responses/200/headers/X-New"), json!({"required": true, "schema": {"type": "string"}}));
            d.rename("start_job/callbacks/ping/{$request.body#~1ping}/get/responses/2XX", "204");
        })
        .expect("header-added breaking none")
        .expect("header-became-required breaking none")
        .expect("success-narrowed breaking none")
        .sent_by("start_job")
        .read_by(""),
    ]
}

#[test]
fn wire_verdicts() {
    check("callbacks", cases());
}
