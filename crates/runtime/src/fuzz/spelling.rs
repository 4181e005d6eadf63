//! Generates responses from bytes. Random bytes are hardly ever JSON, so most of them would test no more than the first
//! character; here every byte is a choice, and what comes out is an envelope in which anything may stand anywhere.

/// A value that must not be printed, wherever it is in a response.
pub(super) const SECRET: &str = "s3cr3t-Kj4Hg6Fd1Ty3Mw8";
/// The API token of the client. It must not be printed even where a message of the service repeats it.
pub(super) const TOKEN: &str = "t0k3n-Qw9Zx7Lp2Vb5Nc6";
/// A secret in what was sent, which the service's own words may repeat as well.
pub(super) const SENT: &str = "k3y-Rt5Uy8Io1Pa4Sd7Fg0";

/// Deeper than this only scalars are spelt.
const DEEPEST: usize = 7;

const KEYS: [&str; 18] = [
    "success",
    "data",
    "session",
    "participants",
    "paging",
    "total_count",
    "error",
    "errors",
    "message",
    "code",
    "error_chain",
    "id",
    "minutes",
    "started",
    "created_at",
    "peers",
    "by_name",
    TOKEN,
];

const NUMBERS: [&str; 12] = [
    "0",
    "-0",
    "1",
    "404",
    "-5",
    "1.5",
    "300",
    "1e400",
    "-1e-400",
    "18446744073709551616",
    "123456789012345678901234567890123456789012345678901234567890",
    "01",
];

/// Texts that hold a secret, in JSON's own quoting.
const SECRETS: [&str; 5] = [
    r#""s3cr3t-Kj4Hg6Fd1Ty3Mw8""#,
    r#""s3cr3t\u002dKj4Hg6Fd1Ty3Mw8""#,
    r#""x, expected s3cr3t-Kj4Hg6Fd1Ty3Mw8""#,
    r#""`s3cr3t-Kj4Hg6Fd1Ty3Mw8`, expected \"s3cr3t-Kj4Hg6Fd1Ty3Mw8\"\n at line 1 column 1""#,
    r#""\ud83d\ude00s3cr3t-Kj4Hg6Fd1Ty3Mw8\u0000""#,
];

/// Texts in which the service speaks, and which may be repeated, but for the token.
const WORDS: [&str; 6] = [
    r#""No such thing""#,
    r#""the token t0k3n-Qw9Zx7Lp2Vb5Nc6 is not valid""#,
    r#""t0k3n\u002dQw9Zx7Lp2Vb5Nc6\r\n\u0000\u2028""#,
    r#""\ud800""#,
    r#""the key k3y-Rt5Uy8Io1Pa4Sd7Fg0 is not accepted""#,
    r#""""#,
];

/// What stands around the JSON, or in the place of it.
const AROUND: [&str; 6] = ["", " \r\n\t", "\u{feff}", "\u{0}", "]", "x"];

/// A response's body, spelt out of `bytes`. Where they end, the shortest choice is made.
pub(super) fn body(bytes: &[u8]) -> Vec<u8> {
    let mut speller = Speller {
        bytes: bytes.iter(),
        out: String::new(),
    };
    let before = speller.one_of(&AROUND[..3]);
    let after = speller.one_of(&AROUND);
    let kept = speller.next();
    speller.out.push_str(before);
    // An object, mostly: other kinds are rejected early.
    match speller.next() % 8 {
        7 => speller.list("", 0),
        6 => speller.value("", 0),
        _ => speller.object(0),
    }
    speller.out.push_str(after);
    let mut body = speller.out.into_bytes();
    // One in eight is cut off, in the middle of a character if need be.
    if kept % 8 == 7 {
        body.truncate(body.len() * usize::from(kept) / 256);
    }
    body
}

struct Speller<'a> {
    bytes: std::slice::Iter<'a, u8>,
    out: String,
}

impl Speller<'_> {
    fn next(&mut self) -> u8 {
        self.bytes.next().copied().unwrap_or_default()
    }

    fn one_of<'b>(&mut self, of: &[&'b str]) -> &'b str {
        of[usize::from(self.next()) % of.len()]
    }

    fn value(&mut self, key: &str, depth: usize) {
        let speaks = matches!(key, "message" | "error" | "errors" | "error_chain" | "code");
        match self.next() % 16 {
            _ if depth >= DEEPEST => self.out.push_str("null"),
            0 => self.out.push_str("null"),
            1..=5 => self.object(depth),
            6..=8 => self.list(key, depth),
            9..=11 => {
                let text = self.one_of(if speaks { &WORDS } else { &SECRETS });
                self.out.push_str(text);
            }
            12 | 13 => {
                let number = self.one_of(&NUMBERS);
                self.out.push_str(number);
            }
            14 => self.out.push_str("true"),
            _ => self.out.push_str("false"),
        }
    }

    fn object(&mut self, depth: usize) {
        self.out.push('{');
        for at in 0..self.next() % 6 {
            if at > 0 {
                self.out.push(',');
            }
            let key = self.one_of(&KEYS);
            self.out.push_str(&format!("\"{key}\":"));
            self.value(key, depth + 1);
        }
        self.out.push('}');
    }

    fn list(&mut self, key: &str, depth: usize) {
        self.out.push('[');
        for at in 0..self.next() % 4 {
            if at > 0 {
                self.out.push(',');
            }
            self.value(key, depth + 1);
        }
        self.out.push(']');
    }
}
