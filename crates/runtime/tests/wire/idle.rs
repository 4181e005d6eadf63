//! Connections that the server closed while the runtime could not notice it, on real sockets.

use std::{
    future::IntoFuture,
    io::{Read, Write},
    net::{Shutdown, TcpListener},
    sync::mpsc::{Receiver, Sender, channel},
    thread,
    time::Duration,
};

use realtimekit_runtime::{Call, Client, Method, Operation, Payload, Resource};
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

use crate::server::{operation, response};

static POST: Operation = operation("try_it", Method::Post, Payload::Plain);
static PATCH: Operation = operation("try_it", Method::Patch, Payload::Plain);

/// Blocks a thread longer than a response counts as recent.
fn stall() {
    thread::sleep(Duration::from_millis(5));
}

/// A server that closes each connection after one response, when it is asked to, without announcing it.
struct Server {
    it: Resource,
    close: Sender<()>,
    is_closed: Receiver<()>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (close, closes) = channel();
        let (closed, is_closed) = channel();
        thread::spawn(move || {
            while let Ok((mut stream, _)) = listener.accept() {
                assert_ne!(stream.read(&mut [0; 1024]).unwrap(), 0);
                let response = response("200 OK", "", r#"{"n":1}"#);
                stream.write_all(response.as_bytes()).unwrap();
                if closes.recv().is_err() {
                    return;
                }
                stream.shutdown(Shutdown::Both).unwrap();
                closed.send(()).unwrap();
            }
        });
        let client = Client::builder().base_url(format!("http://{address}"));
        let it = Resource::new(client.token("t0k3n").build().unwrap()).literal("it");
        Self {
            it,
            close,
            is_closed,
        }
    }

    fn call(&self, operation: &'static Operation) -> Call<Value> {
        self.it.json(operation).call()
    }

    /// Blocks the thread until the connection is closed, and for a while.
    fn close(&self) {
        self.close.send(()).unwrap();
        self.is_closed.recv().unwrap();
        stall();
    }
}

fn current_thread() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn workers(number: usize) -> Runtime {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(number).enable_all().build().unwrap()
}

#[test]
fn a_connection_that_closed_while_the_thread_was_blocked_is_not_used() {
    for runtime in [current_thread(), workers(1), workers(2)] {
        for (operation, is_spawned) in [(&POST, false), (&PATCH, true)] {
            let calls = async move {
                let server = Server::start();
                for number in 0..10 {
                    let value = server.call(operation).await;
                    assert_eq!(value.unwrap(), json!({"n": 1}), "call {number}");
                    server.close();
                }
            };
            if is_spawned {
                runtime.block_on(async { tokio::spawn(calls).await.unwrap() });
            } else {
                runtime.block_on(calls);
            }
        }
    }
}

/// The call is made by the thread of `block_on`, which is not the worker.
#[test]
fn a_connection_that_closed_while_the_only_worker_was_blocked_is_not_used() {
    workers(1).block_on(async {
        let server = Server::start();
        for number in 0..10 {
            let value = server.call(&POST).await;
            assert_eq!(value.unwrap(), json!({"n": 1}), "call {number}");
            let (begin, begun) = channel();
            let (release, released) = channel::<()>();
            let blocking = tokio::spawn(async move {
                begin.send(()).unwrap();
                released.recv().unwrap();
            });
            begun.recv().unwrap();
            server.close();
            let call = server.call(&POST).into_future();
            let (value, ()) = tokio::join!(call, async { release.send(()).unwrap() });
            assert_eq!(value.unwrap(), json!({"n": 1}), "call {number}");
            blocking.await.unwrap();
            server.close();
        }
    });
}
