//! Prose of the document as Rust documentation: Markdown that rustdoc takes without a warning, folded to the line.

use proc_macro2::{Ident, Span};
use syn::{AttrStyle, Attribute, Expr, ExprLit, Lit, LitStr, Meta, MetaNameValue, Token, token};

/// How wide a line of documentation may be.
const WIDTH: usize = 100;

/// Prose of the document, made safe to stand in Rust documentation: angle brackets and brackets that are no link are
/// escaped, bare addresses become links, code is no doc test.
pub fn said(text: &str) -> String {
    let mut fenced = false;
    let mut said = String::with_capacity(text.len());
    // Marks that turn the direction of a text are refused by the compiler.
    let text = text.replace(
        |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'),
        "",
    );
    let mut rest = text.trim();
    let mut in_link = false;
    while !rest.is_empty() {
        let (line, below) = rest.split_once('\n').unwrap_or((rest, ""));
        let paragraph = rest;
        rest = below;
        let trimmed = line.trim();
        if is_fence(trimmed) {
            fenced = !fenced;
            said.push_str(if fenced { "```text" } else { "```" });
        } else if fenced {
            said.push_str(line.trim_end());
        } else {
            let indent = line.len() - line.trim_start().len();
            said.push_str(&safe(trimmed, &paragraph[indent..], &mut in_link));
        }
        said.push('\n');
    }
    if fenced {
        said.push_str("```");
    }
    said.trim_end().to_owned()
}

/// Whether a line opens or closes a block of code.
fn is_fence(line: &str) -> bool {
    line.starts_with("```") || line.starts_with("~~~")
}

/// The doc attributes of `text`, one a line; nothing for an empty text.
pub fn docs(text: &str) -> Vec<Attribute> {
    lines(text).iter().map(|line| doc(line)).collect()
}

/// Code of a doc example, fenced, as it stands.
pub fn example(fence: &str, code: &str) -> Vec<Attribute> {
    let opening = format!("```{fence}");
    std::iter::once(opening.as_str())
        .chain(code.lines())
        .chain(["```"])
        .map(doc)
        .collect()
}

/// One line of documentation. There are thousands of them: made by hand, since parsing each takes a while.
pub fn doc(line: &str) -> Attribute {
    let span = Span::call_site();
    let text = if line.is_empty() {
        String::new()
    } else {
        format!(" {line}")
    };
    Attribute {
        pound_token: Token![#](span),
        style: AttrStyle::Outer,
        bracket_token: token::Bracket(span),
        meta: Meta::NameValue(MetaNameValue {
            path: Ident::new("doc", span).into(),
            eq_token: Token![=](span),
            value: Expr::Lit(ExprLit {
                attrs: Vec::new(),
                lit: Lit::Str(LitStr::new(&text, span)),
            }),
        }),
    }
}

/// What a line of Markdown starts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    /// Text that may go on in the next line.
    Text,
    /// An item of a list: its sign, the width of what stands before its text, and whether it may follow on text.
    Item(char, usize, bool),
    Row,
    Heading,
    Quote,
    /// A line of dashes, or text behind two of them.
    Dashes,
}

impl Start {
    fn of(line: &str) -> Self {
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        let behind = line.get(digits..).unwrap_or_default();
        let sign = behind.chars().next().unwrap_or(' ');
        let spaced = behind.chars().nth(1).is_some_and(|c| c == ' ');
        match (digits, sign) {
            (0, '-' | '*' | '+') if spaced => Self::Item(sign, 2, true),
            (1..=9, '.' | ')') if spaced => {
                Self::Item(sign, digits + 2, line.starts_with('1') && digits == 1)
            }
            (0, '|') => Self::Row,
            (0, '#') => Self::Heading,
            (0, '>') => Self::Quote,
            (0, '-') if line.starts_with("-- ") || line.bytes().all(|c| c == b'-') => Self::Dashes,
            _ => Self::Text,
        }
    }

    /// Whether a line of text below belongs to it.
    fn goes_on(self) -> bool {
        !matches!(self, Self::Row | Self::Heading | Self::Dashes)
    }

    /// Whether an empty line must stand between a line and the next one, which would else be taken for a part of it.
    fn needs_gap(self, next: Self) -> bool {
        match (self, next) {
            (Self::Item(sign, ..), Self::Item(next, ..)) => sign != next,
            (Self::Item(..) | Self::Quote | Self::Row, next) => self != next,
            (_, Self::Dashes | Self::Item(_, _, false)) => true,
            _ => false,
        }
    }
}

