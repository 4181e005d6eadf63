//! Findings as text for a terminal or a log: `file:line:column`, an excerpt with a caret, and how to fix it.

use std::collections::{BTreeSet, HashMap};

use annotate_snippets::{AnnotationKind, Group, Level as Heading, Origin, Renderer, Snippet};

use super::finding::{Finding, Level, distinct};
use super::position::Position;
use crate::text::{visible, visible_line};

/// Whether a report has colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Text alone, for a file, a log or a test.
    Plain,
    /// With the colours of a terminal.
    Coloured,
}

/// The findings one under the other, and a line that counts them.
///
/// ```text
/// error[unknown-keyword]: a schema has no keyword `desciption`
///   --> spec/sessions.yaml:112:9
///     |
/// 112 |         desciption: How the session ended.
///     |         ^^^^^^^^^^
///     |
///     = help: did you mean `description`?
///
/// 1 finding in 1 file
/// ```
pub fn render(findings: &[Finding], style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    let mut text = String::new();
    let mut lines = Lines::default();
    let findings = distinct(findings);
    for finding in &findings {
        text.push_str(&one(finding, &renderer, &mut lines));
        text.push_str("\n\n");
    }
    text.push_str(&summary(&findings));
    text.push('\n');
    text
}

fn summary(findings: &[&Finding]) -> String {
    let files: BTreeSet<&str> = findings.iter().map(|f| f.position.file.as_str()).collect();
    let count = |n: usize, what: &str| match n {
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
    };
    let warnings = findings.iter().filter(|found| !found.is_error()).count();
    let counted = match (findings.len() - warnings, warnings) {
        (0, 0) => return "no findings".to_owned(),
        (errors, 0) => count(errors, "finding"),
        (0, warnings) => count(warnings, "warning"),
        (errors, warnings) => {
            format!(
                "{} and {}",
                count(errors, "error"),
                count(warnings, "warning")
            )
        }
    };
    format!("{counted} in {}", count(files.len(), "file"))
}

/// The maximum length in bytes of a line that is shown. Of a longer one, such as a document without line breaks,
/// only the place is printed.
const LONGEST_LINE: usize = 2_000;

fn one<'a>(finding: &'a Finding, renderer: &Renderer, lines: &mut Lines<'a>) -> String {
    // Strings of the document and names of files end up in messages.
    let (title, help) = (visible(&finding.message), visible(&finding.help));
    let places: Vec<Excerpt> = finding
        .related
        .iter()
        .map(|r| Excerpt::of(&r.position, lines))
        .collect();
    let labels: Vec<_> = finding.related.iter().map(|r| visible(&r.label)).collect();
    let main = Excerpt::of(&finding.position, lines);
    let heading = match finding.level {
        Level::Error => Heading::ERROR,
        Level::Warning => Heading::WARNING,
    };
    let title = heading.primary_title(title.as_ref()).id(finding.rule);
    let mut group: Group = if main.is_long {
        title.element(main.origin(finding.position.column))
    } else {
        title.element(main.snippet(AnnotationKind::Primary, None))
    };
    for (place, label) in places.iter().zip(&labels) {
        if !place.is_long {
            group = group.element(place.snippet(AnnotationKind::Context, Some(label.as_ref())));
        }
    }
    if !help.is_empty() {
        group = group.element(Heading::HELP.message(help.as_ref()));
    }
    renderer.render(&[group])
}

/// The lines of files, by the address of the text, so that a large file with many findings is split once.
#[derive(Default)]
struct Lines<'a>(HashMap<*const u8, Vec<&'a str>>);

impl<'a> Lines<'a> {
    fn line(&mut self, position: &'a Position) -> &'a str {
        let text = position.text();
        let lines = self.0.entry(text.as_ptr());
        let lines = lines.or_insert_with(|| text.lines().collect());
        let line = lines.get(position.line.saturating_sub(1));
        line.copied().unwrap_or_default()
    }
}

/// The line of a position. The renderer gets only this line, because reading the whole file for each finding would
/// be slow.
struct Excerpt {
    file: String,
    number: usize,
    /// Escaped for a terminal.
    line: String,
    is_long: bool,
    start: usize,
    end: usize,
}

impl Excerpt {
    fn of<'a>(position: &'a Position, lines: &mut Lines<'a>) -> Self {
        let line = lines.line(position);
        let is_long = line.len() > LONGEST_LINE;
        // Of a document without line breaks, each finding would escape the whole document.
        let line = if is_long { "" } else { line };
        let byte = |column: usize| {
            let place = line.char_indices().nth(column);
            place.map_or(line.len(), |(at, _)| at)
        };
        let first = position.column.saturating_sub(1);
        let shown = visible_line(line);
        // The place of that character in the shown line.
        let place = |column: usize| visible_line(&line[..byte(column)]).len().min(shown.len());
        Self {
            file: visible(&position.file).into_owned(),
            number: position.line,
            is_long,
            start: place(first),
            end: place(first + position.length),
            line: shown,
        }
    }

    /// The place alone.
    fn origin(&self, column: usize) -> Origin<'_> {
        Origin::path(self.file.as_str())
            .line(self.number)
            .char_column(column)
    }

    fn snippet<'b>(
        &'b self,
        kind: AnnotationKind,
        label: Option<&'b str>,
    ) -> Snippet<'b, annotate_snippets::Annotation<'b>> {
        Snippet::source(self.line.as_str())
            .path(self.file.as_str())
            .line_start(self.number)
            .annotation(kind.span(self.start..self.end).label(label))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostics::position::Mark;

    #[test]
    fn a_line_that_is_not_shown_is_not_escaped() {
        let text: Arc<str> = "x".repeat(LONGEST_LINE + 1).into();
        let position = Position::new("a.json", &text, Mark::START);
        let excerpt = Excerpt::of(&position, &mut Lines::default());
        assert!(excerpt.is_long);
        assert_eq!(excerpt.line, "");
    }
}
