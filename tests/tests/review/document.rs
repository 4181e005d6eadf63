//! What counts for the whole document: servers, security, settings, words; and the review itself.

use serde_json::json;

use crate::case::{Case, case, case_in, check};

const EXTRAS: &str = "extras.yaml";
const JOBS: &str = "jobs.yaml";

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
        .gives("server-variable-changed risky patch"),
        case("a server of one operation", |d| {
            d.set(
                "get_meeting/servers",
                json!([{"url": "https://api.example.com"}]),
            );
        })
        .gives("server-changed breaking patch")
        .sent_by("get_meeting"),
        case("the server of all, written at one operation", |d| {
            let servers = d.at("/servers").clone();
            d.set("get_meeting/servers", servers);
        }),
        case_in(JOBS, "servers of all, written at their paths", |d| {
            let servers = d.remove("/servers");
            d.set("/paths/~1jobs/servers", servers);
        }),
        case_in(JOBS, "servers of a path, written at its operations", |d| {
            let servers = d.remove("/paths/~1jobs~1{id}/servers");
            for operation in ["get_job", "stop_job", "change_job"] {
                d.set(&format!("{operation}/servers"), servers.clone());
            }
        }),
        case_in(JOBS, "another server of a path", |d| {
            d.set(
                "/paths/~1jobs~1{id}/servers/0/url",
                json!("https://f.jobs.example"),
            );
        })
        .gives("server-changed breaking none")
        .sent_by("get_job stop_job change_job")
        .read_by(""),
        case_in(
            JOBS,
            "another server of all, which some operations have of their own",
            |d| {
                d.set("/servers/0/url", json!("https://jobs.example"));
            },
        )
        .gives("server-changed breaking patch")
        .sent_by("start_job list_jobs"),
        case_in(
            JOBS,
            "no server is the one that the document came from",
            |d| {
                d.remove("/servers");
            },
        )
        .gives("server-changed breaking patch")
        .says("the server is `/`")
        .sent_by("start_job list_jobs"),
        case_in(JOBS, "no servers of a path are those of all", |d| {
            d.set("/paths/~1jobs~1{id}/servers", json!([]));
        })
        .gives("server-changed breaking patch")
        .sent_by("get_job stop_job change_job"),
        case_in(
            JOBS,
            "what may stand in an address, in other words and another order",
            |d| {
                d.at("/servers/0/variables/region/enum")
                    .as_array_mut()
                    .unwrap()
                    .reverse();
                d.set(
                    "/servers/0/variables/region/description",
                    json!("A region."),
                );
            },
        )
        .gives("description-changed none none"),
        case_in(JOBS, "something else may stand in an address", |d| {
            d.push("/servers/0/variables/region/enum", json!("asia"));
        })
        .gives("server-variable-changed risky none")
        .sent_by("start_job list_jobs"),
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
        .gives("security-tightened breaking patch"),
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
        .gives("security-loosened safe patch")
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
        .gives("security-tightened breaking patch")
        .sent_by("get_thing patch_thing put_thing"),
        case("credentials are shown in another way", |d| {
            d.set(
                "/components/securitySchemes/api_token",
                json!({"type": "apiKey", "in": "header", "name": "X-Key"}),
            );
        })
        .gives("security-scheme-changed breaking none")
        .gives("description-changed none none"),
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
            "credentials that every operation has of its own are nobody's",
            |d| {
                for operation in OPERATIONS {
                    d.set(&format!("{operation}/security"), json!([{"key": []}]));
                }
                d.set("start_job/security", json!([{"login": ["write"]}]));
                d.set("/security", json!([{"unused": []}]));
            },
        ),
        case_in(JOBS, "an operation demands what all do", |d| {
            d.remove("start_job/security");
        })
        .gives("security-tightened breaking patch")
        .sent_by("start_job"),
        case_in(JOBS, "a key is shown elsewhere", |d| {
            d.set("/components/securitySchemes/key/in", json!("query"));
        })
        .gives("security-scheme-changed breaking none")
        .sent_by("list_jobs get_job stop_job change_job")
        .read_by("")
        .without_rust(),
        case_in(JOBS, "a key in other letters, a hint and words", |d| {
            d.set("/components/securitySchemes/key/name", json!("x-key"));
            d.set("/components/securitySchemes/unused/scheme", json!("Bearer"));
            d.remove("/components/securitySchemes/unused/bearerFormat");
            d.set(flow!("scopes/write"), json!("Makes jobs."));
        })
        .gives("description-changed none none")
        .sent_by("start_job")
        .gives("description-changed none none"),
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
        .gives("security-scheme-widened safe none")
        .sent_by("start_job"),
        case_in(JOBS, "a scope goes", |d| {
            d.remove(flow!("scopes/read"));
        })
        .gives("security-scheme-changed breaking none")
        .sent_by("start_job"),
        case_in(JOBS, "credentials are given elsewhere", |d| {
            d.set(flow!("tokenUrl"), json!("https://jobs.example/login"));
        })
        .gives("security-scheme-changed breaking none")
        .sent_by("start_job"),
        case_in(JOBS, "credentials that nobody shows", |d| {
            d.set("/components/securitySchemes/unused/scheme", json!("basic"));
        })
        .gives("security-scheme-changed none none")
        .sent_by(""),
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
            // Without the app no path leads from a meeting to the sessions.
            d.remove("list_sessions/x-also-from");
        })
        .gives("client-changed none major")
        .gives("extension-changed none major")
        .sent_by("list_sessions")
        .read_by("list_sessions"),
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
        case("another variable for the base URL", |d| {
            d.set("/x-client/base-url-env", json!("RTK_BASE_URL"));
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
