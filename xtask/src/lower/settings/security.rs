//! The credentials that the client sends, chosen from the document's security schemes.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use crate::lower::rust_names::snake;
use crate::openapi::{Credential, escape, operations, place_and_name, resolve, text};
use crate::text::{Markdown, markdown};

/// A credential beside the token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scheme {
    /// The name of its setter.
    pub setter: String,
    /// How it is sent.
    pub credential: Credential,
    /// Its description in the document.
    pub description: String,
}

/// The credentials that the client sends, and the calls that need others.
#[derive(Debug, Default)]
pub struct Security {
    /// The header of the token when it is not `Authorization: Bearer`.
    pub header: Option<String>,
    /// Whether the client needs a token at all.
    pub demanded: bool,
    /// Further credentials that calls need.
    pub schemes: Vec<Scheme>,
    /// The calls that need something other than the token, by the pointer of the operation.
    pub others: BTreeMap<String, OtherCredential>,
}

/// The credentials of a call that needs something other than the token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherCredential {
    /// Whether it is sent without the token.
    pub without_token: bool,
    /// The sets of credentials of which the call needs one: whether the token is in the set, and the indices of the
    /// other credentials. Empty if only the token is needed.
    pub any_of: Vec<(bool, Vec<usize>)>,
    /// The sentence about it in the documentation.
    pub note: Option<Markdown>,
}

/// Of several credentials that can be the token, the one that most operations accept is the token. Each of the others
/// gets a setter of its own.
pub fn read(document: &Value, taken: &[&str]) -> Security {
    let schemes = document.pointer("/components/securitySchemes");
    let known: Vec<(&String, Option<Credential>, &str)> = schemes
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(name, scheme)| {
            let scheme = resolve(document, "", scheme).map_or(scheme, |(_, scheme)| scheme);
            (name, Credential::of(scheme), text(scheme, "description"))
        })
        .collect();
    let of = |name: &str| {
        let mut known = known.iter();
        known
            .find(|(other, ..)| *other == name)
            .and_then(|(_, credential, _)| credential.as_ref())
    };
    let shared = required(document).map(|needed| sent(needed, schemes));
    let shared = shared.as_ref();
    let needs: Vec<(String, Option<Cow<'_, Value>>)> = operations(document)
        .map(|(path, method, operation)| {
            let pointer = format!("/paths/{}/{method}", escape(path));
            let own = required(operation);
            let own = own.map(|needed| Cow::Owned(sent(needed, schemes)));
            (pointer, own.or(shared.map(Cow::Borrowed)))
        })
        .collect();
    let all = || {
        let needed = needs.iter().filter_map(|(_, needed)| needed.as_deref());
        // In a tie, the security requirement of the document decides.
        needed.chain(shared)
    };
    let opens = |by: &Credential, needed: &Value| {
        let mut ways = alternatives(needed).peekable();
        ways.peek().is_none() || ways.any(|way| names(way).all(|name| of(name) == Some(by)))
    };
    let can_be_token =
        |credential: &&Credential| matches!(credential, Credential::Bearer | Credential::Header(_));
    let tokens = known
        .iter()
        .filter_map(|(_, credential, _)| credential.as_ref());
    let token = tokens
        .filter(can_be_token)
        .min_by_key(|by| Reverse(all().filter(|needed| opens(by, needed)).count()))
        .cloned();
    let mut security = Security {
        demanded: shared.is_some_and(|needed| {
            !is_free(needed)
                && alternatives(needed).all(|way| {
                    names(way).any(|name| of(name).is_some() && of(name) == token.as_ref())
                })
        }),
        header: match &token {
            Some(Credential::Header(name)) => Some(name.clone()),
            _ => None,
        },
        ..Security::default()
    };
    let is_used = !known.is_empty()
        && all().any(|needed| alternatives(needed).flat_map(names).next().is_some());
    let mut setters: HashSet<String> = taken.iter().map(|name| (*name).to_owned()).collect();
    // Indices of the further credentials, by how they are sent: two schemes can be the same credential.
    let mut numbers: Vec<Credential> = Vec::new();
    for (pointer, needed) in &needs {
        let Some(needed) = needed else {
            // Without a requirement, OpenAPI needs nothing. A document without any requirement leaves them out.
            if is_used {
                security.others.insert(pointer.clone(), free());
            }
            continue;
        };
        if alternatives(needed).all(|way| names(way).next().is_none()) {
            security.others.insert(pointer.clone(), free());
            continue;
        }
        let is_token_enough = token.as_ref().is_some_and(|token| opens(token, needed));
        let is_plain = is_token_enough && alternatives(needed).count() == 1;
        let can_all_be_sent =
            alternatives(needed).any(|way| names(way).all(|name| of(name).is_some()));
        if is_plain || is_token_enough && !has_others(needed, &token, &of) {
            let is_token = |way: &Value| {
                let mut names = names(way).map(&of).peekable();
                names.peek().is_some() && names.all(|it| it == token.as_ref())
            };
            if !security.demanded && alternatives(needed).all(is_token) {
                let any_of = vec![(true, Vec::new())];
                let note = Some(needs_note(&any_of, &[]));
                let other = OtherCredential {
                    without_token: false,
                    any_of,
                    note,
                };
                security.others.insert(pointer.clone(), other);
            }
            continue;
        }
        if !can_all_be_sent {
            // A scheme that is not declared may be a misspelt token.
            let is_declared = |name: &str| known.iter().any(|(other, ..)| *other == name);
            let may_take_token = alternatives(needed).flat_map(names).any(|name| {
                !is_declared(name) || (of(name).is_some() && of(name) == token.as_ref())
            });
            let other = unsupported(needed, !may_take_token);
            security.others.insert(pointer.clone(), other);
            continue;
        }
        let mut any_of: Vec<(bool, Vec<usize>)> = Vec::new();
        for way in alternatives(needed) {
            let mut set = (false, Vec::new());
            let mut is_known = true;
            for name in names(way) {
                match of(name) {
                    Some(credential) if Some(credential) == token.as_ref() => set.0 = true,
                    Some(credential) => {
                        let number = numbers.iter().position(|known| known == credential);
                        let number = number.unwrap_or_else(|| {
                            numbers.push(credential.clone());
                            let described = known.iter().find(|(other, ..)| *other == name);
                            security.schemes.push(Scheme {
                                setter: setter(name, credential, &mut setters),
                                credential: credential.clone(),
                                description: described.map_or("", |(.., text)| text).to_owned(),
                            });
                            numbers.len() - 1
                        });
                        set.1.push(number);
                    }
                    None => is_known = false,
                }
            }
            if is_known && !any_of.contains(&set) {
                any_of.push(set);
            }
        }
        // If a call can be made with or without a credential, one that the client has is sent.
        any_of.sort_by_key(|(token, others)| !token && others.is_empty());
        let note = needs_note(&any_of, &security.schemes);
        let other = OtherCredential {
            without_token: false,
            any_of,
            note: Some(note),
        };
        security.others.insert(pointer.clone(), other);
    }
    security
}

