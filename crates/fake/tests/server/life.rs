//! The life of a meeting.

use std::time::Duration;

use realtimekit::types::{
    AddParticipant, CreatePoll, EditParticipant, MeetingStatus, MuteParticipants, SessionStatus,
    UpdateMeeting,
};
use realtimekit_fake::JoinError;

use super::{user, with_meeting};

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_session_counts_minutes_and_ends_after_the_last_peer_has_left() {
    let (fake, meeting) = with_meeting().await;
    let client = fake.client();
    let meeting = client.meeting(&meeting);
    let one = meeting.participants().add(&user(1)).await.unwrap();
    let two = meeting.participants().add(&user(2)).await.unwrap();

    let error = meeting.active_session().get().await.unwrap_err();
    assert!(error.is_not_found());

    let one_peer = fake.join(one.token.expose()).unwrap();
    fake.advance(30 * MINUTE);
    let two_peer = fake.join(two.token.expose()).unwrap();
    fake.advance(15 * MINUTE);

    let live = meeting.active_session().get().await.unwrap();
    assert_eq!(live.status, SessionStatus::Live);
    assert_eq!(live.minutes_consumed, 60.0);
    assert_eq!(live.live_participants, 2);
    assert_eq!(live.ended_at, None);

    fake.leave(&one_peer).unwrap();
    fake.leave(&two_peer).unwrap();
    fake.leave(&two_peer).unwrap_err();
    let still_live = client.session(&live.id).get().await.unwrap();
    assert_eq!(still_live.status, SessionStatus::Live);

    fake.advance(90 * MINUTE);
    let ended = client.session(&live.id).get().await.unwrap();
    assert_eq!(ended.status, SessionStatus::Ended);
    assert_eq!(ended.minutes_consumed, 60.0);
    assert_eq!(ended.max_concurrent_participants, 2);
    assert_eq!(ended.meeting_display_name.as_deref(), Some("Algebra"));
    let end = ended.ended_at.unwrap().to_string();
    assert_eq!(
        end, "2026-01-05T09:46:00.000Z",
        "one minute after the last one left"
    );

    let peers = client
        .session(&live.id)
        .participants()
        .list()
        .include_peer_events(true)
        .await
        .unwrap();
    let durations: Vec<Option<f64>> = peers.items.iter().map(|peer| peer.duration).collect();
    assert_eq!(durations, [Some(45.0), Some(15.0)]);
    assert_eq!(peers.items[0].peer_events.len(), 2);
    let peer = client
        .session(&live.id)
        .participant(&two_peer)
        .get()
        .await
        .unwrap();
    assert_eq!(peer.display_name.as_deref(), Some("User 2"));
}

#[tokio::test]
async fn somebody_who_comes_back_in_time_is_in_the_same_session() {
    let (fake, meeting) = with_meeting().await;
    let client = fake.client();
    let added = client
        .meeting(&meeting)
        .participants()
        .add(&user(1))
        .await
        .unwrap();
    for pause in [59, 60] {
        let peer = fake.join(added.token.expose()).unwrap();
        fake.leave(&peer).unwrap();
        fake.advance(Duration::from_secs(pause));
    }
    fake.join(added.token.expose()).unwrap();
    let sessions = client.meeting(&meeting).sessions().await.unwrap();
    assert_eq!(sessions.items.len(), 2);
    let peers = client
        .session(&sessions.items[0].id)
        .participants()
        .list()
        .await
        .unwrap();
    assert_eq!(
        peers.items.len(),
        2,
        "the second time was 59 seconds after the first"
    );
}

#[tokio::test]
async fn a_token_joins_until_it_expires_or_its_participant_is_deleted() {
    let (fake, meeting) = with_meeting().await;
    let client = fake.client();
    let participants = client.meeting(&meeting).participants();
    let added = participants.add(&user(1)).await.unwrap();
    let token = added.token.expose();
    let participant = client.meeting(&meeting).participant(&added.id);

    fake.advance(24 * 60 * MINUTE);
    assert_eq!(fake.join(token), Err(JoinError::Expired));
    let token = participant.refresh_token().await.unwrap().token;
    fake.join(token.expose()).unwrap();

    participant.delete().await.unwrap();
    assert_eq!(fake.join(token.expose()), Err(JoinError::Deleted));
    assert!(participant.get().await.unwrap_err().is_not_found());
    assert_eq!(
        fake.join("a token of somebody else"),
        Err(JoinError::UnknownToken)
    );
}

#[tokio::test]
async fn an_inactive_meeting_cannot_be_joined_and_its_session_goes_on() {
    let (fake, meeting) = with_meeting().await;
    let client = fake.client();
    let meeting = client.meeting(&meeting);
    let added = meeting.participants().add(&user(1)).await.unwrap();
    fake.join(added.token.expose()).unwrap();

    let closed = UpdateMeeting::new().status(MeetingStatus::Inactive);
    let updated = meeting.update(&closed).await.unwrap();
    assert_eq!(
        updated.title.as_deref(),
        Some("Algebra"),
        "what was not named stays"
    );
    assert_eq!(
        fake.join(added.token.expose()),
        Err(JoinError::MeetingInactive)
    );
    meeting.active_session().get().await.unwrap();

    let kicked = meeting.active_session().kick_all().await.unwrap();
    assert_eq!(kicked.kicked_participants_count, Some(1));
    let again = meeting.active_session().kick_all().await.unwrap_err();
    assert!(again.is_not_found());
}

#[tokio::test]
async fn a_participant_without_a_name_cannot_join() {
    let (fake, meeting) = with_meeting().await;
    let client = fake.client();
    let body = AddParticipant::new("user-1", "group_call_host");
    let added = client
        .meeting(&meeting)
        .participants()
        .add(&body)
        .await
        .unwrap();
    assert_eq!(fake.join(added.token.expose()), Err(JoinError::NoName));

    let participant = client.meeting(&meeting).participant(&added.id);
    let edited = participant
        .edit(&EditParticipant::new().name(""))
        .await
        .unwrap();
    fake.join(edited.token.expose()).unwrap();
}

#[tokio::test]
async fn polls_and_mutes_need_a_live_session() {
    let (fake, meeting) = with_meeting().await;
    let client = fake.client();
    let meeting = client.meeting(&meeting);
    let added = meeting.participants().add(&user(1)).await.unwrap();
    let poll = CreatePoll::new("Break?", ["yes", "no"]);
    let error = meeting
        .active_session()
        .create_poll(&poll)
        .await
        .unwrap_err();
    assert!(error.is_not_found());

    fake.join(added.token.expose()).unwrap();
    let created = meeting
        .active_session()
        .create_poll(&poll)
        .await
        .unwrap()
        .poll
        .unwrap();
    assert_eq!(created.question, "Break?");
    assert_eq!(created.options.len(), 2);
    let who = MuteParticipants::new().participant_ids([added.id]);
    let muted = meeting.active_session().mute(&who).await.unwrap();
    assert_eq!(muted.participants.len(), 1);
}
