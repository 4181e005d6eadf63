//! Livestreams, and the figures about them.

use std::time::Duration;

use realtimekit::types::{
    CreateLivestream, CreateMeeting, LivestreamSortOrder, LivestreamStatus, StartLivestream,
    WebhookEvent, WebhookSettings,
};

use super::{end, live, with_session};

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_livestream_of_a_meeting_has_a_session_for_each_start() {
    let (fake, meeting, _) = with_session(&CreateMeeting::new()).await;
    let client = fake.client();
    let livestreams = client.meeting(&meeting).livestreams();
    let named = StartLivestream::new().name("all-hands");
    let begun = livestreams.start(&named).await.unwrap();
    assert_eq!(begun.status, Some(LivestreamStatus::Invoked));
    let id = begun.id.unwrap();
    let error = livestreams.start(&named).await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 409);

    fake.advance(MINUTE);
    let active = livestreams.active().await.unwrap();
    assert_eq!(active.status, Some(LivestreamStatus::Live));
    assert!(fake.watch(&meeting, 2 * MINUTE));
    let details = client.livestream(&id).active_session().await.unwrap();
    let session = details.session.unwrap();
    assert_eq!(session.ingest_seconds, Some(55.0));
    assert_eq!(session.viewer_seconds, Some(120.0));

    livestreams.stop().await.unwrap();
    assert!(livestreams.stop().await.unwrap_err().is_not_found());
    assert!(livestreams.active().await.unwrap_err().is_not_found());
    assert!(!fake.watch(&meeting, MINUTE));
    let early = livestreams.start(&named).await.unwrap_err();
    assert_eq!(early.status().unwrap().as_u16(), 400);
    fake.advance(Duration::from_secs(5));
    let again = livestreams.start(&StartLivestream::new()).await.unwrap();
    assert_eq!(again.id.as_ref(), Some(&id));
    let details = client.livestream(&id).get().await.unwrap();
    assert_eq!(details.sessions.len(), 2);
    let of_meeting = client.meeting(&meeting).livestream().per_page(1).await;
    assert_eq!(of_meeting.unwrap().sessions.len(), 1);

    let live = live(&client, &meeting).await;
    let runs = client.session(&live.id).livestream_sessions().list().await;
    let runs = runs.unwrap();
    assert_eq!((runs.items.len(), runs.total_count()), (2, Some(2)));
    let run = client
        .livestreams()
        .session(runs.items[0].id.clone().unwrap());
    assert_eq!(run.get().await.unwrap().ingest_seconds, Some(55.0));

    let all = client.analytics().livestreams().overall().await.unwrap();
    assert_eq!(all.count, Some(2));
    assert_eq!(all.total_viewer_seconds, Some(120));
    let days = client.analytics().livestreams().daily().await.unwrap();
    assert_eq!(days.len(), 1);
    assert_eq!(days[0].total_ingest_seconds, Some(55));
    let none = client
        .analytics()
        .livestreams()
        .overall()
        .end_time(1_000_u32);
    assert_eq!(none.await.unwrap().count, Some(0));
}

#[tokio::test]
async fn a_livestream_ends_with_its_session_and_reports_it() {
    let (fake, meeting, _) = with_session(&CreateMeeting::new().live_stream_on_start(true)).await;
    let client = fake.client();
    let events = [WebhookEvent::LivestreamingStatusUpdate];
    let webhook = WebhookSettings::new("streams", "http://192.0.2.1/", events);
    client.webhooks().create(&webhook).await.unwrap();
    fake.advance(MINUTE);
    end(&client, &meeting).await;
    let deliveries = fake.deliveries();
    let statuses: Vec<_> = deliveries.iter().map(|it| &it.body["status"]).collect();
    assert_eq!(statuses, ["LIVE", "OFFLINE"]);
    let error = client
        .meeting(&meeting)
        .livestreams()
        .start(&StartLivestream::new());
    assert!(error.await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn livestreams_are_listed_with_and_without_meetings() {
    let (fake, meeting, _) = with_session(&CreateMeeting::new().live_stream_on_start(true)).await;
    let client = fake.client();
    let alone = CreateLivestream::new().name("lobby");
    let alone = client.livestreams().create(&alone).await.unwrap();
    let list = || client.livestreams().list();
    let newest = list().sort_order(LivestreamSortOrder::Dsc).await.unwrap();
    assert_eq!(newest.items[0].id, alone.id);
    assert_eq!(newest.items[1].meeting_id.as_ref(), Some(&meeting));
    let without = list().exclude_meetings(true).await.unwrap();
    assert_eq!(without.items.len(), 1);
    fake.advance(MINUTE);
    let idle = list().status(LivestreamStatus::Idle).await.unwrap();
    assert_eq!(idle.items[0].name.as_deref(), Some("lobby"));
}
