//! The recipes of the client, against this server.

use std::net::Ipv4Addr;
use std::time::{Duration, SystemTime};

use realtimekit::Timestamp;
use realtimekit::types::{
    CustomParticipantId, MeetingStatus, PeerId, PresetSettings, WebhookEvent,
};
use realtimekit_fake::{DeliveryStatus, FakeServer};
use tokio::net::TcpListener;

use super::{live, user, with_meeting};
use schedule::Admission;

/// The recipes of the crate. Their `main` is not used.
macro_rules! recipes {
    ($($name:ident from $path:literal;)+) => {
        $(
            #[path = $path]
            #[allow(dead_code, reason = "not everything in a recipe is called here")]
            mod $name;
        )+
    };
}

recipes! {
    add_or_refresh from "../../../../generated/examples/add_or_refresh.rs";
    attendance from "../../../../generated/examples/attendance.rs";
    ban from "../../../../generated/examples/ban.rs";
    close_app from "../../../../generated/examples/close_app.rs";
    close_meeting from "../../../../generated/examples/close_meeting.rs";
    copy_preset from "../../../../generated/examples/copy_preset.rs";
    go_live from "../../../../generated/examples/go_live.rs";
    receive_webhooks from "../../../../generated/examples/receive_webhooks.rs";
    record_meeting from "../../../../generated/examples/record_meeting.rs";
    refresh_token from "../../../../generated/examples/refresh_token.rs";
    schedule from "../../../../generated/examples/schedule.rs";
    webhook_attendance from "../../../../generated/examples/webhook_attendance.rs";
}

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn participants_are_added_refreshed_counted_and_banned() {
    let (fake, meeting) = with_meeting().await;
    let client = fake.client();
    let ada = CustomParticipantId::from("ada");
    let mut enrolled = add_or_refresh::Enrolled::new();
    let first = add_or_refresh::token(&client, &mut enrolled, &meeting, &ada, "Ada");
    let first = first.await.unwrap();
    // As after a restart of the program.
    let mut forgotten = add_or_refresh::Enrolled::new();
    fake.advance(MINUTE);
    let second = add_or_refresh::token(&client, &mut forgotten, &meeting, &ada, "Ada");
    let second = second.await.unwrap();
    assert_ne!(first.expose(), second.expose());
    let found = refresh_token::find(&client, &meeting, &ada).await.unwrap();
    let participant = found.unwrap();

    let peer: PeerId = fake.join(second.expose()).unwrap();
    fake.advance(10 * MINUTE);
    let live = live(&client, &meeting).await;
    let report = attendance::attendance(&client, &live.id).await.unwrap();
    assert_eq!((report.is_live, report.minutes), (true, 10.0));
    assert_eq!(report.attendees[&Some(ada.clone())].peers, [peer]);

    let mut banned = ban::Banned::new();
    let done = ban::ban(&client, &mut banned, &meeting, &participant, &ada);
    let done = done.await.unwrap();
    assert!(done.deleted && done.kicked, "{done:?}");
    assert!(fake.join(second.expose()).is_err());
    let gone = refresh_token::fresh_token(&client, &meeting, &participant).await;
    assert!(gone.unwrap().is_none());
}

#[tokio::test]
async fn meetings_are_streamed_recorded_and_closed() {
    let (fake, meeting) = with_meeting().await;
    let client = fake.client();
    let participants = client.meeting(&meeting).participants();
    let token = participants.add(&user(1)).await.unwrap().token;
    fake.join(token.expose()).unwrap();
    let patience = go_live::Patience {
        interval: Duration::ZERO,
        attempts: 1,
    };
    let stream = go_live::go_live(&client, &meeting, "lesson", patience)
        .await
        .unwrap();
    assert_eq!(stream.name.as_deref(), Some("lesson"));
    let again = go_live::go_live(&client, &meeting, "lesson", patience).await;
    assert!(again.is_err() || again.unwrap().id == stream.id);
    assert!(go_live::stop(&client, &meeting).await.unwrap());
    assert!(!go_live::stop(&client, &meeting).await.unwrap());

    let recording = record_meeting::start(&client, &meeting, 3600)
        .await
        .unwrap();
    fake.advance(MINUTE);
    assert_eq!(close_meeting::close(&client, &meeting).await.unwrap(), 1);
    fake.advance(MINUTE);
    let stopped = record_meeting::stop(&client, &recording, Duration::ZERO, 1).await;
    assert_eq!(stopped.unwrap().id, recording);
    let mut file = Vec::new();
    let size = record_meeting::download(&client, &recording, &mut file).await;
    assert_eq!(size.unwrap(), file.len() as u64);
    let report = close_app::close_app(&client).await.unwrap();
    assert!(report.failed.is_empty(), "{report:?}");
    let closed = client.meeting(&meeting).get().await.unwrap();
    assert_eq!(closed.status, Some(MeetingStatus::Inactive));
}

