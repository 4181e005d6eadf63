//! The source of random values: bytes from proptest, which makes them fewer and smaller if a test fails.

use std::vec::IntoIter;

use realtimekit_tests::wire::parts;
use serde_json::{Map, Value, json};

/// Texts that often cause errors.
const ODD: [&str; 12] = [
    "",
    " ",
    "a\"b\\c",
    "line\nbreak\r\t",
    "\u{0}\u{1f}\u{7f}",
    "é ü 漢字",
    "👩‍👩‍👧‍👦",
    "\u{202e}\u{feff}\u{2028}",
    "null",
    "../..",
    "<script>&amp;</script>",
    "x-secret: {\"a\":[1,2]}",
];

/// Numbers that often cause errors.
const WILD: [f64; 9] = [
    0.0,
    -0.0,
    -1.0,
    0.5,
    1e300,
    -1e300,
    5e-324,
    9_007_199_254_740_993.0,
    59.999_999,
];

/// A sequence of bytes, followed by zeros.
pub struct Random {
    throws: IntoIter<u8>,
    /// Whether numbers may be out of their bounds.
    wild: bool,
}

impl Random {
    /// From these bytes. In one body of five, numbers may be out of bounds.
    pub fn new(throws: Vec<u8>) -> Self {
        let mut random = Self {
            throws: throws.into_iter(),
            wild: false,
        };
        random.wild = random.throw() >= 205;
        random
    }

    fn throw(&mut self) -> u8 {
        self.throws.next().unwrap_or(0)
    }

    /// A value of the schema. With `wild`, numbers may be out of bounds.
    pub fn value(&mut self, schema: &'static Value) -> Value {
        let parts = parts(schema);
        let find = |key: &str| parts.iter().find_map(|part| part.get(key));
        if find("nullable") == Some(&Value::Bool(true)) && self.throw() >= 192 {
            return Value::Null;
        }
        if let Some(Value::Array(values)) = find("enum") {
            return self.one_of(values).clone();
        }
        let bound = |key: &str, default: f64| find(key).and_then(Value::as_f64).unwrap_or(default);
        let (least, most) = (bound("minimum", 0.0), bound("maximum", 9000.0));
        match find("type").and_then(Value::as_str) {
            Some("boolean") => json!(self.flag()),
            Some("integer") => json!(self.integer(least as i64, most as i64)),
            Some("number") => self.number(least, most),
            Some("string") => json!(self.text()),
            Some("array") => {
                let length = self.throw() % 4;
                let items = (0..length).filter_map(|_| Some(self.value(find("items")?)));
                items.collect()
            }
            _ => self.object(&parts),
        }
    }

    fn object(&mut self, parts: &[&'static Value]) -> Value {
        let lists = parts.iter().filter_map(|part| part["required"].as_array());
        let required: Vec<&Value> = lists.flatten().collect();
        let properties = parts
            .iter()
            .filter_map(|part| part["properties"].as_object());
        let mut object = Map::new();
        for (name, property) in properties.flatten() {
            if required.contains(&&json!(name)) || self.flag() {
                object.insert(name.clone(), self.value(property));
            }
        }
        Value::Object(object)
    }

    /// Yes or no.
    fn flag(&mut self) -> bool {
        self.throw() >= 128
    }

    /// One of them.
    fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[usize::from(self.throw()) % all.len()]
    }

    /// A text: a plain one, an odd one, or a long one.
    fn text(&mut self) -> String {
        let odd = self.one_of(&ODD);
        match self.throw() {
            0..=99 => format!("user-{}", self.throw()),
            100..=199 => (*odd).to_owned(),
            200..=229 => odd.repeat(usize::from(self.throw())),
            _ => char::from_u32(u32::from(self.throw()) * 259)
                .unwrap_or('\u{fffd}')
                .to_string(),
        }
    }

    /// A number in these bounds; with `wild`, any number.
    fn number(&mut self, least: f64, most: f64) -> Value {
        let part = f64::from(self.throw()) / 255.0;
        let number = least + part * (most - least);
        match self.throw() {
            byte if self.wild && byte >= 128 => json!(self.one_of(&WILD)),
            byte if byte >= 64 => json!(number.floor()),
            _ => json!(number),
        }
    }

    /// An integer in these bounds; with `wild`, any integer.
    fn integer(&mut self, least: i64, most: i64) -> i64 {
        if self.wild && self.flag() {
            return *self.one_of(&[i64::MIN, -1, 0, 1, most + 1, i64::MAX]);
        }
        least + i64::from(self.throw()) * (most - least) / 255
    }
}
