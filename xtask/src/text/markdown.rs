//! Markdown within a paragraph of documentation.

use std::fmt;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::clean;
use super::cleaner::is_address;
use super::visible::{on_one_line, readable};

/// Markdown within a paragraph of documentation: literals of this program, and escaped strings of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markdown(String);

impl Markdown {
    /// Prose of a document that is one paragraph, for a `summary`. Other prose is escaped.
    pub fn sentence(text: &str) -> Self {
        Self::paragraph(text).unwrap_or_else(|| Self::plain(text))
    }

    /// Prose of a document if it is one paragraph.
    pub(super) fn paragraph(text: &str) -> Option<Self> {
        clean::sentence(readable(text).trim()).map(Self)
    }

    /// A short text without markup, on one line: a title.
    pub fn plain(text: &str) -> Self {
        let words = one_line(text);
        let plain = clean::plain(&words).filter(|plain| !plain.is_empty());
        Self(plain.unwrap_or_else(|| clean::literal(&words)))
    }

    /// A name or a value, as code.
    pub fn code(text: &str) -> Self {
        if text.is_empty() {
            return Self("`\"\"`".to_owned());
        }
        let text = on_one_line(text);
        let runs = text.split(|c| c != '`').map(str::len);
        let ticks = "`".repeat(runs.max().unwrap_or_default() + 1);
        // A Markdown parser removes one space on both sides.
        let is_blank = text.chars().all(|c| c == ' ');
        let touches = text.starts_with('`') || text.ends_with('`');
        let loses = text.starts_with(' ') && text.ends_with(' ') && !is_blank;
        let space = if touches || loses { " " } else { "" };
        Self(format!("{ticks}{space}{text}{space}{ticks}"))
    }

    /// The name of a method of the type that is documented, with a link to it.
    pub fn method(name: &str) -> Self {
        Self::item(name, &format!("Self::{name}"))
    }

    /// Code with a link to the item at this path.
    pub fn item(code: &str, path: &str) -> Self {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let is_path = path
            .split("::")
            .all(|part| !part.is_empty() && part.chars().all(is_name));
        match is_path && !code.contains(['`', '[', ']']) {
            true => Self(format!("[`{code}`]({path})")),
            false => Self::code(code),
        }
    }

    /// The same without links to items, for a README.
    pub fn without_item_links(&self) -> Self {
        let mut parts = self.0.split("[`");
        let mut plain = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            plain.push('`');
            match part.split_once("`]") {
                Some((code, rest)) => {
                    let behind = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'));
                    plain.push_str(&format!("{code}`{}", behind.map_or(rest, |(_, rest)| rest)));
                }
                None => plain.push_str(part),
            }
        }
        Self(plain)
    }

    /// A link with this text to an address of the document. An address that is not a web page is shown as code.
    pub fn link(text: &str, address: &str) -> Self {
        linked(LinkType::Inline, text, address)
            .unwrap_or_else(|| markdown!("{}: {}", Self::plain(text), Self::code(address)))
    }

    /// An address as a link. If it is not a web page, it is shown as code.
    pub fn address(address: &str) -> Self {
        linked(LinkType::Autolink, address, address).unwrap_or_else(|| Self::code(address))
    }

    /// The parts with a separator between them.
    pub fn joined(parts: impl IntoIterator<Item = Self>, between: &'static str) -> Self {
        let parts: Vec<String> = parts.into_iter().map(|part| part.0).collect();
        Self(parts.join(between))
    }

    /// The result of the macro `markdown!`.
    pub fn composed(parts: fmt::Arguments) -> Self {
        Self(parts.to_string())
    }

    /// Appends to it.
    pub fn push(&mut self, more: impl Into<Self>) {
        self.0.push_str(&more.into().0);
    }

    /// The same for the cell of a table.
    #[must_use]
    pub fn in_cell(&self) -> Self {
        Self(self.0.replace('|', "\\|"))
    }

    /// Whether it ends with this character.
    pub fn ends_with(&self, sign: char) -> bool {
        self.0.ends_with(sign)
    }

    /// The Markdown itself.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A literal of this program.
impl From<&'static str> for Markdown {
    fn from(words: &'static str) -> Self {
        Self(words.to_owned())
    }
}

/// An argument of `markdown!`.
pub struct Shown<'a>(pub &'a Markdown);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.0)
    }
}

