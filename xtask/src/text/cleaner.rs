//! Cleans the parts of prose: only links to web pages and mail addresses are kept, code is text, and headings are below our
//! own.

use std::mem::take;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Tag, TagEnd};

/// The maximum depth of nested quotes and lists.
const DEEPEST: usize = 16;

/// Events of a document on their way to being printed.
#[derive(Default)]
pub(super) struct Cleaner<'a> {
    events: Vec<Event<'a>>,
    /// Text that was not added to the events yet.
    text: String,
    /// The links and pictures that are open; whether each is kept.
    links: Vec<bool>,
    in_code: bool,
    depth: usize,
}

impl<'a> Cleaner<'a> {
    pub(super) fn take(&mut self, event: Event<'a>) -> Option<()> {
        match event {
            Event::Text(text) => self.text.push_str(&text),
            Event::SoftBreak | Event::HardBreak => self.text.push(' '),
            Event::FootnoteReference(name) => self.text.push_str(&format!("[^{name}]")),
            Event::Start(tag) => self.start(tag)?,
            Event::End(end) => self.end(end),
            Event::Code(code) => {
                self.flush(false);
                self.events
                    .push(Event::Code(code.replace('\t', " ").into()));
            }
            Event::Rule | Event::TaskListMarker(_) => {
                self.flush(false);
                self.events.push(event);
            }
            // Tags were escaped before, and no other event is expected.
            _ => return None,
        }
        Some(())
    }

    fn start(&mut self, tag: Tag<'a>) -> Option<()> {
        let is_block = is_block(&tag.to_end());
        self.flush(is_block);
        match tag {
            Tag::FootnoteDefinition(_) => return Some(()),
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => self.link(link_type, dest_url),
            Tag::Image { dest_url, .. } => self.link(LinkType::Inline, dest_url),
            Tag::Heading { level, .. } => self.events.push(heading(level)),
            Tag::CodeBlock(_) => {
                self.in_code = true;
                let kind = CodeBlockKind::Fenced("text".into());
                self.events.push(Event::Start(Tag::CodeBlock(kind)));
            }
            tag => self.events.push(Event::Start(tag)),
        }
        self.depth += 1;
        (self.depth <= DEEPEST).then_some(())
    }

    fn end(&mut self, end: TagEnd) {
        // An unclosed code block ends in the middle of a line.
        if self.in_code && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.flush(is_block(&end));
        match end {
            TagEnd::FootnoteDefinition => return,
            TagEnd::Link | TagEnd::Image => {
                if self.links.pop() == Some(true) {
                    // A link without text shows its address.
                    if let Some(Event::Start(Tag::Link { dest_url, .. })) = self.events.last() {
                        let address = dest_url.clone();
                        self.events.push(Event::Text(address));
                    }
                    self.events.push(Event::End(TagEnd::Link));
                }
            }
            TagEnd::Heading(level) => {
                self.events.push(Event::End(TagEnd::Heading(below(level))));
            }
            end => {
                self.in_code &= end != TagEnd::CodeBlock;
                self.events.push(Event::End(end));
            }
        }
        self.depth = self.depth.saturating_sub(1);
    }

    fn link(&mut self, kind: LinkType, address: CowStr<'a>) {
        let is_mail = kind == LinkType::Email;
        let kept = (is_mail || is_address(&address)) && !self.links.contains(&true);
        self.links.push(kept);
        if kept {
            self.events.push(Event::Start(Tag::Link {
                link_type: match kind {
                    LinkType::Autolink | LinkType::Email => kind,
                    _ => LinkType::Inline,
                },
                dest_url: address,
                title: "".into(),
                id: "".into(),
            }));
        }
    }

    /// Adds the text to the events. Addresses in it become links. Spaces at the edges of a block are removed.
    fn flush(&mut self, before_edge: bool) {
        let text = take(&mut self.text);
        if text.is_empty() {
            return;
        }
        if self.in_code {
            self.events
                .push(Event::Text(text.replace('\t', "    ").into()));
            return;
        }
        let mut single = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                ' ' | '\t' | '\n' if single.ends_with(' ') => {}
                ' ' | '\t' | '\n' => single.push(' '),
                c => single.push(c),
            }
        }
        let behind_edge = match self.events.last() {
            Some(Event::Start(tag)) => is_block(&tag.to_end()),
            Some(Event::End(end)) => is_block(end),
            Some(Event::Rule | Event::TaskListMarker(_)) | None => true,
            _ => false,
        };
        let mut text = single.as_str();
        if behind_edge {
            text = text.trim_start_matches(' ');
        }
        if before_edge {
            text = text.trim_end_matches(' ');
        }
        if self.links.contains(&true) {
            self.events.push(Event::Text(text.to_owned().into()));
        } else {
            self.addresses(text);
        }
    }

    /// Adds a text to the events, with a link for each address in it. No part of the text is searched twice.
    fn addresses(&mut self, text: &str) {
        let mut written = 0;
        for (start, _) in text.match_indices("http") {
            let rest = &text[start..];
            if start < written || !starts_as_address(rest) {
                continue;
            }
            let end = rest.find(|c: char| !is_in_address(c) || ")',".contains(c));
            let address = rest[..end.unwrap_or(rest.len())]
                .trim_end_matches(['.', ';', ':', '!', '?', '*', '_']);
            self.text_event(&text[written..start]);
            self.link(LinkType::Autolink, address.to_owned().into());
            self.text_event(address);
            self.events.push(Event::End(TagEnd::Link));
            self.links.pop();
            written = start + address.len();
        }
        self.text_event(&text[written..]);
    }

    fn text_event(&mut self, text: &str) {
        if !text.is_empty() {
            self.events.push(Event::Text(text.to_owned().into()));
        }
    }

    pub(super) fn done(mut self) -> Vec<Event<'a>> {
        self.flush(true);
        self.events
    }
}

fn heading(level: HeadingLevel) -> Event<'static> {
    Event::Start(Tag::Heading {
        level: below(level),
        id: None,
        classes: Vec::new(),
        attrs: Vec::new(),
    })
}

/// The level for a heading of the document, below our own (`# Errors`).
fn below(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H3,
        HeadingLevel::H2 => HeadingLevel::H4,
        HeadingLevel::H3 => HeadingLevel::H5,
        _ => HeadingLevel::H6,
    }
}

/// Whether a link may have this target: an http(s) URL, or a mail address.
pub(crate) fn is_address(text: &str) -> bool {
    starts_as_address(text) && text.chars().all(is_in_address)
}

fn starts_as_address(text: &str) -> bool {
    ["https://", "http://", "mailto:"].iter().any(|scheme| {
        let start = text.get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
            && text[scheme.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '[')
    })
}

fn is_in_address(c: char) -> bool {
    !c.is_whitespace() && !super::visible::is_hidden(c) && !"<>\\`\"|".contains(c)
}

/// Whether this is the end of a block.
pub(super) fn is_block(end: &TagEnd) -> bool {
    !matches!(
        end,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
    )
}
