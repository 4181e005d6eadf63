//! Livestreams over sockets: requests and decoded example responses.

use std::time::SystemTime;

use realtimekit::types::{
    CreateLivestream, LivestreamSortOrder, LivestreamStatus, LivestreamVideoConfig, StartLivestream,
};
use realtimekit::{Error, Timestamp};
use realtimekit_tests::server::ServerResponse;
use realtimekit_tests::wire::{client, example, server};
use serde_json::{Value, json};

pub const MEETING: &str = "bbb9b9bd-0b0b-4b0b-8b0b-3c2d1e0f9a8b";
const SESSION: &str = "ccc2c2cd-3c5a-45e2-9acf-eef7061c7584";
pub const LIVESTREAM: &str = "3fd739f4-3c41-456e-bfba-6ebd51e16d2c";
pub const LIVESTREAM_SESSION: &str = "cf55a850-c3fd-46b5-b5d2-25b3b9aa1686";

realtimekit_tests::wire! {
    list_livestreams: page at "/data/data" | "/data";
    required |client| client.livestreams().list() => GET "/livestreams";
    all |client| client
        .livestreams()
        .list()
        .page_no(2)
        .per_page(50)
        .exclude_meetings(true)
        .status(LivestreamStatus::Idle)
        .start_time(SystemTime::UNIX_EPOCH)
        .end_time("2026-03-02T10:00:04.000Z".parse::<Timestamp>().unwrap())
        .sort_order(LivestreamSortOrder::Dsc)
        => GET "/livestreams?page_no=2&per_page=50&exclude_meetings=true&status=IDLE\
            &start_time=1970-01-01T00%3A00%3A00.000Z&end_time=2026-03-02T10%3A00%3A04.000Z&sort_order=DSC";

    create_livestream: one at "/data", body CreateLivestream |client, body| client.livestreams().create(body);
    required |client| client.livestreams().create(&CreateLivestream::new()) => POST "/livestreams", json!({});
    all |client| client.livestreams().create(&CreateLivestream::new().name("all-hands"))
        => POST "/livestreams", example("create_livestream.request");

    get_livestream_session: one at "/data";
    required |client| client.livestreams().session(LIVESTREAM_SESSION).get()
        => GET "/livestreams/sessions/{LIVESTREAM_SESSION}";
    all |client| client.livestreams().session(LIVESTREAM_SESSION).get()
        => GET "/livestreams/sessions/{LIVESTREAM_SESSION}";

    get_livestream: one at "/data";
    required |client| client.livestream(LIVESTREAM).get() => GET "/livestreams/{LIVESTREAM}";
    all |client| client.livestream(LIVESTREAM).get().page_no(2).per_page(50)
        => GET "/livestreams/{LIVESTREAM}?page_no=2&per_page=50";

    get_active_livestream_session: one at "/data";
    required |client| client.livestream(LIVESTREAM).active_session()
        => GET "/livestreams/{LIVESTREAM}/active-livestream-session";
    all |client| client.livestream(LIVESTREAM).active_session()
        => GET "/livestreams/{LIVESTREAM}/active-livestream-session";

    list_session_livestreams: page at "/data/data" | "/data";
    required |client| client.session(SESSION).livestream_sessions().list()
        => GET "/sessions/{SESSION}/livestream-sessions";
    all |client| client.session(SESSION).livestream_sessions().list().page_no(2).per_page(50)
        => GET "/sessions/{SESSION}/livestream-sessions?page_no=2&per_page=50";

    get_active_livestream: one at "/data";
    required |client| client.meeting(MEETING).livestreams().active()
        => GET "/meetings/{MEETING}/active-livestream";
    all |client| client.meeting(MEETING).livestreams().active()
        => GET "/meetings/{MEETING}/active-livestream";

    stop_livestream: one at "/data";
    required |client| client.meeting(MEETING).livestreams().stop()
        => POST "/meetings/{MEETING}/active-livestream/stop";
    all |client| client.meeting(MEETING).livestreams().stop()
        => POST "/meetings/{MEETING}/active-livestream/stop";

    get_meeting_livestream: one at "/data";
    required |client| client.meeting(MEETING).livestream() => GET "/meetings/{MEETING}/livestream";
    all |client| client.meeting(MEETING).livestream().page_no(2).per_page(50)
        => GET "/meetings/{MEETING}/livestream?page_no=2&per_page=50";

    start_livestream: one at "/data", body StartLivestream
        |client, body| client.meeting(MEETING).livestreams().start(body);
    required |client| client.meeting(MEETING).livestreams().start(&StartLivestream::new())
        => POST "/meetings/{MEETING}/livestreams", json!({});
    all |client| {
        let video = LivestreamVideoConfig::new().width(1280).height(720);
        let body = StartLivestream::new().name("all-hands").video_config(video);
        client.meeting(MEETING).livestreams().start(&body)
    } => POST "/meetings/{MEETING}/livestreams", example("start_livestream.request");
}

