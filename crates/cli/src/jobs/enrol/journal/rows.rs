//! The rows of the output, as text.

use std::io;

use csv::{ReaderBuilder, StringRecord, WriterBuilder};

use crate::output::clean::visible;

/// The values of a user: those of [`HEADER`].
pub type Row = [String; 6];

const HEADER: [&str; 6] = [
    "custom_participant_id",
    "meeting_id",
    "status",
    "participant_id",
    "token",
    "error",
];
const STATUSES: [&str; 4] = ["started", "added", "unknown", "failed"];

/// What a file has.
#[derive(Debug, PartialEq)]
pub struct Content {
    /// The rows, in their order.
    pub rows: Vec<Row>,
    /// The length of the lines that stay as they are.
    pub length: usize,
    /// The line that replaces what follows.
    pub end: Vec<u8>,
    /// Whether a row was not complete.
    pub is_cut: bool,
}

/// The header as a line.
pub fn header() -> io::Result<Vec<u8>> {
    lines(&[HEADER.map(str::to_owned)])
}

/// Rows as lines.
pub fn lines(rows: &[Row]) -> io::Result<Vec<u8>> {
    let mut writer = WriterBuilder::new().from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).map_err(io::Error::other)?;
    }
    writer
        .into_inner()
        .map_err(|error| io::Error::other(error.to_string()))
}

/// Reads the rows of a file with this name.
///
/// The last line may have no line end: an editor has left it out, or the run was killed while it wrote the line. A
/// complete row is kept. Of another one, only the id of the user is used.
///
/// # Errors
/// The file has something that this command did not write, or is about another meeting.
pub fn read(text: &str, meeting: &str, name: &str) -> Result<Content, String> {
    let header = header().map_err(|error| error.to_string())?;
    let is_whole = text.ends_with('\n');
    let mut content = Content {
        rows: Vec::new(),
        length: text.len(),
        end: Vec::new(),
        is_cut: false,
    };
    // A new file, or one of a run that was killed while it wrote the header.
    if text.trim().is_empty() || !is_whole && header.starts_with(text.as_bytes()) {
        content.length = 0;
        content.end = header;
        return Ok(content);
    }
    let mut reader = ReaderBuilder::new();
    let mut reader = reader
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut records = reader.records().enumerate().peekable();
    while let Some((place, record)) = records.next() {
        let record = record.map_err(|error| format!("{name}: {error}"))?;
        let is_last = !is_whole && records.peek().is_none();
        let is_cut = is_last && place > 0 && record.len() < HEADER.len();
        let row = match is_cut {
            true => cut(&record, meeting),
            false => Some(complete(&record, place, name)?),
        };
        if is_last {
            content.is_cut = is_cut;
            content.length = start(text, &record);
            content.end = lines(row.as_slice()).map_err(|error| error.to_string())?;
        }
        let Some(row) = row.filter(|_| place > 0) else {
            continue;
        };
        if row[1] != meeting {
            return Err(format!(
                "{name} is of the meeting {}; choose another file",
                visible(&row[1])
            ));
        }
        content.rows.push(row);
    }
    Ok(content)
}

/// A complete row, or the header as the first one.
fn complete(record: &StringRecord, place: usize, name: &str) -> Result<Row, String> {
    if place == 0 && !record.iter().take(HEADER.len()).eq(HEADER) {
        return Err(format!(
            "{name} was not written by this command; choose another file"
        ));
    }
    let line = record.position().map_or(0, csv::Position::line);
    let changed = |why: &str| {
        format!(
            "line {line} of {name} was changed: {why}; undo that change, or choose another file"
        )
    };
    if record.len() != HEADER.len() {
        let count = record.len();
        return Err(changed(&format!("it has {count} values, and not 6")));
    }
    let row: Row = std::array::from_fn(|at| record[at].to_owned());
    if place > 0 && !STATUSES.contains(&row[2].as_str()) {
        let known = STATUSES.join(", ");
        return Err(changed(&format!("its status is not one of {known}")));
    }
    // A quote that is never closed hides the rows behind it.
    if [&row[0], &row[5]].iter().any(|value| value.contains('\n')) {
        return Err(changed("a value has a line break"));
    }
    Ok(row)
}

