//! Streams of whole lists, and many calls at once, over sockets.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use realtimekit::types::{AddParticipant, AddedParticipant, Session};
use realtimekit::{Error, ItemStream, Many, Outcome};
use realtimekit_tests::server::{Server, ServerResponse};
use realtimekit_tests::wire::{client, example, server};
use serde_json::{Value, json};

/// A page of sessions with these ids, and its paging.
fn page(ids: &[&str], paging: Value) -> ServerResponse {
    let session = &example("list_sessions.response")["data"]["sessions"][0];
    let sessions: Vec<Value> = ids
        .iter()
        .map(|id| {
            let mut session = session.clone();
            session["id"] = json!(id);
            session
        })
        .collect();
    ServerResponse::json(
        json!({"success": true, "data": {"sessions": sessions}, "paging": paging}).to_string(),
    )
}

fn counted(start: u64, end: u64, total: u64) -> Value {
    json!({"start_offset": start, "end_offset": end, "total_count": total})
}

fn sessions(server: &Server) -> ItemStream<Session> {
    client(server).sessions().list().stream()
}

/// The ids of the items, and the error at the end.
async fn read(items: &mut ItemStream<Session>) -> (Vec<String>, Option<Error>) {
    let mut ids = Vec::new();
    loop {
        match items.try_next().await {
            Ok(Some(session)) => ids.push(session.id.to_string()),
            Ok(None) => return (ids, None),
            Err(error) => return (ids, Some(error)),
        }
    }
}

/// The pages that were asked for.
fn asked(server: &Server) -> Vec<String> {
    let received = server.received();
    received
        .iter()
        .map(|request| {
            let (_, query) = request.target.split_once('?').unwrap_or_default();
            query.to_owned()
        })
        .collect()
}

/// Only the keys of the last 12 pages are remembered, however long the list is.
#[tokio::test]
async fn an_item_that_moves_to_a_later_page_is_returned_once() {
    let ids: Vec<[String; 2]> = (1..=14)
        .map(|page| [format!("{page}a"), format!("{page}b")])
        .collect();
    let mut pages: Vec<ServerResponse> = ids
        .iter()
        .map(|[a, b]| page(&[a, b], Value::Null))
        .collect();
    pages.push(page(&["2b", "3a", "14b", "new"], Value::Null));
    pages.push(page(&[], Value::Null));
    let server = server(pages);
    let (read, error) = read(&mut sessions(&server)).await;
    assert!(error.is_none(), "{error:?}");
    let mut wanted: Vec<String> = ids.concat();
    wanted.extend(["2b".to_owned(), "new".to_owned()]);
    assert_eq!(read, wanted);
}