/// Like `format!`, but only takes [`Markdown`] arguments, and no names in the braces.
macro_rules! markdown {
    ($words:literal $(, $part:expr)* $(,)?) => {
        $crate::text::Markdown::composed(format_args!(concat!($words) $(, $crate::text::Shown(&$part))*))
    };
}
pub(crate) use markdown;

/// A text on one line, without invisible characters.
fn one_line(text: &str) -> String {
    let text = readable(text);
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

fn linked(kind: LinkType, text: &str, address: &str) -> Option<Markdown> {
    if !is_address(address) {
        return None;
    }
    let link = Tag::Link {
        link_type: kind,
        dest_url: CowStr::from(address),
        title: CowStr::from(""),
        id: CowStr::from(""),
    };
    let events = [
        Event::Start(Tag::Paragraph),
        Event::Start(link),
        Event::Text(CowStr::from(one_line(text))),
        Event::End(TagEnd::Link),
        Event::End(TagEnd::Paragraph),
    ];
    clean::print(&events).map(Markdown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(markdown: Markdown) -> String {
        markdown.0
    }

    #[test]
    fn code_shows_any_value_unchanged() {
        assert_eq!(text(Markdown::code("a")), "`a`");
        assert_eq!(text(Markdown::code("a`b")), "``a`b``");
        assert_eq!(text(Markdown::code("`")), "`` ` ``");
        assert_eq!(text(Markdown::code(" a ")), "`  a  `");
        assert_eq!(text(Markdown::code("")), "`\"\"`");
        assert_eq!(
            text(Markdown::code("a`\n```\nx\n```")),
            "```` a`\\n```\\nx\\n``` ````"
        );
    }

    #[test]
    fn a_title_is_text() {
        assert_eq!(
            text(Markdown::plain("RealtimeKit API, v4.0")),
            "RealtimeKit API, v4.0"
        );
        assert_eq!(text(Markdown::plain("a\n\n```\nb")), "a \\`\\`\\` b");
        assert_eq!(
            text(Markdown::plain("<b> [x] *y*")),
            "\\<b> \\[x\\] \\*y\\*"
        );
        assert_eq!(text(Markdown::plain("# 1. x")), "\\# 1. x");
    }

    #[test]
    fn a_summary_is_one_paragraph() {
        assert_eq!(
            text(Markdown::sentence("Lists *all*\n`x`.")),
            "Lists *all* `x`."
        );
        assert_eq!(
            text(Markdown::sentence("```\nrun()\n```")),
            "\\`\\`\\` run() \\`\\`\\`"
        );
        assert_eq!(text(Markdown::sentence("- a\n- b")), "\\- a - b");
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        let link = |address| text(Markdown::link("Source", address));
        assert_eq!(link("https://a.example/x"), "[Source](https://a.example/x)");
        assert_eq!(link("javascript:alert(1)"), "Source: `javascript:alert(1)`");
        assert_eq!(link("Vec"), "Source: `Vec`");
        assert_eq!(
            link("https://a.example/)\n```"),
            "Source: ```` https://a.example/)\\n``` ````"
        );
        assert_eq!(
            link("https://a.example/\u{202e}"),
            "Source: `https://a.example/\\u{202e}`"
        );
        assert_eq!(
            text(Markdown::link("a\0\n\u{202e}b", "https://a.example")),
            "[a\\u{0} \\u{202e}b](https://a.example)"
        );
        let address = |address| text(Markdown::address(address));
        assert_eq!(address("https://a.example"), "<https://a.example>");
        assert_eq!(address("/v1"), "`/v1`");
    }

    #[test]
    fn names_of_items_are_links() {
        assert_eq!(text(Markdown::method("get")), "[`get`](Self::get)");
        assert_eq!(text(Markdown::method("a)b")), "`a)b`");
        let item = Markdown::item("a.b(c)", "x::A::b");
        assert_eq!(text(item.without_item_links()), "`a.b(c)`");
        assert_eq!(text(item), "[`a.b(c)`](x::A::b)");
        let sentence = Markdown::from("A [`Call`] has [`timeout`](Call::timeout) and `[x]`.");
        assert_eq!(
            text(sentence.without_item_links()),
            "A `Call` has `timeout` and `[x]`."
        );
    }
}
