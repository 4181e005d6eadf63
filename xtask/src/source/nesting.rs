//! How deep the syntax of a Rust file is. The parser calls itself for each bracket, operator, generic argument and `else if`
//! inside another, and its stack is limited.

use proc_macro2::token_stream::IntoIter;
use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

/// The maximum number of tokens around a token: those of all statements and items, up to the place where the next one begins.
const DEEPEST: usize = 10_000;

/// The tokens between two brackets.
struct Level {
    tokens: IntoIter,
    /// The number of tokens around the bracket.
    outer: usize,
    /// The number of tokens since the statement or the item began.
    inner: usize,
    /// The number of `<` without `>`.
    angles: usize,
    /// Whether there was a `|`, after which a comma may separate the arguments of a closure.
    is_closure: bool,
    previous: Option<TokenTree>,
}

impl Level {
    fn new(tokens: TokenStream, outer: usize) -> Self {
        Self {
            tokens: tokens.into_iter(),
            outer,
            inner: 0,
            angles: 0,
            is_closure: false,
            previous: None,
        }
    }

    /// The next token, with the number of tokens around it, which is never less than the calls of the parser.
    fn next(&mut self) -> Option<(TokenTree, usize)> {
        let token = self.tokens.next()?;
        let is_after =
            |c| matches!(&self.previous, Some(TokenTree::Punct(it)) if it.as_char() == c);
        let is_after_block = matches!(&self.previous, Some(TokenTree::Group(it)) if it.delimiter() == Delimiter::Brace);
        let (mut ends, mut begins) = (false, false);
        match &token {
            TokenTree::Punct(it) => match it.as_char() {
                ';' => ends = true,
                ',' => begins = self.angles == 0 && !self.is_closure,
                '<' => self.angles += 1,
                // `=>` begins the value of a pattern.
                '>' if is_after('=') => (self.angles, self.is_closure) = (0, false),
                '>' if !is_after('-') => self.angles = self.angles.saturating_sub(1),
                '|' => self.is_closure = true,
                '#' => ends = is_after_block && self.angles == 0,
                _ => {}
            },
            TokenTree::Ident(it) if is_after_block && self.angles == 0 => {
                ends = !["as", "else", "in"].iter().any(|word| it == word);
            }
            _ => {}
        }
        if ends {
            (self.angles, self.is_closure) = (0, false);
        }
        if ends || begins {
            self.inner = 0;
        }
        self.inner += 1;
        self.previous = Some(token.clone());
        Some((token, self.outer + self.inner))
    }
}

/// The place of the first token that is too deep for the parser.
pub fn too_deep(tokens: &TokenStream) -> Option<Span> {
    let mut levels = vec![Level::new(tokens.clone(), 0)];
    while let Some(level) = levels.last_mut() {
        match level.next() {
            Some((token, depth)) if depth > DEEPEST => return Some(token.span()),
            Some((TokenTree::Group(group), depth)) => {
                levels.push(Level::new(group.stream(), depth));
            }
            Some(_) => {}
            None => {
                levels.pop();
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_too_deep(text: &str) -> bool {
        too_deep(&text.parse().unwrap()).is_some()
    }

    #[test]
    fn all_syntax_that_is_inside_other_syntax_counts() {
        for part in [
            "(",
            "[",
            "{",
            "a!(",
            "- ",
            "!",
            "&",
            "*",
            "a = ",
            "a + ",
            "a.b()",
            "?",
            "return ",
            "if ",
            "a as ",
            "|| ",
            "|a, b| ",
            "A<",
            "A<B, ",
            "A<fn() -> B, ",
            "for<'a, 'b> fn() -> ",
            "if a {} else ",
            "if a {} else if b {} else ",
            "for A {} in ",
            "match a {} + ",
            "if if a {} { ",
            "|_| if a { b => c, d => ",
        ] {
            let unclosed = part.replace("()", "").replace("{}", "").repeat(12_000);
            let close = unclosed.chars().rev().filter_map(|c| match c {
                '(' => Some(')'),
                '[' => Some(']'),
                '{' => Some('}'),
                _ => None,
            });
            let open = part.repeat(12_000);
            let close: String = close.collect();
            assert!(is_too_deep(&format!("{open}{close}")), "{part}");
        }
    }

    #[test]
    fn large_files_are_not_deep() {
        for part in [
            "/// A.\n#[a]\npub fn a() -> A<B> { a < b; a.b(|c, d| e); }\n",
            "/// A.\npub struct A<B, C> { /** A. */ a: A<B>, }\n",
            "impl A {} const A: u8 = 1;",
            "a | b if c < d => e,",
            "a => {} b => {}",
            "if a {} else {} if b {}",
            "\"a\", f(|x| x)",
        ] {
            let text = format!("{{ {} }}", part.repeat(12_000));
            assert!(!is_too_deep(&text), "{part}");
        }
    }
}
