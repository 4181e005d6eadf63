//! Bounds: tighter and looser, sent and read.

use serde_json::json;

use crate::review::rules::tests::{Case, EXTRAS, case, case_in, check};

pub fn cases() -> Vec<Case> {
    vec![
        case_in(EXTRAS, "multiples of six instead of four in a response", |d| {
            d.set("Thing/properties/size/multipleOf", json!(6));
        })
        .expect("bound-changed risky patch"),
        case_in(EXTRAS, "an empty pattern in a request", |d| {
            d.set("NewThing/properties/code/pattern", json!(""));
        }),
        case("a maxLength for what is sent", |d| {
            d.set("CreatePoll/properties/question/maxLength", json!(100));
        })
        .expect("bound-tightened breaking patch")
        .sent_by("create_poll")
        .read_by(""),
        case("a maxLength for what is read", |d| {
            d.set("Poll/properties/question/maxLength", json!(100));
        })
        .expect("bound-tightened safe patch"),
        case("no maxLength for what is sent", |d| {
            d.remove("AccountId/maxLength");
        })
        .expect("bound-loosened safe none"),
        case_in(EXTRAS, "a larger maxLength of what is read", |d| {
            d.set("Thing/properties/code/maxLength", json!(9));
        })
        .expect("bound-loosened risky patch"),
        case("a larger least number", |d| {
            d.set("SummarizationConfig/properties/word_limit/minimum", json!(200));
        })
        .expect("bound-tightened breaking patch"),
        case("a larger greatest number, sent and read", |d| {
            d.set("SummarizationConfig/properties/word_limit/maximum", json!(2000));
        })
        .expect("bound-loosened risky patch"),
        case("the greatest number is out of bounds itself", |d| {
            d.set("CreateMeeting/properties/session_keep_alive_time_in_secs/exclusiveMaximum", json!(true));
        })
        .expect("bound-tightened breaking patch")
        .sent_by("create_meeting"),
        case("the same bound in other digits", |d| {
            d.set("CreateMeeting/properties/session_keep_alive_time_in_secs/maximum", json!(600.0));
            d.set("CreateMeeting/properties/session_keep_alive_time_in_secs/exclusiveMaximum", json!(false));
        }),
        case("at least so many properties no longer", |d| {
            d.remove("KickParticipants/minProperties");
        })
        .expect("bound-loosened safe patch"),
        case("at least so many items in all lists together no longer", |d| {
            d.remove("KickParticipants/x-min-items");
        })
        .expect("bound-loosened safe patch"),
        case("more items in all lists together", |d| {
            d.set("KickParticipants/x-min-items", json!(2));
        })
        .expect("bound-tightened breaking patch"),
        case_in(EXTRAS, "fewer items of what is sent", |d| {
            d.set("NewThing/properties/tags/maxItems", json!(4));
        })
        .expect("bound-tightened breaking patch"),
        case_in(EXTRAS, "fewer items of what is read are enough", |d| {
            d.set("Thing/properties/tags/minItems", json!(0));
        })
        .expect("bound-loosened risky patch"),
        case_in(EXTRAS, "items that are sent may be the same", |d| {
            d.remove("NewThing/properties/tags/uniqueItems");
        })
        .expect("bound-loosened safe patch"),
        case_in(EXTRAS, "items that are read may be the same", |d| {
            d.remove("Thing/properties/tags/uniqueItems");
        })
        .expect("bound-loosened risky patch"),
        case_in(EXTRAS, "each multiple of four is one of two", |d| {
            d.set("NewThing/properties/size/multipleOf", json!(2));
        })
        .expect("bound-loosened safe patch"),
        case_in(EXTRAS, "not each multiple of four is one of three", |d| {
            d.set("NewThing/properties/size/multipleOf", json!(3));
        })
        .expect("bound-changed breaking patch"),
        case_in(EXTRAS, "another form of what is sent", |d| {
            d.set("NewThing/properties/tags/items/pattern", json!("^[A-Z]+$"));
        })
        .expect("pattern-changed breaking patch"),
        case_in(EXTRAS, "another form of what is read", |d| {
            d.set("Thing/properties/tags/items/pattern", json!("^[A-Z]+$"));
        })
        .expect("pattern-changed risky none"),
        case_in(EXTRAS, "any form of what is sent", |d| {
            d.remove("NewThing/properties/tags/items/pattern");
        })
        .expect("bound-loosened safe patch"),
        case("a form of what is sent", |d| {
            d.set("CreatePoll/properties/question/pattern", json!("^[a-z]+$"));
        })
        .expect("bound-tightened breaking patch"),
        case("a bound beside a reference", |d| {
            let wrapped = json!({"allOf": [{"$ref": "#/components/schemas/CustomParticipantId"}], "maxLength": 9});
            d.set("AddParticipant/properties/custom_participant_id", wrapped);
        })
        .expect("bound-tightened breaking major")
        .sent_by("add_participant"),
    ]
}

#[test]
fn wire_verdicts() {
    check("bounds", cases());
}
