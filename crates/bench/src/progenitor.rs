//! The client of progenitor for the same document, in its fastest style.

use std::time::Duration;

use emitted::types::{AccountId, AddParticipant, AppId, MeetingId, ParticipantId, SessionId};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};

use crate::{ACCOUNT, APP, Calls, LONG, MEETING, PARTICIPANT, SESSION, TOKEN, USER_AGENT};

#[allow(
    clippy::all,
    dead_code,
    missing_docs,
    unreachable_patterns,
    unused_imports,
    reason = "not ours"
)]
mod emitted {
    include!(concat!(env!("OUT_DIR"), "/positional.rs"));
}

pub struct Progenitor {
    client: emitted::Client,
    account_id: AccountId,
    app_id: AppId,
}

impl Progenitor {
    pub fn new(base_url: &str) -> Self {
        let mut headers = HeaderMap::new();
        let bearer = format!("Bearer {TOKEN}");
        headers.insert(AUTHORIZATION, HeaderValue::from_str(&bearer).unwrap());
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(10))
            .timeout(Duration::from_secs(30))
            .user_agent(USER_AGENT)
            .default_headers(headers)
            .build()
            .unwrap();
        Self {
            client: emitted::Client::new_with_client(base_url, http),
            account_id: ACCOUNT.parse().unwrap(),
            app_id: AppId(APP.to_owned()),
        }
    }
}

impl Calls for Progenitor {
    async fn get(&self) {
        let meeting = MeetingId(MEETING.to_owned());
        let participant = ParticipantId(PARTICIPANT.to_owned());
        let response = self
            .client
            .get_participant(&self.account_id, &self.app_id, &meeting, &participant)
            .await
            .unwrap();
        assert_eq!(response.into_inner().data.id.0, PARTICIPANT);
    }

    async fn add(&self) {
        let meeting = MeetingId(MEETING.to_owned());
        let participant = AddParticipant {
            name: Some("Mary Sue".to_owned()),
            picture: None,
            preset_name: "group_call_host".to_owned(),
            custom_participant_id: "user-42".to_owned().into(),
        };
        let response = self
            .client
            .add_participant(&self.account_id, &self.app_id, &meeting, &participant)
            .await
            .unwrap();
        assert!(!response.into_inner().data.unwrap().token.is_empty());
    }

    async fn page(&self) {
        let meeting = MeetingId(MEETING.to_owned());
        let response = self
            .client
            .list_participants(&self.account_id, &self.app_id, &meeting, Some(2), Some(25))
            .await
            .unwrap()
            .into_inner();
        assert_eq!(response.data.len(), 25);
        assert_eq!(response.paging.total_count, Some(60));
    }

    async fn long_list(&self) {
        let session = SessionId(SESSION.to_owned());
        let response = self
            .client
            .list_session_participants(
                &self.account_id,
                &self.app_id,
                &session,
                None,
                None,
                None,
                None,
                None,
                None,
                None,
            )
            .await
            .unwrap();
        assert_eq!(response.into_inner().data.unwrap().participants.len(), LONG);
    }
}