#[tokio::test]
async fn a_preset_is_copied() {
    let (fake, _) = with_meeting().await;
    let client = fake.client();
    let change = |settings: &mut PresetSettings| settings.permissions.can_record = false;
    let copied = copy_preset::copy_preset(&client, "group_call_host", "quiet_host", change).await;
    assert_eq!(copied.unwrap().unwrap().name, "quiet_host");
    let presets = client.presets().list().search("quiet").await.unwrap();
    assert_eq!(presets.items.len(), 1);
}

fn time(text: &str) -> SystemTime {
    let time: Timestamp = text.parse().unwrap();
    time.to_system_time().unwrap()
}

#[tokio::test]
async fn a_booked_meeting_is_joined_in_its_hours() {
    let fake = FakeServer::start().await.unwrap();
    let client = fake.client();
    let (opens, closes) = (time("2026-01-05T10:00:00Z"), time("2026-01-05T11:00:00Z"));
    let booking = schedule::book(&client, "Board", opens, closes);
    let mut booking = booking.await.unwrap();
    let ada = CustomParticipantId::from("ada");
    let mut peers = Vec::new();
    for now in [opens - MINUTE, opens, opens + MINUTE, closes] {
        fake.advance(MINUTE);
        let admission = schedule::admit(&client, &mut booking, &ada, "Ada", now);
        match admission.await.unwrap() {
            Admission::Welcome(token) => peers.push(fake.join(token.expose()).unwrap()),
            Admission::TooEarly => assert!(now < opens),
            Admission::TooLate => assert!(now >= closes),
        }
    }
    assert_eq!(peers.len(), 2);
    let participants = client.meeting(&booking.meeting).participants();
    let added = participants.list().await.unwrap().items;
    assert_eq!(added.len(), 1, "the second time the token was refreshed");
}

#[tokio::test]
async fn attendance_is_computed_from_webhooks() {
    let (fake, meeting) = with_meeting().await;
    let client = fake.client();
    let (routes, mut events) = receive_webhooks::inbox(fake.webhooks().unwrap(), 100);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("http://{}/webhooks", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, routes).into_future());
    let wanted = [
        WebhookEvent::MeetingParticipantJoined,
        WebhookEvent::MeetingParticipantLeft,
        WebhookEvent::MeetingEnded,
    ];
    client.webhooks().ensure(&url, wanted).await.unwrap();

    let participants = client.meeting(&meeting).participants();
    let mut peers = Vec::new();
    for number in [1, 2] {
        let added = participants.add(&user(number)).await.unwrap();
        peers.push(fake.join(added.token.expose()).unwrap());
        fake.advance(10 * MINUTE);
    }
    fake.leave(&peers[0]).unwrap();
    fake.advance(5 * MINUTE);
    let live = client.meeting(&meeting).active_session();
    let session = live.get().await.unwrap().id;
    live.kick_all().await.unwrap();
    fake.settle().await;

    for delivery in fake.deliveries() {
        assert_eq!(delivery.status, DeliveryStatus::Delivered, "{delivery:?}");
    }
    let mut attendance = webhook_attendance::Attendance::default();
    while let Ok(event) = events.try_recv() {
        attendance.record(&event);
    }
    let minutes = attendance.of(&session, SystemTime::UNIX_EPOCH);
    let of = |user: &str| minutes[&Some(CustomParticipantId::from(user))];
    assert_eq!((of("user-1"), of("user-2")), (20 * MINUTE, 15 * MINUTE));
}
