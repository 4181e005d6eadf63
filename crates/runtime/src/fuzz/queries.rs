//! Any names, values and lists in a query are read back as they were given, by a parser that is not ours.

use percent_encoding::percent_decode_str;
use reqwest::Url;

use crate::{ListStyle, request::query::Query};

/// Names as descriptions of APIs have them, and as none has them.
const NAMES: [&str; 8] = [
    "page_no", "filters", "status[]", "a&b", "c=d", "é,", " +", "%26",
];

/// The last value of a name.
#[derive(Clone, Debug, PartialEq)]
enum Given {
    One(String),
    Commas(Vec<String>),
    Repeated(Vec<String>),
}

/// Sets parameters as the bytes say: a name, a kind, and texts up to the next byte 255.
fn check(mut bytes: &[u8]) {
    let mut query = Query::default();
    let mut given: Vec<(&'static str, Given)> = Vec::new();
    while let [name, kind, rest @ ..] = bytes {
        let name = NAMES[usize::from(*name) % NAMES.len()];
        let end = rest
            .iter()
            .position(|byte| *byte == 255)
            .unwrap_or(rest.len());
        let text = String::from_utf8_lossy(&rest[..end]).into_owned();
        bytes = rest.get(end + 1..).unwrap_or_default();
        let items: Vec<String> = match kind % 5 {
            0 => Vec::new(),
            _ => text.split('|').map(str::to_owned).collect(),
        };
        let value = match kind % 3 {
            0 => {
                query.set(name, &text).unwrap();
                Given::One(text)
            }
            1 => {
                query.set_list(name, &items, ListStyle::Comma).unwrap();
                Given::Commas(items)
            }
            _ => {
                query.set_list(name, &items, ListStyle::Repeat).unwrap();
                Given::Repeated(items)
            }
        };
        match given.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = value,
            None => given.push((name, value)),
        }
    }
    let text = query.text();
    let separator = if text.is_empty() { "" } else { "?" };
    let url = Url::parse(&format!("https://example.com/x{separator}{text}")).unwrap();
    assert_eq!((url.path(), url.fragment()), ("/x", None), "{url}");
    assert_eq!(read_back(&url), flat(&given), "{url}");
    // as it is sent
    let mut sent = Url::parse("https://example.com/x").unwrap();
    sent.set_query(Some(text).filter(|text| !text.is_empty()));
    assert_eq!(sent, url);
}

/// The parameters as a server sees them: one name and one value each, and the values that commas part in it.
type Seen = Vec<(String, Vec<String>)>;

fn flat(given: &[(&str, Given)]) -> Seen {
    let mut seen = Seen::new();
    for (name, value) in given {
        let mut add = |values: &[String]| seen.push(((*name).to_owned(), values.to_vec()));
        match value {
            Given::One(text) => add(std::slice::from_ref(text)),
            Given::Commas(items) if items.is_empty() => {}
            Given::Commas(items) => add(items),
            Given::Repeated(items) => items
                .iter()
                .for_each(|item| add(std::slice::from_ref(item))),
        }
    }
    seen
}

fn read_back(url: &Url) -> Seen {
    let pairs = url
        .query_pairs()
        .map(|(name, value)| (name.into_owned(), value));
    // The parser of forms returns whole values. Only the raw text shows which commas were separators.
    let raw = url.query().unwrap_or_default().split('&');
    pairs
        .zip(raw)
        .map(|((name, whole), raw)| {
            let (_, values) = raw.split_once('=').unwrap();
            let values: Vec<String> = values
                .split(',')
                .map(|value| {
                    percent_decode_str(value)
                        .decode_utf8()
                        .unwrap()
                        .into_owned()
                })
                .collect();
            assert_eq!(values.join(","), whole);
            (name, values)
        })
        .collect()
}

#[test]
fn any_query_round_trips() {
    bolero::check!(name = "any_queries")
        .with_iterations(10_000)
        .with_max_len(128)
        .for_each(check);
}

#[test]
fn any_number_is_read_back_or_refused() {
    bolero::check!(name = "any_numbers")
        .with_iterations(10_000)
        .with_type::<f64>()
        .for_each(|number| {
            let mut query = Query::default();
            let set = query.set("n", number);
            assert_eq!(set.is_ok(), number.is_finite(), "{number}");
            let sent = query.text();
            if number.is_finite() {
                let text = sent.strip_prefix("n=").unwrap();
                assert_eq!(text.parse(), Ok(*number), "{sent}");
            }
        });
}
