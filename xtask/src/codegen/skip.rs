//! Leaves out operations: those that are not supported (`codegen --skip-unsupported`), and those that `x-client.skip`
//! lists.
//!
//! ```text
//! findings ─owner─► operations and components ─users─► operations ─► the document without them, generated again
//! ```
//!
//! Each stage reports all of its findings and then stops, so one round is needed for each stage with findings.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use serde_json::Value;

use crate::diagnostics::Finding;
use crate::openapi::{
    container, drop_unreached, escape, groups, operations, references, text, unescape,
};
use crate::source::Spec;

/// The findings that are shown for an operation: hundreds of operations may share a schema with hundreds of findings.
const MOST_REASONS: usize = 10;

/// An operation that is left out.
#[derive(Clone, Debug)]
pub struct Skipped {
    /// Its pointer in the document.
    pub pointer: String,
    /// Its operationId, if it has one.
    pub id: String,
    /// `GET /meetings`.
    pub call: String,
    /// Why it is left out.
    pub findings: Vec<Finding>,
}

impl Skipped {
    /// The operation, and why it is left out: `GET /meetings (list_meetings): spec/meetings.yaml:7:3: …`.
    pub fn line(&self) -> String {
        let name = match self.id.as_str() {
            "" => String::new(),
            id => format!(" ({id})"),
        };
        let mut reasons: Vec<String> = self
            .findings
            .iter()
            .take(MOST_REASONS)
            .map(|finding| format!("{}: {}", finding.position, finding.message))
            .collect();
        if let Some(more @ 1..) = self.findings.len().checked_sub(MOST_REASONS) {
            reasons.push(format!(
                "and {more} more, listed by codegen without `--skip-unsupported`"
            ));
        }
        match reasons.is_empty() {
            true => format!("{}{name}: the document asks for it", self.call),
            false => format!("{}{name}: {}", self.call, reasons.join("; ")),
        }
    }
}

/// Takes out of the document the operations that these findings are about, with the components that only they use.
///
/// # Errors
///
/// The findings, when one of them is about no operation and no component, or when nothing can be taken out.
pub fn take_out(spec: &mut Spec, findings: Vec<Finding>) -> Result<Vec<Skipped>, Vec<Finding>> {
    let before = size(&spec.document);
    let graph = Graph::of(&spec.document);
    let owners = findings.iter().map(|finding| owner(&finding.pointer));
    let Some(owners) = owners.collect::<Option<Vec<&str>>>() else {
        return Err(findings);
    };
    let affected = graph.affected(&owners);
    let mut reasons: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
    for (finding, owner) in findings.iter().zip(owners) {
        for operation in affected.get(owner).into_iter().flat_map(|all| all.iter()) {
            let of = reasons.entry((*operation).to_owned()).or_default();
            of.push(finding.clone());
        }
    }
    drop(affected);
    let skipped: Vec<Skipped> = reasons
        .into_iter()
        .filter_map(|(pointer, findings)| remove(&mut spec.document, &pointer, findings))
        .collect();
    drop_empty_paths(&mut spec.document);
    drop_unreached(&mut spec.document);
    // Otherwise the next round would find the same.
    match skipped.is_empty() && size(&spec.document) == before {
        true => Err(findings),
        false => Ok(skipped),
    }
}

/// The number of paths and components.
fn size(document: &Value) -> usize {
    let count = |node: &Value| node.as_object().map_or(0, |node| node.len());
    let components = document.get("components").and_then(Value::as_object);
    let sections = components.into_iter().flatten();
    document.get("paths").map_or(0, count) + sections.map(|(_, named)| count(named)).sum::<usize>()
}

/// Removes paths without operations, so that mistakes in their parameters are not reported.
fn drop_empty_paths(document: &mut Value) {
    let kept: HashSet<String> = operations(document)
        .map(|(path, _, _)| path.to_owned())
        .collect();
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        paths.retain(|path, _| path.starts_with("x-") || kept.contains(path));
    }
}

/// Takes out operations although they are supported.
pub fn take_out_all(spec: &mut Spec, pointers: &[String]) -> Vec<Skipped> {
    let pointers = pointers.iter();
    let skipped = pointers
        .filter_map(|pointer| remove(&mut spec.document, pointer, Vec::new()))
        .collect();
    drop_unreached(&mut spec.document);
    skipped
}

/// The rule of entries of `x-client.skip` that have no effect.
pub const UNNEEDED: &str = "unneeded-skip";

