//! Which credential the client sends, of those that the document's security schemes name.

use std::cmp::Reverse;

use serde_json::Value;

use super::document::{escape, operations, text};
use super::problem::{Problem, Problems, unless_any};

/// How a credential is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Credential {
    Bearer,
    Header(String),
}

/// The header of the token when it is not `Authorization: Bearer`, and whether the client needs a token at all. Of several
/// credentials the client sends the one that opens most operations.
///
/// # Errors
///
/// A problem for every operation that needs what the client does not send.
pub fn read(document: &Value) -> Result<(Option<String>, bool), Problems> {
    let schemes = document.pointer("/components/securitySchemes");
    let credentials: Vec<Credential> = schemes
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter_map(|(_, scheme)| credential(scheme))
        .collect();
    let (own, shared) = requirements(document);
    let all = || {
        let own = own.iter().map(|(_, needed)| *needed);
        // Where as many say so as say otherwise, the document decides.
        own.chain(shared.clone()).chain(document.get("security"))
    };
    let opened = |by: &Credential| all().filter(|needed| opens(by, needed, schemes)).count();
    let Some(sent) = credentials.iter().min_by_key(|by| Reverse(opened(by))) else {
        return match all().all(is_free) {
            true => Ok((None, false)),
            false => Err(vec![Problem::new(
                "/components/securitySchemes",
                "none of the security schemes can be sent: only a bearer token or a key in a header",
                "declare a scheme of `type: http, scheme: bearer` or `type: apiKey, in: header`",
            )]),
        };
    };
    let root = shared
        .first()
        .map(|needed| ("/security".to_owned(), *needed));
    let problems = root
        .into_iter()
        .chain(own)
        .filter(|(_, needed)| !opens(sent, needed, schemes))
        .map(|(pointer, needed)| unopened(pointer, needed, sent))
        .collect();
    let demanded = document
        .get("security")
        .is_some_and(|needed| !is_free(needed));
    let header = match sent {
        Credential::Bearer => None,
        Credential::Header(name) => Some(name.clone()),
    };
    unless_any(problems, (header, demanded))
}

/// Whether an operation says that it is called without any credential.
pub fn is_open(operation: &Value) -> bool {
    operation
        .get("security")
        .is_some_and(|needed| alternatives(needed).all(is_nothing))
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

/// What operations need: with the place where they say so themselves, and what the document says for each of the others.
fn requirements(document: &Value) -> (Vec<(String, &Value)>, Vec<&Value>) {
    let (mut own, mut shared) = (Vec::new(), Vec::new());
    for (path, method, operation) in operations(document) {
        match (operation.get("security"), document.get("security")) {
            (Some(needed), _) => {
                own.push((format!("/paths/{}/{method}/security", escape(path)), needed));
            }
            (None, Some(needed)) => shared.push(needed),
            (None, None) => {}
        }
    }
    (own, shared)
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

fn unopened(pointer: String, needed: &Value, sent: &Credential) -> Problem {
    let ways: Vec<String> = alternatives(needed)
        .map(|way| {
            let names = way.as_object().into_iter().flatten();
            let names: Vec<String> = names.map(|(name, _)| format!("`{name}`")).collect();
            names.join(" and ")
        })
        .collect();
    let sent = match sent {
        Credential::Bearer => "a bearer token".to_owned(),
        Credential::Header(name) => format!("the header `{name}`"),
    };
    Problem::new(
        pointer,
        format!(
            "{} must be sent, and the client sends only {sent}",
            ways.join(" or ")
        ),
        "leave it out here, and give each such call what else it needs with `.header(…)`",
    )
}