/// The schema says string where examples have booleans and numbers; both are read.
#[tokio::test]
async fn strings_in_place_of_booleans_and_numbers_are_read() {
    let livestream = json!({"id": LIVESTREAM, "disabled": "false"});
    let session =
        json!({"id": LIVESTREAM_SESSION, "ingest_seconds": "60", "viewer_seconds": "116.5"});
    let data = json!({"livestream": livestream, "session": session});
    let server = server([ServerResponse::json(
        json!({"success": true, "data": data}).to_string(),
    )]);
    let livestream = client(&server).livestream(LIVESTREAM);
    let details = livestream.active_session().await.unwrap();
    assert_eq!(details.livestream.unwrap().disabled, Some(false));
    let session = details.session.unwrap();
    assert_eq!(session.ingest_seconds, Some(60.0));
    assert_eq!(session.viewer_seconds, Some(116.5));
}

/// The numbers of a page of livestreams are beside the list or inside of the object that holds it.
#[tokio::test]
async fn paging_of_livestreams_is_read_from_both_places() {
    let list = json!([{"id": LIVESTREAM}]);
    let paging = json!({"total_count": 7, "start_offset": 1, "end_offset": 1});
    for response in [
        json!({"success": true, "data": list, "paging": paging}),
        json!({"success": true, "data": {"data": list, "paging": paging}}),
    ] {
        let server = server([ServerResponse::json(response.to_string())]);
        let page = client(&server).livestreams().list().await.unwrap();
        assert_eq!(page.len(), 1, "{response}");
        assert_eq!(page.total_count(), Some(7), "{response}");
    }
}

/// A name with other characters than the service allows is refused before anything is sent, and null can be sent.
#[tokio::test]
async fn a_name_of_a_livestream_has_the_characters_that_are_allowed() {
    let server = server([
        ServerResponse::json(example("create_livestream.response").to_string()).status(201),
    ]);
    let livestreams = client(&server).livestreams();
    for name in ["all hands", "é", "a/b"] {
        let body = CreateLivestream::new().name(name);
        let error = livestreams.create(&body).await.unwrap_err();
        assert!(matches!(error, Error::InvalidRequest(_)), "{error:?}");
    }
    let body = CreateLivestream::new().clear_name();
    livestreams.create(&body).await.unwrap();
    let [received] = &server.received()[..] else {
        panic!("one request")
    };
    let sent: Value = serde_json::from_slice(&received.body).unwrap();
    assert_eq!(sent, json!({"name": null}));
}

/// Anybody with the stream key can stream, so it is never printed.
#[tokio::test]
async fn the_stream_key_is_not_printed() {
    let mut response = example("start_livestream.response");
    response["data"]["stream_key"] = json!("f26566285faca6fbe2e79a73a66");
    let server = server([ServerResponse::json(response.to_string()).status(201)]);
    let started = client(&server)
        .meeting(MEETING)
        .livestreams()
        .start(&StartLivestream::new())
        .await
        .unwrap();
    assert!(!format!("{started:?}").contains("f26566285faca6fbe2e79a73a66"));
    let key = started.stream_key.unwrap();
    assert_eq!(key.expose(), "f26566285faca6fbe2e79a73a66");
}
