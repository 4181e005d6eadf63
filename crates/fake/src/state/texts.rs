//! Texts of sessions: chat, transcript, summary.

use std::time::Duration;

use serde_json::{Value, json};

use super::clock::{Millis, millis};
use super::records::recording::KEPT;
use super::records::text::Line;
use super::schedule::Due;
use super::{NotInSession, State};

/// The time that a summary takes.
const SUMMARY: Duration = Duration::from_secs(60);

/// Whether a text was written or said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium {
    Chat,
    Speech,
}

impl State {
    /// Adds what a peer in a session writes or says.
    pub fn add_text(&mut self, peer: &str, medium: Medium, text: &str) -> Result<(), NotInSession> {
        self.settle();
        let at = self.now();
        let id = self.peers.get(peer).ok_or(NotInSession)?;
        let session = self.sessions.get_mut(id).ok_or(NotInSession)?;
        let here = session.peers.get(peer).filter(|it| it.left_at.is_none());
        let here = here.ok_or(NotInSession)?;
        let line = Line {
            at,
            peer: here.id.clone(),
            custom_id: here.custom_id.clone(),
            name: here.name.clone(),
            text: text.to_owned(),
        };
        // If the server is full, the text is not stored.
        if self.budget.spend(text.len()).is_ok() {
            match medium {
                Medium::Chat => session.texts.chat.push(line),
                Medium::Speech => session.texts.speech.push(line),
            }
        }
        Ok(())
    }

    /// Reports the texts of a session that has ended.
    pub(super) fn publish_texts(&mut self, id: &str, at: Millis) {
        let Some(session) = self.sessions.get(id) else {
            return;
        };
        let (has_chat, has_speech) = (
            !session.texts.chat.is_empty(),
            !session.texts.speech.is_empty(),
        );
        let meeting = self.meetings.get(&session.meeting);
        let setting = meeting.and_then(|meeting| meeting.settings.get("summarize_on_end"));
        let is_summarized = setting == Some(&Value::Bool(true));
        let expiry = at.saturating_add(millis(KEPT));
        if has_chat {
            self.emit_chat(id, expiry);
        }
        if has_speech {
            let file = format!("transcripts/{id}.csv");
            let (url, until) = self.link_and_expiry(&file, expiry);
            self.emit_about(id, "meeting.transcript", |_| {
                Some(json!({"transcriptDownloadUrl": url, "transcriptDownloadUrlExpiry": until}))
            });
            if is_summarized {
                self.begin_summary(id, at);
            }
        }
    }

    /// Starts a summary, unless one was started before.
    pub fn begin_summary(&mut self, id: &str, at: Millis) {
        let session = self.sessions.get_mut(id);
        let Some(session) = session.filter(|session| session.texts.summary_begun.is_none()) else {
            return;
        };
        session.texts.summary_begun = Some(at);
        self.schedule_summary(id);
    }

    /// Schedules the end of a summary that is being made.
    pub(super) fn schedule_summary(&mut self, id: &str) {
        let texts = self.sessions.get(id).map(|session| &session.texts);
        let texts = texts.filter(|texts| texts.summary_at.is_none());
        if let Some(begun) = texts.and_then(|texts| texts.summary_begun) {
            let ready = begun.saturating_add(millis(SUMMARY));
            self.schedule.add(ready, Due::Summary(id.to_owned()));
        }
    }

    pub(super) fn finish_summary(&mut self, id: &str, at: Millis) {
        if let Some(session) = self.sessions.get_mut(id) {
            session.texts.summary_at = Some(at);
        }
        let expiry = at.saturating_add(millis(KEPT));
        let (url, until) = self.link_and_expiry(&format!("summaries/{id}.txt"), expiry);
        self.emit_about(id, "meeting.summary", |_| {
            Some(json!({"summaryDownloadUrl": url, "summaryDownloadUrlExpiry": until}))
        });
    }
}
