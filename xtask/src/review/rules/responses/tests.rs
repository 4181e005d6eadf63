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
        .gives("success-added risky none")
        .gives("success-removed safe none"),
        case("an answer may be of one more media type", |d| {
            d.set("get_meeting/responses/200/content/text~1csv", json!({"schema": {"type": "string"}}));
        })
        .gives("media-type-added risky none")
        .sent_by("")
        .read_by("get_meeting"),
        case("another media type of an answer", |d| {
            d.rename("get_session_chat/responses/200/content/application~1json", "text/plain");
        })
        .gives("media-type-added risky major")
        .gives("media-type-removed breaking major")
        .read_by("get_session_chat"),
        case_in(EXTRAS, "how a part of an answer is written", |d| {
            d.set("get_thing/responses/200/content/application~1json/encoding", json!({"tags": {"explode": false}}));
        })
        .gives("encoding-changed risky none"),
        case("one more success", |d| {
            let answer = d.at("mute_participants/responses/200").clone();
            d.set("mute_participants/responses/202", answer);
        })
        .gives("success-added risky none")
        .sent_by("")
        .read_by("mute_participants"),
        case("another success", |d| {
            d.rename("create_meeting/responses/201", "200");
        })
        .gives("success-added risky none")
        .gives("success-removed breaking none"),
        case("one success becomes one of several", |d| {
            d.rename("create_meeting/responses/201", "2XX");
        })
        .gives("success-added risky none"),
        case_in(JOBS, "of several successes one is left", |d| {
            d.rename("start_job/responses/2XX", "201");
        })
        .gives("success-narrowed safe none")
        .sent_by("")
        .read_by("start_job"),
        case_in(JOBS, "of several successes none is left", |d| {
            d.remove("start_job/responses/2XX");
        })
        .gives("success-removed breaking major"),
        case_in(JOBS, "one of several errors is listed and says something else", |d| {
            d.set("start_job/responses/404", json!({"description": "Refused.",
                "content": {"application/json": {"schema": {"type": "string"}}}}));
        })
        .gives("type-changed breaking patch")
        .read_by("start_job")
        .gives("error-added safe patch"),
        case_in(JOBS, "an error is left to all that is not listed, which says the same", |d| {
            d.remove("list_jobs/responses/404");
        }),
        case_in(JOBS, "an error is left to all that is not listed, in other words", |d| {
            d.set("list_jobs/responses/404/description", json!("No such job."));
            d.set("list_jobs/responses/410", json!({"$ref": "#/components/responses/Gone"}));
            d.set("/components/responses", json!({"Gone": {"description": "Gone.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}}));
        })
        .gives("description-changed none patch")
        .gives("error-added safe patch"),
        case_in(JOBS, "one of several successes is listed in other words", |d| {
            let answer = d.at("start_job/responses/2XX").clone();
            d.set("start_job/responses/201", answer);
            d.set("start_job/responses/201/description", json!("Made."));
        })
        .gives("success-added safe none"),
        case_in(JOBS, "an error that was not listed says something else", |d| {
            d.set("list_jobs/responses/410", json!({"description": "None.",
                "content": {"application/json": {"schema": {"type": "string"}}}}));
        })
        .gives("type-changed breaking patch")
        .read_by("list_jobs")
        .gives("error-added safe patch"),
        case_in(JOBS, "a success is not among what is not listed, where others are", |d| {
            d.set("list_jobs/responses/201", json!({"description": "New."}));
        })
        .gives("success-added risky none")
        .without_rust(),
        case_in(JOBS, "a success is listed in the place of all answers", |d| {
            d.rename("get_job/responses/default", "200");
        })
        .gives("success-narrowed safe patch"),
        case_in(JOBS, "another success is listed in the place of all answers", |d| {
            d.rename("get_job/responses/default", "200");
            d.set("get_job/responses/200/content/application~1json/schema", json!({"type": "integer"}));
        })
        .gives("type-changed breaking major")
        .read_by("get_job")
        .gives("success-added safe major")
        .gives("success-narrowed safe major"),
        case_in(JOBS, "only errors are listed in the place of all answers", |d| {
            d.rename("get_job/responses/default", "4XX");
        })
        .gives("success-removed breaking major"),
        case("all answers in the place of the one success", |d| {
            d.rename("delete_participant/responses/200", "default");
        })
        .gives("success-added risky patch"),
        case("one more error", |d| {
            d.set("get_meeting/responses/404", json!({"$ref": "#/components/responses/NotFound"}));
        })
        .gives("error-added safe patch")
        .read_by("get_meeting"),
        case("an error goes", |d| {
            d.remove("get_meeting/responses/500");
        })
        .gives("error-removed safe patch")
        .sent_by("")
        .read_by("get_meeting"),
        case_in(EXTRAS, "one more header", |d| {
            d.set("get_thing/responses/200/headers/X-New", json!({"schema": {"type": "string"}}));
        })
        .gives("header-added safe none")
        .read_by("get_thing"),
        case_in(EXTRAS, "a header goes", |d| {
            d.remove("get_thing/responses/200/headers/X-Rate");
        })
        .gives("header-removed breaking none")
        .sent_by("")
        .read_by("get_thing"),
        case_in(EXTRAS, "a header in other letters", |d| {
            d.rename("get_thing/responses/200/headers/X-Rate", "x-rate");
        }),
        case_in(EXTRAS, "a header may be missing", |d| {
            d.remove("get_thing/responses/200/headers/X-Rate/required");
        })
        .gives("header-became-optional breaking none"),
        case_in(EXTRAS, "a header always comes", |d| {
            d.set("get_thing/responses/200/headers/X-Left/required", json!(true));
        })
        .gives("header-became-required safe none"),
        case_in(EXTRAS, "another type of a header", |d| {
            d.set("get_thing/responses/200/headers/X-Rate/schema/type", json!("string"));
        })
        .gives("type-changed breaking none")
        .read_by("get_thing"),
        case_in(JOBS, "how a header is written is said as OpenAPI says anyway", |d| {
            d.set("list_jobs/responses/200/headers/X-Ids/style", json!("simple"));
            d.set("list_jobs/responses/200/headers/X-Ids/explode", json!(false));
        }),
        case_in(JOBS, "a header is written another way", |d| {
            d.set("list_jobs/responses/200/headers/X-Ids/explode", json!(true));
        })
        .gives("parameter-style-changed breaking none")
        .sent_by("")
        .read_by("list_jobs"),
        case_in(JOBS, "the media type is no header", |d| {
            d.remove("list_jobs/responses/200/headers/Content-Type");
        }),
        case_in(JOBS, "nothing is said of a part", |d| {
            d.remove(part!("names"));
        })
        .gives("header-removed breaking none")
        .sent_by("change_job"),
        case_in(JOBS, "another type of a part's header", |d| {
            d.set(part!("names/headers/X-Part/schema/type"), json!("integer"));
        })
        .gives("type-changed breaking none")
        .sent_by("change_job")
        .read_by(""),
        case_in(EXTRAS, "links", |d| {
            d.remove("get_thing/responses/200/links");
        })
        .gives("links-changed none none"),
        case("the payload of an answer stands elsewhere", |d| {
            d.rename("get_meeting/responses/200/content/application~1json/schema/properties/data", "result");
        })
        .gives("property-renamed breaking major")
        .sent_by("")
        .read_by("get_meeting"),
        case("words and examples of a shared answer", |d| {
            d.set("/components/responses/InternalError/description", json!("It failed."));
            d.remove("/components/responses/InternalError/content/application~1json/examples");
        })
        .gives("description-changed none patch")
        .gives("example-changed none patch"),
        case("an answer without a schema", |d| {
            d.remove("/components/responses/NotFound/content/application~1json/schema");
        })
        .gives("type-widened breaking none")
        .sent_by(""),
    ]
}

#[test]
fn wire_verdicts() {
    check("responses", cases());
}
