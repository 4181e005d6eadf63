//! Properties: which there are, which must be there, and in which direction they go.

use serde_json::json;

use crate::review::rules::tests::{Case, EXTRAS, case, case_in, check};

pub fn cases() -> Vec<Case> {
    vec![
        case("a required property is renamed, and `required` keeps the old name", |d| {
            d.rename("Poll/properties/question", "title");
        })
        .expect("property-became-optional breaking major")
        .expect("property-renamed breaking major"),
        case("one more to send", |d| {
            d.set("CreatePoll/properties/note", json!({"type": "string"}));
        })
        .expect("property-added safe minor")
        .sent_by("create_poll")
        .read_by("")
        .items("types::CreatePoll::note types::CreatePoll::note()"),
        case("one more to read", |d| {
            d.set("Poll/properties/note", json!({"type": "string"}));
        })
        .expect("property-added safe minor")
        .sent_by("")
        .read_by("create_poll")
        .items("types::Poll::note"),
        case("one more that must be sent", |d| {
            d.set("CreatePoll/properties/note", json!({"type": "string"}));
            d.push("CreatePoll/required", json!("note"));
        })
        .expect("required-property-added breaking major")
        .items("types::CreatePoll::new types::CreatePoll::note"),
        case("the first that must be sent", |d| {
            d.set("EditParticipant/properties/reason", json!({"type": "string"}));
            d.set("EditParticipant/required", json!(["reason"]));
        })
        .expect("required-property-added breaking major")
        .items("types::EditParticipant::impl~Default types::EditParticipant::new types::EditParticipant::reason"),
        case("one more that is always read", |d| {
            d.set("Poll/properties/note", json!({"type": "string"}));
            d.push("Poll/required", json!("note"));
        })
        .expect("required-property-added safe minor")
        .items("types::Poll::note"),
        case("one that is sent is removed", |d| {
            d.remove("CreatePoll/properties/anonymous");
        })
        .expect("property-removed breaking major")
        .sent_by("create_poll")
        .items("types::CreatePoll::anonymous types::CreatePoll::anonymous()"),
        case("one that is read is removed", |d| {
            d.remove("Poll/properties/anonymous");
        })
        .expect("property-removed breaking major")
        .read_by("create_poll")
        .items("types::Poll::anonymous"),
        case("another name of what is sent", |d| {
            d.rename("CreatePoll/properties/anonymous", "secret_votes");
        })
        .expect("property-renamed breaking major"),
        case("another name of what is read", |d| {
            d.rename("Poll/properties/anonymous", "secret_votes");
        })
        .expect("property-renamed breaking major")
        .items("types::Poll::anonymous types::Poll::secret_votes"),
        case("two of one type are added", |d| {
            for name in ["created_at", "updated_at"] {
                d.set(&format!("PollVote/properties/{name}"), json!({"type": "string", "description": "When."}));
            }
        })
        .expect("property-added safe minor")
        .expect("property-added safe minor"),
        case("one is removed and another of the same plain type is added, which may be any", |d| {
            d.remove("GeneratedSummary/properties/status");
            d.set("GeneratedSummary/properties/state", json!({"type": "string"}));
        })
        .expect("property-added safe minor")
        .expect("property-removed breaking major"),
        case("one must be sent", |d| {
            d.push("CreatePoll/required", json!("anonymous"));
        })
        .expect("property-became-required breaking major")
        .items("types::CreatePoll::anonymous types::CreatePoll::anonymous() types::CreatePoll::new"),
        case("one is always read", |d| {
            d.push("Poll/required", json!("anonymous"));
        })
        .expect("property-became-required safe major")
        .items("types::Poll::anonymous"),
        case("one need not be sent", |d| {
            d.remove("CreatePoll/required/0");
        })
        .expect("property-became-optional safe major"),
        case("one may be missing", |d| {
            d.remove("Poll/required/1");
        })
        .expect("property-became-optional breaking major")
        .items("types::Poll::question"),
        case("another order of what must be sent", |d| {
            d.at("CreatePoll/required").as_array_mut().unwrap().reverse();
        })
        .expect("required-reordered none major")
        .items("types::CreatePoll::new"),
        case_in(EXTRAS, "another order of two of one type", |d| {
            d.at("Span/required").as_array_mut().unwrap().reverse();
        })
        .expect("required-reordered none major")
        .items("types::Span::new"),
        case_in(EXTRAS, "the same name in another convention", |d| {
            d.rename("Span/properties/first", "First");
            d.set("Span/required/0", json!("First"));
        })
        .expect("property-renamed breaking patch"),
        case("another order of what is always read", |d| {
            d.at("Poll/required").as_array_mut().unwrap().reverse();
        }),
        case("one is only read", |d| {
            d.set("CreatePoll/properties/anonymous/readOnly", json!(true));
        })
        .expect("became-read-only breaking major"),
        case("one is only read and was only read anyway", |d| {
            d.set("Poll/properties/anonymous/readOnly", json!(true));
        })
        .expect("became-read-only safe patch"),
        case_in(EXTRAS, "one may be sent", |d| {
            d.remove("Both/properties/id/readOnly");
            d.remove("Both/required/0");
        })
        .expect("no-longer-read-only safe minor")
        .expect("property-became-optional breaking minor"),
        case_in(EXTRAS, "one must be sent that was only read", |d| {
            d.remove("Both/properties/id/readOnly");
        })
        .expect("required-no-longer-read-only breaking major"),
        case_in(EXTRAS, "one that is only read is no longer marked", |d| {
            d.remove("Thing/properties/id/readOnly");
        })
        .expect("required-no-longer-read-only safe patch"),
        case_in(EXTRAS, "one is only sent", |d| {
            d.set("Both/properties/plain/writeOnly", json!(true));
        })
        .expect("became-write-only breaking none")
        .sent_by("patch_thing")
        .read_by("patch_thing"),
        case("one is only sent and was only sent anyway", |d| {
            d.set("CreatePoll/properties/anonymous/writeOnly", json!(true));
        })
        .expect("became-write-only safe none"),
        case_in(EXTRAS, "one that was only sent is read, too", |d| {
            d.remove("Both/properties/secret/writeOnly");
        })
        .expect("no-longer-write-only safe none"),
        case_in(EXTRAS, "what is only read is not sent", |d| {
            d.set("Both/properties/id/maxLength", json!(8));
        })
        .expect("bound-tightened safe patch")
        .sent_by("")
        .read_by("patch_thing"),
        case_in(EXTRAS, "what is only sent is not read", |d| {
            d.set("Both/properties/secret/nullable", json!(true));
        })
        .expect("became-nullable safe major")
        .sent_by("patch_thing")
        .read_by(""),
        case_in(EXTRAS, "an object that is sent takes other keys", |d| {
            d.remove("NewThing/additionalProperties");
        })
        .expect("object-opened safe none"),
        case_in(EXTRAS, "an object that is read takes other keys", |d| {
            d.remove("Thing/additionalProperties");
        })
        .expect("object-opened risky none"),
        case("an object that is sent takes no other keys", |d| {
            d.set("CreatePoll/additionalProperties", json!(false));
        })
        .expect("object-closed breaking none"),
        case("an object that is read takes no other keys", |d| {
            d.set("Poll/additionalProperties", json!(false));
        })
        .expect("object-closed safe none"),
        case_in(EXTRAS, "values of a map that is sent may be anything", |d| {
            d.set("NewThing/properties/counts/additionalProperties", json!(true));
        })
        .expect("map-dropped safe major"),
        case_in(EXTRAS, "values of a map that is read may be anything", |d| {
            d.set("Thing/properties/counts/additionalProperties", json!({}));
        })
        .expect("map-dropped breaking major")
        .items("types::Thing::counts"),
        case("values of a map are documented", |d| {
            d.set("PeerReportEvent/properties/metadata/additionalProperties", json!({"description": "d"}));
        }),
        case("values of a map have a type", |d| {
            d.set("PeerReportEvent/properties/metadata/additionalProperties", json!({"type": "string"}));
        })
        .expect("map-added safe major"),
        case("other keys of an object that is sent have a type", |d| {
            d.set("CreatePoll/additionalProperties", json!({"type": "string"}));
        })
        .expect("map-added breaking minor"),
        case("two alike get other names, which may be any", |d| {
            for name in ["anonymous", "hide_votes"] {
                d.set(&format!("CreatePoll/properties/{name}"), json!({"type": "boolean", "description": "d"}));
                d.rename(&format!("CreatePoll/properties/{name}"), &format!("is_{name}"));
            }
        })
        .expect("property-added safe minor")
        .expect("property-added safe minor")
        .expect("property-removed breaking major")
        .expect("property-removed breaking major"),
        case_in(EXTRAS, "values of an object that is sent have a type", |d| {
            d.remove("NewThing/additionalProperties");
            d.set("NewThing/properties/counts/additionalProperties/format", json!("int64"));
            d.set("NewThing/properties/counts/additionalProperties/minimum", json!(0));
        })
        .expect("object-opened safe patch")
        .expect("format-widened safe major")
        .expect("bound-tightened breaking major"),
    ]
}

#[test]
fn wire_verdicts() {
    check("properties", cases());
}
