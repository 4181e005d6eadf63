//! Runs an export: downloads the files that the folder does not have yet, and reports each.

use std::path::Path;

use realtimekit::types::{Session, SessionStatus};
use realtimekit::{Error, SecretUrl};
use serde_json::{Value, json};

use super::download::Downloads;
use super::folder::{Folder, SESSION, Stored};
use crate::failure::Failure;
use crate::jobs::Context;
use crate::output::clean::visible;
use crate::output::{Printer, note};

const COLUMNS: [&str; 4] = ["file", "status", "bytes", "sha256"];

/// An export into a folder.
pub struct Export<'a> {
    /// The client, the options and the settings.
    pub context: &'a Context<'a>,
    folder: Folder,
    downloads: Downloads,
    printer: Printer,
    /// Whether the session was live when its files were exported before.
    was_live: bool,
    /// The text of a session that has ended since: it is written when all other files are.
    ended: Option<String>,
    failed: usize,
}

impl<'a> Export<'a> {
    /// Starts an export into this folder.
    pub fn new(context: &'a Context<'a>, folder: &Path) -> Result<Self, Failure> {
        Ok(Self {
            context,
            folder: Folder::open(folder)?,
            downloads: Downloads::new()?,
            printer: context.printer(&COLUMNS),
            was_live: false,
            ended: None,
            failed: 0,
        })
    }

    /// Success if no file is missing.
    pub fn finish(mut self) -> Result<(), Failure> {
        if let Some(text) = self.ended.take().filter(|_| self.failed == 0) {
            self.write(SESSION, &text)?;
        }
        self.printer.finish()?;
        match self.failed {
            0 => Ok(()),
            failed => Err(Failure::Other(format!(
                "{failed} files are missing; run the same command again"
            ))),
        }
    }

    /// Exports the session and its participants. Those of a session that had ended stay: the service may have deleted
    /// participants since.
    pub async fn details(&mut self, session: &Session) -> Result<(), Failure> {
        let before = self.folder.session()?;
        let before: Value = before
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default();
        if let Some(id) = before["id"]
            .as_str()
            .filter(|id| *id != session.id.as_str())
        {
            return Err(Failure::Usage(format!(
                "the folder has the export of another session, {}; choose another folder",
                visible(id)
            )));
        }
        self.was_live = before["status"] == SessionStatus::Live.as_str();
        let text = serde_json::to_string_pretty(session).unwrap_or_default();
        let text = format!("{text}\n");
        match self.folder.complete(SESSION)? {
            Some(_) if self.was_live => self.ended = Some(text),
            Some(stored) => self.report(SESSION, "unchanged", Some(&stored))?,
            None => self.write(SESSION, &text)?,
        }
        if let Some(stored) = self.kept("participants.jsonl")? {
            return self.report("participants.jsonl", "unchanged", Some(&stored));
        }
        let participants = self.context.client.session(&session.id).participants();
        let mut lines = String::new();
        let mut peers = participants
            .list()
            .per_page(100)
            .include_peer_events(true)
            .stream();
        while let Some(peer) = peers.try_next().await? {
            lines.push_str(&serde_json::to_string(&peer).unwrap_or_default());
            lines.push('\n');
        }
        self.write("participants.jsonl", &lines)
    }

    fn write(&mut self, name: &str, text: &str) -> Result<(), Failure> {
        let stored = self.folder.write(name, text.as_bytes())?;
        self.report(name, "written", Some(&stored))
    }

    /// A complete file of a session that had ended.
    fn kept(&self, name: &str) -> Result<Option<Stored>, Failure> {
        let stored = self.folder.complete(name)?;
        Ok(stored.filter(|_| !self.was_live))
    }

    /// Downloads a file from the URL that a call returned.
    pub async fn linked(
        &mut self,
        name: &str,
        address: Result<SecretUrl, Error>,
    ) -> Result<(), Failure> {
        if let Some(stored) = self.kept(name)? {
            return self.report(name, "unchanged", Some(&stored));
        }
        match address {
            Ok(address) => self.fetch(name, &address, None).await,
            Err(error) if error.is_not_found() => self.report(name, "there is none", None),
            Err(error) if error.is_auth() => Err(error.into()),
            Err(error) => self.fail(name, &error.to_string()),
        }
    }

    /// Downloads a file of at least this size, unless it is complete.
    pub async fn download(
        &mut self,
        name: &str,
        address: &SecretUrl,
        size: u64,
    ) -> Result<(), Failure> {
        match self.folder.complete(name)? {
            Some(stored) if stored.bytes >= size => self.report(name, "unchanged", Some(&stored)),
            _ => self.fetch(name, address, Some(size)).await,
        }
    }

    /// Downloads a file. One with a known size is continued.
    async fn fetch(
        &mut self,
        name: &str,
        address: &SecretUrl,
        size: Option<u64>,
    ) -> Result<(), Failure> {
        let part = match self.folder.part(name) {
            Ok(part) => part,
            Err(failure) => return self.fail(name, &failure.to_string()),
        };
        match self.downloads.download(address, &part, size).await {
            Ok(()) => {
                let stored = self.folder.keep(name)?;
                self.report(name, "downloaded", Some(&stored))
            }
            Err(failure) => self.fail(name, &failure.to_string()),
        }
    }

    /// Reports a missing file.
    pub fn fail(&mut self, name: &str, reason: &str) -> Result<(), Failure> {
        self.failed += 1;
        note(&format!("{name}: {reason}"));
        self.report(name, "failed", None)
    }

    /// Reports a file.
    pub fn report(
        &mut self,
        name: &str,
        status: &str,
        stored: Option<&Stored>,
    ) -> Result<(), Failure> {
        self.printer.item(json!({
            "file": name,
            "status": status,
            "bytes": stored.map(|stored| stored.bytes),
            "sha256": stored.map(|stored| &stored.sha256),
        }))
    }
}
