//! The output of `enrol`, from which a later run continues.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use csv::{ReaderBuilder, WriterBuilder};
use fs4::{FileExt, TryLockError};

use crate::failure::Failure;
use crate::output::clean::visible;
use crate::output::private;

const HEADER: [&str; 6] = [
    "custom_participant_id",
    "meeting_id",
    "status",
    "participant_id",
    "token",
    "error",
];

/// The state of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Enrolled.
    Added,
    /// Perhaps enrolled.
    Unknown,
    /// Not enrolled.
    NotAdded,
}

/// Locks a journal that several tasks share.
pub fn lock(journal: &Mutex<Journal>) -> MutexGuard<'_, Journal> {
    // Nothing panics while it is held.
    journal.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The rows of a file. A function that writes a row returns when it is on the disk.
pub struct Journal {
    path: PathBuf,
    file: File,
    /// The length of the file up to the end of the last row.
    length: u64,
    meeting: String,
    /// When a run last used the file; before that, all of its requests were sent.
    last_use: SystemTime,
    /// The last row of each user, in the order in which they were first written.
    rows: Vec<[String; 6]>,
    places: HashMap<String, usize>,
    /// Why a row could not be written before a request was sent.
    failure: Option<Failure>,
}

impl Journal {
    /// Opens the file, or makes one that only its owner can read.
    ///
    /// # Errors
    /// The file has another format, is about another meeting, or is in use by another run.
    pub fn open(path: &Path, meeting: &str) -> Result<Self, Failure> {
        let name = path.display().to_string();
        // Nothing was sent yet.
        let failed = |error: &io::Error| Failure::Usage(format!("{name}: {error}"));
        let mut file = private::open_to_edit(path).map_err(|error| failed(&error))?;
        if !file.metadata().is_ok_and(|it| it.is_file()) {
            return Err(Failure::Usage(format!("{name} is not a file")));
        }
        let other_run = || Failure::Usage(format!("another run is writing {name}"));
        match FileExt::try_lock(&file) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(other_run()),
            Err(TryLockError::Error(error)) => return Err(failed(&error)),
        }
        if !is_at(&file, path).map_err(|error| failed(&error))? {
            return Err(other_run());
        }
        // If it is a link, the file that it leads to is replaced.
        let path = &fs::canonicalize(path).map_err(|error| failed(&error))?;
        let last_use = file.metadata().and_then(|file| file.modified());
        let mut text = String::new();
        file.read_to_string(&mut text)
            .map_err(|error| failed(&error))?;
        // The run was killed while it wrote a line without a line end.
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        let header = lines(&[HEADER.map(str::to_owned)]).map_err(|error| failed(&error))?;
        if whole == 0 && !header.starts_with(text.as_bytes()) {
            return Err(foreign(path));
        }
        text.truncate(whole);
        let mut journal = Self {
            path: path.to_owned(),
            file,
            length: whole as u64,
            meeting: meeting.to_owned(),
            last_use: last_use.map_err(|error| failed(&error))?,
            rows: Vec::new(),
            places: HashMap::new(),
            failure: None,
        };
        journal.read(&text)?;
        // Only now, because the file may be another one of the user.
        private::make_private(&journal.file).map_err(|error| failed(&error))?;
        let cut = journal.file.set_len(whole as u64);
        let end = cut.and_then(|()| journal.file.seek(SeekFrom::End(0)));
        end.map_err(|error| failed(&error))?;
        if whole == 0 {
            journal.append(&HEADER.map(str::to_owned))?;
        }
        Ok(journal)
    }

    fn read(&mut self, text: &str) -> Result<(), Failure> {
        let name = self.path.display().to_string();
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        for (line, record) in reader.records().enumerate() {
            let record = record.map_err(|error| Failure::Usage(format!("{name}: {error}")))?;
            let row: [String; 6] =
                std::array::from_fn(|at| record.get(at).unwrap_or_default().to_owned());
            if line == 0 {
                if row != HEADER {
                    return Err(foreign(&self.path));
                }
                continue;
            }
            if row[1] != self.meeting {
                return Err(Failure::Usage(format!(
                    "{name} is of the meeting {}; choose another file",
                    visible(&row[1])
                )));
            }
            self.keep(row);
        }
        Ok(())
    }

    fn keep(&mut self, row: [String; 6]) {
        match self.places.get(&row[0]) {
            Some(&place) => self.rows[place] = row,
            None => {
                self.places.insert(row[0].clone(), self.rows.len());
                self.rows.push(row);
            }
        }
    }

    /// When an earlier run used the file.
    pub fn last_use(&self) -> SystemTime {
        // A clock may have been wrong.
        self.last_use.min(SystemTime::now())
    }

    /// Notes that requests may still be sent: those of the last rows may have waited for the rate limit.
    pub fn mark_in_use(&self) -> Result<(), Failure> {
        let marked = self.file.set_modified(SystemTime::now());
        marked.map_err(|error| Failure::io(self.path.display(), &error))
    }

    /// The state of a user.
    pub fn state(&self, id: &str) -> State {
        let row = self.places.get(id).map(|&place| &self.rows[place]);
        match row.map(|row| row[2].as_str()) {
            Some("added") => State::Added,
            Some("started" | "unknown") => State::Unknown,
            _ => State::NotAdded,
        }
    }

    /// Writes that a request is about to be sent. Returns `false` if it cannot be written. Then the request must not
    /// be sent, and [`finish`](Self::finish) fails.
    pub fn started(&mut self, id: &str) -> bool {
        match self.write(id, "started", "", "", "") {
            Ok(()) => true,
            Err(failure) => {
                self.failure.get_or_insert(failure);
                false
            }
        }
    }

    /// The user is enrolled.
    pub fn added(&mut self, id: &str, participant: &str, token: &str) -> Result<(), Failure> {
        self.write(id, "added", participant, token, "")
    }

    /// The user may be enrolled.
    pub fn unknown(&mut self, id: &str, error: &str) -> Result<(), Failure> {
        self.write(id, "unknown", "", "", error)
    }

    /// The user is not enrolled.
    pub fn failed(&mut self, id: &str, error: &str) -> Result<(), Failure> {
        self.write(id, "failed", "", "", error)
    }

    fn write(
        &mut self,
        id: &str,
        status: &str,
        participant: &str,
        token: &str,
        error: &str,
    ) -> Result<(), Failure> {
        let meeting = self.meeting.as_str();
        let error = visible(error);
        let row = [id, meeting, status, participant, token, &error].map(str::to_owned);
        self.append(&row)?;
        self.keep(row);
        Ok(())
    }

    fn append(&mut self, row: &[String; 6]) -> Result<(), Failure> {
        let line = lines(std::slice::from_ref(row));
        let written = line.and_then(|line| self.file.write_all(&line).map(|()| line.len() as u64));
        let written = written.and_then(|length| self.file.sync_data().map(|()| length));
        match written {
            Ok(length) => {
                self.length += length;
                Ok(())
            }
            Err(error) => {
                // Removes a row that was written in part.
                let _ = self.file.set_len(self.length);
                let _ = self.file.seek(SeekFrom::Start(self.length));
                Err(Failure::io(self.path.display(), &error))
            }
        }
    }

    /// Replaces the file by one with a row for each user.
    ///
    /// # Errors
    /// A row could not be written, now or earlier.
    pub fn finish(&mut self) -> Result<(), Failure> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        let written = self.replace();
        written.map_err(|error| Failure::io(self.path.display(), &error))
    }

    fn replace(&self) -> io::Result<()> {
        let mut content = lines(&[HEADER.map(str::to_owned)])?;
        content.extend(lines(&self.rows)?);
        private::replace(&self.path, &content)
    }
}

