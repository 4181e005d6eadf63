//! The output of `enrol`, from which a later run continues.
//!
//! It is the user's file. One with anything that this command did not write is refused. If another program changes the
//! file during the run, the file is left as it is, and the rows go to a new one beside it, from which a later run
//! can continue as well.

mod known;
mod rows;

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use fs4::{FileExt, TryLockError};

use crate::failure::Failure;
use crate::output::clean::visible;
use crate::output::{note, private};
use known::{Known, is_same};
use rows::Row;

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
    /// What the file has, up to the end of the last row.
    known: Known,
    /// The file before it was changed by another program and left.
    left: Option<PathBuf>,
    meeting: String,
    /// When a run last used the file; before that, all of its requests were sent.
    last_use: SystemTime,
    /// The last row of each user, in the order in which they were first written.
    rows: Vec<Row>,
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
        if !is_same(&file, path).map_err(|error| failed(&error))? {
            return Err(other_run());
        }
        // If it is a link, the file that it leads to is replaced.
        let path = fs::canonicalize(path).map_err(|error| failed(&error))?;
        let last_use = file.metadata().and_then(|file| file.modified());
        let last_use = last_use.map_err(|error| failed(&error))?;
        let mut text = String::new();
        file.read_to_string(&mut text)
            .map_err(|error| failed(&error))?;
        let content = rows::read(&text, meeting, &name).map_err(Failure::Usage)?;
        if content.is_cut {
            note(&format!(
                "the last row of {name} was not complete; it is unknown whether its user is in the meeting"
            ));
        }
        // Only now, because the file may be another one of the user.
        private::make_private(&file).map_err(|error| failed(&error))?;
        let (kept, _) = text.as_bytes().split_at(content.length);
        let mut known = Known::new(kept);
        let written = complete(&mut file, &mut known, &content.end);
        written.map_err(|error| failed(&error))?;
        let mut journal = Self {
            path,
            file,
            known,
            left: None,
            meeting: meeting.to_owned(),
            last_use,
            rows: Vec::new(),
            places: HashMap::new(),
            failure: None,
        };
        for row in content.rows {
            journal.keep_read(row, &name)?;
        }
        Ok(journal)
    }

    /// Keeps a row of the file, in which a user may have several. They may have been sorted, so that the last one need
    /// not be the newest. The only copy of a token is never left out.
    fn keep_read(&mut self, row: Row, name: &str) -> Result<(), Failure> {
        let token = |row: &Row| Some(row[4].clone()).filter(|token| !token.is_empty());
        let earlier = self.places.get(&row[0]).map(|&place| &self.rows[place]);
        match (earlier.and_then(token), token(&row)) {
            (Some(_), None) => return Ok(()),
            (Some(earlier), Some(own)) if earlier != own => {
                return Err(Failure::Usage(format!(
                    "{name} has two rows of {} with different tokens; remove one of them, or choose another file",
                    visible(&row[0])
                )));
            }
            _ => self.keep(row),
        }
        Ok(())
    }

    fn keep(&mut self, row: Row) {
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
    pub fn mark_in_use(&mut self) -> Result<(), Failure> {
        self.leave_if_changed()?;
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
        let checked = self.leave_if_changed();
        if self.left.is_some() {
            return false;
        }
        match checked.and_then(|()| self.write(id, "started", "", "", "")) {
            Ok(()) => true,
            Err(failure) => {
                self.failure.get_or_insert(failure);
                false
            }
        }
    }

    /// # Errors
    /// Another program has changed the file: nothing more must be sent.
    pub fn check(&mut self) -> Result<(), Failure> {
        self.leave_if_changed()?;
        self.is_left()
    }

    fn is_left(&self) -> Result<(), Failure> {
        match &self.left {
            Some(left) => Err(Failure::Other(format!(
                "another program changed {} during this run: it was left as it is, no more requests were sent, and all rows of the run are in {1}; to go on, run the command again with `--out {1}`",
                left.display(),
                self.path.display()
            ))),
            None => Ok(()),
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
        self.leave_if_changed()?;
        let meeting = self.meeting.as_str();
        let error = visible(error);
        let row = [id, meeting, status, participant, token, &error].map(str::to_owned);
        self.append(&row)?;
        self.keep(row);
        Ok(())
    }

    fn append(&mut self, row: &Row) -> Result<(), Failure> {
        let line = rows::lines(std::slice::from_ref(row));
        let written = line.and_then(|line| self.file.write_all(&line).map(|()| line));
        let written = written.and_then(|line| self.file.sync_data().map(|()| line));
        match written {
            Ok(line) => {
                self.known.add(&line);
                Ok(())
            }
            Err(error) => {
                // Removes a row that was written in part.
                let _ = self.file.set_len(self.known.length());
                let _ = self.file.seek(SeekFrom::Start(self.known.length()));
                Err(Failure::io(self.path.display(), &error))
            }
        }
    }

    fn leave_if_changed(&mut self) -> Result<(), Failure> {
        match self.known.is_at(&self.file, &self.path) {
            true => Ok(()),
            false => self.leave(),
        }
    }

    /// Leaves a file that another program has changed, and continues in a new one.
    fn leave(&mut self) -> Result<(), Failure> {
        let created = self.content().and_then(|content| {
            let (file, path) = private::create_beside(&self.path, &content)?;
            Ok((file, path, Known::new(&content)))
        });
        let (file, path, known) = created.map_err(|error| {
            Failure::Other(format!(
                "another program changed {} during this run, and no file can be written beside it: {error}",
                self.path.display()
            ))
        })?;
        self.file = file;
        self.known = known;
        let left = std::mem::replace(&mut self.path, path);
        self.left.get_or_insert(left);
        Ok(())
    }

    /// Replaces the file by one with a row for each user.
    ///
    /// # Errors
    /// A row could not be written, now or earlier. Another program has changed the file.
    pub fn finish(&mut self) -> Result<(), Failure> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        self.leave_if_changed()?;
        match self.replace() {
            Ok(true) => {}
            Ok(false) => self.leave()?,
            Err(error) => return Err(Failure::io(self.path.display(), &error)),
        }
        self.is_left()
    }

    fn replace(&self) -> io::Result<bool> {
        let is_unchanged = || self.known.is_unchanged(&self.file, &self.path);
        private::replace_if(&self.path, &self.content()?, is_unchanged)
    }

    /// A row for each user.
    fn content(&self) -> io::Result<Vec<u8>> {
        let mut content = rows::header()?;
        content.extend(rows::lines(&self.rows)?);
        Ok(content)
    }
}

