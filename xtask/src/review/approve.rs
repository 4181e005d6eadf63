//! `cargo xtask approve`: adds entries to `approved.yaml`, below those that are there. The text of the file stays as it is,
//! comments and all.

use std::fmt::Write as _;
use std::io::ErrorKind;
use std::path::Path;
use std::{fs, io};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::approval::Approval;
use super::approvals::{Approvals, FILE};
use super::change::Change;
use super::outcome::Review;
use crate::output::{Lines, beside};
use crate::source::{Listing, LoadError, without_empty};
use crate::text::{first_hidden, visible};

/// The first line of a new file.
const START: &str =
    "# Approved breaking changes, while their pull request is open. See docs/review.md.\n";

/// Approves changes of `review`, in the file in the folder `documents`; what was done, in lines.
///
/// # Errors
///
/// An id that no change of the review has, or that needs no approval; a file that cannot be read, extended or written.
pub fn approve(
    review: &Review,
    documents: &Path,
    ids: &[String],
    reason: &str,
    by: &str,
) -> Result<String> {
    let (reason, by) = (one_line("reason", reason)?, one_line("by", by)?);
    let mut printed = String::new();
    let mut added: Vec<Approval> = Vec::new();
    for id in ids {
        let changes = || review.changes.iter().filter(|change| change.id == *id);
        if let Some(change) = changes().find(|change| change.needs_approval()) {
            if added.iter().all(|known| known.id != *id) {
                let message = visible(&change.message);
                writeln!(printed, "approved {id}: {message}")?;
                added.push(Approval {
                    id: id.clone(),
                    reason: reason.clone(),
                    by: by.clone(),
                });
            }
        } else if let Some(approval) = changes().find_map(|change| change.approval.as_ref()) {
            let by = visible(&approval.by);
            writeln!(printed, "{id} is already approved by {by}")?;
        } else {
            return Err(unknown(review, id).into());
        }
    }
    if added.is_empty() {
        return Ok(printed);
    }
    let path = documents.join(FILE);
    let before = text(&path).map_err(|error| cannot("read", error))?;
    let after = extended(before.as_deref(), &added)?;
    replace(&path, before.as_deref(), &after).map_err(|error| cannot("write", error))?;
    Ok(printed)
}

/// The text of a file; `None` where it is missing.
fn text(path: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Replaces the text of a file if it is still `before`: an editor may have saved it since. A link stays one.
fn replace(path: &Path, before: Option<&str>, after: &str) -> io::Result<()> {
    let target = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let file = beside(&target, after)?;
    if text(path)?.as_deref() != before {
        return Err(io::Error::other(
            "it has just been changed: run the command again",
        ));
    }
    match before {
        Some(_) => file.persist(&target)?,
        None => file.persist_noclobber(&target)?,
    };
    Ok(())
}

fn cannot(what: &str, error: io::Error) -> anyhow::Error {
    anyhow::Error::new(error).context(format!("cannot {what} {FILE}"))
}

/// A string on one line, which must not be empty, and in which a reader sees every character.
fn one_line(what: &str, text: &str) -> Result<String> {
    let parts: Vec<&str> = text.split_whitespace().collect();
    if parts.is_empty() {
        bail!("`--{what}` is empty: {FILE} has it for everybody to read");
    }
    let line = parts.join(" ");
    if let Some(hidden) = first_hidden(&line) {
        let code = u32::from(hidden);
        bail!("`--{what}` has the character U+{code:04X}, which a reader of {FILE} cannot see");
    }
    Ok(line)
}

fn unknown(review: &Review, id: &str) -> Lines {
    let open: Vec<&Change> = review
        .changes
        .iter()
        .filter(|change| change.needs_approval())
        .collect();
    let more = match open.is_empty() {
        true => "; none needs one",
        false => "; these need one:",
    };
    let mut lines = vec![format!(
        "no change of this review that needs an approval has the id `{id}`{more}"
    )];
    for change in open {
        lines.push(format!(
            "  {} {} ({})",
            change.id, change.message, change.at
        ));
    }
    Lines(lines)
}

/// The text of the file with more entries at its end.
fn extended(before: Option<&str>, added: &[Approval]) -> Result<String> {
    let old = read(before.unwrap_or_default())?;
    for approval in added {
        if let Some((_, place)) = old.entry(&approval.id) {
            bail!(
                "{place}: `{}` was approved for an earlier change: remove that entry first",
                approval.id
            );
        }
    }
    let line_end = match before {
        Some(before) if before.contains("\r\n") => "\r\n",
        _ => "\n",
    };
    let mut text = before.unwrap_or(START).to_owned();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push_str(line_end);
    }
    let is_key = |line: &str| line.starts_with("approvals:");
    if text.lines().any(is_key) {
        // An empty list in brackets becomes one with a line for each entry.
        let opened = |line| match is_key(line) {
            true => without_empty(line, "[]"),
            false => line.to_owned(),
        };
        text = text.split_inclusive('\n').map(opened).collect();
    } else {
        text.push_str("approvals:");
        text.push_str(line_end);
    }
    let indent = indent(&text);
    let mut entries = String::new();
    for Approval { id, reason, by } in added {
        let [id, reason, by] = [id, reason, by].map(|text| Value::from(text.as_str()));
        let space = " ".repeat(indent);
        writeln!(
            entries,
            "{space}- id: {id}\n{space}  reason: {reason}\n{space}  by: {by}"
        )?;
    }
    text.push_str(&entries.replace('\n', line_end));
    // However the file is written: it must hold what it held, and the new entries.
    let wanted = old.list().chain(added);
    match read(&text) {
        Ok(new) if new.list().eq(wanted) => Ok(text),
        _ => {
            let first =
                format!("cannot extend the list in {FILE} as it is written: add these lines to it");
            let entries = entries.lines().map(str::to_owned);
            Err(Lines([first].into_iter().chain(entries).collect()).into())
        }
    }
}

