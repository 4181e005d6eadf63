//! Sessions, their participants and peers over sockets: requests and decoded example responses.

use std::time::SystemTime;

use realtimekit::Timestamp;
use realtimekit::types::{
    Filter, ParticipantSort, ParticipantView, SessionSort, SessionStatus, SortOrder,
    TranscriptFormat,
};
use realtimekit_tests::server::ServerResponse;
use realtimekit_tests::wire::{client, example, only, server, target};
use serde_json::{Value, json};

const MEETING: &str = "bbb9b9bd-0b0b-4b0b-8b0b-3c2d1e0f9a8b";
pub const SESSION: &str = "ccc2c2cd-3c5a-45e2-9acf-eef7061c7584";
pub const PEER: &str = "ddd3d3dd-4d08-4d4e-a391-a76be75cd296";

realtimekit_tests::wire! {
    list_sessions: page at "/data/sessions";
    required |client| client.sessions().list() => GET "/sessions";
    all |client| client
        .sessions()
        .list()
        .page_no(1)
        .per_page(100)
        .sort_by(SessionSort::MinutesConsumed)
        .sort_order(SortOrder::Desc)
        .start_time(SystemTime::UNIX_EPOCH)
        .end_time("2022-01-12T14:26:00.784Z".parse::<Timestamp>().unwrap())
        .participants("1:10")
        .status(SessionStatus::Ended)
        .search("stand up")
        .associated_id(MEETING)
        => GET "/sessions?page_no=1&per_page=100&sort_by=minutesConsumed&sort_order=DESC\
            &start_time=1970-01-01T00%3A00%3A00.000Z&end_time=2022-01-12T14%3A26%3A00.784Z\
            &participants=1%3A10&status=ENDED&search=stand%20up&associated_id={MEETING}";

    get_session: one at "/data/session" | "/data";
    required |client| client.session(SESSION).get() => GET "/sessions/{SESSION}";
    all |client| client.session(SESSION).get().include_breakout_rooms(true)
        => GET "/sessions/{SESSION}?include_breakout_rooms=true";

    get_session_chat: one at "/data";
    required |client| client.session(SESSION).chat() => GET "/sessions/{SESSION}/chat";
    all |client| client.session(SESSION).chat() => GET "/sessions/{SESSION}/chat";

    get_session_summary: one at "/data";
    required |client| client.session(SESSION).summary() => GET "/sessions/{SESSION}/summary";
    all |client| client.session(SESSION).summary() => GET "/sessions/{SESSION}/summary";

    generate_session_summary: one at "/data";
    required |client| client.session(SESSION).generate_summary() => POST "/sessions/{SESSION}/summary";
    all |client| client.session(SESSION).generate_summary() => POST "/sessions/{SESSION}/summary";

    get_session_transcript: one at "/data";
    required |client| client.session(SESSION).transcript() => GET "/sessions/{SESSION}/transcript";
    all |client| client.session(SESSION).transcript().format(TranscriptFormat::Vtt)
        => GET "/sessions/{SESSION}/transcript?format=VTT";

    list_session_participants: page at "/data/participants";
    required |client| client.session(SESSION).participants().list() => GET "/sessions/{SESSION}/participants";
    all |client| client
        .session(SESSION)
        .participants()
        .list()
        .page_no(3)
        .per_page(20)
        .search("Mark")
        .sort_by(ParticipantSort::JoinedAt)
        .sort_order(SortOrder::Asc)
        .include_peer_events(true)
        .view(ParticipantView::Consolidated)
        => GET "/sessions/{SESSION}/participants?page_no=3&per_page=20&search=Mark&sort_by=joinedAt\
            &sort_order=ASC&include_peer_events=true&view=consolidated";

    get_session_participant: one at "/data/participant";
    required |client| client.session(SESSION).participant(PEER).get()
        => GET "/sessions/{SESSION}/participants/{PEER}";
    all |client| client
        .session(SESSION)
        .participant(PEER)
        .get()
        .filters([Filter::DeviceInfo, Filter::QualityStats])
        .include_peer_events(false)
        => GET "/sessions/{SESSION}/participants/{PEER}?filters=device_info,quality_stats\
            &include_peer_events=false";

    get_peer_report: one at "/data/participant";
    required |client| client.sessions().peer_report(PEER).get() => GET "/sessions/peer-report/{PEER}";
    all |client| client
        .sessions()
        .peer_report(PEER)
        .get()
        .filters([
            Filter::DeviceInfo,
            Filter::IpInformation,
            Filter::PrecallNetworkInformation,
            Filter::Events,
            Filter::QualityStats,
        ])
        .include_peer_events(true)
        => GET "/sessions/peer-report/{PEER}?filters=device_info,ip_information,precall_network_information,\
            events,quality_stats&include_peer_events=true";
}

