//! Cleans prose of a document. It is parsed by rustdoc's parser, cleaned, printed, and parsed again. The printed text
//! is used only if it has the same meaning as the cleaned one. Otherwise every character is escaped.

use std::borrow::Cow;
use std::mem::take;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};
use pulldown_cmark_to_cmark::cmark_with_options;

use super::cleaner::{Cleaner, is_block};

/// The extensions of CommonMark that rustdoc enables, except smart quotation marks.
pub(super) const SYNTAX: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS);

/// The maximum number of searches for tags: after one is escaped, the text after it can become a tag.
const ROUNDS: usize = 16;

/// Prose as Markdown for documentation, and whether it is one paragraph. `None` if it cannot be printed.
pub(super) fn prose(text: &str) -> Option<(String, bool)> {
    if is_simple(text) {
        return Some((words(text), true));
    }
    let source = with_tags_as_text(text)?;
    let events = cleaned(&source)?;
    Some((print(&events)?, is_paragraph(&events)))
}

/// Prose that is one paragraph.
pub(super) fn sentence(text: &str) -> Option<String> {
    let (printed, is_paragraph) = prose(text)?;
    is_paragraph.then_some(printed)
}

fn is_paragraph(events: &[Event]) -> bool {
    let blocks = |event: &&Event| matches!(event, Event::Start(tag) if is_block(&tag.to_end()));
    matches!(events.first(), Some(Event::Start(Tag::Paragraph)))
        && events.iter().filter(blocks).count() == 1
        && !events.contains(&Event::Rule)
}

/// Whether a text is one paragraph without markup, and no part of it becomes markup in another line. Most texts are, and
/// need not be parsed.
pub(super) fn is_simple(text: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || " .,;:'\"()/?%@+=-".contains(c);
    let is_line = |line: &str| {
        line.starts_with(|c: char| c.is_ascii_alphabetic()) && line.chars().all(is_plain)
    };
    let is_link = |at: &[u8]| at == b"://" || at.eq_ignore_ascii_case(b"www");
    !text.is_empty()
        && text.split('\n').all(is_line)
        && !text.contains("http")
        && !text.as_bytes().windows(3).any(is_link)
}

fn words(text: &str) -> String {
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    words.join(" ")
}

fn cleaned(source: &str) -> Option<Vec<Event<'_>>> {
    let mut cleaner = Cleaner::default();
    for event in Parser::new_ext(source, SYNTAX) {
        cleaner.take(event)?;
    }
    Some(cleaner.done())
}

/// One line of text without markup.
pub(super) fn plain(text: &str) -> Option<String> {
    if is_simple(text) {
        return Some(words(text));
    }
    let mut cleaner = Cleaner::default();
    cleaner.take(Event::Start(Tag::Paragraph))?;
    cleaner.take(Event::Text(CowStr::from(text)))?;
    cleaner.take(Event::End(TagEnd::Paragraph))?;
    print(&cleaner.done())
}

/// A text in which everything that could be markup is escaped.
pub(super) fn literal(text: &str) -> String {
    let line = |line: &str| {
        let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut escaped = String::with_capacity(words.len());
        for c in words.chars() {
            if c.is_ascii_punctuation() {
                escaped.push('\\');
            }
            escaped.push(c);
        }
        escaped
    };
    let lines: Vec<String> = text.trim().lines().map(line).collect();
    lines.join("\n")
}

/// Events as Markdown. `None` if rustdoc would parse it differently, or would include a following paragraph.
pub(super) fn print(events: &[Event]) -> Option<String> {
    let style = pulldown_cmark_to_cmark::Options {
        list_token: '-',
        code_block_token_count: 3,
        ..Default::default()
    };
    let mut printed = String::new();
    cmark_with_options(events.iter(), &mut printed, SYNTAX, style).ok()?;
    let printed = without_bare_addresses(printed.trim_matches('\n'));
    let below = [
        Event::Start(Tag::Paragraph),
        Event::Text(CowStr::from("below")),
        Event::End(TagEnd::Paragraph),
    ];
    let meant = merged(events.iter().cloned().chain(below));
    (read(&format!("{printed}\n\nbelow")) == meant).then_some(printed)
}

