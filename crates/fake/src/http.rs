//! The HTTP server of the core.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response as HttpResponse;
use axum::serve::ListenerExt;
use futures_util::stream;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::control;
use crate::core::{Core, Incoming, MAX_BODY};
use crate::deliveries::{Courier, signing};
use crate::faults::Fault;
use crate::files;
use crate::response::Response;
use crate::state::FILES;

/// The parts of a server that respond to requests.
#[derive(Clone)]
pub struct Served {
    pub core: Arc<Core>,
    pub courier: Arc<Courier>,
}

/// Serves until `stop` is sent or dropped. Then idle connections are closed.
pub async fn serve(listener: TcpListener, served: Served, stop: oneshot::Receiver<()>) {
    let router = Router::new().fallback(handle).with_state(served);
    // Without `nodelay`, small responses wait for the acknowledgement of the previous one.
    let listener = listener.tap_io(|socket| drop(socket.set_nodelay(true)));
    let stopped = async {
        let _ = stop.await;
    };
    // It returns no error: axum handles errors of single connections.
    let _ = axum::serve(listener, router)
        .with_graceful_shutdown(stopped)
        .await;
}

async fn handle(State(served): State<Served>, request: Request) -> HttpResponse {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, MAX_BODY).await.ok();
    let Served { core, courier } = served;
    let response = match head.uri.path() {
        signing::KEY_PATH => signing::published(),
        path if path.starts_with(FILES) => files::respond(&core, incoming(&head, body.as_deref())),
        path if path.starts_with(control::PREFIX) => {
            control::respond(&core, &courier, incoming(&head, body.as_deref())).await
        }
        _ => operation(core, head, body).await,
    };
    if response.delay > 0 {
        tokio::time::sleep(Duration::from_millis(response.delay)).await;
    }
    http_response(response)
}

async fn operation(core: Arc<Core>, head: Parts, body: Option<Bytes>) -> Response {
    let fault = core.lock().faults.next();
    if fault != Some(Fault::Held) {
        return core.respond_with(incoming(&head, body.as_deref()), fault);
    }
    let (release, released) = oneshot::channel();
    core.lock().held.push(release);
    // A separate task, because this one ends when the client closes the connection.
    let carried_out = tokio::spawn(async move {
        let _ = released.await;
        core.respond_with(incoming(&head, body.as_deref()), None)
    });
    let response = carried_out.await;
    response.unwrap_or_else(|_| Response::error(500, "the server stopped"))
}

fn incoming<'a>(head: &'a Parts, body: Option<&'a [u8]>) -> Incoming<'a> {
    let authorization = head.headers.get(AUTHORIZATION);
    Incoming {
        method: head.method.as_str(),
        path: head.uri.path(),
        query: head.uri.query().unwrap_or_default(),
        authorization: authorization.and_then(|value| value.to_str().ok()),
        body,
    }
}

fn http_response(response: Response) -> HttpResponse {
    // A fault may have any status. One below 200 would announce another sent, which never follows.
    let status = StatusCode::from_u16(response.status.max(200));
    let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if [
        StatusCode::NO_CONTENT,
        StatusCode::RESET_CONTENT,
        StatusCode::NOT_MODIFIED,
    ]
    .contains(&status)
    {
        let mut sent = HttpResponse::new(Body::empty());
        *sent.status_mut() = status;
        return sent;
    }
    let (content_type, text) = match response.file {
        Some(file) => (file.content_type, file.content),
        None => ("application/json", response.body.to_string()),
    };
    let length = text.len();
    let body = match response.is_cut {
        false => Body::from(text),
        true => {
            let half = Bytes::from(text).slice(..length / 2);
            let cut = io::Error::other("a fault requested by the test");
            Body::from_stream(stream::iter([Ok(half), Err(cut)]))
        }
    };
    let mut sent = HttpResponse::new(body);
    *sent.status_mut() = status;
    let headers = sent.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    for (name, value) in response.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    sent
}
