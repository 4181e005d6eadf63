//! Properties: which there are, which must be there, and in which direction they go.

use serde_json::json;

use crate::review::rules::tests::{Case, EXTRAS, case, case_in, check};

pub fn cases() -> Vec<Case> {
    vec![
        case("a required property is renamed, and `required` keeps the old name", |d| {
            d.rename("Poll/properties/question", "title");
        })
        .gives("property-became-optional breaking major")
        .gives("property-renamed breaking major"),
        case("one more to send", |d| {
            d.set("CreatePoll/properties/note", json!({"type": "string"}));
        })
        .gives("property-added safe minor")
        .sent_by("create_poll")
        .read_by("")
        .items("types::CreatePoll::note types::CreatePoll::note()"),
        case("one more to read", |d| {
            d.set("Poll/properties/note", json!({"type": "string"}));
        })
        .gives("property-added safe minor")
        .sent_by("")
        .read_by("create_poll")
        .items("types::Poll::note"),
        case("one more that must be sent", |d| {
            d.set("CreatePoll/properties/note", json!({"type": "string"}));
            d.push("CreatePoll/required", json!("note"));
        })
        .gives("required-property-added breaking major")
        .items("types::CreatePoll::new types::CreatePoll::note"),
        case("the first that must be sent", |d| {
            d.set("EditParticipant/properties/reason", json!({"type": "string"}));
            d.set("EditParticipant/required", json!(["reason"]));
        })
        .gives("required-property-added breaking major")
        .items("types::EditParticipant::impl~Default types::EditParticipant::new types::EditParticipant::reason"),
        case("one more that is always read", |d| {
            d.set("Poll/properties/note", json!({"type": "string"}));
            d.push("Poll/required", json!("note"));
        })
        .gives("required-property-added safe minor")
        .items("types::Poll::note"),
        case("one that is sent goes", |d| {
            d.remove("CreatePoll/properties/anonymous");
        })
        .gives("property-removed breaking major")
        .sent_by("create_poll")
        .items("types::CreatePoll::anonymous types::CreatePoll::anonymous()"),
        case("one that is read goes", |d| {
            d.remove("Poll/properties/anonymous");
        })
        .gives("property-removed breaking major")
        .read_by("create_poll")
        .items("types::Poll::anonymous"),
        case("another name of what is sent", |d| {
            d.rename("CreatePoll/properties/anonymous", "secret_votes");
        })
        .gives("property-renamed breaking major"),
        case("another name of what is read", |d| {
            d.rename("Poll/properties/anonymous", "secret_votes");
        })
        .gives("property-renamed breaking major")
        .items("types::Poll::anonymous types::Poll::secret_votes"),
        case("two of one kind come", |d| {
            for name in ["created_at", "updated_at"] {
                d.set(&format!("PollVote/properties/{name}"), json!({"type": "string", "description": "When."}));
            }
        })
        .gives("property-added safe minor")
        .gives("property-added safe minor"),
        case("one goes and another of the same plain type comes, which may be any", |d| {
            d.remove("GeneratedSummary/properties/status");
            d.set("GeneratedSummary/properties/state", json!({"type": "string"}));
        })
        .gives("property-added safe minor")
        .gives("property-removed breaking major"),
        case("one must be sent", |d| {
            d.push("CreatePoll/required", json!("anonymous"));
        })
        .gives("property-became-required breaking major")
        .items("types::CreatePoll::anonymous types::CreatePoll::anonymous() types::CreatePoll::new"),
        case("one is always read", |d| {
            d.push("Poll/required", json!("anonymous"));
        })
        .gives("property-became-required safe major")
        .items("types::Poll::anonymous"),
        case("one need not be sent", |d| {
            d.remove("CreatePoll/required/0");
        })
        .gives("property-became-optional safe major"),
        case("one may be missing", |d| {
            d.remove("Poll/required/1");
        })
        .gives("property-became-optional breaking major")
        .items("types::Poll::question"),
        case("another order of what must be sent", |d| {
            d.at("CreatePoll/required").as_array_mut().unwrap().reverse();
        })
        .gives("required-reordered none major")
        .items("types::CreatePoll::new"),
        case_in(EXTRAS, "another order of two of one type", |d| {
            d.at("Span/required").as_array_mut().unwrap().reverse();
        })
        .gives("required-reordered none major")
        .items("types::Span::new"),
        case_in(EXTRAS, "the same name in another convention", |d| {
            d.rename("Span/properties/first", "First");
            d.set("Span/required/0", json!("First"));
        })
        .gives("property-renamed breaking patch"),
        case("another order of what is always read", |d| {
            d.at("Poll/required").as_array_mut().unwrap().reverse();
        }),
        case("one is only read", |d| {
            d.set("CreatePoll/properties/anonymous/readOnly", json!(true));
        })
        .gives("became-read-only breaking major"),
        case("one is only read and was only read anyway", |d| {
            d.set("Poll/properties/anonymous/readOnly", json!(true));
        })
        .gives("became-read-only safe patch"),
        case_in(EXTRAS, "one may be sent", |d| {
            d.remove("Both/properties/id/readOnly");
            d.remove("Both/required/0");
        })
        .gives("no-longer-read-only safe minor")
        .gives("property-became-optional breaking minor"),
        case_in(EXTRAS, "one must be sent that was only read", |d| {
            d.remove("Both/properties/id/readOnly");
        })
        .gives("required-no-longer-read-only breaking major"),
        case_in(EXTRAS, "one that only comes is no longer marked", |d| {
            d.remove("Thing/properties/id/readOnly");
        })
        .gives("required-no-longer-read-only safe patch"),
        case_in(EXTRAS, "one is only sent", |d| {
            d.set("Both/properties/plain/writeOnly", json!(true));
        })
        .gives("became-write-only breaking none")
        .sent_by("patch_thing")
        .read_by("patch_thing"),
        case("one is only sent and was only sent anyway", |d| {
            d.set("CreatePoll/properties/anonymous/writeOnly", json!(true));
        })
        .gives("became-write-only safe none"),
        case_in(EXTRAS, "one that was only sent comes, too", |d| {
            d.remove("Both/properties/secret/writeOnly");
        })
        .gives("no-longer-write-only safe none"),
        case_in(EXTRAS, "what is only read is not sent", |d| {
            d.set("Both/properties/id/maxLength", json!(8));
        })
        .gives("bound-tightened safe patch")
        .sent_by("")
        .read_by("patch_thing"),
        case_in(EXTRAS, "what is only sent is not read", |d| {
            d.set("Both/properties/secret/nullable", json!(true));
        })
        .gives("became-nullable safe major")
        .sent_by("patch_thing")
        .read_by(""),
        case_in(EXTRAS, "an object that is sent takes other keys", |d| {
            d.remove("NewThing/additionalProperties");
        })
        .gives("object-opened safe none"),
        case_in(EXTRAS, "an object that is read takes other keys", |d| {
            d.remove("Thing/additionalProperties");
        })
        .gives("object-opened risky none"),
        case("an object that is sent takes no other keys", |d| {
            d.set("CreatePoll/additionalProperties", json!(false));
        })
        .gives("object-closed breaking none"),
        case("an object that is read takes no other keys", |d| {
            d.set("Poll/additionalProperties", json!(false));
        })
        .gives("object-closed safe none"),
        case_in(EXTRAS, "values of a map that is sent may be anything", |d| {
            d.set("NewThing/properties/counts/additionalProperties", json!(true));
        })
        .gives("map-dropped safe major"),
        case_in(EXTRAS, "values of a map that is read may be anything", |d| {
            d.set("Thing/properties/counts/additionalProperties", json!({}));
        })
        .gives("map-dropped breaking major")
        .items("types::Thing::counts"),
        case("values of a map have a type", |d| {
            d.set("PeerReportEvent/properties/metadata/additionalProperties", json!({"type": "string"}));
        })
        .gives("map-added safe major"),
        case("other keys of an object that is sent have a type", |d| {
            d.set("CreatePoll/additionalProperties", json!({"type": "string"}));
        })
        .gives("map-added breaking major"),
        case("two alike get other names, which may be any", |d| {
            for name in ["anonymous", "hide_votes"] {
                d.set(&format!("CreatePoll/properties/{name}"), json!({"type": "boolean", "description": "d"}));
                d.rename(&format!("CreatePoll/properties/{name}"), &format!("is_{name}"));
            }
        })
        .gives("property-added safe minor")
        .gives("property-added safe minor")
        .gives("property-removed breaking major")
        .gives("property-removed breaking major"),
        case_in(EXTRAS, "values of an object that is sent have a type", |d| {
            d.remove("NewThing/additionalProperties");
            d.set("NewThing/properties/counts/additionalProperties/format", json!("int64"));
            d.set("NewThing/properties/counts/additionalProperties/minimum", json!(0));
        })
        .gives("object-opened safe patch")
        .gives("format-widened safe major")
        .gives("bound-tightened breaking major"),
    ]
}

#[test]
fn wire_verdicts() {
    check("properties", cases());
}
