//! Generates responses from bytes. Random bytes are hardly ever JSON, so most of them would test no more than the first
//! character; here every byte is a choice, and what comes out is an envelope with any value in any place.

/// A value that must not be printed, wherever it is in a response.
pub(super) const SECRET: &str = "s3cr3t-Kj4Hg6Fd1Ty3Mw8";
/// The API token of the client. It must not be printed even where a message of the service repeats it.
pub(super) const TOKEN: &str = "t0k3n-Qw9Zx7Lp2Vb5Nc6";
/// A secret in what was sent, which messages of the service may repeat.
pub(super) const SENT: &str = "k3y-Rt5Uy8Io1Pa4Sd7Fg0";

/// Below this depth only null is generated.
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

/// JSON strings with a secret.
const SECRETS: [&str; 5] = [
    r#""s3cr3t-Kj4Hg6Fd1Ty3Mw8""#,
    r#""s3cr3t\u002dKj4Hg6Fd1Ty3Mw8""#,
    r#""x, expected s3cr3t-Kj4Hg6Fd1Ty3Mw8""#,
    r#""`s3cr3t-Kj4Hg6Fd1Ty3Mw8`, expected \"s3cr3t-Kj4Hg6Fd1Ty3Mw8\"\n at line 1 column 1""#,
    r#""\ud83d\ude00s3cr3t-Kj4Hg6Fd1Ty3Mw8\u0000""#,
];

/// Messages of the service, which may be shown without the token.
const MESSAGES: [&str; 6] = [
    r#""No such thing""#,
    r#""the token t0k3n-Qw9Zx7Lp2Vb5Nc6 is not valid""#,
    r#""t0k3n\u002dQw9Zx7Lp2Vb5Nc6\r\n\u0000\u2028""#,
    r#""\ud800""#,
    r#""the key k3y-Rt5Uy8Io1Pa4Sd7Fg0 is not accepted""#,
    r#""""#,
];

/// Text before and after the JSON.
const AROUND: [&str; 6] = ["", " \r\n\t", "\u{feff}", "\u{0}", "]", "x"];

/// A response body, generated from `bytes`. Where they end, the shortest choice is made.
pub(super) fn body(bytes: &[u8]) -> Vec<u8> {
    let mut generator = Generator {
        bytes: bytes.iter(),
        out: String::new(),
    };
    let before = generator.one_of(&AROUND[..3]);
    let after = generator.one_of(&AROUND);
    let kept = generator.next();
    generator.out.push_str(before);
    // An object, mostly: other kinds are rejected early.
    match generator.next() % 8 {
        7 => generator.list("", 0),
        6 => generator.value("", 0),
        _ => generator.object("", 0),
    }
    generator.out.push_str(after);
    let mut body = generator.out.into_bytes();
    // One in eight is cut off, in the middle of a character if need be.
    if kept % 8 == 7 {
        body.truncate(body.len() * usize::from(kept) / 256);
    }
    body
}

struct Generator<'a> {
    bytes: std::slice::Iter<'a, u8>,
    out: String,
}

impl Generator<'_> {
    fn next(&mut self) -> u8 {
        self.bytes.next().copied().unwrap_or_default()
    }

    fn one_of<'b>(&mut self, of: &[&'b str]) -> &'b str {
        of[usize::from(self.next()) % of.len()]
    }

    fn value(&mut self, key: &str, depth: usize) {
        let is_message = matches!(key, "message" | "error" | "errors" | "error_chain" | "code");
        match self.next() % 16 {
            _ if depth >= DEEPEST => self.out.push_str("null"),
            0 => self.out.push_str("null"),
            1..=5 => self.object(key, depth),
            6..=8 => self.list(key, depth),
            9..=11 => {
                let text = self.one_of(if is_message { &MESSAGES } else { &SECRETS });
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

    fn object(&mut self, of: &str, depth: usize) {
        self.out.push('{');
        for at in 0..self.next() % 6 {
            if at > 0 {
                self.out.push(',');
            }
            let key = self.one_of(&KEYS);
            self.out.push_str(&format!("\"{key}\":"));
            // `{"errors": {"minutes": ["…"]}}` has messages by the name of a field, at any depth.
            let key = if of == "errors" { of } else { key };
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
