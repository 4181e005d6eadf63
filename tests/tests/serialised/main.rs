//! What we serialise, the schema accepts: bodies of every kind, made through the public constructors and setters, are
//! sent over a socket, and what arrives is judged by the fragment's schema.

mod bodies;
mod dice;

use std::cell::RefCell;
use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};
use realtimekit::{Client, Error};
use realtimekit_tests::fault::answers::Subject;
use realtimekit_tests::fault::calls::{CASES, Running};
use realtimekit_tests::fault::clock::World;
use realtimekit_tests::fault::server::FaultServer;
use realtimekit_tests::wire::{ACCOUNT, APP, Operation, TOKEN, must, spec};
use serde_json::Value;
use xtask::spec::RequestBodies;

use bodies::BODIES;
use dice::Dice;

/// How many bodies of each kind are made.
const MADE: u32 = 300;

/// What became of a body.
enum Fate {
    /// It was refused before anything was sent.
    Refused,
    /// It arrived like this.
    Arrived(Value),
}

/// A server that answers rightly, and a client of it.
struct Bench {
    world: World,
    server: FaultServer,
    client: Client,
}

impl Bench {
    fn new() -> Self {
        let world = must(World::new());
        let server = must(world.run(FaultServer::start(world.moves())));
        let client = Client::builder()
            .base_url(format!("{}/client/v4", server.url()))
            .token(TOKEN)
            .account_id(ACCOUNT)
            .app_id(APP);
        Self {
            world,
            server,
            client: must(client.build()),
        }
    }

    fn send(&self, subject: &Subject, call: Running) -> Result<Fate, TestCaseError> {
        self.server.play(vec![subject.good()]);
        let outcome = self.world.run(call);
        let requests = self.server.seen().requests;
        match (outcome, requests.as_slice()) {
            (Err(Error::Refused(_)), []) => Ok(Fate::Refused),
            (Ok(_), [request]) => {
                let end = request.windows(4).position(|at| at == b"\r\n\r\n");
                let body = request.get(end.unwrap_or(0) + 4..).unwrap_or_default();
                let body = serde_json::from_slice(body);
                body.map(Fate::Arrived)
                    .map_err(|error| TestCaseError::fail(format!("it is no JSON: {error}")))
            }
            (outcome, requests) => Err(TestCaseError::fail(format!(
                "it ended like this: {outcome:?}, after {} requests",
                requests.len()
            ))),
        }
    }
}

#[test]
fn what_is_serialised_the_schema_accepts() {
    let bench = Bench::new();
    let schemas = RequestBodies::of(&spec().document);
    for (id, call) in BODIES {
        let operation = Operation::find(id);
        let schema = must(operation.body().ok_or("an operation without a body"));
        let case = CASES.iter().find(|case| case.operation == *id);
        let subject = Subject::new(*must(case.ok_or("an operation that is not in the list")));
        // Of the accepted ones, all fields of all.
        let together = RefCell::new(Value::Null);
        let accepted = RefCell::new(0);
        // The same ones every time: what they have together must not be left to chance.
        let config = Config {
            cases: MADE,
            failure_persistence: None,
            rng_seed: RngSeed::Fixed(7),
            ..Config::default()
        };
        let result = TestRunner::new(config).run(&vec(any::<u8>(), 0..400), |throws| {
            let call = call(&bench.client, &mut Dice::new(throws));
            let Fate::Arrived(body) = bench.send(&subject, call)? else {
                return Ok(());
            };
            *accepted.borrow_mut() += 1;
            let misfits = schemas.misfits(schema, &body);
            let misfits = misfits.map_err(TestCaseError::fail)?;
            if !misfits.is_empty() {
                return Err(TestCaseError::fail(format!("{misfits:?} in {body}")));
            }
            merge(&mut together.borrow_mut(), body);
            Ok(())
        });
        if let Err(error) = result {
            panic!("{id}: {error}");
        }
        let accepted = accepted.into_inner();
        assert!(
            accepted * 2 >= MADE,
            "{id}: {accepted} of {MADE} were accepted, which proves little"
        );
        let lacking = operation.lacking(&together.into_inner());
        assert_eq!(lacking, [""; 0], "{id}: fields that were never sent");
    }
}

#[test]
fn every_operation_with_a_body_is_tried() {
    let tried: BTreeSet<_> = BODIES.iter().map(|(id, _)| *id).collect();
    let all: BTreeSet<_> = Operation::all()
        .filter(|operation| operation.body().is_some())
        .map(|operation| operation.id)
        .collect();
    assert_eq!(tried, all, "left what is tried, right what has a body");
}

/// Adds what the one has to what the other has.
fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, from) if into.is_null() => *into = from,
        _ => {}
    }
}