/// Markdown in which no address is a link without markup. GitHub and crates.io, which show the README, make a link of
/// `www.a.example` and `ftp://a.example`, with all that follows: also with a backslash that escapes a tag.
fn without_bare_addresses(printed: &str) -> String {
    let lower = printed.to_ascii_lowercase();
    let mut escaped = String::with_capacity(printed.len());
    let mut written = 0;
    let mut links = 0_usize;
    for (event, range) in Parser::new_ext(printed, SYNTAX).into_offset_iter() {
        match event {
            Event::Start(Tag::Link { .. } | Tag::CodeBlock(_)) => links += 1,
            Event::End(TagEnd::Link | TagEnd::CodeBlock) => links -= 1,
            Event::Text(_) if links == 0 => {
                let places = lower[range.clone()].match_indices("://");
                let places = places.map(|(at, _)| at);
                let names = lower[range.clone()].match_indices("www.");
                let mut places: Vec<usize> = places.chain(names.map(|(at, _)| at + 3)).collect();
                places.sort_unstable();
                for at in places.into_iter().map(|at| range.start + at) {
                    if !printed[..at].ends_with('\\') {
                        escaped.push_str(&printed[written..at]);
                        escaped.push('\\');
                        written = at;
                    }
                }
            }
            _ => {}
        }
    }
    escaped.push_str(&printed[written..]);
    escaped
}

/// Parses Markdown like rustdoc, which reads every word in brackets as a link.
pub(super) fn read(markdown: &str) -> Vec<Event<'_>> {
    let resolve = |link: pulldown_cmark::BrokenLink<'_>| {
        Some((CowStr::from(link.reference.to_string()), CowStr::from("")))
    };
    merged(Parser::new_with_broken_link_callback(
        markdown,
        SYNTAX,
        Some(resolve),
    ))
}

/// The events with adjacent texts merged. A line break in a paragraph is a space.
fn merged<'a>(events: impl Iterator<Item = Event<'a>>) -> Vec<Event<'a>> {
    let mut merged: Vec<Event> = Vec::new();
    let mut text = String::new();
    let flushed = |text: &mut String| (!text.is_empty()).then(|| Event::Text(take(text).into()));
    for event in events {
        match event {
            Event::SoftBreak => text.push(' '),
            Event::Text(more) => text.push_str(&more),
            event => {
                merged.extend(flushed(&mut text));
                merged.push(event);
            }
        }
    }
    merged.extend(flushed(&mut text));
    merged
}

