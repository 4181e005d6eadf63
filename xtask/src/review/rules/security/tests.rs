//! Credentials.

use serde_json::json;

use crate::review::rules::tests::{Case, EXTRAS, JOBS, case, case_in, check};

const OPERATIONS: [&str; 5] = [
    "start_job",
    "list_jobs",
    "get_job",
    "stop_job",
    "change_job",
];

/// Something of the way to credentials.
macro_rules! flow {
    ($rest:literal) => {
        concat!(
            "/components/securitySchemes/login/flows/clientCredentials/",
            $rest
        )
    };
}

pub fn cases() -> Vec<Case> {
    vec![
        case("other credentials", |d| {
            d.set(
                "/components/securitySchemes/key",
                json!({"type": "apiKey", "in": "header", "name": "X-Key"}),
            );
            d.set("/security", json!([{"key": []}]));
        })
        .expect("security-tightened breaking patch"),
        case("other credentials are enough, too", |d| {
            d.set(
                "/components/securitySchemes/key",
                json!({"type": "apiKey", "in": "header", "name": "X-Key"}),
            );
            d.push("/security", json!({"key": []}));
        })
        .expect("security-loosened safe minor"),
        case("no credentials for one operation", |d| {
            d.set("get_meeting/security", json!([]));
        })
        .expect("security-loosened safe patch")
        .sent_by("get_meeting"),
        case_in(
            EXTRAS,
            "other credentials are enough no longer for one operation",
            |d| {
                d.remove("old_thing/security/1");
            },
        )
        .expect("security-tightened breaking major")
        .sent_by("old_thing"),
        case_in(
            EXTRAS,
            "what one operation requires of its own does not change with the document",
            |d| {
                d.set("/security", json!([{"token": []}]));
            },
        )
        .expect("security-tightened breaking major")
        .sent_by("get_thing patch_thing put_thing"),
        case("credentials are sent in another way", |d| {
            d.set(
                "/components/securitySchemes/api_token",
                json!({"type": "apiKey", "in": "header", "name": "X-Key"}),
            );
        })
        .expect("security-scheme-changed breaking none")
        .expect("description-changed none none"),
        case_in(
            JOBS,
            "credentials of all, written at their operations",
            |d| {
                let security = d.remove("/security");
                for operation in ["list_jobs", "get_job", "stop_job", "change_job"] {
                    d.set(&format!("{operation}/security"), security.clone());
                }
            },
        ),
        case_in(
            JOBS,
            "credentials that every operation has of its own are unused",
            |d| {
                for operation in OPERATIONS {
                    d.set(&format!("{operation}/security"), json!([{"key": []}]));
                }
                d.set("start_job/security", json!([{"login": ["write"]}]));
                d.set("/security", json!([{"unused": []}]));
            },
        ),
        case_in(JOBS, "an operation requires what all do", |d| {
            d.remove("start_job/security");
        })
        .expect("security-tightened breaking major")
        .sent_by("start_job"),
        case_in(JOBS, "a key is sent elsewhere", |d| {
            d.set("/components/securitySchemes/key/in", json!("query"));
        })
        .expect("security-scheme-changed breaking major")
        .sent_by("list_jobs get_job stop_job change_job")
        .read_by(""),
        case_in(
            JOBS,
            "a key in other letters, a hint and a description",
            |d| {
                d.set("/components/securitySchemes/key/name", json!("x-key"));
                d.set("/components/securitySchemes/unused/scheme", json!("Bearer"));
                d.remove("/components/securitySchemes/unused/bearerFormat");
                d.set(flow!("scopes/write"), json!("Makes jobs."));
            },
        )
        .expect("description-changed none none")
        .sent_by("start_job")
        .expect("description-changed none none"),
        case_in(
            JOBS,
            "one more scope, and one more way to credentials",
            |d| {
                d.set(flow!("scopes/admin"), json!("All."));
                d.set(
                    "/components/securitySchemes/login/flows/password",
                    json!({"tokenUrl": "https://jobs.example/token", "scopes": {}}),
                );
            },
        )
        .expect("security-scheme-widened safe none")
        .sent_by("start_job"),
        case_in(JOBS, "a scope is removed", |d| {
            d.remove(flow!("scopes/read"));
        })
        .expect("security-scheme-changed breaking none")
        .sent_by("start_job"),
        case_in(JOBS, "credentials are given elsewhere", |d| {
            d.set(flow!("tokenUrl"), json!("https://jobs.example/login"));
        })
        .expect("security-scheme-changed breaking none")
        .sent_by("start_job"),
        case_in(JOBS, "unused credentials", |d| {
            d.set("/components/securitySchemes/unused/scheme", json!("basic"));
        })
        .expect("security-scheme-changed none none")
        .sent_by(""),
        case("another name of the credentials", |d| {
            d.rename("/components/securitySchemes/api_token", "token");
            d.set("/security", json!([{"token": []}]));
        }),
    ]
}

#[test]
fn wire_verdicts() {
    check("security", cases());
}
