//! Every operation, called once in full: the one list of calls for tests that try something on all of them.

use std::fmt::Debug;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::SystemTime;

use realtimekit::types::{
    AddParticipant, CreateMeeting, CreatePoll, EditParticipant, Filter, KickParticipants,
    LivestreamingConfig, MeetingStatus, MuteAllParticipants, MuteParticipants, ParticipantSort,
    ParticipantView, RecordingConfig, ReplaceMeeting, ReplaceParticipant, SessionSort,
    SessionStatus, SortOrder, StorageAuthMethod, StorageConfig, StorageType, TranscriptFormat,
    UpdateMeeting,
};
use realtimekit::{Client, Error};

/// What stands in every secret of a request, and in an answer of the tests.
pub const SECRET: &str = "s3cr3t-0f-4-p4rt1c1p4nt";

const MEETING: &str = "bbb9b9bd-0b0b-4b0b-8b0b-3c2d1e0f9a8b";
const PARTICIPANT: &str = "aaa1a1ad-5e1a-4fe4-a799-aa6d9a6ab26e";
const SESSION: &str = "ccc2c2cd-3c5a-45e2-9acf-eef7061c7584";
const PEER: &str = "ddd3d3dd-4d08-4d4e-a391-a76be75cd296";

/// A call on its way: what it gives is kept as `{:?}` has it.
pub type Running = Pin<Box<dyn Future<Output = Result<String, Error>> + Send>>;

/// One operation's call.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// The operation.
    pub operation: &'static str,
    /// Makes the call.
    pub call: fn(&Client) -> Running,
}

/// A call, sent and its value kept.
pub fn running<T: Debug>(
    call: impl IntoFuture<IntoFuture: Send + 'static, Output = Result<T, Error>>,
) -> Running {
    let call = call.into_future();
    Box::pin(async move { call.await.map(|value| format!("{value:#?}")) })
}

/// The list: an operation and its call.
macro_rules! cases {
    ($($operation:ident: |$client:ident| $call:expr;)+) => {
        /// All of them, by the name of the operation.
        pub const CASES: &[Case] = &[$(
            Case { operation: stringify!($operation), call: |$client| running($call) },
        )+];
    };
}

cases! {
    list_participants: |client| client.meeting(MEETING).participants().list().page_no(2).per_page(50);
    add_participant: |client| {
        let body = AddParticipant::new("user-42", "host").name("Mary");
        client.meeting(MEETING).participants().add(&body)
    };
    get_participant: |client| client.meeting(MEETING).participant(PARTICIPANT).get();
    replace_participant: |client| {
        let body = ReplaceParticipant::new("user-42", "host");
        client.meeting(MEETING).participant(PARTICIPANT).replace(&body)
    };
    edit_participant: |client| {
        let body = EditParticipant::new().clear_picture();
        client.meeting(MEETING).participant(PARTICIPANT).edit(&body)
    };
    delete_participant: |client| client.meeting(MEETING).participant(PARTICIPANT).delete();
    refresh_participant_token: |client| client.meeting(MEETING).participant(PARTICIPANT).refresh_token();

    list_meetings: |client| client.meetings().list().start_time(SystemTime::UNIX_EPOCH).search("a & b");
    create_meeting: |client| {
        let body = CreateMeeting::new().title("title").recording_config(recording());
        client.meetings().create(&body)
    };
    get_meeting: |client| client.meeting(MEETING).get();
    replace_meeting: |client| client.meeting(MEETING).replace(&ReplaceMeeting::new().recording_config(recording()));
    update_meeting: |client| {
        let body = UpdateMeeting::new().status(MeetingStatus::Inactive).recording_config(recording());
        client.meeting(MEETING).update(&body)
    };

    get_active_session: |client| client.meeting(MEETING).active_session().get();
    kick_participants: |client| {
        let body = KickParticipants::new().participant_ids(["aaa1"]);
        client.meeting(MEETING).active_session().kick(&body)
    };
    kick_all_participants: |client| client.meeting(MEETING).active_session().kick_all();
    mute_participants: |client| {
        let body = MuteParticipants::new().custom_participant_ids(["user-42"]);
        client.meeting(MEETING).active_session().mute(&body)
    };
    mute_all_participants: |client| {
        let body = MuteAllParticipants::new(false);
        client.meeting(MEETING).active_session().mute_all(&body)
    };
    create_poll: |client| {
        let body = CreatePoll::new("Tea?", ["Yes", "No"]);
        client.meeting(MEETING).active_session().create_poll(&body)
    };

    list_sessions: |client| {
        let list = client.sessions().list().status(SessionStatus::Ended);
        list.sort_by(SessionSort::MinutesConsumed).sort_order(SortOrder::Desc)
    };
    get_session: |client| client.session(SESSION).get().include_breakout_rooms(true);
    get_session_chat: |client| client.session(SESSION).chat();
    get_session_summary: |client| client.session(SESSION).summary();
    generate_session_summary: |client| client.session(SESSION).generate_summary();
    get_session_transcript: |client| client.session(SESSION).transcript().format(TranscriptFormat::Vtt);
    list_session_participants: |client| {
        client.session(SESSION).participants().list().sort_by(ParticipantSort::JoinedAt).view(ParticipantView::Raw)
    };
    get_session_participant: |client| {
        client.session(SESSION).participant(PEER).get().filters([Filter::Events, Filter::DeviceInfo])
    };
    get_peer_report: |client| client.sessions().peer_report(PEER).get().filters([Filter::QualityStats]);
}

/// With every kind of secret that a request can hold.
fn recording() -> RecordingConfig {
    let storage = StorageConfig::new(StorageType::Sftp)
        .access_key(SECRET)
        .secret(SECRET)
        .auth_method(StorageAuthMethod::Key)
        .password(SECRET)
        .private_key(SECRET);
    let stream = LivestreamingConfig::new().rtmp_url(format!("rtmp://example.com/{SECRET}"));
    RecordingConfig::new()
        .storage_config(storage)
        .live_streaming_config(stream)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::wire::Operation;

    #[test]
    fn every_operation_is_in_the_list() {
        let listed: BTreeSet<_> = CASES.iter().map(|case| case.operation).collect();
        let all: BTreeSet<_> = Operation::all().map(|operation| operation.id).collect();
        assert_eq!(
            listed, all,
            "add (or remove) a call in tests/src/fault/calls.rs: left the list, right the fragment"
        );
        assert_eq!(CASES.len(), listed.len(), "none is in it twice");
    }
}