/// The operations that `x-client.skip` lists, each with the pointer of the entry. `None` for an operation that does not
/// exist.
pub fn entries(document: &Value) -> Vec<(Option<String>, String)> {
    let list = document.pointer("/x-client/skip").and_then(Value::as_array);
    let entries = list.into_iter().flatten().enumerate();
    entries
        .map(|(number, entry)| {
            let wanted = entry.as_str().unwrap_or_default();
            let wanted = wanted.strip_prefix('#').unwrap_or(wanted);
            let found = all(document).find(|(pointer, operation)| {
                pointer == wanted || !wanted.is_empty() && text(operation, "operationId") == wanted
            });
            let pointer = format!("/x-client/skip/{number}");
            (found.map(|(pointer, _)| pointer), pointer)
        })
        .collect()
}

/// Every operation with its pointer.
fn all(document: &Value) -> impl Iterator<Item = (String, &Value)> {
    operations(document).map(|(path, method, operation)| {
        let pointer = format!("/paths/{}/{method}", escape(path));
        (pointer, operation)
    })
}

/// Whether a document has an operation or a webhook.
pub fn has_operations(document: &Value) -> bool {
    operations(document).next().is_some()
}

fn remove(document: &mut Value, pointer: &str, findings: Vec<Finding>) -> Option<Skipped> {
    let (item, method) = pointer.rsplit_once('/')?;
    let operation = document
        .pointer_mut(item)?
        .as_object_mut()?
        .shift_remove(method)?;
    let path = item.strip_prefix("/paths/").unwrap_or(item);
    Some(Skipped {
        pointer: pointer.to_owned(),
        id: text(&operation, "operationId").to_owned(),
        call: format!("{} {}", method.to_uppercase(), unescape(path)),
        findings,
    })
}

/// What contains a place: a component, an operation, a path, or the security requirements of the document. `None` if it
/// belongs to the document as a whole.
fn owner(pointer: &str) -> Option<&str> {
    let owner = container(pointer);
    let is_component = owner.starts_with("/components/") && owner.matches('/').count() == 3;
    (is_component || owner.starts_with("/paths/") || owner == "/security").then_some(owner)
}

/// Which operations use what.
struct Graph {
    /// The pointers of all operations.
    operations: BTreeSet<String>,
    /// The operations and components that refer to a component, by its pointer; the operations without a security
    /// requirement of their own use `/security`.
    users: HashMap<String, Vec<String>>,
}

impl Graph {
    fn of(document: &Value) -> Self {
        let unsecured = all(document)
            .filter(|(_, operation)| operation.get("security").is_none())
            .map(|(pointer, _)| pointer);
        let mut graph = Self {
            operations: all(document).map(|(pointer, _)| pointer).collect(),
            users: HashMap::from([("/security".to_owned(), unsecured.collect())]),
        };
        for group in ["paths", "components"] {
            let sections = document.get(group).and_then(Value::as_object);
            for (section, named) in sections.into_iter().flatten() {
                for (name, value) in named.as_object().into_iter().flatten() {
                    let owner = format!("/{group}/{}/{}", escape(section), escape(name));
                    for used in references(value) {
                        let used = container(&used).to_owned();
                        graph.users.entry(used).or_default().push(owner.clone());
                    }
                }
            }
        }
        graph
    }

    /// The operations that contain each of these owners, or refer to it.
    fn affected<'g>(&'g self, owners: &[&'g str]) -> HashMap<&'g str, Rc<BTreeSet<&'g str>>> {
        let mut found: HashMap<&str, Rc<BTreeSet<&str>>> = HashMap::new();
        // A group comes after its users.
        for group in groups(&self.users, owners.iter().copied()) {
            let mut affected: BTreeSet<&str> = BTreeSet::new();
            let mut users: Vec<Rc<BTreeSet<&str>>> = Vec::new();
            for owner in &group {
                if let Some(operation) = self.operations.get(*owner) {
                    affected.insert(operation);
                } else if owner.starts_with("/paths/") {
                    affected.extend(self.below(owner));
                }
                let of = self.users.get(*owner).into_iter().flatten();
                users.extend(of.filter_map(|user| found.get(user.as_str()).cloned()));
            }
            users.dedup_by(|one, other| Rc::ptr_eq(one, other));
            let affected = match users.as_slice() {
                // Copies for each layer of a deep document would take more than linear time.
                [only] if affected.is_empty() => only.clone(),
                _ => {
                    affected.extend(users.iter().flat_map(|user| user.iter()));
                    Rc::new(affected)
                }
            };
            found.extend(group.into_iter().map(|owner| (owner, affected.clone())));
        }
        found
    }

    /// The operations of the path that a pointer is in.
    fn below(&self, pointer: &str) -> impl Iterator<Item = &str> {
        let end = pointer.match_indices('/').nth(2);
        let path = end.map_or(pointer, |(end, _)| &pointer[..end]);
        let start = format!("{path}/");
        let below = self.operations.range(start.clone()..);
        below
            .take_while(move |operation| operation.starts_with(&start))
            .map(String::as_str)
    }
}
