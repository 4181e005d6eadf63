//! Random sequences of operations: after each, the invariants hold, and all responses match the API description.

mod media;

use std::collections::HashSet;
use std::time::Duration;

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::contract::{Found, Segment, contract};
use crate::core::{ACCOUNT_ID, Core, Incoming, TOKEN};
use crate::operations::MODELLED;
use crate::state::clock::Clock;
use crate::state::{APP_ID, State};

/// A server, and what its caller knows about it.
struct World {
    core: Core,
    meetings: Vec<String>,
    /// Meeting, participant and token.
    added: Vec<(String, String, String)>,
    deleted: Vec<String>,
    peers: Vec<String>,
    /// The minutes of all peers together.
    minutes: f64,
    inside: usize,
    known: media::Known,
}

/// One step. Its numbers select among existing objects.
#[derive(Clone, Debug)]
enum Step {
    Create { title: Option<String> },
    Close(usize, bool),
    Add(usize, u8, Option<String>),
    Edit(usize, Option<String>),
    Replace(usize, u8),
    Refresh(usize),
    Delete(usize),
    Join(usize),
    Leave(usize),
    Kick(usize),
    KickAll(usize),
    Advance(u32),
    Media(media::MediaStep),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        proptest::option::of(".{0,6}").prop_map(|title| Step::Create { title }),
        (any::<usize>(), any::<bool>()).prop_map(|(index, open)| Step::Close(index, open)),
        (any::<usize>(), 0..6_u8, proptest::option::of(".{0,6}"))
            .prop_map(|(index, user, name)| Step::Add(index, user, name)),
        (any::<usize>(), proptest::option::of(".{0,6}"))
            .prop_map(|(index, name)| Step::Edit(index, name)),
        (any::<usize>(), 0..6_u8).prop_map(|(index, user)| Step::Replace(index, user)),
        any::<usize>().prop_map(Step::Refresh),
        any::<usize>().prop_map(Step::Delete),
        any::<usize>().prop_map(Step::Join),
        any::<usize>().prop_map(Step::Join),
        any::<usize>().prop_map(Step::Leave),
        any::<usize>().prop_map(Step::Kick),
        any::<usize>().prop_map(Step::KickAll),
        (0..200_u32).prop_map(Step::Advance),
        media::steps().prop_map(Step::Media),
        media::steps().prop_map(Step::Media),
    ];
    proptest::collection::vec(step, 1..60)
}

fn chosen<T>(all: &[T], number: usize) -> Option<&T> {
    all.get(number.checked_rem(all.len())?)
}

impl World {
    fn new() -> Self {
        let description = contract().unwrap();
        let mut state = State::new(Clock::still(), description.first_presets());
        state.origin = "http://127.0.0.1:8787".to_owned();
        Self {
            core: Core::new(description, state),
            meetings: Vec::new(),
            added: Vec::new(),
            deleted: Vec::new(),
            peers: Vec::new(),
            minutes: 0.0,
            inside: 0,
            known: media::Known::default(),
        }
    }

