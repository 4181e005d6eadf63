//! The baseline: reqwest and serde, as written by hand for a few calls, without retries, rate limit, checks of
//! requests, or detailed errors. The HTTP client has the same settings as ours.

use std::error::Error;
use std::time::Duration;

use reqwest::Client;
use reqwest::redirect::Policy;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{ACCOUNT, APP, Calls, LONG, MEETING, PARTICIPANT, SESSION, TOKEN, USER_AGENT};

pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

pub struct ByHand {
    http: Client,
    base_url: String,
    token: String,
    account_id: String,
    app_id: String,
}

#[derive(Deserialize)]
pub(crate) struct Envelope<T> {
    pub(crate) success: bool,
    pub(crate) data: Option<T>,
    pub(crate) paging: Option<Paging>,
}

#[derive(Deserialize)]
pub(crate) struct Paging {
    pub(crate) total_count: u64,
    #[allow(dead_code, reason = "read, as a program would that shows where it is")]
    pub(crate) start_offset: u64,
    #[allow(dead_code, reason = "read, as a program would that shows where it is")]
    pub(crate) end_offset: u64,
}

#[derive(Serialize)]
pub(crate) struct AddParticipant<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) picture: Option<&'a str>,
    pub(crate) preset_name: &'a str,
    pub(crate) custom_participant_id: &'a str,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "read, to cost what reading costs")]
pub(crate) struct Participant {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) picture: Option<String>,
    pub(crate) custom_participant_id: String,
    pub(crate) preset_name: String,
    pub(crate) created_at: String,
    pub(crate) updated_at: String,
    pub(crate) token: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct SessionParticipants {
    pub(crate) participants: Vec<SessionParticipant>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "read, to cost what reading costs")]
pub(crate) struct SessionParticipant {
    id: Option<String>,
    user_id: Option<String>,
    custom_participant_id: Option<String>,
    display_name: Option<String>,
    preset_name: Option<String>,
    joined_at: Option<String>,
    left_at: Option<String>,
    duration: Option<f64>,
    created_at: Option<String>,
    updated_at: Option<String>,
    #[serde(default)]
    peer_events: Vec<PeerEvent>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "read, to cost what reading costs")]
pub(crate) struct PeerEvent {
    id: Option<String>,
    event_name: Option<PeerEventName>,
    peer_id: Option<String>,
    created_at: Option<String>,
    updated_at: Option<String>,
}

#[derive(Deserialize)]
pub(crate) enum PeerEventName {
    #[serde(rename = "PEER_CREATED")]
    Created,
    #[serde(rename = "PEER_JOINING")]
    Joining,
    #[serde(rename = "PEER_LEAVING")]
    Leaving,
}

impl ByHand {
    pub fn new(base_url: &str) -> Self {
        let http = Client::builder()
            // as ours on plain http
            .no_proxy()
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(Duration::from_secs(10))
            .timeout(Duration::from_secs(30))
            .user_agent(USER_AGENT)
            .build()
            .unwrap();
        Self {
            http,
            base_url: base_url.to_owned(),
            token: TOKEN.to_owned(),
            account_id: ACCOUNT.to_owned(),
            app_id: APP.to_owned(),
        }
    }

    fn url(&self, path: std::fmt::Arguments<'_>) -> String {
        let Self {
            base_url,
            account_id,
            app_id,
            ..
        } = self;
        format!("{base_url}/accounts/{account_id}/realtime/kit/{app_id}{path}")
    }

    /// Only fetches it.
    pub async fn long_list_unread(&self) {
        let url = self.url(format_args!("/sessions/{SESSION}/participants"));
        let response = self
            .http
            .get(url)
            .bearer_auth(&self.token)
            .send()
            .await
            .unwrap();
        let body = response.error_for_status().unwrap().bytes().await.unwrap();
        assert!(body.len() > LONG);
    }
}

impl Written for ByHand {
    async fn get_participant(&self, meeting: &str, participant: &str) -> Result<Participant> {
        let url = self.url(format_args!(
            "/meetings/{meeting}/participants/{participant}"
        ));
        let response = self.http.get(url).bearer_auth(&self.token).send().await?;
        Ok(read(response).await?.0)
    }

    async fn add_participant(
        &self,
        meeting: &str,
        participant: &AddParticipant<'_>,
    ) -> Result<Participant> {
        let url = self.url(format_args!("/meetings/{meeting}/participants"));
        let request = self
            .http
            .post(url)
            .bearer_auth(&self.token)
            .json(participant);
        Ok(read(request.send().await?).await?.0)
    }

    async fn list_participants(
        &self,
        meeting: &str,
        page_no: u32,
        per_page: u32,
    ) -> Result<(Vec<Participant>, Option<Paging>)> {
        let url = self.url(format_args!("/meetings/{meeting}/participants"));
        let request = self.http.get(url).bearer_auth(&self.token);
        let request = request.query(&[("page_no", page_no), ("per_page", per_page)]);
        read(request.send().await?).await
    }

    async fn list_session_participants(&self, session: &str) -> Result<Vec<SessionParticipant>> {
        let url = self.url(format_args!("/sessions/{session}/participants"));
        let response = self.http.get(url).bearer_auth(&self.token).send().await?;
        let (data, _) = read::<SessionParticipants>(response).await?;
        Ok(data.participants)
    }
}

async fn read<T: DeserializeOwned>(response: reqwest::Response) -> Result<(T, Option<Paging>)> {
    let envelope: Envelope<T> = response.error_for_status()?.json().await?;
    match envelope.data {
        Some(data) if envelope.success => Ok((data, envelope.paging)),
        _ => Err("the service refused".into()),
    }
}

/// Decodes the long list, and gives its length.
///
/// # Panics
///
/// When it is none.
pub fn decode(body: &[u8]) -> usize {
    let envelope: Envelope<SessionParticipants> = serde_json::from_slice(body).unwrap();
    envelope.data.unwrap().participants.len()
}

/// The methods of a client that is written by hand.
pub(crate) trait Written: 'static {
    async fn get_participant(&self, meeting: &str, participant: &str) -> Result<Participant>;

    async fn add_participant(
        &self,
        meeting: &str,
        participant: &AddParticipant<'_>,
    ) -> Result<Participant>;

    async fn list_participants(
        &self,
        meeting: &str,
        page_no: u32,
        per_page: u32,
    ) -> Result<(Vec<Participant>, Option<Paging>)>;

    async fn list_session_participants(&self, session: &str) -> Result<Vec<SessionParticipant>>;
}

impl<T: Written> Calls for T {
    async fn get(&self) {
        let participant = self.get_participant(MEETING, PARTICIPANT).await.unwrap();
        assert_eq!(participant.id, PARTICIPANT);
    }

    async fn add(&self) {
        let participant = AddParticipant {
            name: Some("Mary Sue"),
            picture: None,
            preset_name: "group_call_host",
            custom_participant_id: "user-42",
        };
        let added = self.add_participant(MEETING, &participant).await.unwrap();
        assert!(added.token.is_some());
    }

    async fn page(&self) {
        let (participants, paging) = self.list_participants(MEETING, 2, 25).await.unwrap();
        assert_eq!(participants.len(), 25);
        assert_eq!(paging.unwrap().total_count, 60);
    }

    async fn long_list(&self) {
        let participants = self.list_session_participants(SESSION).await.unwrap();
        assert_eq!(participants.len(), LONG);
    }
}