/// The service expects one value with commas and no spaces, not a repeated name.
#[tokio::test]
async fn filters_are_one_value_or_left_out() {
    for (filters, query) in [
        (vec![], ""),
        (vec![Filter::Events], "?filters=events"),
        (
            vec![Filter::Events, Filter::DeviceInfo],
            "?filters=events,device_info",
        ),
        // An unknown value is sent unchanged; a comma in it is not a separator.
        (vec![Filter::from("a,b c")], "?filters=a%2Cb%20c"),
    ] {
        let server = server([ServerResponse::json(
            example("get_session_participant.response").to_string(),
        )]);
        let peer = client(&server).session(SESSION).participant(PEER);
        peer.get().filters(filters).await.unwrap();
        let path = format!("/sessions/{SESSION}/participants/{PEER}{query}");
        assert_eq!(only(&server).target, target(&path));
    }
}

/// A parameter that is set twice counts once, with the later value.
#[tokio::test]
async fn a_parameter_that_is_set_twice_has_the_second_value() {
    let server = server([ServerResponse::json(
        example("list_sessions.response").to_string(),
    )]);
    let list = client(&server).sessions().list();
    list.page_no(1).search("a").page_no(2).await.unwrap();
    assert_eq!(only(&server).target, target("/sessions?page_no=2&search=a"));
}

/// The sources disagree about the place of a session; the client reads it from both places.
#[tokio::test]
async fn a_session_is_read_from_data_and_from_inside_data() {
    let session = example("get_session.response")["data"].clone();
    let nested = json!({"success": true, "data": {"session": session}});
    let bare = json!({"success": true, "data": session});
    let mut read = Vec::new();
    for response in [nested, bare] {
        let server = server([ServerResponse::json(response.to_string())]);
        read.push(client(&server).session(SESSION).get().await.unwrap());
    }
    assert_eq!(read[0], read[1]);
    assert_eq!(read[0].id.as_str(), session["id"].as_str().unwrap());
}

/// Breakout rooms are sessions themselves; null means none.
#[tokio::test]
async fn breakout_rooms_are_sessions() {
    let mut session = example("get_session.response")["data"].clone();
    let mut room = session.clone();
    room["id"] = json!("room");
    room["breakout_rooms"] = Value::Null;
    session["breakout_rooms"] = json!([room]);
    let server = server([ServerResponse::json(
        json!({"success": true, "data": session}).to_string(),
    )]);
    let session = client(&server)
        .session(SESSION)
        .get()
        .include_breakout_rooms(true)
        .await
        .unwrap();
    let [room] = session.breakout_rooms.as_slice() else {
        panic!("one room: {session:?}")
    };
    assert_eq!(room.id.as_str(), "room");
    assert_eq!(room.breakout_rooms, []);
}

/// The numbers of a page are beside the data or inside it, may have a fraction, and may be missing.
#[tokio::test]
async fn paging_is_read_from_every_place() {
    let paging = json!({"total_count": 123, "start_offset": 1.0, "end_offset": 2});
    let participants = json!([{"id": "a"}, {"id": "b"}]);
    for (response, total, start, end) in [
        (
            json!({"success": true, "data": {"participants": participants}, "paging": paging}),
            Some(123),
            Some(1),
            Some(2),
        ),
        (
            json!({"success": true, "data": {"participants": participants, "paging": paging}}),
            Some(123),
            Some(1),
            Some(2),
        ),
        (
            json!({"success": true, "data": {"paging": {"total_count": 2}, "participants": participants}}),
            Some(2),
            None,
            None,
        ),
        (
            json!({"success": true, "data": {"participants": participants}}),
            None,
            None,
            None,
        ),
    ] {
        let server = server([ServerResponse::json(response.to_string())]);
        let page = client(&server)
            .session(SESSION)
            .participants()
            .list()
            .await
            .unwrap();
        let ids: Vec<_> = page
            .iter()
            .filter_map(|peer| Some(peer.id.as_ref()?.as_str()))
            .collect();
        assert_eq!(ids, ["a", "b"], "{response}");
        assert_eq!(page.total_count(), total, "{response}");
        let offsets = page
            .paging
            .map(|paging| (paging.start_offset, paging.end_offset));
        assert_eq!(offsets.unwrap_or_default(), (start, end), "{response}");
    }
}

/// A list that is null is an empty one, not an error.
#[tokio::test]
async fn a_list_that_is_null_is_empty() {
    for response in [
        r#"{"success":true,"data":{"participants":null}}"#,
        r#"{"success":true,"data":null}"#,
    ] {
        let server = server([ServerResponse::json(response)]);
        let page = client(&server)
            .session(SESSION)
            .participants()
            .list()
            .await
            .unwrap();
        assert!(page.is_empty(), "{response}");
    }
}
