//! The work grows as the length of a text does, whatever a service repeats in it.

use super::{redact, word::READ};

const PARTS: [&str; 50] = [
    "-",
    "--token-",
    "--token ",
    "token=",
    "token: ",
    "\"token\":",
    "http://",
    "rtmp://",
    "a:b/",
    "a@",
    "@",
    "6bf2b8be-04dd-4191-b602-1128921a306",
    "eyJ",
    "eyJ.",
    "%25",
    "\\u00",
    "&#83;",
    "<b>",
    "<key>",
    "</b>",
    "<",
    ">",
    "{\"",
    "[",
    "(",
    "]",
    ": ",
    ":",
    "=",
    "\"",
    "'",
    "`",
    "\\",
    "abcdefgh",
    "A1b2",
    " ",
    "\n",
    ",",
    "/",
    "?",
    "#",
    "name=",
    "value:",
    "value \"",
    "bearer ",
    "cookie:",
    "-----BEGIN ",
    "password",
    " is ",
    "key ",
];

/// The number of bytes that are read to find what is secret in a text of this length.
fn work(pattern: &str, length: usize) -> usize {
    READ.set(0);
    redact(&pattern.repeat(length / pattern.len()), &[]);
    READ.get()
}

#[test]
fn any_repeated_text_is_searched_in_linear_time() {
    let pairs = PARTS
        .iter()
        .flat_map(|one| PARTS.map(|two| format!("{one}{two}")));
    let patterns = PARTS.map(str::to_owned).into_iter().chain(pairs);
    let grows_faster = |pattern: &String| {
        let (short, long) = (work(pattern, 1_000), work(pattern, 4_000));
        long > 5 * short + 1_000
    };
    let found: Vec<String> = patterns.filter(grows_faster).collect();
    assert!(found.is_empty(), "{found:#?}");
}
