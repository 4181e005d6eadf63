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
    for line in text.trim().lines() {
        let trimmed = line.trim();
        if is_fence(trimmed) {
            fenced = !fenced;
            said.push_str(if fenced { "```text" } else { "```" });
        } else if fenced {
            said.push_str(line.trim_end());
        } else {
            said.push_str(&safe(trimmed));
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

/// The folded lines of a text, paragraphs kept apart by an empty line; lists and tables keep their lines.
pub fn lines(text: &str) -> Vec<String> {
    let mut folded: Vec<String> = Vec::new();
    let mut fenced = false;
    let mut may_join = false;
    for line in text.trim().lines() {
        let trimmed = line.trim();
        if is_fence(trimmed) {
            fenced = !fenced;
            folded.push(trimmed.to_owned());
            may_join = false;
        } else if fenced {
            folded.push(line.trim_end().to_owned());
        } else if trimmed.is_empty() {
            if folded.last().is_some_and(|last| !last.is_empty()) {
                folded.push(String::new());
            }
            may_join = false;
        } else {
            let block = trimmed.starts_with(['-', '*', '|', '#', '>'])
                || trimmed.starts_with(|c: char| c.is_ascii_digit()) && trimmed.contains(". ");
            let previous = folded.last_mut().filter(|_| may_join && !block);
            match previous {
                Some(previous) => {
                    let joined = format!("{previous} {trimmed}");
                    let mut wrapped = wrap(&joined);
                    folded.pop();
                    folded.append(&mut wrapped);
                }
                None => folded.extend(wrap(trimmed)),
            }
            may_join = !trimmed.starts_with(['|', '#']);
        }
    }
    folded
}

fn wrap(line: &str) -> Vec<String> {
    if line.starts_with('|') {
        return vec![line.to_owned()];
    }
    let indent = if line.starts_with("- ") || line.starts_with("* ") {
        "  "
    } else {
        ""
    };
    let mut lines: Vec<String> = Vec::new();
    let mut current = String::new();
    let mut width = 0;
    let mut first = true;
    for word in line.split_whitespace() {
        let length = word.chars().count();
        if !first && width + 1 + length > WIDTH {
            lines.push(std::mem::replace(&mut current, indent.to_owned()));
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

/// Outside of code spans: angle brackets and brackets that are no link are escaped, bare addresses become links.
fn safe(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    // An odd number of backticks opens a code span that nothing closes.
    let balanced = line.matches('`').count().is_multiple_of(2);
    for (index, part) in line.split('`').enumerate() {
        if index > 0 {
            out.push_str(if balanced { "`" } else { "\\`" });
        }
        if balanced && index % 2 == 1 {
            out.push_str(part);
        } else {
            out.push_str(&safe_prose(part));
        }
    }
    out
}

fn safe_prose(prose: &str) -> String {
    if !prose.contains(['[', '<']) && !prose.contains("http") {
        return prose.to_owned();
    }
    let mut out = String::with_capacity(prose.len());
    let mut rest = prose;
    while let Some(next) = rest.chars().next() {
        let in_link = out.ends_with("](") || out.ends_with('<');
        if (rest.starts_with("https://") || rest.starts_with("http://")) && !in_link {
            let end = rest
                .find(|c: char| c.is_whitespace() || matches!(c, ')' | '>' | '"' | ',' | '\''))
                .unwrap_or(rest.len());
            let address = rest[..end].trim_end_matches(['.', ';', ':', '!', '?']);
            out.push_str(&format!("<{address}>"));
            rest = &rest[address.len()..];
            continue;
        }
        match next {
            '[' if is_link(rest) => out.push('['),
            '[' => out.push_str("\\["),
            '<' if rest.starts_with("<https://") || rest.starts_with("<http://") => out.push('<'),
            '<' => out.push_str("\\<"),
            other => out.push(other),
        }
        rest = &rest[next.len_utf8()..];
    }
    out
}

/// Whether `rest` starts a Markdown link to an address: `[words](https://…)`.
fn is_link(rest: &str) -> bool {
    rest.find(']')
        .is_some_and(|end| rest[end + 1..].starts_with("(http"))
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
}