#[tokio::test]
async fn a_list_is_read_to_its_end_page_by_page() {
    for (pages, ids, requests) in [
        // the service counts
        (
            vec![
                page(&["a", "b"], counted(1, 2, 5)),
                page(&["c", "d"], counted(3, 4, 5)),
                page(&["e"], counted(5, 5, 5)),
            ],
            "abcde",
            3,
        ),
        (vec![page(&[], counted(0, 0, 0))], "", 1),
        (vec![page(&["a"], counted(1, 1, 1))], "a", 1),
        // it does not: an empty page is the end
        (
            vec![page(&["a", "b"], Value::Null), page(&[], Value::Null)],
            "ab",
            2,
        ),
        // a page shorter than the others is not the end where more are counted
        (
            vec![
                page(&["a", "b"], counted(1, 2, 4)),
                page(&["c"], counted(3, 3, 4)),
                page(&["d"], counted(4, 4, 4)),
            ],
            "abcd",
            3,
        ),
        // the list shrinks meanwhile
        (
            vec![
                page(&["a", "b"], counted(1, 2, 5)),
                page(&["d"], counted(3, 3, 3)),
            ],
            "abd",
            2,
        ),
        (
            vec![
                page(&["a", "b"], counted(1, 2, 5)),
                page(&[], counted(0, 0, 2)),
            ],
            "ab",
            2,
        ),
        // it grows at its beginning, by one item and by a whole page
        (
            vec![
                page(&["a", "b"], counted(1, 2, 3)),
                page(&["b", "c"], counted(3, 4, 4)),
            ],
            "abc",
            2,
        ),
        (
            vec![
                page(&["a", "b"], counted(1, 2, 4)),
                page(&["a", "b"], counted(3, 4, 6)),
                page(&["c", "d"], counted(5, 6, 6)),
            ],
            "abcd",
            3,
        ),
        // a service that ignores the number of the page
        (vec![page(&["a", "b"], counted(1, 2, 5))], "ab", 2),
        (vec![page(&["a", "b"], Value::Null)], "ab", 2),
        // one that counts on for ever
        (
            vec![
                page(&["a"], counted(1, 1, 99)),
                page(&[], counted(2, 2, 99)),
            ],
            "a",
            2,
        ),
        // counts that cannot be true
        (
            vec![
                page(&["a", "b"], counted(1, 2, 1)),
                page(&["c", "d"], counted(3, 4, 1)),
                page(&["e"], counted(5, 5, 1)),
                page(&[], counted(0, 0, 1)),
            ],
            "abcde",
            4,
        ),
        (
            vec![
                page(&["a", "b"], counted(1, 1, 1)),
                page(&["c"], counted(3, 3, 3)),
            ],
            "abc",
            2,
        ),
        (
            vec![
                page(&["a"], counted(1, 1, 0)),
                page(&["b"], Value::Null),
                page(&[], Value::Null),
            ],
            "ab",
            3,
        ),
    ] {
        let server = server(pages);
        let (found, error) = read(&mut sessions(&server)).await;
        assert!(error.is_none(), "{error:?}");
        assert_eq!(found.concat(), ids);
        let numbers: Vec<_> = (1..=requests)
            .map(|page| format!("page_no={page}"))
            .collect();
        assert_eq!(asked(&server), numbers, "{ids}");
    }
}

/// The stream ends after pages without new items, with any counts.
#[tokio::test]
async fn a_list_that_only_repeats_ends() {
    let server = server((1..200).map(|page_no| page(&["a"], counted(page_no, page_no, 999))));
    assert_eq!(read(&mut sessions(&server)).await.0, ["a"]);
    assert_eq!(asked(&server).len(), 12);
}

/// Peers may have no id, and cannot be distinguished. A repeated page still ends the stream.
#[tokio::test]
async fn a_stream_ends_at_a_page_that_is_identical_to_the_last() {
    let peers = json!({"success": true, "data": {"participants": [{"display_name": "Mary Sue"}]}});
    let server = server([ServerResponse::json(peers.to_string())]);
    let mut items = client(&server).session("s").participants().list().stream();
    assert!(items.try_next().await.unwrap().is_some());
    assert!(items.try_next().await.unwrap().is_none());
    assert_eq!(asked(&server).len(), 2);
}

/// A caller that is slow between two outcomes gets no timeout for calls whose responses arrived in time.
#[tokio::test]
async fn a_response_that_arrived_in_time_is_not_late_for_a_busy_caller() {
    let added = ServerResponse::json(example("add_participant.response").to_string()).status(201);
    let server = server([added]);
    let limited = client(&server).meeting("m").participants();
    let mut many = limited.add_many(participants(&["a", "b", "c", "d"]), 4);
    let mut early = Vec::new();
    // a call connects only while it is polled, so they are polled until the last has been sent
    while server.received().len() < 4 {
        poll_fn(|context| {
            if let Poll::Ready(Some(outcome)) = pin!(many.next()).poll(context) {
                early.push(outcome);
            }
            Poll::Ready(())
        })
        .await;
        tokio::task::yield_now().await;
    }
    while server.sent() < 4 {
        tokio::task::yield_now().await;
    }
    // the connections read what has arrived before `many` is polled again
    for _ in 0..1000 {
        std::thread::yield_now();
        tokio::task::yield_now().await;
    }
    tokio::time::pause();
    tokio::time::advance(std::time::Duration::from_secs(60)).await;
    early.extend(outcomes(many).await);
    assert_eq!(early.len(), 4);
    for (position, outcome) in early {
        assert!(
            matches!(outcome, Outcome::Done(_)),
            "{position}: {outcome:?}"
        );
    }
}