/// Puts a backslash in front of every HTML tag, so that it is text. The rest stays Markdown.
fn with_tags_as_text(text: &str) -> Option<Cow<'_, str>> {
    let mut source = Cow::Borrowed(text);
    if !text.contains('<') {
        return Some(source);
    }
    for _ in 0..ROUNDS {
        let mut tags: Vec<usize> = Vec::new();
        for (event, range) in Parser::new_ext(&source, SYNTAX).into_offset_iter() {
            if let Event::Html(_) | Event::InlineHtml(_) = event {
                let bracket = source[range.clone()].find('<');
                tags.extend(bracket.map(|at| range.start + at));
            }
        }
        if tags.is_empty() {
            return Some(source);
        }
        tags.sort_unstable();
        tags.dedup();
        let mut escaped = String::with_capacity(source.len() + tags.len());
        let mut written = 0;
        for at in tags {
            escaped.push_str(&source[written..at]);
            escaped.push('\\');
            written = at;
        }
        escaped.push_str(&source[written..]);
        source = Cow::Owned(escaped);
    }
    None
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::Event;

    use super::{cleaned, is_simple, literal, merged, print, prose};

    fn made(text: &str) -> String {
        prose(text).unwrap().0
    }

    /// The same without the short way for texts without markup.
    fn parsed(text: &str) -> Option<String> {
        print(&cleaned(text)?)
    }

    #[test]
    fn texts_that_are_not_parsed_would_not_change() {
        for text in [
            "A (short) text: with 5.5 % - and \"more\", isn't it? me@b a/b; +1 = 2",
            "Größe in m² 日本",
            "two\nlines  and\nspaces ",
            "ends with two spaces  \nand goes on",
            "a 1. b\nc - d\ne + f\ng = h",
            "a-b a--b ---",
            "file:/a mailto:a",
        ] {
            assert!(is_simple(text), "{text}");
            assert_eq!(prose(text).unwrap(), (parsed(text).unwrap(), true));
        }
        for text in [
            "",
            "1. a",
            "- a",
            "a\n- b",
            "a\n\nb",
            "a_b",
            "a http",
            "a\n b",
            "a\tb",
            "file:///a",
            "see Www.a",
        ] {
            assert!(!is_simple(text), "{text}");
        }
    }

    #[test]
    fn markdown_is_kept() {
        for text in [
            "One *line* with **much** of `it` and ~~this~~.",
            "A paragraph.\n\nAnother one.",
            "- a\n- b\n  - c\n\ntext",
            "1. a\n1. b",
            "- [ ] open\n- [x] done",
            "|a|b|\n|-|-|\n|1|2|",
            "[Page](https://a.example)",
            "`Vec<T>[0]` stays",
            "See [`Vec[0]` and more](https://a.example).",
        ] {
            assert_eq!(made(text), text);
        }
    }

    #[test]
    fn text_that_rustdoc_would_warn_about_is_escaped() {
        assert_eq!(made("See [1] and <b>."), "See \\[1\\] and \\<b>.");
        assert_eq!(
            made("[Vec], [a][b] and [c]()"),
            "\\[Vec\\], \\[a\\]\\[b\\] and c"
        );
        assert_eq!(made("At https://a.example/x."), "At <https://a.example/x>.");
        assert_eq!(made("x](https://a.example)"), "x\\](<https://a.example>)");
        assert_eq!(made("lone ` tick"), "lone \\` tick");
        assert_eq!(
            made("[a]: https://a.example\n\n[a]"),
            "[a](https://a.example)"
        );
        assert_eq!(made("a[^1]\n\n[^1]: b"), "a\\[\\^1\\]\n\nb");
    }

    #[test]
    fn code_is_shown_and_never_run() {
        assert_eq!(made("```\nrun()\n```"), "```text\nrun()\n```");
        assert_eq!(made("~~~rust\nrun()\n~~~"), "```text\nrun()\n```");
        assert_eq!(made("```\nunclosed"), "```text\nunclosed\n```");
        assert_eq!(made("```"), "```text\n\n```");
        assert_eq!(made("a\n\n    let x = 1;"), "a\n\n```text\nlet x = 1;\n```");
        assert_eq!(
            made("> ```\n> run()\n> ```"),
            " > \n > ```text\n > run()\n > ```"
        );
        assert_eq!(made("- ```\n  run()\n  ```"), "- ```text\n  run()\n  ```");
        assert_eq!(
            made("````\n```\nrun()\n```\n````"),
            "````text\n```\nrun()\n```\n````"
        );
    }

    #[test]
    fn tags_are_text() {
        assert_eq!(made("<script>x</script>"), "\\<script>x\\</script>");
        assert_eq!(made("<h1>*a*</h1>\n`b`"), "\\<h1>*a*\\</h1> `b`");
        assert_eq!(made("a <!-- b --> c"), "a \\<!-- b --> c");
        assert_eq!(
            made("> <div>\n> a\n\nb <br/>"),
            " > \n > \\<div> a\n\nb \\<br/>"
        );
        assert_eq!(made("&lt;b&gt;"), "\\<b>");
    }

    #[test]
    fn links_lead_to_web_pages() {
        assert_eq!(made("[a](javascript:b)"), "a");
        assert_eq!(made("[a](Vec) [b](#c) <data:x>"), "a b data:x");
        assert_eq!(
            made("![a](https://a.example/a.png)"),
            "[a](https://a.example/a.png)"
        );
        assert_eq!(
            made("![](https://a.example) [](HTTP://b)"),
            "[https://a.example](https://a.example) [HTTP://b](HTTP://b)"
        );
        assert_eq!(
            made("[![a](https://a.example/p)](https://b)"),
            "[a](https://b)"
        );
        assert_eq!(made("<a@b.example>"), "<a@b.example>");
    }

    #[test]
    fn headings_are_moved_below_ours() {
        assert_eq!(made("# Errors\na"), "### Errors\n\na");
        assert_eq!(made("a\n==\n\n- ###### b"), "### a\n\n- ###### b");
    }

    /// If the text were searched or copied again for each of them, this would take minutes.
    #[test]
    fn long_text_takes_linear_time() {
        for part in [
            "http",
            "http://!",
            "http://a&#1;",
            "<b>",
            "&amp;",
            "a\n",
            "a_b",
        ] {
            assert!(
                prose(&part.repeat(200_000 / part.len())).is_some(),
                "{part}"
            );
        }
        let events = || (0..1_000_000).map(|_| Event::Text("abcdefgh".into()));
        assert_eq!(merged(events()).len(), 1);
    }

    #[test]
    fn an_address_that_github_would_link_is_escaped() {
        assert_eq!(made("www.a.example<b>"), "www\\.a.example\\<b>");
        assert_eq!(made("A (WWW.a.example`)"), "A (WWW\\.a.example\\`)");
        assert_eq!(
            made("ftp://a.example<b>, 1HTTP://-b<i>"),
            "ftp\\://a.example\\<b>, 1HTTP\\://-b\\<i>"
        );
        assert_eq!(
            made("`www.a` https://www.a.example"),
            "`www.a` <https://www.a.example>"
        );
    }

    #[test]
    fn deeply_nested_text_is_escaped() {
        assert_eq!(prose(&">".repeat(99)), None);
        assert_eq!(literal("> ```\n  a *b*"), "\\> \\`\\`\\`\na \\*b\\*");
    }
}
