//! Folds Markdown to the width of documentation: only spaces become line breaks, and the meaning stays.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, TagEnd};

use super::clean::{SYNTAX, is_simple, read};
use super::cleaner::is_block;

/// The maximum width of a line of documentation.
const WIDTH: usize = 100;

/// The lines of Markdown, folded where possible.
pub(super) fn lines(markdown: &str) -> Vec<String> {
    let markdown = markdown.trim_matches('\n');
    // Most texts are one short line.
    if markdown.len() <= WIDTH && !markdown.contains('\n') {
        return markdown
            .lines()
            .map(|line| line.trim_end().to_owned())
            .collect();
    }
    let is_simple = is_simple(markdown) && !markdown.contains('\n') && !markdown.contains("  ");
    let text = match is_simple {
        true => Text::simple(markdown),
        false => Text::of(markdown),
    };
    let folded = fold(markdown, &text);
    let meant = match is_simple || folded == markdown || read(&folded) == read(markdown) {
        true => folded.as_str(),
        false => markdown,
    };
    meant
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

fn fold(markdown: &str, text: &Text) -> String {
    let mut folded = String::with_capacity(markdown.len() + markdown.len() / 50);
    let mut column = 0;
    let mut written = 0;
    for (index, space) in text.spaces.iter().enumerate() {
        let before = &markdown[written..space.start];
        folded.push_str(before);
        column = column_behind(column, before);
        written = space.end;
        let next = text
            .spaces
            .get(index + 1)
            .map_or(markdown.len(), |next| next.start);
        let word = &markdown[written..next];
        let word = word.lines().next().unwrap_or_default();
        if column + 1 + word.chars().count() > WIDTH && may_start_a_line(word) {
            folded.push('\n');
            folded.push_str(&space.prefix);
            column = space.prefix.chars().count();
        } else {
            folded.push(' ');
            column += 1;
        }
    }
    folded.push_str(&markdown[written..]);
    folded
}

fn column_behind(column: usize, text: &str) -> usize {
    match text.rsplit_once('\n') {
        Some((_, last)) => last.chars().count(),
        None => column + text.chars().count(),
    }
}

/// Whether a word is not markup at the start of a line.
fn may_start_a_line(word: &str) -> bool {
    let digits = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_number = digits.len() < word.len() && digits.starts_with(['.', ')']);
    let sign =
        word.starts_with(['-', '+', '=', '#', '>', '|', '~', ':']) || word.starts_with("```");
    let starred = word.starts_with(['*', '_']) && !word.contains(|c: char| c.is_alphanumeric());
    !(word.is_empty() || is_number || sign || starred)
}

/// The spaces at which a line may end.
struct Text {
    spaces: Vec<Space>,
}

/// A space between words, and the prefix of the next line.
struct Space {
    start: usize,
    end: usize,
    prefix: String,
}

impl Text {
    /// The spaces of a line without markup.
    fn simple(markdown: &str) -> Self {
        let spaces = markdown.match_indices(' ');
        let spaces = spaces.map(|(start, space)| Space {
            start,
            end: start + space.len(),
            prefix: String::new(),
        });
        Self {
            spaces: spaces.collect(),
        }
    }

    fn of(markdown: &str) -> Self {
        let mut text = Self { spaces: Vec::new() };
        // Headings, tables and code keep their lines.
        let mut kept = 0;
        // The start of the text of the current line.
        let mut start: Option<usize> = None;
        for (event, range) in Parser::new_ext(markdown, SYNTAX).into_offset_iter() {
            match &event {
                Event::Start(tag) if is_block(&tag.to_end()) => {
                    kept += usize::from(keeps_lines(&tag.to_end()));
                    start = None;
                    continue;
                }
                Event::End(end) if is_block(end) => {
                    kept -= usize::from(keeps_lines(end));
                    start = None;
                    continue;
                }
                _ => {}
            }
            let start = *start.get_or_insert(range.start);
            if kept == 0 && matches!(event, Event::Text(_) | Event::Code(_) | Event::SoftBreak) {
                text.add(markdown, range, start);
            }
        }
        text
    }

    fn add(&mut self, markdown: &str, range: Range<usize>, start: usize) {
        let line = markdown[..start].rfind('\n').map_or(0, |end| end + 1);
        let prefix: String = markdown[line..start]
            .chars()
            .map(|c| if c == '>' { '>' } else { ' ' })
            .collect();
        for (offset, c) in markdown[range.clone()].char_indices() {
            if matches!(c, ' ' | '\n') {
                let at = range.start + offset;
                // The start of the next line is removed with the end of this one.
                let behind = &markdown[at + 1..];
                let gone = if c == '\n' && behind.starts_with(&prefix) {
                    prefix.len()
                } else {
                    0
                };
                self.spaces.push(Space {
                    start: at,
                    end: at + 1 + gone,
                    prefix: prefix.clone(),
                });
            }
        }
    }
}

fn keeps_lines(end: &TagEnd) -> bool {
    matches!(end, TagEnd::Heading(_) | TagEnd::Table | TagEnd::CodeBlock)
}

#[cfg(test)]
mod tests {
    use super::{WIDTH, lines};

    #[test]
    fn long_lines_are_folded() {
        let folded = lines(&"word ".repeat(60));
        assert_eq!(folded.len(), 3);
        assert!(folded.iter().all(|line| line.chars().count() <= WIDTH));
    }

    #[test]
    fn continued_lines_are_indented() {
        let words = "word ".repeat(30);
        for (start, below) in [
            ("", "word"),
            ("- ", "  word"),
            ("12) ", "    word"),
            ("> ", "> word"),
            ("> - ", ">   word"),
            ("- a\n\n  ", "  word"),
        ] {
            let folded = lines(&format!("{start}{words}"));
            assert!(folded.last().unwrap().starts_with(below), "{folded:?}");
        }
    }

    #[test]
    fn lines_of_a_paragraph_are_put_together() {
        assert_eq!(lines("a\nb\n\n- c\n  d\n- e"), ["a b", "", "- c d", "- e"]);
        assert_eq!(lines("a [`b`\nc](d)"), ["a [`b` c](d)"]);
    }

    #[test]
    fn headings_tables_and_code_keep_their_lines() {
        let words = "word ".repeat(30);
        for text in [
            format!("# {words}"),
            format!("|a|\n|-|\n|{words}|"),
            format!("```text\n{words}\n```"),
        ] {
            let folded = lines(&text);
            assert_eq!(folded.join("\n"), text.replace(" \n", "\n").trim_end());
        }
    }

    #[test]
    fn no_fold_makes_a_list_of_a_sentence() {
        let folded = lines(&format!("{}- 1) # and so on", "word ".repeat(20)));
        assert_eq!(folded[1], "and so on", "{folded:?}");
    }
}
