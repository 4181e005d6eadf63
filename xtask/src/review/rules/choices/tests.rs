//! Choices, prohibitions, discriminators, XML.

use serde_json::json;

use crate::review::rules::tests::{CONDITIONS, Case, EXTRAS, case, case_in, check};

pub fn cases() -> Vec<Case> {
    vec![
        case_in(EXTRAS, "one more to send", |d| {
            d.push("NewShape/oneOf", json!({"$ref": "#/components/schemas/Line"}));
        })
        .expect("choice-added safe minor")
        .sent_by("put_thing")
        .read_by(""),
        case_in(EXTRAS, "one more to read", |d| {
            d.push("Shape/oneOf", json!({"$ref": "#/components/schemas/Line"}));
        })
        .expect("choice-added breaking minor")
        .read_by("get_thing"),
        case_in(EXTRAS, "one of what is sent is removed", |d| {
            d.push("NewShape/oneOf", json!({"$ref": "#/components/schemas/Line"}));
            d.remove("NewShape/oneOf/0");
        })
        .expect("choice-added safe minor")
        .expect("choice-removed breaking major"),
        case_in(EXTRAS, "one of what is read is removed", |d| {
            d.push("Shape/oneOf", json!({"type": "string"}));
            d.remove("Shape/oneOf/0");
        })
        .expect("choice-added breaking minor")
        .expect("choice-removed safe major"),
        case_in(EXTRAS, "all but one are removed", |d| {
            d.remove("Shape/oneOf/0");
        })
        .expect("choice-removed safe major"),
        case_in(EXTRAS, "a single one becomes a choice", |d| {
            let choice = json!({"oneOf": [{"$ref": "#/components/schemas/Extra"}, {"$ref": "#/components/schemas/Line"}]});
            d.set("Thing/properties/extra", choice);
        })
        .expect("choice-added breaking major"),
        case_in(EXTRAS, "how members that are sent are distinguished", |d| {
            d.set("NewShape/discriminator", json!({"propertyName": "kind"}));
        })
        .expect("discriminator-changed breaking patch")
        .sent_by("put_thing"),
        case_in(EXTRAS, "another order", |d| {
            d.at("Shape/oneOf").as_array_mut().unwrap().reverse();
        }),
        case_in(EXTRAS, "a member is written in place", |d| {
            let circle = d.at("Circle").clone();
            d.set("Shape/oneOf/0", circle);
        })
        .expect("reference-changed none major")
        .read_by("get_thing"),
        case_in(EXTRAS, "several may match", |d| {
            d.rename("NewShape/oneOf", "anyOf");
        })
        .expect("choice-kind-changed safe none"),
        case_in(EXTRAS, "a member has another property", |d| {
            d.set("Circle/properties/radius/type", json!("string"));
        })
        .expect("type-changed breaking major")
        .sent_by("put_thing")
        .read_by("get_thing"),
        case_in(EXTRAS, "what distinguishes members", |d| {
            d.set("Shape/discriminator", json!({"propertyName": "kind"}));
        })
        .expect("discriminator-changed safe patch"),
        case_in(EXTRAS, "how it is written in XML", |d| {
            let schema = "get_thing/responses/404/content/application~1xml/schema";
            d.set(&format!("{schema}/xml"), json!({"name": "problem"}));
        })
        .expect("xml-changed breaking none")
        .read_by("get_thing"),
        case_in(CONDITIONS, "what must not be sent", |d| {
            d.set("Sent/properties/plain/not", json!({"enum": ["root"]}));
        })
        .expect("condition-added breaking none"),
        case_in(CONDITIONS, "what is never read", |d| {
            d.set("Read/properties/plain/not", json!({"enum": ["root"]}));
        })
        .expect("condition-added safe none"),
        case_in(CONDITIONS, "nothing that must not be sent", |d| {
            d.remove("Sent/properties/name/not");
        })
        .expect("condition-removed safe none"),
        case_in(CONDITIONS, "nothing that is never read", |d| {
            d.remove("Read/properties/name/not");
        })
        .expect("condition-removed risky none"),
        case_in(CONDITIONS, "something else that must not be sent", |d| {
            d.push("Sent/properties/name/not/enum", json!("admin"));
        })
        .expect("condition-changed breaking none"),
        case_in(CONDITIONS, "something else that is never read", |d| {
            d.push("Read/properties/name/not/enum", json!("admin"));
        })
        .expect("condition-changed risky none"),
        case("one of several must match no longer", |d| {
            d.remove("get_session/responses/200/content/application~1json/schema/properties/data/anyOf");
        })
        .expect("condition-removed risky none")
        .sent_by("")
        .read_by("get_session"),
        case("one of several must match", |d| {
            d.set("KickParticipants/anyOf", json!([
                {"type": "object", "required": ["participant_ids"], "properties": {}},
                {"type": "object", "required": ["custom_participant_ids"], "properties": {}},
            ]));
        })
        .expect("condition-added breaking major"),
    ]
}

#[test]
fn wire_verdicts() {
    check("choices", cases());
}
