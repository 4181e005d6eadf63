//! `webhooks().ensure`: one webhook for a URL, with any existing webhooks and any number of callers.

use std::sync::{Arc, Mutex, MutexGuard};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, patch};
use axum::{Json, Router};
use realtimekit::types::{Webhook, WebhookEvent};
use realtimekit::{Client, Error, RetryPolicy};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Barrier;

const URL: &str = "https://example.com/realtimekit";

/// The service: its webhooks and the received requests.
#[derive(Clone)]
struct Service(Arc<Inner>);

struct Inner {
    state: Mutex<Stored>,
    /// The number of list requests that must arrive before the first one gets a response.
    first_lists: Option<Barrier>,
    faults: Faults,
}

#[derive(Clone, Copy, Default)]
struct Faults {
    /// Creates the webhook and responds with 502.
    create_is_lost: bool,
    /// Responds with 400.
    create_is_refused: bool,
    /// Creates the webhook, and does not list it yet.
    list_is_late: bool,
    /// Another caller deletes first.
    delete_finds_nothing: bool,
}

#[derive(Default)]
struct Stored {
    webhooks: Vec<Value>,
    lists: usize,
    requests: Vec<String>,
}

impl Service {
    fn stored(&self) -> MutexGuard<'_, Stored> {
        self.0.state.lock().unwrap()
    }

    fn requests(&self) -> Vec<String> {
        self.stored().requests.clone()
    }

    fn ids(&self) -> Vec<String> {
        let ids = |webhook: &Value| webhook["id"].as_str().unwrap().to_owned();
        self.stored().webhooks.iter().map(ids).collect()
    }
}

/// A webhook as the service stores it; `minute` is when it was created.
fn webhook(id: &str, url: &str, minute: usize, events: &[&str]) -> Value {
    let time = format!("2026-06-03T10:{minute:02}:00Z");
    json!({"id": id, "name": "by hand", "url": url, "events": events, "enabled": true, "created_at": time, "updated_at": time})
}

async fn list(State(service): State<Service>) -> Json<Value> {
    let (webhooks, number) = {
        let mut stored = service.stored();
        stored.requests.push("list".to_owned());
        stored.lists += 1;
        (stored.webhooks.clone(), stored.lists)
    };
    if let Some(barrier) = service.0.first_lists.as_ref().filter(|_| number <= 2) {
        barrier.wait().await;
    }
    let is_late = service.0.faults.list_is_late;
    let listed = if is_late { vec![] } else { webhooks };
    Json(json!({"success": true, "data": listed}))
}

async fn create(
    State(service): State<Service>,
    Json(body): Json<Value>,
) -> (StatusCode, Json<Value>) {
    let mut stored = service.stored();
    stored.requests.push(format!("create {body}"));
    if service.0.faults.create_is_refused {
        return error(StatusCode::BAD_REQUEST);
    }
    let number = stored.webhooks.len();
    let mut created = webhook(&format!("w-{number}"), URL, number, &[]);
    for key in ["name", "url", "events", "enabled"] {
        created[key] = body[key].clone();
    }
    stored.webhooks.push(created.clone());
    match service.0.faults.create_is_lost {
        true => error(StatusCode::BAD_GATEWAY),
        false => (
            StatusCode::CREATED,
            Json(json!({"success": true, "data": created})),
        ),
    }
}

async fn update(
    State(service): State<Service>,
    Path(id): Path<String>,
    Json(body): Json<Value>,
) -> (StatusCode, Json<Value>) {
    let mut stored = service.stored();
    stored.requests.push(format!("update {id} {body}"));
    let found = stored
        .webhooks
        .iter_mut()
        .find(|webhook| webhook["id"] == json!(id));
    let Some(found) = found else {
        return error(StatusCode::NOT_FOUND);
    };
    for (key, value) in body.as_object().unwrap() {
        found[key] = value.clone();
    }
    (
        StatusCode::OK,
        Json(json!({"success": true, "data": found})),
    )
}

async fn delete(
    State(service): State<Service>,
    Path(id): Path<String>,
) -> (StatusCode, Json<Value>) {
    let mut stored = service.stored();
    stored.requests.push(format!("delete {id}"));
    let position = stored
        .webhooks
        .iter()
        .position(|webhook| webhook["id"] == json!(id));
    match position {
        Some(position) => {
            let deleted = stored.webhooks.remove(position);
            match service.0.faults.delete_finds_nothing {
                true => error(StatusCode::NOT_FOUND),
                false => (
                    StatusCode::OK,
                    Json(json!({"success": true, "data": deleted})),
                ),
            }
        }
        None => error(StatusCode::NOT_FOUND),
    }
}

fn error(status: StatusCode) -> (StatusCode, Json<Value>) {
    let error = json!({"code": status.as_u16(), "message": "no"});
    (status, Json(json!({"success": false, "error": error})))
}