    /// Sends a request. The response must match the API description.
    fn send(&self, method: &str, path: &str, query: &str, body: &Value) -> (u16, Value) {
        let path = format!("/accounts/{ACCOUNT_ID}/realtime/kit/{APP_ID}{path}");
        let description = contract().unwrap();
        let Found::Operation(operation, _) = description.find(method, &path) else {
            panic!("{method} {path}");
        };
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let authorization = format!("Bearer {TOKEN}");
        let response = self.core.respond(Incoming {
            method,
            path: &format!("{}{path}", description.base_path),
            query,
            authorization: Some(&authorization),
            body: Some(body.as_bytes()),
        });
        let status = response.status.to_string();
        let class = format!("{}XX", response.status / 100);
        let described = |wanted: &str| {
            operation
                .responses
                .iter()
                .find(|(status, _)| status == wanted)
        };
        if let Some((_, description)) = described(&status).or_else(|| described(&class)) {
            description
                .check(&response.body)
                .unwrap_or_else(|mistake| panic!("{method} {path}: {mistake}\n{}", response.body));
        } else {
            assert!(
                response.status >= 400,
                "{method} {path} responds with {status}, which is not described"
            );
        }
        (response.status, response.body)
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Media(step) => self.media_step(step),
            Step::Create { title } => {
                let (status, body) = self.send("POST", "/meetings", "", &json!({"title": title}));
                assert_eq!(status, 201);
                self.meetings
                    .push(body["data"]["id"].as_str().unwrap().to_owned());
            }
            Step::Close(index, opens) => {
                let Some(meeting) = chosen(&self.meetings, index) else {
                    return;
                };
                let status = if opens { "ACTIVE" } else { "INACTIVE" };
                let (code, body) = self.send(
                    "PATCH",
                    &format!("/meetings/{meeting}"),
                    "",
                    &json!({"status": status}),
                );
                assert_eq!((code, &body["data"]["status"]), (200, &json!(status)));
            }
            Step::Add(index, user, name) => {
                let Some(meeting) = chosen(&self.meetings, index).cloned() else {
                    return;
                };
                let body = json!({"custom_participant_id": format!("user-{user}"), "preset_name": "group_call_host", "name": name});
                let path = format!("/meetings/{meeting}/participants");
                let (status, body) = self.send("POST", &path, "", &body);
                if status == 409 {
                    return;
                }
                assert_eq!(status, 201);
                let text = |name: &str| body["data"][name].as_str().unwrap().to_owned();
                self.added.push((meeting, text("id"), text("token")));
            }
            Step::Edit(index, name) => {
                let Some((meeting, id, _)) = chosen(&self.added, index) else {
                    return;
                };
                let path = format!("/meetings/{meeting}/participants/{id}");
                let (status, _) = self.send("PATCH", &path, "", &json!({"name": name}));
                assert_eq!(status == 404, self.deleted.contains(id));
            }
            Step::Replace(index, user) => {
                let Some((meeting, id, _)) = chosen(&self.added, index) else {
                    return;
                };
                let body = json!({"custom_participant_id": format!("user-{user}"), "preset_name": "webinar_viewer"});
                let path = format!("/meetings/{meeting}/participants/{id}");
                let (status, _) = self.send("PUT", &path, "", &body);
                assert_eq!(status == 404, self.deleted.contains(id));
                assert!([200, 404, 409].contains(&status));
            }
            Step::Refresh(index) => {
                let Some((meeting, id, _)) = chosen(&self.added, index).cloned() else {
                    return;
                };
                let path = format!("/meetings/{meeting}/participants/{id}/token");
                let (status, body) = self.send("POST", &path, "", &Value::Null);
                assert_eq!(status == 404, self.deleted.contains(&id));
                if let Some(token) = body["data"]["token"].as_str() {
                    self.added.push((meeting, id, token.to_owned()));
                }
            }
            Step::Delete(index) => {
                let Some((meeting, id, _)) = chosen(&self.added, index) else {
                    return;
                };
                let path = format!("/meetings/{meeting}/participants/{id}");
                let (status, _) = self.send("DELETE", &path, "", &Value::Null);
                assert_eq!(status == 404, self.deleted.contains(id));
                self.deleted.push(id.clone());
            }
            Step::Join(index) => {
                let Some((meeting, id, token)) = chosen(&self.added, index) else {
                    return;
                };
                let joined = self.core.lock().state.join(token);
                if let Ok(peer) = joined {
                    assert!(!self.deleted.contains(id), "a deleted participant joined");
                    let (_, body) =
                        self.send("GET", &format!("/meetings/{meeting}"), "", &Value::Null);
                    assert_eq!(
                        body["data"]["status"], "ACTIVE",
                        "somebody joined an inactive meeting"
                    );
                    self.peers.push(peer);
                    self.inside += 1;
                }
            }
            Step::Leave(index) => {
                let Some(peer) = chosen(&self.peers, index) else {
                    return;
                };
                if self.core.lock().state.leave(peer).is_ok() {
                    self.inside -= 1;
                }
            }
            Step::Kick(index) => {
                let Some((meeting, id, _)) = chosen(&self.added, index) else {
                    return;
                };
                let path = format!("/meetings/{meeting}/active-session/kick");
                let (_, body) = self.send("POST", &path, "", &json!({"participant_ids": [id]}));
                self.inside -= body["data"]["participants"].as_array().map_or(0, Vec::len);
            }
            Step::KickAll(index) => {
                let Some(meeting) = chosen(&self.meetings, index) else {
                    return;
                };
                let path = format!("/meetings/{meeting}/active-session/kick-all");
                let (_, body) = self.send("POST", &path, "", &Value::Null);
                let count = body["data"]["kicked_participants_count"].as_u64();
                self.inside -= usize::try_from(count.unwrap_or_default()).unwrap();
                let path = format!("/meetings/{meeting}/active-session");
                assert_eq!(self.send("GET", &path, "", &Value::Null).0, 404);
            }
            Step::Advance(minutes) => {
                self.core
                    .lock()
                    .state
                    .advance(Duration::from_secs(60 * u64::from(minutes)));
                self.minutes += self.inside as f64 * f64::from(minutes);
            }
        }
    }

    /// The items of a list, page by page. `at` is their place in the body.
    fn list(&self, path: &str, at: &str, per_page: usize) -> Vec<Value> {
        let mut items = Vec::new();
        for page in 1.. {
            let query = format!("per_page={per_page}&page_no={page}&include_peer_events=true");
            let (status, body) = self.send("GET", path, &query, &Value::Null);
            assert_eq!(status, 200);
            let found = body.pointer(at).unwrap().as_array().unwrap();
            assert!(found.len() <= per_page);
            items.extend(found.iter().cloned());
            if found.is_empty() {
                assert_eq!(body["paging"]["total_count"], items.len());
                break;
            }
            assert_eq!(body["paging"]["end_offset"], items.len());
        }
        items
    }

    fn check(&self) {
        self.check_media();
        let ids = |items: &[Value]| {
            items
                .iter()
                .map(|it| it["id"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(ids(&self.list("/meetings", "/data", 2)), self.meetings);
        for meeting in &self.meetings {
            let mut expected: Vec<&String> = Vec::new();
            for (of, id, _) in &self.added {
                if of == meeting && !self.deleted.contains(id) && !expected.contains(&id) {
                    expected.push(id);
                }
            }
            let found = self.list(&format!("/meetings/{meeting}/participants"), "/data", 3);
            let users: HashSet<&str> = found
                .iter()
                .map(|it| it["custom_participant_id"].as_str().unwrap())
                .collect();
            assert_eq!(
                users.len(),
                found.len(),
                "two participants have one custom id"
            );
            let found = ids(&found);
            assert_eq!(found.iter().collect::<Vec<_>>(), expected);
        }
        let sessions = self.list("/sessions", "/data/sessions", 2);
        let (mut minutes, mut inside) = (0.0, 0);
        for session in &sessions {
            let path = format!("/sessions/{}/participants", session["id"].as_str().unwrap());
            let peers = self.list(&path, "/data/participants", 2);
            let durations: f64 = peers
                .iter()
                .map(|peer| peer["duration"].as_f64().unwrap())
                .sum();
            assert_eq!(session["minutes_consumed"], durations);
            let live = peers
                .iter()
                .filter(|peer| peer["left_at"].is_null())
                .count();
            assert_eq!(session["live_participants"], live);
            assert!(
                session["status"] == "LIVE" || live == 0,
                "somebody is in a session that has ended"
            );
            minutes += durations;
            inside += live;
        }
        assert_eq!((minutes, inside), (self.minutes, self.inside));
        let live = sessions
            .iter()
            .filter(|session| session["status"] == "LIVE");
        let live: Vec<&Value> = live.map(|session| &session["associated_id"]).collect();
        let unique: HashSet<String> = live.iter().map(|id| id.to_string()).collect();
        assert_eq!(unique.len(), live.len(), "a meeting has two live sessions");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn invariants_hold_after_any_sequence_of_operations(steps in steps()) {
        let mut world = World::new();
        for step in steps {
            world.step(step);
        }
        world.check();
    }

    #[test]
    fn any_bytes_get_an_error_response(
        method in "[A-Z]{1,8}",
        path in "[ -~]{0,40}",
        query in "[ -~]{0,40}",
        authorization in proptest::option::of("[ -~]{0,20}"),
        body in proptest::collection::vec(any::<u8>(), 0..60),
    ) {
        let world = World::new();
        let response = world.core.respond(Incoming {
            method: &method,
            path: &path,
            query: &query,
            authorization: authorization.as_deref(),
            body: Some(&body),
        });
        prop_assert!(response.status >= 400);
    }
}

/// Handlers respond with an error to randomly changed values of the example requests, and never fail in another way.
#[test]
fn every_operation_responds_to_values_of_wrong_types() {
    let world = World::new();
    let description = contract().unwrap();
    let values = [
        json!(null),
        json!([]),
        json!({}),
        json!("x"),
        json!(-1),
        json!({"title": {}}),
        json!({"name": 1e300}),
    ];
    let authorization = format!("Bearer {TOKEN}");
    for operation in &description.operations {
        let path: String = operation
            .segments
            .iter()
            .map(|segment| match segment {
                Segment::Literal(text) => format!("/{text}"),
                Segment::Parameter(name) if name == "account_id" => format!("/{ACCOUNT_ID}"),
                Segment::Parameter(name) if name == "app_id" => format!("/{APP_ID}"),
                Segment::Parameter(_) => "/none".to_owned(),
            })
            .collect();
        for value in &values {
            let body = value.to_string();
            let query = "page_no=99999999999999999999&per_page=1e400&sort_by=x&start_time=y&participants=::";
            for query in [
                query,
                "page_no=18446744073709551615&per_page=18446744073709551615",
                "",
            ] {
                let response = world.core.respond(Incoming {
                    method: &operation.method,
                    path: &format!("{}{path}", description.base_path),
                    query,
                    authorization: Some(&authorization),
                    body: Some(body.as_bytes()),
                });
                let is_list = operation.method == "GET" && response.status == 200;
                let is_creation =
                    ["create_livestream", "create_meeting"].contains(&operation.id.as_str());
                let is_created = is_creation && response.status == 201;
                assert!(
                    response.status >= 400 || is_list || is_created,
                    "{} {query} {body}",
                    operation.id
                );
            }
        }
    }
}

#[test]
fn the_documentation_lists_the_operations() {
    let text = include_str!("lib.rs");
    for operation in &contract().unwrap().operations {
        let name = format!("`{}`", operation.id);
        let is_modelled = MODELLED.iter().any(|(id, _)| *id == operation.id);
        assert!(is_modelled, "{name} is not carried out");
        assert!(text.contains(&name), "{name} is missing in lib.rs");
    }
    let ids = MODELLED.iter().map(|(id, _)| id);
    assert!(ids.clone().is_sorted(), "sort the table");
    for id in ids {
        let known = &contract().unwrap().operations;
        assert!(
            known.iter().any(|operation| operation.id == *id),
            "{id} is no operation"
        );
    }
}
