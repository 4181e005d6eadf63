//! What counts for the whole document: servers, security, settings, words; and the review itself.

use serde_json::json;

use crate::case::{Case, case, case_in, check};

const EXTRAS: &str = "extras.yaml";

pub fn cases() -> Vec<Case> {
    vec![
        case("another server", |d| {
            d.set("/servers/0/url", json!("https://api.example.com"));
        })
        .gives("server-changed breaking patch"),
        case("one more server", |d| {
            d.push("/servers", json!({"url": "https://api.example.com"}));
        })
        .gives("server-added safe none"),
        case_in(EXTRAS, "a server goes", |d| {
            d.remove("/servers/1");
        })
        .gives("server-removed breaking none"),
        case_in(EXTRAS, "the servers change places", |d| {
            d.at("/servers").as_array_mut().unwrap().reverse();
        })
        .gives("server-changed breaking patch"),
        case_in(EXTRAS, "another region by default", |d| {
            d.set("/servers/0/variables/region/default", json!("us"));
        })
        .gives("server-variable-changed risky none"),
        case("a server of one operation", |d| {
            d.set(
                "get_meeting/servers",
                json!([{"url": "https://api.example.com"}]),
            );
        })
        .gives("server-changed breaking none")
        .sent_by("get_meeting"),
        case("the server of all, written at one operation", |d| {
            let servers = d.at("/servers").clone();
            d.set("get_meeting/servers", servers);
        }),
        case("words of a server", |d| {
            d.set("/servers/0/description", json!("The API."));
        })
        .gives("description-changed none none"),
        case("other credentials", |d| {
            d.set(
                "/components/securitySchemes/key",
                json!({"type": "apiKey", "in": "header", "name": "X-Key"}),
            );
            d.set("/security", json!([{"key": []}]));
        })
        .gives("security-tightened breaking none"),
        case("other credentials are enough, too", |d| {
            d.set(
                "/components/securitySchemes/key",
                json!({"type": "apiKey", "in": "header", "name": "X-Key"}),
            );
            d.push("/security", json!({"key": []}));
        })
        .gives("security-loosened safe none"),
        case("no credentials for one operation", |d| {
            d.set("get_meeting/security", json!([]));
        })
        .gives("security-loosened safe none")
        .sent_by("get_meeting"),
        case_in(
            EXTRAS,
            "other credentials are enough no longer for one operation",
            |d| {
                d.remove("old_thing/security/1");
            },
        )
        .gives("security-tightened breaking none")
        .sent_by("old_thing"),
        case_in(
            EXTRAS,
            "what one operation demands of its own does not change with the document",
            |d| {
                d.set("/security", json!([{"token": []}]));
            },
        )
        .gives("security-tightened breaking none")
        .sent_by("get_thing patch_thing put_thing"),
        case("credentials are shown in another way", |d| {
            d.set(
                "/components/securitySchemes/api_token",
                json!({"type": "apiKey", "in": "header", "name": "X-Key"}),
            );
        })
        .gives("security-scheme-changed breaking none")
        .gives("description-changed none none"),
        case("another name of the credentials", |d| {
            d.rename("/components/securitySchemes/api_token", "token");
            d.set("/security", json!([{"token": []}]));
        }),
        case("the crate has another name", |d| {
            d.set("/x-client/package", json!("rtk"));
        })
        .gives("client-changed none major")
        .items("crate"),
        case("a parameter is no longer the client's", |d| {
            d.remove("/x-client/parameters/app_id");
        })
        .gives("client-changed none major"),
        case("payloads have no envelope", |d| {
            d.remove("/x-client/envelope");
        })
        .gives("client-changed none none")
        .without_rust(),
        case("lists have no pages", |d| {
            d.remove("/x-client/paging");
        })
        .gives("client-changed none major"),
        case("another variable for the token", |d| {
            d.set("/x-client/token-env", json!("RTK_TOKEN"));
        })
        .gives("client-changed none patch"),
        case("other keywords of the crate", |d| {
            d.push("/x-client/keywords", json!("more"));
        })
        .gives("client-changed none none"),
        case("an extension that nobody knows", |d| {
            d.set("/x-team", json!("rtc"));
        })
        .gives("extension-changed none none"),
        case_in(EXTRAS, "the title, of which the crate is named", |d| {
            d.set("/info/title", json!("Stuff"));
        })
        .gives("info-changed none major")
        .items("crate"),
        case("about the document", |d| {
            d.set("/info/version", json!("2026-10-01"));
        })
        .gives("info-changed none none"),
    ]
}

#[test]
fn changes_of_the_whole_document() {
    check(cases());
}
