//! Pairs of a name and a value in a text: `{"name": "password", "value": "…"}`, `<key>password</key><string>…</string>`,
//! `<entry name="password" value="…"/>`, `field=password value=…`.

use std::ops::Range;

use super::super::pair::{Pair, Role, names_known_secret, role};
use super::text::Text;

/// The maximum length of a name, or of a list of names, in bytes.
const LONGEST_NAME: usize = 256;
/// The maximum number of elements that a closing tag closes.
const MOST_UNCLOSED: usize = 16;
/// The elements of a property list that hold a value. They follow the element with its name.
const OF_PROPERTY_LIST: [&[u8]; 5] = [b"data", b"date", b"integer", b"real", b"string"];

/// The maximum number of strings that are read inside of each other.
const MOST_STRINGS: usize = 8;

/// The positions of the values that are secret because of a name beside them.
pub(super) fn values(text: &Text) -> Vec<Range<usize>> {
    let mut reader = Reader {
        text,
        groups: vec![Group::default()],
        open: Vec::new(),
        strings: Vec::new(),
        values: Vec::new(),
        found: Vec::new(),
    };
    for (at, byte) in text.0.iter().enumerate() {
        reader.read(at, *byte);
    }
    reader.hidden()
}

/// Whether the element that follows the one whose text ends here holds a value.
pub(super) fn is_name_of_next(text: &Text, end: usize) -> bool {
    let rest = &text.0[end..];
    let rest = rest.get(..LONGEST_NAME).unwrap_or(rest);
    let mut tags = rest.split(|byte| *byte == b'>');
    let next = tags
        .nth(1)
        .and_then(|tag| tag.trim_ascii_start().strip_prefix(b"<"));
    next.is_some_and(|next| {
        let is_value = |name| role(name) == Some(Role::Value);
        OF_PROPERTY_LIST.contains(&next) || str::from_utf8(next).is_ok_and(is_value)
    })
}

/// The fields of an object or of a tag, or the elements in an element.
#[derive(Default)]
struct Group {
    pair: Pair,
    /// Whether its last element gives the name of a secret.
    ends_with_name: bool,
}

/// The name of a tag without its prefix.
fn local(name: &[u8]) -> &str {
    let local = name.rsplit(|byte| *byte == b':').next();
    local
        .and_then(|local| str::from_utf8(local).ok())
        .unwrap_or_default()
}

/// What is open.
enum Open {
    Bracket,
    String,
    /// A tag with this name, which becomes an element at its end.
    Tag(Range<usize>),
    Element(Range<usize>),
}

/// A value that is secret if its group has the name of a secret.
struct Value {
    group: usize,
    role: Role,
    begin: usize,
    form: Form,
}

enum Form {
    Field {
        is_joined: bool,
    },
    /// The text of an element, up to here.
    Element(usize),
}

struct Reader<'t> {
    text: &'t Text<'t>,
    groups: Vec<Group>,
    /// What is open, with its group.
    open: Vec<(usize, Open)>,
    /// The ends of the open strings, and what is open around each.
    strings: Vec<(usize, usize)>,
    values: Vec<Value>,
    found: Vec<Range<usize>>,
}