/// The requirement of the document or of an operation. One that is null is left out.
fn required(owner: &Value) -> Option<&Value> {
    owner.get("security").filter(|needed| needed.is_array())
}

/// The requirement without client certificates: callers set them in their HTTP client, so that no call has to send them.
fn sent(needed: &Value, schemes: Option<&Value>) -> Value {
    let is_certificate = |name: &str| {
        let scheme = schemes.and_then(|schemes| schemes.get(name));
        scheme.is_some_and(|scheme| text(scheme, "type") == "mutualTLS")
    };
    let mut needed = needed.clone();
    for way in needed.as_array_mut().into_iter().flatten() {
        if let Some(way) = way.as_object_mut() {
            way.retain(|name, _| !is_certificate(name));
        }
    }
    needed
}

/// Whether an alternative has a credential other than the token that the client can send.
fn has_others<'c>(
    needed: &Value,
    token: &Option<Credential>,
    of: &impl Fn(&str) -> Option<&'c Credential>,
) -> bool {
    alternatives(needed).any(|way| {
        let mut names = names(way).peekable();
        names.peek().is_some()
            && names.all(|name| of(name).is_some())
            && self::names(way).any(|name| of(name) != token.as_ref())
    })
}

fn free() -> OtherCredential {
    OtherCredential {
        without_token: true,
        any_of: Vec::new(),
        note: None,
    }
}

/// A call whose credentials the client does not send.
fn unsupported(needed: &Value, without_token: bool) -> OtherCredential {
    let shown = |way: &Value| Markdown::joined(names(way).map(Markdown::code), " and ");
    let ways = Markdown::joined(alternatives(needed).map(shown), " or ");
    OtherCredential {
        without_token,
        any_of: Vec::new(),
        note: Some(markdown!(
            "Needs {}, which the client does not send: add it to the call with `.header(…)`.",
            ways
        )),
    }
}

fn needs_note(any_of: &[(bool, Vec<usize>)], schemes: &[Scheme]) -> Markdown {
    let ways = any_of.iter().map(|(token, others)| {
        let token = token.then_some("token");
        let others = others.iter().filter_map(|number| schemes.get(*number));
        let names = token
            .into_iter()
            .chain(others.map(|scheme| scheme.setter.as_str()));
        let names: Vec<Markdown> = names.map(Markdown::code).collect();
        match names.is_empty() {
            true => Markdown::from("nothing"),
            false => Markdown::joined(names, " and "),
        }
    });
    markdown!(
        "Credentials, set on the builder of the client: {}.",
        Markdown::joined(ways, " or ")
    )
}

/// The name of a setter: `basic` becomes `basic_auth`.
fn setter(name: &str, credential: &Credential, taken: &mut HashSet<String>) -> String {
    let plain = snake(name);
    let mut setter = match (credential, plain.as_str()) {
        (Credential::Basic, "basic" | "b") => "basic_auth".to_owned(),
        _ => plain,
    };
    while !taken.insert(setter.clone()) {
        setter = format!("{}_credential", setter.trim_end_matches('_'));
    }
    setter
}

fn alternatives(needed: &Value) -> impl Iterator<Item = &Value> {
    needed.as_array().into_iter().flatten()
}

fn names(way: &Value) -> impl Iterator<Item = &str> {
    way.as_object()
        .into_iter()
        .flatten()
        .map(|(name, _)| name.as_str())
}

/// Whether an operation sends an API key where it has this parameter: `None` if not, and otherwise whether it always does.
pub fn sends_as_key(operation: &Value, document: &Value, parameter: &Value) -> Option<bool> {
    let schemes = document.pointer("/components/securitySchemes")?;
    let needed = required(operation).or(required(document))?;
    let is_key = |scheme: &str| {
        schemes.get(scheme).is_some_and(|scheme| {
            text(scheme, "type") == "apiKey" && place_and_name(scheme) == place_and_name(parameter)
        })
    };
    let ways: Vec<bool> = alternatives(needed)
        .map(|way| names(way).any(is_key))
        .collect();
    let is_sent = ways.contains(&true);
    is_sent.then(|| !ways.contains(&false))
}

/// Whether no credential is needed.
fn is_free(needed: &Value) -> bool {
    let mut ways = alternatives(needed).peekable();
    ways.peek().is_none() || ways.any(|way| names(way).next().is_none())
}