/// Replaces what follows the known content.
fn complete(file: &mut File, known: &mut Known, end: &[u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(known.length()))?;
    file.write_all(end)?;
    known.add(end);
    file.set_len(known.length())?;
    file.sync_data()
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
    fn a_row_with_a_token_is_kept_in_any_order_of_the_rows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.csv");
        let header = "custom_participant_id,meeting_id,status,participant_id,token,error\n";
        let rows = [
            "u9,m,added,p9,t9,\n",
            "u9,m,started,,,\n",
            "u9,m,failed,,,e\n",
        ];
        fs::write(&path, [header, rows[0], rows[1], rows[2]].concat()).unwrap();
        let mut journal = Journal::open(&path, "m").unwrap();
        assert_eq!(journal.state("u9"), State::Added);
        journal.finish().unwrap();
        drop(journal);
        assert_eq!(
            fs::read_to_string(&path).unwrap(),
            [header, rows[0]].concat()
        );

        let two = [header, rows[0], "u9,m,added,p9,other,\n"].concat();
        fs::write(&path, &two).unwrap();
        let Err(Failure::Usage(why)) = Journal::open(&path, "m") else {
            panic!("two tokens of one user were read");
        };
        assert!(why.contains("two rows of u9"), "{why}");
        assert_eq!(fs::read_to_string(&path).unwrap(), two);
    }

    #[test]
    fn another_file_of_the_user_is_refused_and_unchanged() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes");
        let wide = "custom_participant_id,meeting_id,status,participant_id,token,error,email\n";
        for text in [
            "{}",
            "custom_participant_id,x",
            "notes\n",
            "notes\nmore",
            wide,
        ] {
            fs::write(&path, text).unwrap();
            let before = fs::metadata(&path).unwrap().permissions();
            let refused = Journal::open(&path, "m").err().unwrap().to_string();
            assert!(refused.contains("choose another file"), "{refused}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
            assert_eq!(fs::metadata(&path).unwrap().permissions(), before);
        }
        // The header of a killed run.
        fs::write(&path, "custom_participant_id,meet").unwrap();
        assert!(Journal::open(&path, "m").is_ok());
    }

    #[test]
    fn a_change_without_another_length_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens.csv");
        // A file of the user.
        let first = folder.path().join("tokens.1.csv");
        fs::write(&first, "mine").unwrap();
        let mut journal = Journal::open(&path, "m").unwrap();
        journal.added("ann", "p", "t").unwrap();
        let edited = fs::read_to_string(&path).unwrap().replace("ann", "eve");
        fs::write(&path, &edited).unwrap();
        let changed = journal.finish().unwrap_err().to_string();
        let beside = folder.path().join("tokens.2.csv");
        assert!(
            changed.contains(&format!("are in {}", beside.display())),
            "{changed}"
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), edited);
        assert_eq!(fs::read_to_string(&first).unwrap(), "mine");
        drop(journal);
        let journal = Journal::open(&beside, "m").unwrap();
        assert_eq!(journal.state("ann"), State::Added);
    }

    #[test]
    fn a_removed_file_is_not_written_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens");
        let mut journal = Journal::open(&path, "m").unwrap();
        assert!(journal.started("a"));
        fs::remove_file(&path).unwrap();
        assert!(!journal.started("b"));
        journal.added("a", "p", "t").unwrap();
        assert!(journal.check().is_err());
        let beside = folder.path().join("tokens.1");
        // Also after a kill.
        let rows = fs::read_to_string(&beside).unwrap();
        assert!(rows.ends_with("a,m,started,,,\na,m,added,p,t,\n"), "{rows}");
        assert!(journal.finish().is_err());
        let rows = fs::read_to_string(&beside).unwrap();
        assert!(rows.ends_with("error\na,m,added,p,t,\n"), "{rows}");
        assert!(!path.exists());
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