fn read(text: &str) -> Result<Approvals> {
    let listing = Listing::of_text(FILE, text);
    match listing.and_then(|listing| Approvals::read(&listing)) {
        Ok(approvals) => Ok(approvals),
        Err(LoadError::CouldNotRun(why)) => bail!("{why}"),
        Err(LoadError::Findings(findings)) => {
            let first = findings.first().context("the list is wrong")?;
            bail!("{}: {}: {}", first.position, first.message, first.help)
        }
    }
}

/// How far the entries of the list are indented.
fn indent(text: &str) -> usize {
    let below = text
        .lines()
        .skip_while(|line| !line.starts_with("approvals:"));
    let first = below
        .skip(1)
        .find(|line| line.trim_start().starts_with('-'));
    first.map_or(2, |line| line.len() - line.trim_start().len())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn approval(id: &str) -> Approval {
        Approval {
            id: id.to_owned(),
            reason: "It is: \"meant\" # so".to_owned(),
            by: "Mary".to_owned(),
        }
    }

    const ENTRY: &str =
        "- id: \"12e456789012\"\n    reason: \"It is: \\\"meant\\\" # so\"\n    by: \"Mary\"\n";

    #[test]
    fn the_rest_of_the_file_is_unchanged() {
        for (before, front) in [
            (None, format!("{START}approvals:\n")),
            (Some(""), "approvals:\n".to_owned()),
            (Some("# Why.\n"), "# Why.\napprovals:\n".to_owned()),
            (
                Some("# approvals: here, `approvals: []` is none\napprovals: []  # [] is none\n"),
                "# approvals: here, `approvals: []` is none\napprovals:  # [] is none\n".to_owned(),
            ),
            (
                Some("# approvals: none\napprovals: \n"),
                "# approvals: none\napprovals: \n".to_owned(),
            ),
            (
                Some("approvals: # [] is none\n"),
                "approvals: # [] is none\n".to_owned(),
            ),
            (Some("approvals:"), "approvals:\n".to_owned()),
            (
                Some("# A\napprovals: # B\n  # C\n  - {id: a, reason: b, by: c} # D\n# E\n"),
                "# A\napprovals: # B\n  # C\n  - {id: a, reason: b, by: c} # D\n# E\n".to_owned(),
            ),
        ] {
            let after = extended(before, &[approval("12e456789012")]).unwrap();
            assert_eq!(after, format!("{front}  {ENTRY}"));
        }
        let flat = "approvals:\n- id: a\n  reason: b\n  by: c\n";
        let after = extended(Some(flat), &[approval("d")]).unwrap();
        assert!(
            after.starts_with(&format!("{flat}- id: \"d\"\n  reason:")),
            "{after}"
        );
    }

    #[test]
    fn a_file_that_was_saved_since_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        replace(&path, None, "first").unwrap();
        replace(&path, Some("first"), "second").unwrap();
        for before in [None, Some("first")] {
            let error = replace(&path, before, "third").unwrap_err();
            assert!(error.to_string().contains("just been changed"), "{error}");
            assert_eq!(fs::read_to_string(&path).unwrap(), "second");
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        }
    }

    #[test]
    fn new_lines_end_as_the_lines_of_the_file() {
        for (before, front) in [
            ("# A\r\napprovals: [] # B\r\n", "# A\r\napprovals: # B\r\n"),
            ("# A\r\n# B", "# A\r\n# B\r\napprovals:\r\n"),
        ] {
            let after = extended(Some(before), &[approval("12e456789012")]).unwrap();
            let entry = ENTRY.replace('\n', "\r\n");
            assert_eq!(after, format!("{front}  {entry}"));
        }
    }

    #[test]
    fn characters_that_a_reader_cannot_see_are_refused() {
        for (text, code) in [
            ("Mary\u{202e}yraM", "U+202E"),
            ("a\u{1b}[31m", "U+001B"),
            ("a\u{200b}b", "U+200B"),
            ("a\u{0}", "U+0000"),
        ] {
            let error = one_line("by", text).unwrap_err().to_string();
            assert!(error.contains("`--by`") && error.contains(code), "{error}");
        }
        assert_eq!(
            one_line("by", " Marja\n Größe 日本 ").unwrap(),
            "Marja Größe 日本"
        );
    }

    #[test]
    fn a_list_that_cannot_be_extended_is_refused() {
        for (before, wanted) in [
            (
                "approvals: [{id: a, reason: b, by: c}]\n",
                "add these lines",
            ),
            (
                "approvals:\n  - {id: a, reason: b, by: c}\n...\n",
                "add these lines",
            ),
            (
                "approvals:\n  - {id: d, reason: b, by: c}\n",
                "approved.yaml:2:5: `d` was approved",
            ),
            ("approvals: {}\n", "`approvals` must be a list"),
            ("approvals: [\n", "approved.yaml:2:1"),
        ] {
            let error = extended(Some(before), &[approval("d")]).unwrap_err();
            assert!(error.to_string().contains(wanted), "{before}{error}");
        }
    }
}