/// The folded lines of a text, paragraphs kept apart by an empty line; lists and tables keep their lines.
pub fn lines(text: &str) -> Vec<String> {
    let mut folded: Vec<String> = Vec::new();
    let mut fenced = false;
    // What the paragraph that the next line may belong to starts with.
    let mut open: Option<Start> = None;
    for line in text.trim().lines() {
        let trimmed = line.trim();
        if is_fence(trimmed) {
            fenced = !fenced;
            folded.push(trimmed.to_owned());
            open = None;
        } else if fenced {
            folded.push(line.trim_end().to_owned());
        } else if trimmed.is_empty() {
            if folded.last().is_some_and(|last| !last.is_empty()) {
                folded.push(String::new());
            }
            open = None;
        } else {
            let start = Start::of(trimmed);
            match (open, folded.last_mut()) {
                (Some(before), Some(previous)) if start == Start::Text && before.goes_on() => {
                    let joined = format!("{previous} {trimmed}");
                    folded.pop();
                    folded.append(&mut wrap(&joined, before));
                }
                _ => {
                    if open.is_some_and(|before| before.needs_gap(start)) {
                        folded.push(String::new());
                    }
                    folded.append(&mut wrap(trimmed, start));
                    open = Some(start);
                }
            }
        }
    }
    folded
}

/// The lines of a paragraph; those of a list's item stand below its text.
fn wrap(line: &str, start: Start) -> Vec<String> {
    let indent = match start {
        Start::Row => return vec![line.to_owned()],
        Start::Item(_, width, _) => " ".repeat(width),
        // What goes on in it does so behind its sign, and behind that of its list.
        Start::Quote => {
            let inner = line.trim_start_matches(['>', ' ']);
            let signs = line[..line.len() - inner.len()].trim_end();
            match Start::of(inner) {
                Start::Item(_, width, _) => format!("{signs} {}", " ".repeat(width)),
                _ => format!("{signs} "),
            }
        }
        _ => String::new(),
    };
    let mut lines: Vec<String> = Vec::new();
    // The last line of an item that was folded already keeps its place.
    let mut current = match line.starts_with(' ') {
        true => indent.clone(),
        false => String::new(),
    };
    let mut width = current.len();
    let mut first = true;
    for word in line.split_whitespace() {
        let length = word.chars().count();
        // At the start of a line it would be the sign of something else.
        let stays = || Start::of(&format!("{word} .")) != Start::Text;
        if !first && width + 1 + length > WIDTH && !stays() {
            lines.push(std::mem::replace(&mut current, indent.clone()));
            width = indent.len();
        } else if !first {
            current.push(' ');
            width += 1;
        }
        current.push_str(word);
        width += length;
        first = false;
    }
    lines.push(current);
    lines
}

/// Outside of code spans: angle brackets and brackets that are no link are escaped, bare addresses become links. The text of
/// a link may hold code and go on in the lines below, with which `text` goes on.
fn safe(line: &str, text: &str, in_link: &mut bool) -> String {
    let mut out = String::with_capacity(line.len());
    // An odd number of backticks opens a code span that nothing closes.
    let balanced = line.matches('`').count().is_multiple_of(2);
    let mut start = 0;
    for (index, part) in line.split('`').enumerate() {
        if index > 0 {
            out.push_str(if balanced { "`" } else { "\\`" });
        }
        if balanced && index % 2 == 1 {
            out.push_str(part);
        } else {
            out.push_str(&safe_prose(part, &text[start..], in_link));
        }
        start += part.len() + 1;
    }
    out
}

