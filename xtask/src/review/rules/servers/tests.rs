//! Servers.

use serde_json::json;

use crate::review::rules::tests::{Case, EXTRAS, JOBS, case, case_in, check};

pub fn cases() -> Vec<Case> {
    vec![
        case("another server", |d| {
            d.set("/servers/0/url", json!("https://api.example.com"));
        })
        .expect("server-changed breaking patch"),
        case("one more server", |d| {
            d.push("/servers", json!({"url": "https://api.example.com"}));
        })
        .expect("server-added safe none"),
        case_in(EXTRAS, "a server is removed", |d| {
            d.remove("/servers/1");
        })
        .expect("server-removed breaking none"),
        case_in(EXTRAS, "the servers change places", |d| {
            d.at("/servers").as_array_mut().unwrap().reverse();
        })
        .expect("server-changed risky patch"),
        case_in(EXTRAS, "another region by default", |d| {
            d.set("/servers/0/variables/region/default", json!("us"));
        })
        .expect("server-variable-changed risky patch"),
        case("a server of one operation", |d| {
            d.set(
                "get_meeting/servers",
                json!([{"url": "https://api.example.com"}]),
            );
        })
        .expect("server-changed breaking patch")
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
        .expect("server-changed breaking none")
        .sent_by("get_job stop_job change_job")
        .read_by(""),
        case_in(
            JOBS,
            "another server of all, which some operations have of their own",
            |d| {
                d.set("/servers/0/url", json!("https://jobs.example"));
            },
        )
        .expect("server-changed breaking patch")
        .sent_by("start_job list_jobs"),
        case_in(
            JOBS,
            "no server is the one that the document came from",
            |d| {
                d.remove("/servers");
            },
        )
        .expect("server-changed breaking patch")
        .sent_by("start_job list_jobs"),
        case_in(JOBS, "no servers of a path are those of all", |d| {
            d.set("/paths/~1jobs~1{id}/servers", json!([]));
        })
        .expect("server-changed breaking patch")
        .sent_by("get_job stop_job change_job"),
        case_in(
            JOBS,
            "the values of an address, with another description and order",
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
        .expect("description-changed none none"),
        case_in(JOBS, "another value of an address", |d| {
            d.push("/servers/0/variables/region/enum", json!("asia"));
        })
        .expect("server-variable-changed safe none")
        .sent_by("start_job list_jobs"),
        case_in(JOBS, "a value less of an address", |d| {
            d.remove("/servers/0/variables/region/enum/1");
        })
        .expect("server-variable-changed breaking none"),
        case("the description of a server", |d| {
            d.set("/servers/0/description", json!("The API."));
        })
        .expect("description-changed none none"),
    ]
}

#[test]
fn wire_verdicts() {
    check("servers", cases());
}
