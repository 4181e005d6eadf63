//! The list of users.

use std::collections::HashMap;
use std::path::Path;

use csv::{ReaderBuilder, StringRecord};
use realtimekit::types::AddParticipant;

use crate::failure::Failure;
use crate::input::{self, MEBIBYTE};

/// The maximum size of a list.
const MOST: usize = 256 * MEBIBYTE;

/// A user to enrol.
pub struct User {
    /// The own id of the user.
    pub id: String,
    name: String,
    picture: Option<String>,
    preset: String,
}

impl User {
    /// The body of the request.
    pub fn body(&self) -> AddParticipant {
        // A participant without a name cannot join; an empty name is enough.
        let body = AddParticipant::new(self.id.as_str(), self.preset.as_str());
        body.name(self.name.as_str()).picture(self.picture.clone())
    }
}

/// Reads the users of a file.
///
/// # Errors
/// [`Failure::Usage`] has the line of the first user who cannot be enrolled.
pub fn read(path: &Path, preset: Option<&str>) -> Result<Vec<User>, Failure> {
    let name = path.display();
    let text = input::file(path, MOST);
    let text = text.map_err(|error| Failure::Usage(format!("{name}: {error}")))?;
    parse(&text, preset).map_err(|mistake| Failure::Usage(format!("{name}, {mistake}")))
}

fn parse(text: &str, preset: Option<&str>) -> Result<Vec<User>, String> {
    // Spreadsheets write a byte order mark, and semicolons in countries with a decimal comma.
    let text = text.trim_start_matches('\u{feff}');
    let header = text.lines().find(|line| !line.trim().is_empty());
    let header = header.unwrap_or_default();
    let delimiter = match header.contains(';') && !header.contains(',') {
        true => b';',
        false => b',',
    };
    let mut reader = ReaderBuilder::new();
    let mut reader = reader
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| error.to_string())?.clone();
    let id_column = column(&header, &["custom_participant_id", "id"])?
        .ok_or("line 1: there is no column `custom_participant_id`")?;
    let name_column = column(&header, &["name"])?;
    let preset_column = column(&header, &["preset_name", "preset"])?;
    let picture_column = column(&header, &["picture"])?;
    let mut users = Vec::new();
    let mut lines: HashMap<String, u64> = HashMap::new();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        let line = record.position().map_or(0, csv::Position::line);
        if record
            .iter()
            .skip(header.len())
            .any(|value| !value.trim().is_empty())
        {
            return Err(format!(
                "line {line}: there are {} values and {} columns; a value with a comma must be in quotes",
                record.len(),
                header.len()
            ));
        }
        if is_open(text, &record) {
            return Err(format!("line {line}: a quote is not closed"));
        }
        let value = |column: Option<usize>| given(&record, column);
        for (name, column) in [
            ("id", Some(id_column)),
            ("name", name_column),
            ("preset", preset_column),
            ("picture", picture_column),
        ] {
            if value(column).is_some_and(|value| value.contains(char::is_control)) {
                return Err(format!(
                    "line {line}: the {name} has a line break or another control character; is a quote missing?"
                ));
            }
        }
        let Some(id) = value(Some(id_column)) else {
            return Err(format!("line {line}: the user has no id"));
        };
        if let Some(first) = lines.insert(id.clone(), line) {
            return Err(format!(
                "line {line}: the user `{id}` is on line {first} already"
            ));
        }
        let preset = value(preset_column).or_else(|| preset.map(str::to_owned));
        users.push(User {
            id,
            name: value(name_column).unwrap_or_default(),
            picture: value(picture_column),
            preset: preset.ok_or_else(|| {
                format!(
                    "line {line}: the user has no preset; add --preset, or a column `preset_name`"
                )
            })?,
        });
    }
    Ok(users)
}

/// The column with the first of these names that exists.
fn column(header: &StringRecord, names: &[&str]) -> Result<Option<usize>, String> {
    for name in names {
        let is_it = |known: &str| known.trim().to_lowercase() == *name;
        let mut places = header.iter().enumerate().filter(|(_, known)| is_it(known));
        let first = places.next();
        if places.next().is_some() {
            return Err(format!("line 1: there are two columns `{name}`"));
        }
        if let Some((place, _)) = first {
            return Ok(Some(place));
        }
    }
    Ok(None)
}