fn lines(rows: &[[String; 6]]) -> io::Result<Vec<u8>> {
    let mut writer = WriterBuilder::new().from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).map_err(io::Error::other)?;
    }
    writer
        .into_inner()
        .map_err(|error| io::Error::other(error.to_string()))
}

fn foreign(path: &Path) -> Failure {
    Failure::Usage(format!(
        "{} was not written by this command; choose another file",
        path.display()
    ))
}

/// Whether the file is still the one at this path: another run may have replaced it.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;

    let (opened, found) = (file.metadata()?, fs::metadata(path)?);
    Ok((opened.dev(), opened.ino()) == (found.dev(), found.ino()))
}

/// On Windows, an open file cannot be replaced.
#[cfg(not(unix))]
fn is_at(_file: &File, _path: &Path) -> io::Result<bool> {
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_not_sent_if_their_row_cannot_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens.csv");
        let mut journal = Journal::open(&path, "m").unwrap();
        assert!(journal.started("a"));
        assert_eq!(journal.state("a"), State::Unknown);
        // Like a full disk: no more writes succeed.
        journal.file = File::open(&path).unwrap();
        assert!(!journal.started("b"));
        assert_eq!(journal.state("b"), State::NotAdded);
        assert!(journal.finish().is_err());
    }

    #[test]
    fn a_line_that_was_cut_off_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens.csv");
        let mut journal = Journal::open(&path, "m").unwrap();
        journal.added("a", "p", "t").unwrap();
        assert!(journal.started("b"));
        journal.file.write_all(b"b,m,added,p2,half-a-tok").unwrap();
        drop(journal);
        let mut journal = Journal::open(&path, "m").unwrap();
        assert_eq!(
            (journal.state("a"), journal.state("b")),
            (State::Added, State::Unknown)
        );
        journal.added("b", "p2", "t2").unwrap();
        // A file of the user.
        let mine = folder.path().join("tokens.csv.new");
        fs::write(&mine, "mine").unwrap();
        journal.finish().unwrap();
        assert_eq!(fs::read_to_string(&mine).unwrap(), "mine");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
        let text = fs::read_to_string(&path).unwrap();
        assert!(
            text.ends_with("\na,m,added,p,t,\nb,m,added,p2,t2,\n"),
            "{text}"
        );
    }

    #[test]
    fn another_file_of_the_user_is_refused_and_unchanged() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes");
        for text in ["{}", "custom_participant_id,x", "notes\n", "notes\nmore"] {
            fs::write(&path, text).unwrap();
            let before = fs::metadata(&path).unwrap().permissions();
            let refused = Journal::open(&path, "m").err().unwrap().to_string();
            assert!(refused.contains("was not written by this"), "{refused}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
            assert_eq!(fs::metadata(&path).unwrap().permissions(), before);
        }
        // The header of a killed run.
        fs::write(&path, "custom_participant_id,meet").unwrap();
        assert!(Journal::open(&path, "m").is_ok());
    }

    #[test]
    fn only_one_run_writes_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens.csv");
        let _first = Journal::open(&path, "m").unwrap();
        let second = Journal::open(&path, "m").err().unwrap().to_string();
        assert!(second.starts_with("another run is writing"), "{second}");
        assert!(Journal::open(folder.path(), "m").is_err(), "a folder");
    }
}
