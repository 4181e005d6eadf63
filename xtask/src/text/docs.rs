//! The documentation of an item: a sequence of whole blocks.

use super::clean;
use super::fold;
use super::markdown::{Markdown, markdown};
use super::visible::readable;

/// The documentation of an item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docs {
    text: String,
    /// Whether it ends with a paragraph, which can be continued.
    is_open: bool,
}

impl Docs {
    /// Prose of a document. Its Markdown is kept, but code is never a doc test, tags are text, links only lead to web
    /// pages, images are links, and headings are below ours.
    pub fn prose(text: &str) -> Self {
        let mut docs = Self::default();
        docs.add_prose(text);
        docs
    }

    /// Adds prose of a document.
    pub fn add_prose(&mut self, text: &str) {
        let text = readable(text);
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        // Markdown of a link definition alone says nothing.
        let (blocks, is_open) = clean::prose(text)
            .filter(|(blocks, _)| !blocks.is_empty())
            .unwrap_or_else(|| (clean::literal(text), false));
        self.block(&blocks, is_open);
    }

    /// Adds prose, after the name of its subject.
    pub fn add_about(&mut self, name: &Markdown, text: &str) {
        match Markdown::paragraph(text) {
            Some(sentence) => self.add(markdown!("{}: {}", name, sentence)),
            None => {
                self.add(markdown!("{}:", name));
                self.add_prose(text);
            }
        }
    }

    /// Adds a paragraph.
    pub fn add(&mut self, paragraph: impl Into<Markdown>) {
        self.block(paragraph.into().as_str(), true);
    }

    /// Continues the last paragraph. If the last block is not a paragraph, starts a new one.
    pub fn go_on(&mut self, words: impl Into<Markdown>) {
        let words = words.into();
        if self.is_open {
            self.text.push(' ');
            self.text.push_str(words.as_str());
        } else {
            self.add(words);
        }
    }

    /// Its lines, folded to the width of documentation.
    pub fn lines(&self) -> Vec<String> {
        fold::lines(&self.text)
    }

    fn block(&mut self, block: &str, is_open: bool) {
        if block.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        self.text.push_str(block);
        self.is_open = is_open;
    }
}

impl From<Markdown> for Docs {
    fn from(paragraph: Markdown) -> Self {
        let mut docs = Self::default();
        docs.add(paragraph);
        docs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_after_prose_is_not_part_of_its_blocks() {
        let mut docs = Docs::prose("a *b*");
        docs.go_on("c");
        docs.add("d");
        assert_eq!(docs.lines(), ["a *b* c", "", "d"]);
        let mut docs = Docs::prose("- a");
        docs.go_on("c");
        assert_eq!(docs.lines(), ["- a", "", "c"]);
    }

    #[test]
    fn text_that_markdown_leaves_out_is_shown_as_it_is() {
        let text = "[r]: https://a.example/";
        let shown = r"\[r\]\: https\:\/\/a\.example\/";
        assert_eq!(Docs::prose(text).lines(), [shown]);
        assert_eq!(Docs::prose(" \n").lines(), [""; 0]);
        assert!(!Markdown::plain(text).as_str().is_empty());
        assert!(!Markdown::sentence(text).as_str().is_empty());
    }

    #[test]
    fn blocks_start_on_their_own_line() {
        let mut docs = Docs::default();
        docs.add_about(&Markdown::code("a"), "A *b*.");
        docs.add_about(&Markdown::code("c"), "```\nrun()\n```");
        assert_eq!(
            docs.lines(),
            ["`a`: A *b*.", "", "`c`:", "", "```text", "run()", "```"]
        );
    }

    #[test]
    fn text_that_cannot_be_cleaned_is_escaped() {
        assert_eq!(Docs::prose(&">".repeat(20)).lines(), ["\\>".repeat(20)]);
    }
}
