//! The schema accepts every body that the client sends: random bodies of the schema are read into the type, sent over a
//! socket, and what arrives is compared with the original and validated with the schema.

use std::cell::RefCell;

use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};
use realtimekit::{Client, Error};
use realtimekit_tests::fault::clock::World;
use realtimekit_tests::fault::responses::Subject;
use realtimekit_tests::fault::server::FaultServer;
use realtimekit_tests::wire::{
    ACCOUNT, APP, Operation, Running, TOKEN, differences, must, parts, spec,
};
use serde_json::Value;
use xtask::lint::Validator;
use xtask::openapi::Direction;

use crate::cases;
use crate::random::Random;

/// How many bodies of each kind are made.
const MADE: u32 = 200;

/// A server that responds correctly, and a client of it.
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

    /// The body as it arrives, unless it is refused before anything is sent.
    fn send(&self, subject: &Subject, call: Running) -> Result<Option<Value>, TestCaseError> {
        self.server.play(vec![subject.good()]);
        let outcome = self.world.run(call);
        let requests = self.server.seen().requests;
        match (outcome, requests.as_slice()) {
            (Err(Error::InvalidRequest(_)), []) => Ok(None),
            (Ok(_), [request]) => {
                let end = request.windows(4).position(|at| at == b"\r\n\r\n");
                let body = request.get(end.unwrap_or(0) + 4..).unwrap_or_default();
                let body = serde_json::from_slice(body);
                body.map(Some)
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
fn serialised_bodies_match_the_schema() {
    let bench = Bench::new();
    let schemas = Validator::new(&spec().document);
    for case in cases() {
        let Some(call) = case.with_body else {
            continue;
        };
        let id = case.operation;
        let operation = Operation::find(id);
        let schema = must(operation.body().ok_or("an operation without a body"));
        let compiled = schemas.compile(schema, Direction::Request);
        let subject = Subject::new(case);
        // The fields of all accepted bodies together.
        let together = RefCell::new(Value::Null);
        let accepted = RefCell::new(0);
        // The same ones in each run, so that the fields that they cover do not depend on chance.
        let config = Config {
            cases: MADE,
            failure_persistence: None,
            rng_seed: RngSeed::Fixed(7),
            ..Config::default()
        };
        let result = TestRunner::new(config).run(&vec(any::<u8>(), 0..400), |throws| {
            let made = Random::new(throws).value(schema);
            let mismatches = compiled.mismatches(&made).map_err(TestCaseError::fail)?;
            let mismatches = mismatches
                .into_iter()
                .map(|mismatch| format!("{}: {}", mismatch.pointer, mismatch.message));
            let mut mismatches: Vec<String> = mismatches.collect();
            mismatches.extend(lacks_items(schema, &made));
            out_of_range(schema, &made, &mut mismatches);
            // Numbers that are wildly out of bounds do not even go into the type.
            let arrived = match call(&bench.client, made.clone()) {
                Ok(call) => bench.send(&subject, call)?,
                Err(_) => None,
            };
            let wrong = match &arrived {
                None if mismatches.is_empty() => vec!["it is refused".to_owned()],
                None => Vec::new(),
                // Neither may have what the other has not.
                Some(body) => {
                    let made = operation.with_values_of_place(&made, body);
                    [
                        mismatches,
                        differences(body, &made),
                        differences(&made, body),
                    ]
                    .concat()
                }
            };
            if !wrong.is_empty() {
                return Err(TestCaseError::fail(format!("{wrong:?} of {made}")));
            }
            if let Some(body) = arrived {
                *accepted.borrow_mut() += 1;
                merge(&mut together.borrow_mut(), body);
            }
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

/// The error if the lists of a body have fewer items together than `x-min-items`, which is not a keyword of OpenAPI.
fn lacks_items(schema: &'static Value, body: &Value) -> Option<String> {
    let mut least = parts(schema)
        .into_iter()
        .filter_map(|part| part["x-min-items"].as_u64());
    let lists = body.as_object()?.values().filter_map(Value::as_array);
    let items: usize = lists.map(Vec::len).sum();
    least
        .any(|least| (items as u64) < least)
        .then(|| format!("{items} items"))
}

/// Adds integers of a body that are out of the range of their format, which the validator does not check.
fn out_of_range(schema: &'static Value, value: &Value, wrong: &mut Vec<String>) {
    for part in parts(schema) {
        if part["type"] == "integer"
            && let Some(number) = value.as_i64()
        {
            let range = match part["format"].as_str() {
                Some("uint16") => 0..=u16::MAX.into(),
                Some("uint32") => 0..=u32::MAX.into(),
                _ => i64::MIN..=i64::MAX,
            };
            // Represents one that an `i64` cannot hold.
            let is_replaced = number == i64::MAX - 1;
            if is_replaced || !range.contains(&number) {
                wrong.push(format!("{number} is out of range"));
            }
        }
        for (name, property) in part["properties"].as_object().into_iter().flatten() {
            if let Some(value) = value.get(name) {
                out_of_range(property, value, wrong);
            }
        }
        for item in value.as_array().into_iter().flatten() {
            if let Some(items) = part.get("items") {
                out_of_range(items, item, wrong);
            }
        }
    }
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
