//! The files of chats, transcripts and summaries.

use serde_json::{Value, json};

use super::Session;
use super::clock::{Millis, millis, written};
use super::records::recording::KEPT;

/// The maximum time for which a subtitle is shown.
const SHOWN: Millis = 5000;

impl Session {
    /// When its chat and transcript expire. `None` if they are not available yet.
    pub fn texts_expiry(&self) -> Option<Millis> {
        Some(self.ended_at?.saturating_add(millis(KEPT)))
    }

    pub fn summary_expiry(&self) -> Option<Millis> {
        Some(self.texts.summary_at?.saturating_add(millis(KEPT)))
    }

    pub(super) fn chat_csv(&self) -> String {
        let mut csv = "time,peerId,customParticipantId,displayName,message\n".to_owned();
        for line in &self.texts.chat {
            let time = written(line.at);
            csv += &row([&time, &line.peer, &line.custom_id, &line.name, &line.text]);
        }
        csv
    }

    pub(super) fn transcript_csv(&self) -> String {
        let mut csv = "time,peerId,customParticipantId,displayName,text\n".to_owned();
        for line in &self.texts.speech {
            let time = written(line.at);
            csv += &row([&time, &line.peer, &line.custom_id, &line.name, &line.text]);
        }
        csv
    }

    pub(super) fn transcript_json(&self) -> String {
        let lines = self.texts.speech.iter().map(|line| {
            json!({
                "time": written(line.at),
                "peerId": line.peer,
                "customParticipantId": line.custom_id,
                "displayName": line.name,
                "text": line.text,
            })
        });
        lines.collect::<Value>().to_string()
    }

    pub(super) fn transcript_vtt(&self) -> String {
        let mut vtt = "WEBVTT\n".to_owned();
        for (_, start, end, text) in self.subtitles() {
            let (start, end) = (position(start, '.'), position(end, '.'));
            vtt += &format!("\n{start} --> {end}\n{text}\n");
        }
        vtt
    }

    pub(super) fn transcript_srt(&self) -> String {
        let blocks = self.subtitles().map(|(number, start, end, text)| {
            let (start, end) = (position(start, ','), position(end, ','));
            format!("{number}\n{start} --> {end}\n{text}\n")
        });
        blocks.collect::<Vec<String>>().join("\n")
    }

    /// Number, start, end and text of each sentence. A blank line would end a subtitle.
    fn subtitles(&self) -> impl Iterator<Item = (usize, Millis, Millis, String)> {
        let lines = &self.texts.speech;
        lines.iter().enumerate().map(|(index, line)| {
            let next = lines.get(index + 1).map(|next| next.at);
            let end = next
                .unwrap_or(Millis::MAX)
                .min(line.at.saturating_add(SHOWN));
            let text = format!("{}: {}", line.name, line.text);
            let words: Vec<&str> = text.split_whitespace().collect();
            (
                index + 1,
                line.at.saturating_sub(self.started_at),
                end.saturating_sub(self.started_at),
                words.join(" ").replace("-->", "->"),
            )
        })
    }

    /// The summary only counts sentences and names the speakers.
    pub(super) fn summary_text(&self) -> String {
        let mut names: Vec<&str> = Vec::new();
        for line in &self.texts.speech {
            if !names.contains(&line.name.as_str()) {
                names.push(&line.name);
            }
        }
        let count = self.texts.speech.len();
        format!("{count} sentences were said, by {}.\n", names.join(", "))
    }
}

fn row(values: [&str; 5]) -> String {
    let quoted = values.map(|value| format!("\"{}\"", value.replace('"', "\"\"")));
    quoted.join(",") + "\n"
}

/// `01:02:03.004`
fn position(millis: Millis, separator: char) -> String {
    let (seconds, rest) = (millis / 1000, millis % 1000);
    format!(
        "{:02}:{:02}:{:02}{separator}{rest:03}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}
