//! Security requirements name schemes that exist.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::context::Context;
use crate::diagnostics::{Finding, did_you_mean};
use crate::openapi::{
    Credential, Kind, entries, escape, items, operations, place_of_credential, text,
};

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let known: Vec<&str> = schemes(context).map(|(name, _)| name).collect();
    let mut findings = unsent(context);
    findings.extend(colliding(context));
    findings.extend(shared(context));
    for (pointer, name) in demanded(context) {
        if !known.contains(&name) {
            findings.push(context.spec.finding(
                "unknown-security-scheme",
                &pointer,
                format!(
                    "`{name}` is not in components/securitySchemes: without another alternative, the token of \
                     the client is sent, if it has one"
                ),
                did_you_mean(name, known.iter().copied(), "declare it there"),
            ));
        }
    }
    findings
}

/// Requirements with two credentials in the same place, of which only one can be sent.
fn colliding(context: &Context<'_>) -> Vec<Finding> {
    let places: HashMap<&str, (&str, String)> = schemes(context)
        .filter_map(|(name, scheme)| Some((name, place_of_credential(scheme)?)))
        .collect();
    let mut seen: HashMap<&str, Vec<&(&str, String)>> = HashMap::new();
    let mut findings = Vec::new();
    let all = demanded(context);
    for (pointer, name) in &all {
        let requirement = pointer.rsplit_once('/').map_or("", |(above, _)| above);
        let Some(place) = places.get(*name) else {
            continue;
        };
        let known = seen.entry(requirement).or_default();
        if known.contains(&place) {
            findings.push(context.spec.finding(
                "unsent-credential",
                pointer,
                format!("`{name}` is sent in the same place as another credential of this requirement, so only one of them is sent"),
                "remove one of them, or write it as an alternative: an item of its own",
            ));
        }
        known.push(place);
    }
    findings
}

/// Schemes that are sent in the same way, for which the client has one setter, although some operations need one and
/// others the other.
fn shared(context: &Context<'_>) -> Vec<Finding> {
    let of = |owner: &'_ Value| -> Option<HashSet<String>> {
        let ways = owner.get("security")?.as_array()?.iter();
        let names = ways.filter_map(Value::as_object).flat_map(Map::keys);
        Some(names.cloned().collect())
    };
    let whole = of(context.document()).unwrap_or_default();
    let needs: Vec<HashSet<String>> = operations(context.document())
        .map(|(.., operation)| of(operation).unwrap_or_else(|| whole.clone()))
        .collect();
    let is_alone = |one: &str, other: &str| {
        let mut needs = needs.iter();
        needs.any(|names| names.contains(one) && !names.contains(other))
    };
    let mut known: Vec<(Credential, Vec<&str>)> = Vec::new();
    let mut findings = Vec::new();
    for (name, scheme) in schemes(context) {
        let Some(credential) = Credential::of(scheme) else {
            continue;
        };
        let place = known.iter().position(|(known, _)| *known == credential);
        let place = place.unwrap_or_else(|| {
            known.push((credential, Vec::new()));
            known.len() - 1
        });
        let before = &mut known[place].1;
        let other = before
            .iter()
            .find(|other| is_alone(name, other) && is_alone(other, name));
        if let Some(other) = other {
            findings.push(context.spec.finding(
                "shared-credential",
                &pointer_of(name),
                format!("`{name}` is sent in the same way as `{other}`, and the client has one credential for both"),
                "callers make a client for each of them",
            ));
        }
        before.push(name);
    }
    findings
}

/// Schemes whose credentials the client does not send.
fn unsent(context: &Context<'_>) -> Vec<Finding> {
    let demanded: HashSet<&str> = demanded(context)
        .into_iter()
        .map(|(_, name)| name)
        .collect();
    let used = schemes(context).filter(|(name, _)| demanded.contains(name));
    used.filter_map(|(name, scheme)| {
        let (what, help) = match (text(scheme, "type"), Credential::of(scheme)) {
            ("mutualTLS", _) => (
                "a client certificate",
                "callers pass an HTTP client with the certificate to `http_client`",
            ),
            ("http", None) => (
                "this credential",
                "callers add the header to each call with `header`",
            ),
            _ => return None,
        };
        Some(context.spec.finding(
            "unsent-credential",
            &pointer_of(name),
            format!("the client does not send {what}"),
            help,
        ))
    })
    .collect()
}

/// The security schemes by their names, also those that are references to others.
fn schemes<'a>(context: &Context<'a>) -> impl Iterator<Item = (&'a str, &'a Value)> {
    let components = context.document().get("components").into_iter();
    let schemes = components.flat_map(|components| entries(components, "securitySchemes"));
    schemes.map(|(name, scheme)| (name.as_str(), context.resolve(scheme).unwrap_or(scheme)))
}

fn pointer_of(scheme: &str) -> String {
    format!("/components/securitySchemes/{}", escape(scheme))
}

/// Every scheme that the document or an operation demands, with the place.
pub(super) fn demanded<'a>(context: &Context<'a>) -> Vec<(String, &'a str)> {
    let holders = context
        .index
        .objects
        .iter()
        .filter(|object| matches!(object.kind, Kind::Document | Kind::Operation));
    let mut found = Vec::new();
    for holder in holders {
        for (at, requirement) in items(holder.value, "security").enumerate() {
            for (name, _) in requirement.as_object().into_iter().flatten() {
                found.push((
                    format!("{}/security/{at}/{}", holder.pointer, escape(name)),
                    name.as_str(),
                ));
            }
        }
    }
    found
}
