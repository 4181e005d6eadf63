//! Documentation and settings of tools.

use serde_json::json;

use crate::review::rules::tests::{Case, EXTRAS, case, case_in, check};

pub fn cases() -> Vec<Case> {
    vec![
        case("the crate has another name", |d| {
            d.set("/x-client/package", json!("rtk"));
        })
        .expect("client-changed none major")
        .items("crate"),
        case("a parameter is no longer the client's", |d| {
            d.remove("/x-client/parameters/app_id");
            // The generator refuses this: without the app no path leads from a meeting to the sessions or the recordings.
            d.remove("list_sessions/x-also-from");
        })
        .expect("client-changed none none")
        .expect("extension-changed none none")
        .sent_by("list_sessions")
        .read_by("list_sessions")
        .without_rust(),
        case("payloads have no envelope", |d| {
            d.remove("/x-client/envelope");
        })
        .expect("client-changed none none")
        .without_rust(),
        case("lists have no pages", |d| {
            d.remove("/x-client/paging");
        })
        .expect("client-changed none major"),
        case("another variable for the token", |d| {
            d.set("/x-client/token-env", json!("RTK_TOKEN"));
        })
        .expect("client-changed none patch"),
        case("another variable for the base URL", |d| {
            d.set("/x-client/base-url-env", json!("RTK_BASE_URL"));
        })
        .expect("client-changed none patch"),
        case("other keywords of the crate", |d| {
            d.push("/x-client/keywords", json!("more"));
        })
        .expect("client-changed none none"),
        case("an unknown extension", |d| {
            d.set("/x-team", json!("rtc"));
        })
        .expect("extension-changed none none"),
        case_in(EXTRAS, "the title, of which the crate is named", |d| {
            d.set("/info/title", json!("Stuff"));
        })
        .expect("info-changed none major")
        .items("crate"),
        case("about the document", |d| {
            d.set("/info/version", json!("2026-10-01"));
        })
        .expect("info-changed none none"),
    ]
}

#[test]
fn wire_verdicts() {
    check("document", cases());
}
