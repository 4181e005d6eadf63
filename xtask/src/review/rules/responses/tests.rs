//! Responses: their statuses, headers and content.

use serde_json::json;

use crate::review::rules::tests::{Case, EXTRAS, JOBS, case, case_in, check};

/// How a part of a form is written.
macro_rules! part {
    ($rest:literal) => {
        concat!(
            "change_job/requestBody/content/application~1x-www-form-urlencoded/encoding/",
            $rest
        )
    };
}

pub fn cases() -> Vec<Case> {
    vec![
        case_in(JOBS, "one success becomes a range with another description", |d| {
            d.rename("get_day/responses/200", "2XX");
            d.set("get_day/responses/2XX/description", json!("Any report."));
        })
        .expect("success-added risky none")
        .expect("success-removed safe none"),
        case("a response may be of one more media type", |d| {
            d.set("get_meeting/responses/200/content/text~1csv", json!({"schema": {"type": "string"}}));
        })
        .expect("media-type-added risky none")
        .sent_by("")
        .read_by("get_meeting"),
        case("another media type of a response", |d| {
            d.rename("get_session_chat/responses/200/content/application~1json", "text/plain");
        })
        .expect("media-type-added risky major")
        .expect("media-type-removed breaking major")
        .read_by("get_session_chat"),
        case_in(EXTRAS, "how a part of a response is written", |d| {
            d.set("get_thing/responses/200/content/application~1json/encoding", json!({"tags": {"explode": false}}));
        })
        .expect("encoding-changed risky none"),
        case("one more success", |d| {
            let response = d.at("mute_participants/responses/200").clone();
            d.set("mute_participants/responses/202", response);
        })
        .expect("success-added risky none")
        .sent_by("")
        .read_by("mute_participants"),
        case("another success", |d| {
            d.rename("create_meeting/responses/201", "200");
        })
        .expect("success-added risky none")
        .expect("success-removed breaking none"),
        case("one success becomes one of several", |d| {
            d.rename("create_meeting/responses/201", "2XX");
        })
        .expect("success-added risky none"),
        case_in(JOBS, "of several successes one is left", |d| {
            d.rename("start_job/responses/2XX", "201");
        })
        .expect("success-narrowed safe none")
        .sent_by("")
        .read_by("start_job"),
        case_in(JOBS, "of several successes none is left", |d| {
            d.remove("start_job/responses/2XX");
        })
        .expect("success-removed breaking major"),
        case_in(JOBS, "one of several errors is listed and is another one", |d| {
            d.set("start_job/responses/404", json!({"description": "Refused.",
                "content": {"application/json": {"schema": {"type": "string"}}}}));
        })
        .expect("type-changed breaking patch")
        .read_by("start_job")
        .expect("error-added safe patch"),
        case_in(JOBS, "an error is left to all that is not listed, with the same content", |d| {
            d.remove("list_jobs/responses/404");
        }),
        case_in(JOBS, "an error is left to all that is not listed, with another description", |d| {
            d.set("list_jobs/responses/404/description", json!("No such job."));
            d.set("list_jobs/responses/410", json!({"$ref": "#/components/responses/Gone"}));
            d.set("/components/responses", json!({"Gone": {"description": "Gone.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}}));
        })
        .expect("description-changed none patch")
        .expect("error-added safe patch"),
        case_in(JOBS, "one of several successes is listed with another description", |d| {
            let response = d.at("start_job/responses/2XX").clone();
            d.set("start_job/responses/201", response);
            d.set("start_job/responses/201/description", json!("Made."));
        })
        .expect("success-added safe none"),
        case_in(JOBS, "an error that was not listed is another one", |d| {
            d.set("list_jobs/responses/410", json!({"description": "None.",
                "content": {"application/json": {"schema": {"type": "string"}}}}));
        })
        .expect("type-changed breaking patch")
        .read_by("list_jobs")
        .expect("error-added safe patch"),
        case_in(JOBS, "a success is not among what is not listed, where others are", |d| {
            d.set("list_jobs/responses/201", json!({"description": "New."}));
        })
        .expect("success-added risky major"),
        case_in(JOBS, "a success is listed in the place of all responses", |d| {
            d.rename("get_job/responses/default", "200");
        })
        .expect("success-narrowed safe patch")
        .read_by("get_job"),
        case_in(JOBS, "another success is listed in the place of all responses", |d| {
            d.rename("get_job/responses/default", "200");
            d.set("get_job/responses/200/content/application~1json/schema", json!({"type": "integer"}));
        })
        .expect("type-changed breaking major")
        .read_by("get_job")
        .expect("success-added safe major")
        .expect("success-narrowed safe major"),
        case_in(JOBS, "only errors are listed in the place of all responses", |d| {
            d.rename("get_job/responses/default", "4XX");
        })
        .expect("success-removed breaking major"),
        case("all responses in the place of the one success", |d| {
            d.rename("delete_participant/responses/200", "default");
        })
        .expect("success-added risky none"),
        case("one more error", |d| {
            d.set("get_meeting/responses/404", json!({"$ref": "#/components/responses/NotFound"}));
        })
        .expect("error-added safe patch")
        .read_by("get_meeting"),
        case_in(JOBS, "all errors that are not listed are no longer described", |d| {
            d.remove("list_jobs/responses/default");
        })
        .expect("errors-undescribed risky patch")
        .sent_by("")
        .read_by("list_jobs"),
        case_in(JOBS, "a range of errors is no longer described", |d| {
            d.remove("start_job/responses/4XX");
        })
        .expect("errors-undescribed risky patch"),
        case_in(JOBS, "a range of errors is listed one by one", |d| {
            d.rename("start_job/responses/4XX", "400");
        })
        .expect("error-removed safe patch"),
        case_in(JOBS, "what is not listed becomes errors of both classes", |d| {
            let response = d.at("list_jobs/responses/default").clone();
            d.set("list_jobs/responses/500", response);
            d.remove("list_jobs/responses/default");
        })
        .expect("error-removed safe patch"),
        case_in(JOBS, "what is not listed becomes errors of one class", |d| {
            d.rename("list_jobs/responses/default", "410");
        })
        .expect("errors-undescribed risky patch"),
        case("an error is removed", |d| {
            d.remove("get_meeting/responses/500");
        })
        .expect("error-removed safe patch")
        .sent_by("")
        .read_by("get_meeting"),
        case_in(EXTRAS, "one more header", |d| {
            d.set("get_thing/responses/200/headers/X-New", json!({"schema": {"type": "string"}}));
        })
        .expect("header-added safe none")
        .read_by("get_thing"),
        case_in(EXTRAS, "a header is removed", |d| {
            d.remove("get_thing/responses/200/headers/X-Rate");
        })
        .expect("header-removed breaking none")
        .sent_by("")
        .read_by("get_thing"),
        case_in(EXTRAS, "a header in other letters", |d| {
            d.rename("get_thing/responses/200/headers/X-Rate", "x-rate");
        }),
        case_in(EXTRAS, "a header may be missing", |d| {
            d.remove("get_thing/responses/200/headers/X-Rate/required");
        })
        .expect("header-became-optional breaking none"),
        case_in(EXTRAS, "a header is always sent", |d| {
            d.set("get_thing/responses/200/headers/X-Left/required", json!(true));
        })
        .expect("header-became-required safe none"),
        case_in(EXTRAS, "another type of a header", |d| {
            d.set("get_thing/responses/200/headers/X-Rate/schema/type", json!("string"));
        })
        .expect("type-widened breaking none")
        .read_by("get_thing"),
        case_in(JOBS, "how a header is written is written as the default of OpenAPI", |d| {
            d.set("list_jobs/responses/200/headers/X-Ids/style", json!("simple"));
            d.set("list_jobs/responses/200/headers/X-Ids/explode", json!(false));
        }),
        case_in(JOBS, "a list in a header is written in one way", |d| {
            d.set("list_jobs/responses/200/headers/X-Ids/explode", json!(true));
        }),
        case_in(JOBS, "the media type is no header", |d| {
            d.remove("list_jobs/responses/200/headers/Content-Type");
        }),
        case_in(JOBS, "a part has no encoding", |d| {
            d.remove(part!("names"));
        })
        .expect("header-removed breaking none")
        .sent_by("change_job"),
        case_in(JOBS, "another type of a part's header", |d| {
            d.set(part!("names/headers/X-Part/schema/type"), json!("integer"));
        })
        .expect("type-narrowed breaking none")
        .sent_by("change_job")
        .read_by(""),
        case_in(EXTRAS, "links", |d| {
            d.remove("get_thing/responses/200/links");
        })
        .expect("links-changed none none"),
        case("the payload of a response is elsewhere", |d| {
            d.rename("get_meeting/responses/200/content/application~1json/schema/properties/data", "result");
        })
        .expect("property-renamed breaking major")
        .sent_by("")
        .read_by("get_meeting"),
        case("a description and examples of a shared response", |d| {
            d.set("/components/responses/InternalError/description", json!("It failed."));
            d.remove("/components/responses/InternalError/content/application~1json/examples");
        })
        .expect("description-changed none patch")
        .expect("example-changed none patch"),
        case("a response without a schema", |d| {
            d.remove("/components/responses/NotFound/content/application~1json/schema");
        })
        .expect("type-widened breaking none")
        .sent_by(""),
    ]
}

#[test]
fn wire_verdicts() {
    check("responses", cases());
}