/// Starts the service with these webhooks; so many callers list at the same time.
async fn start(webhooks: Vec<Value>, callers: usize, faults: Faults) -> (Service, Client) {
    let service = Service(Arc::new(Inner {
        state: Mutex::new(Stored {
            webhooks,
            ..Stored::default()
        }),
        first_lists: (callers > 1).then(|| Barrier::new(callers)),
        faults,
    }));
    let path = "/accounts/a/realtime/kit/p/webhooks";
    let app = Router::new()
        .route(path, get(list).post(create))
        .route(&format!("{path}/{{id}}"), patch(update).delete(delete))
        .with_state(service.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    let client = Client::builder()
        .base_url(format!("http://{address}"))
        .token("token")
        .account_id("a")
        .app_id("p")
        .retry(RetryPolicy::off());
    (service, client.build().unwrap())
}

async fn ensure(client: &Client) -> Result<Webhook, Error> {
    let events = [WebhookEvent::MeetingStarted, WebhookEvent::MeetingEnded];
    client.webhooks().ensure(URL, events).await
}

const BOTH: [&str; 2] = ["meeting.ended", "meeting.started"];

#[tokio::test]
async fn a_webhook_is_created_once() {
    let others = vec![webhook("other", "https://example.com/other", 0, &BOTH)];
    let (service, client) = start(others, 1, Faults::default()).await;
    let created = ensure(&client).await.unwrap();
    assert_eq!((created.name.as_str(), created.url.expose()), (URL, URL));
    assert_eq!(created.enabled, Some(true));
    let again = ensure(&client).await.unwrap();
    assert_eq!(again, created);
    let requests = service.requests();
    assert_eq!(requests.len(), 4, "{requests:?}");
    assert!(requests[1].starts_with("create "), "{requests:?}");
    assert_eq!(service.ids(), ["other", "w-1"]);
}

#[tokio::test]
async fn equivalent_events_and_urls_are_equal() {
    let twice = ["meeting.started", "meeting.ended", "meeting.started"];
    let existing = webhook("w", "https://EXAMPLE.com:443/realtimekit", 0, &twice);
    let mut without_enabled = existing.clone();
    without_enabled.as_object_mut().unwrap().remove("enabled");
    for existing in [existing, without_enabled] {
        let (service, client) = start(vec![existing], 1, Faults::default()).await;
        assert_eq!(ensure(&client).await.unwrap().id.as_str(), "w");
        assert_eq!(service.requests(), ["list"]);
    }
}

#[tokio::test]
async fn a_webhook_with_other_events_or_disabled_is_updated_and_keeps_its_name() {
    let mut disabled = webhook("w", URL, 0, &BOTH);
    disabled["enabled"] = json!(false);
    let with = |events: &[&str]| webhook("w", URL, 0, events);
    for existing in [
        disabled,
        with(&BOTH[..1]),
        with(&["meeting.ended", "meeting.started", "meeting.paused"]),
    ] {
        let (service, client) = start(vec![existing], 1, Faults::default()).await;
        let updated = ensure(&client).await.unwrap();
        assert_eq!(updated.name, "by hand");
        assert_eq!(updated.enabled, Some(true));
        assert_eq!(updated.events.len(), 2);
        let [_, update] = service.requests().try_into().unwrap();
        let body = update.strip_prefix("update w ").unwrap();
        let mut body: Value = serde_json::from_str(body).unwrap();
        let events = body["events"].as_array_mut().unwrap();
        events.sort_by_key(Value::to_string);
        assert_eq!(body, json!({"events": BOTH, "enabled": true}));
    }
}

#[tokio::test]
async fn of_several_the_oldest_is_kept_and_updated_before_the_others_are_deleted() {
    for faults in [
        Faults::default(),
        Faults {
            delete_finds_nothing: true,
            ..Faults::default()
        },
    ] {
        let webhooks = vec![
            webhook("newest", URL, 9, &BOTH),
            webhook("b", URL, 1, &BOTH[..1]),
            webhook("a", URL, 1, &BOTH[..1]),
            webhook("other", "https://example.com/other", 0, &BOTH),
        ];
        let (service, client) = start(webhooks, 1, faults).await;
        assert_eq!(ensure(&client).await.unwrap().id.as_str(), "a");
        let requests = service.requests();
        let verbs: Vec<_> = requests.iter().map(|r| &r[..r.len().min(8)]).collect();
        assert_eq!(verbs[..2], ["list", "update a"]);
        assert_eq!(requests[2..], ["delete b", "delete newest"]);
        assert_eq!(service.ids(), ["a", "other"]);
    }
}

#[tokio::test]
async fn two_callers_at_the_same_time_keep_the_same_webhook() {
    // Both see that there is none, and both create one.
    let (service, client) = start(vec![], 2, Faults::default()).await;
    let (one, other) = tokio::join!(ensure(&client), ensure(&client));
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!((one.id.as_str(), other.id.as_str()), ("w-0", "w-0"));
    assert_eq!(service.ids(), ["w-0"]);
    let creates = service.requests();
    let creates = creates.iter().filter(|r| r.starts_with("create"));
    assert_eq!(creates.count(), 2);
}

#[tokio::test]
async fn a_lost_response_is_no_error_and_makes_no_second_webhook() {
    let faults = Faults {
        create_is_lost: true,
        ..Faults::default()
    };
    let (service, client) = start(vec![], 1, faults).await;
    assert_eq!(ensure(&client).await.unwrap().id.as_str(), "w-0");
    assert_eq!(service.ids(), ["w-0"]);

    // A webhook that the list does not have is not returned.
    let faults = Faults {
        list_is_late: true,
        ..faults
    };
    let (_, client) = start(vec![], 1, faults).await;
    let error = ensure(&client).await.unwrap_err();
    assert!(
        error.is_server_error() && error.may_have_happened(),
        "{error}"
    );
}

#[tokio::test]
async fn a_new_webhook_that_is_not_listed_yet_is_returned() {
    let faults = Faults {
        list_is_late: true,
        ..Faults::default()
    };
    let (service, client) = start(vec![], 1, faults).await;
    assert_eq!(ensure(&client).await.unwrap().id.as_str(), "w-0");
    assert_eq!(service.requests().len(), 3);
}

#[tokio::test]
async fn settings_that_the_service_rejects_are_an_api_error() {
    let faults = Faults {
        create_is_refused: true,
        ..Faults::default()
    };
    let (service, client) = start(vec![], 1, faults).await;
    assert!(ensure(&client).await.unwrap_err().is_bad_request());
    assert_eq!(service.requests().len(), 2);
}