impl Reader<'_> {
    fn group(&self) -> usize {
        self.open.last().map_or(0, |(group, _)| *group)
    }

    fn push(&mut self, open: Open) {
        self.open.push((self.groups.len(), open));
        self.groups.push(Group::default());
    }

    fn read(&mut self, at: usize, byte: u8) {
        while let Some((_, around)) = self.strings.pop_if(|(end, _)| *end <= at) {
            self.open.truncate(around);
        }
        match (byte, self.open.last()) {
            (b'{' | b'[' | b'(', _) => self.push(Open::Bracket),
            (b'}' | b']' | b')', Some((_, Open::Bracket))) => {
                self.open.pop();
            }
            (b'<', _) => self.tag(at + 1),
            (b'>', Some((_, Open::Tag(_)))) => self.end_of_tag(at),
            (b':' | b'=', _) => self.field(at, byte == b'='),
            _ => {}
        }
    }

    /// Reads a field. Its key ends before this position.
    fn field(&mut self, at: usize, is_form: bool) {
        let text = self.text;
        let key_end = text.behind_last(at, |byte| !b" \t\"'`\\".contains(byte));
        let Some(key) = text.name(key_end) else {
            return;
        };
        let begin = text.behind(at + 1, |byte| b"=> \t\r\n".contains(&byte));
        let quote = text.behind(begin, |byte| byte == b'\\');
        let limit = self.strings.last().map_or(text.0.len(), |(end, _)| *end);
        let first = text.0.get(quote).copied().filter(|_| quote < limit);
        let is_string = first.is_some_and(|byte| b"\"'`".contains(&byte));
        let string =
            (is_string && self.strings.len() < MOST_STRINGS).then(|| text.string(begin, quote));
        let group = self.group();
        if key == "input_value" {
            let is_named = self.is_named_before(at);
            self.groups[group].pair.add("name", || is_named);
        }
        match role(key) {
            Some(Role::Name | Role::Kind) => {
                let name = match string.clone() {
                    Some(string) => Some(string),
                    None => self.bare_name(begin, is_form),
                };
                let name = name.and_then(|name| str::from_utf8(&text.0[name]).ok());
                let names = || name.is_some_and(names_known_secret);
                self.groups[group].pair.add(key, names);
            }
            Some(role) => self.values.push(Value {
                group,
                role,
                begin,
                form: Form::Field {
                    is_joined: is_form && begin == at + 1,
                },
            }),
            None => {}
        }
        if let Some(string) = string {
            self.strings.push((string.end.min(limit), self.open.len()));
            self.push(Open::String);
        }
    }

    /// Whether the name of a secret is before this position, as in the errors of Pydantic: `password: too short
    /// [type=string_too_short, input_value='…']`.
    fn is_named_before(&self, at: usize) -> bool {
        let before = &self.text.0[at.saturating_sub(LONGEST_NAME)..at];
        let mut words = before.split(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_');
        words.any(|word| str::from_utf8(word).is_ok_and(names_known_secret))
    }

    /// A name without quotation marks, or a list of names. Behind a colon, a sentence may begin.
    fn bare_name(&self, begin: usize, is_form: bool) -> Option<Range<usize>> {
        let rest = &self.text.0[begin..];
        let rest = rest.get(..LONGEST_NAME).unwrap_or(rest);
        let length = match rest.first()? {
            b'[' => rest.iter().position(|byte| *byte == b']')?,
            _ => {
                let ends = |byte: &u8| b" \t\r\n,;&<>\"".contains(byte);
                rest.iter().position(ends).unwrap_or(rest.len())
            }
        };
        let is_sentence = !is_form && rest.get(length) == Some(&b' ');
        (!is_sentence).then_some(begin..begin + length)
    }

    /// Reads the tag whose name begins here.
    fn tag(&mut self, begin: usize) {
        let name = |begin: usize| {
            let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
            begin..self.text.behind(begin, is_name)
        };
        match self.text.0.get(begin) {
            Some(b'/') => {
                let name = &self.text.0[name(begin + 1)];
                let open = self.open.iter().enumerate().rev().take(MOST_UNCLOSED);
                let mut open = open.take_while(|(_, (_, open))| !matches!(open, Open::String));
                let is_it = |open: &Open| matches!(open, Open::Element(own) if self.text.0[own.clone()] == *name);
                if let Some((element, _)) = open.find(|(_, (_, open))| is_it(open)) {
                    self.open.truncate(element);
                }
            }
            Some(byte) if byte.is_ascii_alphabetic() => {
                let name = name(begin);
                let local = local(&self.text.0[name.clone()]);
                let is_secret = !local.eq_ignore_ascii_case("key") && names_known_secret(local);
                self.push(Open::Tag(name));
                // `<password value="…"/>`
                let group = self.group();
                self.groups[group].pair.add("name", || is_secret);
            }
            _ => {}
        }
    }

    /// Reads the text of the element whose tag ends here. It belongs to the attributes, and to the elements around it.
    fn end_of_tag(&mut self, at: usize) {
        let Some((own, Open::Tag(name))) = self.open.pop() else {
            return;
        };
        let parent = self.group();
        if self.text.0[..at].ends_with(b"/") {
            return;
        }
        let key = local(&self.text.0[name.clone()]);
        self.open.push((own, Open::Element(name)));
        let text = self.text.element(at);
        let (begin, form) = (text.start, || Form::Element(text.end));
        let value = |group, role| Value {
            group,
            role,
            begin,
            form: form(),
        };
        let follows_name = std::mem::take(&mut self.groups[parent].ends_with_name);
        match role(key) {
            _ if text.is_empty() => return,
            Some(Role::Name | Role::Kind) => {
                let name = str::from_utf8(&self.text.0[text.clone()]).ok();
                let is_named = name.is_some_and(names_known_secret);
                let group = &mut self.groups[parent];
                group.pair.add(key, || is_named);
                group.ends_with_name = is_named;
            }
            Some(role) => self.values.push(value(parent, role)),
            None if follows_name && OF_PROPERTY_LIST.contains(&key.as_bytes()) => {
                self.found.push(text.clone());
            }
            None => {}
        }
        self.values.push(value(own, Role::Value));
    }

    fn hidden(self) -> Vec<Range<usize>> {
        let mut found = self.found;
        let mut hidden_to = 0;
        for value in self.values {
            let pair = self.groups[value.group].pair;
            let hides = |is_nested| pair.hides(value.role, is_nested);
            // A list or an object is searched once, not again for each value in it.
            if value.begin < hidden_to {
                continue;
            }
            let range = match value.form {
                Form::Element(end) if hides(false) => Some(value.begin..end),
                Form::Field { is_joined } if hides(self.text.is_nested(value.begin)) => {
                    self.text.value(value.begin, is_joined)
                }
                _ => None,
            };
            hidden_to = range.as_ref().map_or(hidden_to, |range| range.end);
            found.extend(range);
        }
        found
    }
}