#[tokio::test]
async fn the_parameters_of_the_call_go_with_every_page() {
    let server = server([
        page(&["a"], counted(1, 1, 2)),
        page(&["b"], counted(2, 2, 2)),
    ]);
    let call = client(&server).sessions().list().per_page(1).search("x");
    let mut items = call.page_no(4).stream();
    assert_eq!(read(&mut items).await.0, ["a", "b"]);
    assert_eq!(
        asked(&server),
        [
            "per_page=1&search=x&page_no=4",
            "per_page=1&search=x&page_no=5"
        ]
    );
    assert_eq!(items.page(), 5);
}

/// A service may treat the page before the first as the first.
#[tokio::test]
async fn a_stream_starts_at_the_first_page() {
    let server = server([
        page(&["a"], counted(1, 1, 2)),
        page(&["b"], counted(2, 2, 2)),
    ]);
    let call = client(&server).sessions().list().page_no(0);
    assert_eq!(read(&mut call.stream()).await.0, ["a", "b"]);
    assert_eq!(asked(&server), ["page_no=1", "page_no=2"]);
}

#[tokio::test]
async fn a_stream_ends_after_an_error_and_can_be_resumed() {
    let server = server([
        page(&["a", "b"], counted(1, 2, 4)),
        ServerResponse::new(502, "text/html", "<h1>Bad gateway</h1>"),
        page(&["c", "d"], counted(3, 4, 4)),
    ]);
    let mut items = sessions(&server);
    let (found, error) = read(&mut items).await;
    assert_eq!(found, ["a", "b"], "what came before the error is not lost");
    assert_eq!(
        error.and_then(|error| error.status()).map(|s| s.as_u16()),
        Some(502)
    );
    assert!(items.next().await.is_none(), "an error is the end");
    assert_eq!(items.page(), 2, "the page that could not be read");

    let mut rest = client(&server).sessions().list().page_no(2).stream();
    assert_eq!(read(&mut rest).await.0, ["c", "d"]);
}

/// While a page is being given out one page is fetched, and never more than one.
#[tokio::test]
async fn one_page_is_fetched_ahead() {
    let server = server([
        page(&["a", "b", "c", "d"], counted(1, 4, 12)),
        page(&["e", "f", "g", "h"], counted(5, 8, 12)),
        page(&["i", "j", "k", "l"], counted(9, 12, 12)),
    ]);
    let mut items = sessions(&server);
    items.try_next().await.unwrap();
    assert_eq!(
        asked(&server).len(),
        1,
        "nothing is fetched for the first half of a page"
    );
    items.try_next().await.unwrap();
    // the request is sent before the next item is requested
    while asked(&server).len() < 2 {
        tokio::task::yield_now().await;
    }
    items.try_next().await.unwrap();
    items.try_next().await.unwrap();
    assert_eq!(items.page(), 1);
    assert_eq!(asked(&server).len(), 2);
    assert_eq!(read(&mut items).await.0.concat(), "efghijkl");
    assert_eq!(asked(&server).len(), 3);
}

#[tokio::test]
async fn an_invalid_call_is_an_error_of_the_stream() {
    let server = server([page(&["a"], Value::Null)]);
    let mut items = client(&server).session("..").participants().list().stream();
    let error = items.try_next().await.unwrap_err();
    assert!(matches!(error, Error::InvalidRequest(_)), "{error}");
    assert!(items.try_next().await.unwrap().is_none());
    assert_eq!(server.received(), []);
}

