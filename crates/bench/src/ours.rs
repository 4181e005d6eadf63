//! This client with retries, a rate limit that is never reached, and `tracing`.

use std::time::Duration;

use realtimekit::types::AddParticipant;
use realtimekit::{Client, RateLimit, RetryPolicy};

use crate::{ACCOUNT, APP, Calls, LONG, MEETING, PARTICIPANT, SESSION, TOKEN, USER_AGENT};

pub struct Ours(Client);

impl Ours {
    pub fn new(base_url: &str) -> Self {
        let client = Client::builder()
            .base_url(base_url)
            .token(TOKEN)
            .account_id(ACCOUNT)
            .app_id(APP)
            .user_agent(USER_AGENT)
            .retry(RetryPolicy::default())
            .rate_limit(RateLimit::calls(u32::MAX, Duration::from_secs(300)).per_second(u32::MAX))
            .build()
            .unwrap();
        Self(client)
    }
}

impl Calls for Ours {
    async fn get(&self) {
        let meeting = self.0.meeting(MEETING);
        let participant = meeting.participant(PARTICIPANT).get().await.unwrap();
        assert_eq!(participant.id.as_str(), PARTICIPANT);
    }

    async fn add(&self) {
        let participant = AddParticipant::new("user-42", "group_call_host").name("Mary Sue");
        let meeting = self.0.meeting(MEETING);
        let added = meeting.participants().add(&participant).await.unwrap();
        assert!(!added.token.expose().is_empty());
    }

    async fn page(&self) {
        let participants = self.0.meeting(MEETING).participants();
        let page = participants.list().page_no(2).per_page(25).await.unwrap();
        assert_eq!(page.len(), 25);
        assert_eq!(page.total_count(), Some(60));
    }

    async fn long_list(&self) {
        let session = self.0.session(SESSION);
        let participants = session.participants().list().await.unwrap();
        assert_eq!(participants.len(), LONG);
    }
}
