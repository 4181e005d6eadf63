//! The fastest client that can be written by hand. Headers are made once, requests are made without a builder, one
//! timer limits the whole call, and bodies are read and written as bytes.

use std::fmt::Arguments;
use std::time::Duration;

use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, USER_AGENT as USER_AGENT_HEADER,
};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Request, Url};
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use crate::by_hand::{
    AddParticipant, Envelope, Paging, Participant, Result, SessionParticipant, SessionParticipants,
    Written,
};
use crate::{ACCOUNT, APP, TOKEN, USER_AGENT};

pub struct Tight {
    http: Client,
    /// The address up to the app.
    app: String,
    authorization: HeaderValue,
}

impl Tight {
    pub fn new(base_url: &str) -> Self {
        let http = Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(Duration::from_secs(10))
            .build()
            .unwrap();
        Self {
            http,
            app: format!("{base_url}/accounts/{ACCOUNT}/realtime/kit/{APP}"),
            authorization: HeaderValue::from_str(&format!("Bearer {TOKEN}")).unwrap(),
        }
    }

    fn request(&self, method: Method, path: Arguments<'_>) -> Result<Request> {
        let mut request = Request::new(method, Url::parse(&format!("{}{path}", self.app))?);
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, self.authorization.clone());
        headers.insert(USER_AGENT_HEADER, HeaderValue::from_static(USER_AGENT));
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        Ok(request)
    }

    async fn send<T: DeserializeOwned>(&self, request: Request) -> Result<(T, Option<Paging>)> {
        let body = timeout(Duration::from_secs(30), async {
            let response = self.http.execute(request).await?;
            response.error_for_status()?.bytes().await
        });
        let envelope: Envelope<T> = serde_json::from_slice(&body.await??)?;
        match envelope.data {
            Some(data) if envelope.success => Ok((data, envelope.paging)),
            _ => Err("the service reported a failure".into()),
        }
    }
}

impl Written for Tight {
    async fn get_participant(&self, meeting: &str, participant: &str) -> Result<Participant> {
        let path = format_args!("/meetings/{meeting}/participants/{participant}");
        Ok(self.send(self.request(Method::GET, path)?).await?.0)
    }

    async fn add_participant(
        &self,
        meeting: &str,
        participant: &AddParticipant<'_>,
    ) -> Result<Participant> {
        let path = format_args!("/meetings/{meeting}/participants");
        let mut request = self.request(Method::POST, path)?;
        let content_type = HeaderValue::from_static("application/json");
        request.headers_mut().insert(CONTENT_TYPE, content_type);
        *request.body_mut() = Some(serde_json::to_vec(participant)?.into());
        Ok(self.send(request).await?.0)
    }

    async fn list_participants(
        &self,
        meeting: &str,
        page_no: u32,
        per_page: u32,
    ) -> Result<(Vec<Participant>, Option<Paging>)> {
        let path =
            format_args!("/meetings/{meeting}/participants?page_no={page_no}&per_page={per_page}");
        self.send(self.request(Method::GET, path)?).await
    }

    async fn list_session_participants(&self, session: &str) -> Result<Vec<SessionParticipant>> {
        let path = format_args!("/sessions/{session}/participants");
        let request = self.request(Method::GET, path)?;
        let (data, _) = self.send::<SessionParticipants>(request).await?;
        Ok(data.participants)
    }
}