fn participants(names: &[&str]) -> Vec<AddParticipant> {
    let body = |name: &&str| AddParticipant::new(*name, "group_call_host").name(*name);
    names.iter().map(body).collect()
}

async fn outcomes(mut many: Many<AddedParticipant>) -> Vec<(usize, Outcome<AddedParticipant>)> {
    let mut outcomes = Vec::new();
    while let Some(outcome) = many.next().await {
        outcomes.push(outcome);
    }
    outcomes
}

#[tokio::test]
async fn each_of_many_ends_as_done_not_done_or_unknown() {
    let added = ServerResponse::json(example("add_participant.response").to_string()).status(201);
    let refused = json!({"success": false, "error": {"code": 400, "message": "no such preset"}});
    let server = server([
        added.clone(),
        ServerResponse::json(refused.to_string()).status(400),
        ServerResponse::new(502, "text/html", ""),
        added,
    ]);
    let many = client(&server)
        .meeting("m")
        .participants()
        .add_many(participants(&["a", "b", "c", "d"]), 1);
    let outcomes = outcomes(many).await;
    let messages: Vec<_> = outcomes
        .iter()
        .map(|(position, outcome)| {
            let word = match outcome {
                Outcome::Done(_) => "done",
                Outcome::NotDone(_) => "refused",
                Outcome::Unknown(_) => "unknown",
            };
            (*position, word)
        })
        .collect();
    assert_eq!(
        messages,
        [(0, "done"), (1, "refused"), (2, "unknown"), (3, "done")]
    );
    let sent: Vec<_> = server
        .received()
        .iter()
        .map(|request| request.text())
        .collect();
    for (body, name) in sent.iter().zip(["a", "b", "c", "d"]) {
        assert!(body.contains(&format!(r#""name":"{name}""#)), "{body}");
    }
    assert_eq!(sent.len(), 4, "none is sent twice");
}

#[tokio::test]
async fn many_starts_no_more_calls_than_the_limit() {
    let server = server([ServerResponse::never()]);
    let (made, count) = std::sync::mpsc::channel();
    let bodies = (0..).map(move |number: u32| {
        let _ = made.send(number);
        AddParticipant::new(number.to_string(), "group_call_host")
    });
    let mut many = client(&server)
        .meeting("m")
        .participants()
        .add_many(bodies, 3);
    while server.received().len() < 3 {
        let first = poll_fn(|context| Poll::Ready(std::pin::pin!(many.next()).poll(context))).await;
        assert!(first.is_pending());
        tokio::task::yield_now().await;
    }
    assert_eq!(count.try_iter().collect::<Vec<_>>(), [0, 1, 2]);
    drop(many);
    assert_eq!(server.received().len(), 3);
}

#[tokio::test]
async fn many_accepts_no_calls_and_a_concurrency_of_zero() {
    let added = ServerResponse::json(example("add_participant.response").to_string()).status(201);
    let server = server([added]);
    let participants_of = client(&server).meeting("m").participants();
    assert!(outcomes(participants_of.add_many([], 8)).await.is_empty());
    let many = participants_of.add_many(participants(&["a", "b"]), 0);
    assert_eq!(outcomes(many).await.len(), 2, "none at once is one at once");
}

/// An invalid path fails before anything is sent, and ends nothing else.
#[tokio::test]
async fn each_invalid_call_of_many_fails_before_it_is_sent() {
    let server = server([ServerResponse::never()]);
    let many = client(&server)
        .meeting("a/b")
        .participants()
        .add_many(participants(&["a", "b", "c"]), 2);
    let mut positions: Vec<_> = outcomes(many)
        .await
        .into_iter()
        .map(|(position, outcome)| {
            assert!(
                matches!(outcome, Outcome::NotDone(Error::InvalidRequest(_))),
                "{outcome:?}"
            );
            position
        })
        .collect();
    positions.sort_unstable();
    assert_eq!(positions, [0, 1, 2]);
    assert_eq!(server.received(), []);
}