fn safe_prose(prose: &str, text: &str, in_link: &mut bool) -> String {
    if !prose.contains(['[', '<']) && !prose.contains("http") {
        return prose.to_owned();
    }
    let mut out = String::with_capacity(prose.len());
    let mut rest = prose;
    while let Some(next) = rest.chars().next() {
        let is_target = out.ends_with("](") && std::mem::take(in_link);
        if (rest.starts_with("https://") || rest.starts_with("http://"))
            && !is_target
            && !out.ends_with('<')
        {
            let end = rest
                .find(|c: char| c.is_whitespace() || matches!(c, ')' | '>' | '"' | ',' | '\''))
                .unwrap_or(rest.len());
            let address = rest[..end].trim_end_matches(['.', ';', ':', '!', '?']);
            out.push_str(&format!("<{address}>"));
            rest = &rest[address.len()..];
            continue;
        }
        match next {
            '[' if is_link(&text[prose.len() - rest.len()..]) => {
                *in_link = true;
                out.push('[');
            }
            '[' => out.push_str("\\["),
            '<' if rest.starts_with("<https://") || rest.starts_with("<http://") => out.push('<'),
            '<' => out.push_str("\\<"),
            other => out.push(other),
        }
        rest = &rest[next.len_utf8()..];
    }
    out
}

/// Whether `text` starts a Markdown link to an address: `[words](https://…)`.
fn is_link(text: &str) -> bool {
    let paragraph = text.split("\n\n").next().unwrap_or_default();
    let (mut depth, mut in_code) = (0, false);
    for (index, c) in paragraph.char_indices() {
        match c {
            '`' => in_code = !in_code,
            '[' if !in_code => depth += 1,
            ']' if !in_code => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return paragraph[index + 1..].starts_with("(http");
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{WIDTH, lines, said};

    #[test]
    fn what_rustdoc_would_warn_about_is_escaped() {
        assert_eq!(said("See [1] and <b>."), "See \\[1] and \\<b>.");
        assert_eq!(said("At https://a.example/x."), "At <https://a.example/x>.");
        assert_eq!(
            said("[Page](https://a.example)"),
            "[Page](https://a.example)"
        );
        let link = "See [`Vec[0]` and\nmore](https://a.example).";
        assert_eq!(said(link), link);
        assert_eq!(said("x](https://a.example)"), "x](<https://a.example>)");
        assert_eq!(said("`Vec<T>[0]` stays"), "`Vec<T>[0]` stays");
        assert_eq!(said("odd ` tick"), "odd \\` tick");
    }

    #[test]
    fn code_of_a_document_is_no_doc_test() {
        assert_eq!(said("```\nrun()\n```"), "```text\nrun()\n```");
        assert_eq!(said("a\n\n    let x = 1;"), "a\n\nlet x = 1;");
        assert_eq!(said("```\nunclosed"), "```text\nunclosed\n```");
    }

    #[test]
    fn long_lines_are_folded() {
        let folded = lines(&"word ".repeat(60));
        assert_eq!(folded.len(), 3);
        assert!(folded.iter().all(|line| line.chars().count() <= WIDTH));
    }

    #[test]
    fn lists_keep_their_lines_and_nothing_else_becomes_a_part_of_them() {
        let item = "word ".repeat(30);
        for sign in ["-", "*", "+", "1.", "12)"] {
            let folded = lines(&format!("{sign} {item}\n{item}"));
            assert!(folded.len() > 2, "{folded:?}");
            let indent = format!("{:1$}word", "", sign.len() + 1);
            assert!(
                folded[1..].iter().all(|line| line.starts_with(&indent)),
                "{folded:?}"
            );
        }
        assert_eq!(lines("- a\n- b\nc"), ["- a", "- b c"]);
        assert_eq!(lines("1) a\n2) b"), ["1) a", "2) b"]);
        assert_eq!(lines("- a\n-- b\n1) c"), ["- a", "", "-- b", "1) c"]);
        assert_eq!(lines("a\n2) b\n---\nc"), ["a", "", "2) b", "", "---", "c"]);
        assert_eq!(lines("| a |\n|---|\nb"), ["| a |", "|---|", "", "b"]);
    }

    #[test]
    fn a_quote_that_is_folded_stays_one() {
        let words = "word ".repeat(30);
        let folded = lines(&format!("> {words}\n{words}"));
        assert!(folded.len() > 2, "{folded:?}");
        assert!(
            folded.iter().all(|line| line.starts_with("> word")),
            "{folded:?}"
        );
        let folded = lines(&format!("> - {words}"));
        assert!(folded[1].starts_with(">   word"), "{folded:?}");
    }

    #[test]
    fn no_fold_makes_a_list_of_a_sentence() {
        let text = format!("{}- 1) # and so on", "word ".repeat(20));
        let folded = lines(&text);
        assert_eq!(folded[1], "and so on", "{folded:?}");
    }
}
