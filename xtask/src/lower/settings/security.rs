//! Which credential the client sends, of those that the document's security schemes name.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde_json::Value;

use crate::lower::problem::{Problem, Problems, unless_any};
use crate::openapi::{escape, operations, text};
use crate::text::{Markdown, markdown};

/// How a credential is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Credential {
    Bearer,
    Header(String),
}

/// What the client sends, and which calls that is wrong for.
pub struct Security {
    /// The header of the token when it is not `Authorization: Bearer`.
    pub header: Option<String>,
    /// Whether the client needs a token at all.
    pub demanded: bool,
    /// What to do for calls that need something else, by the pointer of the operation.
    pub others: BTreeMap<String, OtherCredential>,
}

/// A call that needs another credential than the client sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherCredential {
    /// Whether it is sent without the token.
    pub without_token: bool,
    /// What callers must add to the call.
    pub note: Option<Markdown>,
}

/// Of several credentials the client sends the one that opens most operations.
///
/// # Errors
///
/// A problem for every operation that needs what cannot be sent in a header.
pub fn read(document: &Value) -> Result<Security, Problems> {
    let schemes = document.pointer("/components/securitySchemes");
    let credentials: Vec<Credential> = schemes
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter_map(|(_, scheme)| credential(scheme))
        .collect();
    let shared = document.get("security");
    let needs: Vec<(String, &Value, Option<&Value>)> = operations(document)
        .map(|(path, method, operation)| {
            let pointer = format!("/paths/{}/{method}", escape(path));
            let own = operation.get("security");
            (pointer, operation, own.or(shared))
        })
        .collect();
    let all = || {
        let needed = needs.iter().filter_map(|(_, _, needed)| *needed);
        // Where as many say so as say otherwise, the document decides.
        needed.chain(shared)
    };
    let opened = |by: &Credential| all().filter(|needed| opens(by, needed, schemes)).count();
    let Some(sent) = credentials.iter().min_by_key(|by| Reverse(opened(by))) else {
        return match all().all(is_free) {
            true => Ok(Security {
                header: None,
                demanded: false,
                others: BTreeMap::new(),
            }),
            false => Err(vec![Problem::new(
                "/components/securitySchemes",
                "none of the security schemes can be sent: only a bearer token or a key in a header",
                "declare a scheme of `type: http, scheme: bearer` or `type: apiKey, in: header`",
            )]),
        };
    };
    let (mut others, mut problems) = (BTreeMap::new(), Vec::new());
    for (pointer, operation, needed) in &needs {
        let Some(needed) = needed else { continue };
        if is_open(needed) {
            let free = OtherCredential {
                without_token: true,
                note: None,
            };
            others.insert(pointer.clone(), free);
        } else if !opens(sent, needed, schemes) {
            match other_credential(needed, sent, schemes) {
                Some(other) => {
                    others.insert(pointer.clone(), other);
                }
                None if operation.get("security").is_some() => {
                    problems.push(unopened(format!("{pointer}/security"), needed));
                }
                None => {
                    let problem = unopened("/security".to_owned(), needed);
                    // A problem of a shared requirement is reported once.
                    if !problems.contains(&problem) {
                        problems.push(problem);
                    }
                }
            }
        }
    }
    let header = match sent {
        Credential::Bearer => None,
        Credential::Header(name) => Some(name.clone()),
    };
    let demanded = shared.is_some_and(|needed| !is_free(needed));
    unless_any(
        problems,
        Security {
            header,
            demanded,
            others,
        },
    )
}

/// Whether a call is made without any credential.
fn is_open(needed: &Value) -> bool {
    alternatives(needed).all(is_nothing)
}

/// What a call needs instead of what the client sends, or besides, if callers can give it in a header.
fn other_credential(
    needed: &Value,
    sent: &Credential,
    schemes: Option<&Value>,
) -> Option<OtherCredential> {
    let scheme = |name: &str| schemes.and_then(|schemes| schemes.get(name));
    let is_header = |name: &str| {
        scheme(name).is_some_and(|scheme| match text(scheme, "type") {
            "apiKey" => text(scheme, "in") == "header",
            kind => kind == "http" || credential(scheme).is_some(),
        })
    };
    let names = |way: &'_ Value| -> Vec<String> {
        let names = way.as_object().into_iter().flatten();
        names.map(|(name, _)| name.clone()).collect()
    };
    let in_headers: Vec<Vec<String>> = alternatives(needed)
        .map(names)
        .filter(|names| names.iter().all(|name| is_header(name)))
        .collect();
    let shown = |names: &Vec<String>| {
        Markdown::joined(names.iter().map(|name| Markdown::code(name)), " and ")
    };
    let ways = Markdown::joined(in_headers.iter().map(shown), " or ");
    let is_sent = |name: &String| scheme(name).and_then(credential).as_ref() == Some(sent);
    let without_token = !in_headers.iter().flatten().any(is_sent);
    let note = markdown!(
        "Needs {}{}: add it to the call with `.header(…)`.",
        ways,
        Markdown::from(match without_token {
            true => ", which the client does not send",
            false => ", of which the client sends a part",
        })
    );
    (!in_headers.is_empty()).then_some(OtherCredential {
        without_token,
        note: Some(note),
    })
}

fn together(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(" and ")
}

fn credential(scheme: &Value) -> Option<Credential> {
    let kind = (
        text(scheme, "type"),
        text(scheme, "scheme"),
        text(scheme, "in"),
    );
    match kind {
        ("http", kind, _) if kind.eq_ignore_ascii_case("bearer") => Some(Credential::Bearer),
        ("oauth2" | "openIdConnect", _, _) => Some(Credential::Bearer),
        ("apiKey", _, "header") => Some(Credential::Header(text(scheme, "name").to_owned())),
        _ => None,
    }
}

fn alternatives(needed: &Value) -> impl Iterator<Item = &Value> {
    needed.as_array().into_iter().flatten()
}

fn is_nothing(way: &Value) -> bool {
    way.as_object().is_none_or(|way| way.is_empty())
}

/// Whether no credential is needed.
fn is_free(needed: &Value) -> bool {
    let mut ways = alternatives(needed).peekable();
    ways.peek().is_none() || ways.any(is_nothing)
}

/// Whether one credential is enough.
fn opens(by: &Credential, needed: &Value, schemes: Option<&Value>) -> bool {
    let is_sent = |name: &str| {
        let scheme = schemes.and_then(|schemes| schemes.get(name));
        scheme.and_then(credential).as_ref() == Some(by)
    };
    let mut ways = alternatives(needed).peekable();
    ways.peek().is_none()
        || ways.any(|way| {
            let mut names = way.as_object().into_iter().flatten();
            names.all(|(name, _)| is_sent(name))
        })
}

fn unopened(pointer: String, needed: &Value) -> Problem {
    let ways: Vec<String> = alternatives(needed)
        .map(|way| {
            let names = way.as_object().into_iter().flatten();
            together(&names.map(|(name, _)| name.clone()).collect::<Vec<_>>())
        })
        .collect();
    Problem::new(
        pointer,
        format!("{} cannot be sent in a header", ways.join(" or ")),
        "let it be called with a bearer token or with a key in a header, or leave it out",
    )
}
