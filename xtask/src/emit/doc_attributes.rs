//! Turns Markdown into doc attributes.

use proc_macro2::{Ident, Span};
use syn::{AttrStyle, Attribute, Expr, ExprLit, Lit, LitStr, Meta, MetaNameValue, Token, token};

use crate::text::Docs;

/// The doc attributes of an item, one for each line. None for an empty text.
pub fn docs(text: &Docs) -> Vec<Attribute> {
    text.lines().iter().map(|line| doc(line)).collect()
}

/// The lines of the documentation of a file, for `#![doc = …]`.
pub fn inner(text: &Docs) -> Vec<String> {
    text.lines().iter().map(|line| spaced(line)).collect()
}

/// The code of a doc example, unchanged, in a fence that the code cannot close.
pub fn example(language: &str, code: &str) -> Vec<Attribute> {
    fenced(language, code)
        .iter()
        .map(|line| doc(line))
        .collect()
}

/// The lines of a block of code.
pub fn fenced(language: &str, code: &str) -> Vec<String> {
    let runs = code.split(|c| c != '`').map(str::len);
    let fence = "`".repeat(runs.max().unwrap_or_default().max(2) + 1);
    let opening = format!("{fence}{language}");
    let lines = code.lines().map(str::to_owned);
    std::iter::once(opening)
        .chain(lines)
        .chain([fence])
        .collect()
}

/// One line of documentation. There are thousands, and parsing each would be slow, so the attribute is built directly.
fn doc(line: &str) -> Attribute {
    let span = Span::call_site();
    Attribute {
        pound_token: Token![#](span),
        style: AttrStyle::Outer,
        bracket_token: token::Bracket(span),
        meta: Meta::NameValue(MetaNameValue {
            path: Ident::new("doc", span).into(),
            eq_token: Token![=](span),
            value: Expr::Lit(ExprLit {
                attrs: Vec::new(),
                lit: Lit::Str(LitStr::new(&spaced(line), span)),
            }),
        }),
    }
}

/// The line as the printer writes it after the slashes of a comment.
pub fn spaced(line: &str) -> String {
    match line {
        "" => String::new(),
        line => format!(" {line}"),
    }
}

#[cfg(test)]
mod tests {
    use super::fenced;

    #[test]
    fn nothing_closes_the_fence_of_an_example() {
        assert_eq!(
            fenced("no_run", "a(\"`\")"),
            ["```no_run", "a(\"`\")", "```"]
        );
        assert_eq!(fenced("", "\"```\""), ["````", "\"```\"", "````"]);
    }
}
