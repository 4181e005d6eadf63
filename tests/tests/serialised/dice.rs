//! Where the values of a body come from: bytes that proptest makes, and makes fewer and smaller where a test fails.

use std::vec::IntoIter;

/// Texts that have gone wrong somewhere before.
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

/// Numbers that have gone wrong somewhere before.
const WILD: [f64; 12] = [
    0.0,
    -0.0,
    -1.0,
    0.5,
    1e300,
    -1e300,
    5e-324,
    9_007_199_254_740_993.0,
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    59.999_999,
];

/// Bytes, one after the other, and noughts when there are no more.
pub struct Dice {
    throws: IntoIter<u8>,
    /// Whether numbers may be out of their bounds.
    wild: bool,
}

impl Dice {
    /// Of these. One body in five is wild.
    pub fn new(throws: Vec<u8>) -> Self {
        let mut dice = Self {
            throws: throws.into_iter(),
            wild: false,
        };
        dice.wild = dice.throw() >= 205;
        dice
    }

    fn throw(&mut self) -> u8 {
        self.throws.next().unwrap_or(0)
    }

    /// Yes or no.
    pub fn flag(&mut self) -> bool {
        self.throw() >= 128
    }

    /// Sets a field, or does not.
    pub fn maybe<B>(&mut self, body: B, set: impl FnOnce(B, &mut Self) -> B) -> B {
        if self.flag() { set(body, self) } else { body }
    }

    /// One of them.
    pub fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::from(self.throw()) % all.len()]
    }

    /// A text: a plain one, an odd one, or a long one.
    pub fn text(&mut self) -> String {
        let odd = self.one_of(&ODD);
        match self.throw() {
            0..=99 => format!("user-{}", self.throw()),
            100..=199 => odd.to_owned(),
            200..=229 => odd.repeat(usize::from(self.throw())),
            _ => char::from_u32(u32::from(self.throw()) * 259)
                .unwrap_or('\u{fffd}')
                .to_string(),
        }
    }

    /// Several texts, or none.
    pub fn texts(&mut self) -> Vec<String> {
        (0..self.throw() % 4).map(|_| self.text()).collect()
    }

    /// A number in these bounds; a wild one is any.
    pub fn number(&mut self, least: f64, most: f64) -> f64 {
        let part = f64::from(self.throw()) / 255.0;
        let number = least + part * (most - least);
        match self.throw() {
            byte if self.wild && byte >= 128 => self.one_of(&WILD),
            byte if byte >= 64 => number.floor(),
            _ => number,
        }
    }

    /// A whole number in these bounds; a wild one is any.
    pub fn whole(&mut self, least: i64, most: i64) -> i64 {
        if self.wild && self.flag() {
            return self.one_of(&[i64::MIN, -1, 0, 1, most + 1, i64::MAX]);
        }
        least + i64::from(self.throw()) * (most - least) / 255
    }
}