/// The row of a user whose row is not complete: it is unknown whether the user is enrolled. `None` if the id may not be
/// complete.
fn cut(record: &StringRecord, meeting: &str) -> Option<Row> {
    let (id, known) = (record.get(0)?, record.get(1)?);
    let known = match record.len() == 2 && meeting.starts_with(known) {
        true => meeting,
        false => known,
    };
    let error = "the row of the last run was not complete";
    Some([id, known, "unknown", "", "", error].map(str::to_owned))
}

/// Where the line of a record starts. The position of the record may be before the line end of the line above.
fn start(text: &str, record: &StringRecord) -> usize {
    let position = record.position().map_or(0, csv::Position::byte);
    let rest = usize::try_from(position).ok().and_then(|at| text.get(at..));
    let line = rest.unwrap_or_default().trim_start_matches(['\r', '\n']);
    text.len() - line.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "custom_participant_id,meeting_id,status,participant_id,token,error\n";

    fn shown(text: &str) -> (usize, String, bool) {
        let content = read(text, "meeting", "tokens.csv").unwrap();
        let end = String::from_utf8(content.end).unwrap();
        // The file is then read in the same way, as complete.
        let fixed = format!("{}{end}", &text[..content.length]);
        let again = read(&fixed, "meeting", "tokens.csv").unwrap();
        assert_eq!(again.rows, content.rows, "{fixed:?}");
        assert_eq!((again.length, again.is_cut), (fixed.len(), false));
        (content.rows.len(), end, content.is_cut)
    }

    #[test]
    fn a_complete_last_row_needs_no_line_end() {
        let row = "u1,meeting,added,p1,t1,";
        for line_end in ["\n", "\r\n"] {
            let above = format!("{}u0,meeting,added,p0,t0,{line_end}", FIRST);
            assert_eq!(shown(&above), (1, String::new(), false));
            let text = format!("{above}{row}");
            assert_eq!(shown(&text), (2, format!("{row}\n"), false));
        }
        for (last, expected) in [
            (
                "\"u,1\",meeting,failed,,,\"why",
                "\"u,1\",meeting,failed,,,why\n",
            ),
            ("u1,meeting,failed,,,why", "u1,meeting,failed,,,why\n"),
            ("u1,meeting,added,p,t,\r", "u1,meeting,added,p,t,\n"),
        ] {
            let marked = format!("\u{feff}{FIRST}{last}");
            assert_eq!(shown(&marked), (1, expected.to_owned(), false));
        }
        assert_eq!(shown(FIRST.trim_end()), (0, FIRST.to_owned(), false));
        assert_eq!(shown("\n\n"), (0, FIRST.to_owned(), false));
    }

    #[test]
    fn a_last_row_that_is_not_complete_is_unknown() {
        let unknown = "u1,meeting,unknown,,,the row of the last run was not complete\n";
        for (last, end) in [
            ("u1,meeting,added,p1,half-a-tok", unknown),
            ("u1,meeting,add", unknown),
            ("u1,meet", unknown),
            ("u1", ""),
        ] {
            let rows = usize::from(!end.is_empty());
            let expected = (rows, end.to_owned(), true);
            assert_eq!(shown(&format!("{FIRST}{last}")), expected, "{last}");
        }
    }

    #[test]
    fn a_row_of_the_user_is_refused_with_its_line() {
        let wide = FIRST.replace('\n', ",email\n");
        for (text, why) in [
            (
                wide.as_str(),
                "line 1 of tokens.csv was changed: it has 7 values",
            ),
            (
                wide.trim_end(),
                "line 1 of tokens.csv was changed: it has 7 values",
            ),
            (
                "u,meeting,added,p,t,,x\n",
                "line 2 of tokens.csv was changed: it has 7 values",
            ),
            (
                "u,meeting,added,p,t,,x",
                "line 2 of tokens.csv was changed: it has 7 values",
            ),
            (
                "notes\n",
                "line 2 of tokens.csv was changed: it has 1 values",
            ),
            (
                "u,meeting,mailed,p,secret,\n",
                "status is not one of started",
            ),
            (
                "u,meeting,failed,,,\"why\nv,meeting,added,p,t,\n",
                "a value has a line break",
            ),
            ("u,other,added,p,t,", "is of the meeting other"),
            ("u,other", "is of the meeting other"),
        ] {
            let text = match text.starts_with("custom") {
                true => text.to_owned(),
                false => format!("{FIRST}{text}"),
            };
            let refused = read(&text, "meeting", "tokens.csv").unwrap_err();
            assert!(refused.contains(why), "{refused}");
            assert!(!refused.contains("secret"), "{refused}");
        }
    }
}