/// Whether a quote at the beginning of a value is never closed: the value then has the rest of the file.
fn is_open(text: &str, record: &StringRecord) -> bool {
    let from = record.position().map_or(0, |position| position.byte());
    let rest = usize::try_from(from).ok().and_then(|from| text.get(from..));
    let Some(last) = record.iter().next_back().filter(|last| !last.is_empty()) else {
        return false;
    };
    // The record ends at the end of the file, without a closing quote.
    rest.is_some_and(|rest| {
        let quoted = last.replace('"', "\"\"");
        rest.len() > last.len() && rest.ends_with(&format!("\"{quoted}"))
    })
}

fn given(record: &StringRecord, column: Option<usize>) -> Option<String> {
    let value = record.get(column?)?.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<String>, String> {
        let users = parse(text, Some("guest"))?;
        let shown = users
            .iter()
            .map(|it| format!("{} {:?} {} {:?}", it.id, it.name, it.preset, it.picture));
        Ok(shown.collect())
    }

    #[test]
    fn columns_are_found_by_their_names() {
        let expected = [
            r#"u1 "Zoë, B." host Some("https://h/p.png")"#,
            r#"u2 "" guest None"#,
        ];
        let commas =
            "\u{feff}name,ID,preset,picture\n\"Zoë, B.\",u1,host,https://h/p.png\n, u2 ,,\n";
        assert_eq!(read(commas).unwrap(), expected);
        let semicolons = "custom_participant_id;preset_name;Name;other;picture\r\nu1;host;Zoë, B.;x;https://h/p.png\r\nu2\r\n";
        assert_eq!(read(semicolons).unwrap(), expected);
    }

    #[test]
    fn unusual_lists_are_read() {
        for (text, expected) in [
            ("\n\nid;name\n\n\na;b\n\n", r#"a "b" guest None"#),
            ("id,custom_participant_id\nx,a\n", r#"a "" guest None"#),
            ("id,name,,\na,b,,,,\n", r#"a "b" guest None"#),
            (
                "id,name,note\na,5\" disk,\"two\nlines\"\n",
                r#"a "5\" disk" guest None"#,
            ),
            ("id,name\na,\"\"\"b\"\"\"", r#"a "\"b\"" guest None"#),
        ] {
            assert_eq!(read(text).unwrap(), [expected], "{text:?}");
        }
    }

    #[test]
    fn the_line_of_a_user_who_cannot_be_enrolled_is_reported() {
        for (text, mistake) in [
            (
                "name\nMary\n",
                "line 1: there is no column `custom_participant_id`",
            ),
            ("", "line 1: there is no column `custom_participant_id`"),
            ("id\na\nb\na\n", "line 4: the user `a` is on line 2 already"),
            ("id,name\na,b\n,c\n", "line 3: the user has no id"),
            (
                "id,name\na,Smith, Mary\n",
                "line 2: there are 3 values and 2 columns; a value with a comma must be in quotes",
            ),
            ("id,name\na,\"b\nc,d\n", "line 2: a quote is not closed"),
            ("id,note\na,b\nc,\"d\ne,f", "line 3: a quote is not closed"),
            (
                "id,name\na,\"b\nc\",d\n",
                "line 2: there are 3 values and 2 columns; a value with a comma must be in quotes",
            ),
            (
                "id,name\na,\"b\nc\"\n",
                "line 2: the name has a line break or another control character; is a quote missing?",
            ),
            (
                "id,name\na,b\0\n",
                "line 2: the name has a line break or another control character; is a quote missing?",
            ),
            (
                "id,name,NAME\na,b,c\n",
                "line 1: there are two columns `name`",
            ),
        ] {
            assert_eq!(read(text).unwrap_err(), mistake);
        }
        let without = parse("id\na\n", None).map(|users| users.len());
        assert!(
            without
                .unwrap_err()
                .starts_with("line 2: the user has no preset")
        );
    }
}
