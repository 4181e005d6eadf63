//! Bodies of requests and responses: whether there are any, in which media types, with which headers and statuses.

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
        case("an operation takes a body", |d| {
            d.set("kick_all_participants/requestBody",
                json!({"content": {"application/json": {"schema": {"$ref": "#/components/schemas/MuteAllParticipants"}}}}));
        })
        .expect("body-added safe major")
        .sent_by("kick_all_participants")
        .read_by(""),
        case("an operation requires a body", |d| {
            d.set("kick_all_participants/requestBody", json!({"required": true,
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/MuteAllParticipants"}}}}));
        })
        .expect("required-body-added breaking major"),
        case("an operation takes no body any more", |d| {
            d.remove("mute_all_participants/requestBody");
            d.remove("MuteAllParticipants");
        })
        .expect("body-removed breaking major")
        .sent_by("mute_all_participants")
        .read_by(""),
        case("a body becomes optional", |d| {
            d.remove("create_poll/requestBody/required");
        })
        .expect("body-became-optional safe major")
        .sent_by("create_poll"),
        case_in(EXTRAS, "a body becomes required", |d| {
            d.set("patch_thing/requestBody/required", json!(true));
        })
        .expect("body-became-required breaking major"),
        case("a body may be of one more media type", |d| {
            let media = d.at("create_poll/requestBody/content/application~1json").clone();
            d.set("create_poll/requestBody/content/application~1vnd.poll+json", media);
        })
        .expect("media-type-added safe none")
        .sent_by("create_poll")
        .read_by(""),
        case_in(EXTRAS, "another media type of a body", |d| {
            d.rename("put_thing/requestBody/content/application~1json", "application/x-www-form-urlencoded");
        })
        .expect("media-type-added safe patch")
        .expect("media-type-removed breaking patch")
        .sent_by("put_thing"),
        case("a charset is no other media type", |d| {
            d.rename("create_poll/requestBody/content/application~1json", "application/json; charset=utf-8");
        }),
        case_in(EXTRAS, "how a part is written", |d| {
            d.set("put_thing/requestBody/content/application~1json/encoding", json!({"tags": {"explode": false}}));
        })
        .expect("encoding-changed breaking none"),
        case_in(JOBS, "one of several is listed and is the same", |d| {
            for (range, status) in [("2XX", "201"), ("4XX", "404")] {
                let response = d.at(&format!("start_job/responses/{range}")).clone();
                d.set(&format!("start_job/responses/{status}"), response);
            }
        }),
        case_in(JOBS, "a media type of another version is another", |d| {
            d.rename("list_jobs/responses/200/content/application~1vnd.jobs+json;version=2",
                "application/vnd.jobs+json;version=3");
        })
        .expect("media-type-changed breaking none"),
        case_in(JOBS, "a media type of a range", |d| {
            d.rename("list_jobs/responses/200/content/application~1vnd.jobs+json;version=2", "application/*");
        })
        .expect("media-type-added risky none"),
        case_in(JOBS, "a media type in other letters, with its character set", |d| {
            d.rename("list_jobs/responses/200/content/application~1vnd.jobs+json;version=2",
                "Application/vnd.jobs+json; charset=utf-8; version=2");
        }),
        case_in(JOBS, "how parts are written is written as the default of OpenAPI", |d| {
            d.set(part!("names/style"), json!("form"));
            d.set(part!("names/explode"), json!(true));
            d.set(part!("more"), json!({}));
        }),
        case_in(JOBS, "parts are written another way", |d| {
            d.set(part!("names/style"), json!("spaceDelimited"));
        })
        .expect("encoding-changed breaking none")
        .sent_by("change_job"),
        case_in(JOBS, "another character set and other letters of a version", |d| {
            d.rename("list_jobs/responses/200/content/application~1vnd.jobs+json;version=1",
                "application/vnd.jobs+json;Version=1; charset=utf-8");
        }),
        case("a body without a schema", |d| {
            d.remove("mute_all_participants/requestBody/content/application~1json/schema");
        })
        .expect("type-widened safe major")
        .sent_by("mute_all_participants")
        .read_by(""),
        case("a body is written in place", |d| {
            let schema = d.at("CreatePoll").clone();
            d.set("create_poll/requestBody/content/application~1json/schema", schema);
            d.remove("CreatePoll");
        })
        .expect("reference-changed none major")
        .sent_by("create_poll"),
    ]
}

#[test]
fn wire_verdicts() {
    check("bodies", cases());
}
