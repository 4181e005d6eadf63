//! What callers of a generated crate see, and what differs between two of them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::items::{self, Item, Items, Reader};
use crate::codegen::{self, Origins, Skipped};
use crate::diagnostics::{Finding, Level};
use crate::lint;
use crate::review::verdict::Bump;
use crate::source::Spec;

/// The path of the item for the crate itself.
pub(super) const CRATE: &str = "crate";

/// One generated crate, as callers see it.
pub struct Surface {
    /// Its public items by path.
    pub items: Items,
    /// Where in the document types, calls and methods come from.
    pub origins: BTreeMap<String, String>,
    /// The operations that are not supported, or that were left out because they cannot in the other revision.
    pub skipped: Vec<Skipped>,
}

/// An item that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ItemChange {
    /// Its path, `types::Participant::name`.
    pub item: String,
    /// Its signature before, unless it is new.
    pub before: Option<String>,
    /// Its signature now, unless it is gone.
    pub after: Option<String>,
    /// The change of the version that it needs.
    #[serde(skip)]
    pub bump: Bump,
}

impl Surface {
    /// The surface of the crate that a document describes, without the operations that are not supported and those at the
    /// pointers `without`.
    ///
    /// # Errors
    ///
    /// What the generator does not support, where no operation is left or it is about the document as a whole.
    pub fn of(spec: &Spec, without: &[String]) -> Result<Self, Vec<Finding>> {
        let (origins, skipped) = origins(spec, without)?;
        let Origins {
            module,
            read: Reader { mut items, .. },
            mut pointers,
        } = origins;
        items.insert(CRATE.to_owned(), items::of_crate(&module));
        pointers.insert(CRATE.to_owned(), "/x-client/package".to_owned());
        Ok(Self {
            items,
            origins: pointers,
            skipped,
        })
    }

    /// The pointer of the node that an item comes from.
    pub fn origin(&self, item: &Item) -> Option<&str> {
        let method = format!("{}::{}", item.owner, item.member);
        let pointer = self.origins.get(&method).or(self.origins.get(&item.owner));
        pointer.map(String::as_str)
    }
}

/// The code of the crate, and the operations that are not in it.
fn origins(
    spec: &Spec,
    without: &[String],
) -> Result<(Origins<Reader>, Vec<Skipped>), Vec<Finding>> {
    let listed = codegen::entries(&spec.document).into_iter();
    let listed = listed.filter_map(|(operation, _)| operation);
    let without: Vec<String> = listed.chain(without.iter().cloned()).collect();
    let mut errors = Vec::new();
    if without.is_empty() && lint::unclear(spec).is_empty() {
        match codegen::origins(spec, Reader::file) {
            Ok(origins) => return Ok((origins, Vec::new())),
            Err(findings) => errors = findings,
        }
    }
    let mut copy = spec.copy();
    let mut skipped = codegen::take_out_all(&mut copy, &without);
    // What lint finds is the cause of what the generator finds.
    let found = lint::lint(&copy).into_iter();
    let found: Vec<Finding> = found
        .filter(|finding| finding.level == Level::Error)
        .collect();
    if !found.is_empty() {
        errors = found;
    }
    loop {
        let more = codegen::take_out(&mut copy, errors.clone())?;
        let is_stuck = more.is_empty() && !errors.is_empty();
        skipped.extend(more);
        if !codegen::has_operations(&copy.document) {
            return Err(errors);
        }
        match codegen::origins(&copy, Reader::file) {
            Ok(origins) => return Ok((origins, skipped)),
            Err(findings) if is_stuck => return Err(findings),
            Err(findings) => errors = findings,
        }
    }
}

/// Every item that differs between a crate in a folder and a generated one, by path. The name of the crate is not compared:
/// the manifest is not read.
pub fn drift(kept: &Items, after: &Items) -> Vec<ItemChange> {
    let mut changes = differences(kept, after);
    changes.retain(|change| change.item != CRATE);
    changes
}

/// Every item that differs, by path: in its signature, or only in its documentation or
/// body, which needs a patch version.
pub fn differences(before: &Items, after: &Items) -> Vec<ItemChange> {
    let mut changes = Vec::new();
    for (path, item) in before {
        let twin = after.get(path);
        let bump = match twin {
            None => Bump::Major,
            Some(twin) if twin.signature != item.signature => changed(item, twin),
            Some(twin) if twin.text != item.text => Bump::Patch,
            Some(_) => continue,
        };
        changes.push(ItemChange {
            item: path.clone(),
            before: Some(item.signature.clone()),
            after: twin.map(|twin| twin.signature.clone()),
            bump,
        });
    }
    for (path, item) in after {
        if !before.contains_key(path) {
            changes.push(ItemChange {
                item: path.clone(),
                before: None,
                after: Some(item.signature.clone()),
                bump: added(before, path, item),
            });
        }
    }
    changes.sort_by(|a, b| a.item.cmp(&b.item));
    changes
}

/// A new member of a type breaks callers that construct it or match all of its variants.
fn added(before: &Items, path: &str, item: &Item) -> Bump {
    let owner = path.strip_suffix(&format!("::{}", item.member));
    let is_part = !item.is_open && !item.member.is_empty();
    let had_owner = owner.is_some_and(|owner| before.contains_key(owner));
    if is_part && had_owner {
        Bump::Major
    } else {
        Bump::Minor
    }
}

fn changed(before: &Item, after: &Item) -> Bump {
    const DEPRECATED: &str = "#[deprecated] ";
    let plain = |item: &Item| item.signature.replace(DEPRECATED, "");
    if plain(before) == plain(after) {
        return Bump::Minor;
    }
    let (was, is) = (arguments(&before.signature), arguments(&after.signature));
    match (was, is) {
        (Some(was), Some(is)) if was.keeps_places(&is) => Bump::Patch,
        _ => Bump::Major,
    }
}

/// The parts of a function's signature. Callers do not write the names of arguments, but the compiler does not notice when
/// two arguments of one type were swapped.
#[derive(PartialEq, Eq)]
struct Arguments<'s> {
    /// All but the names.
    rest: Vec<&'s str>,
    names: Vec<&'s str>,
}

impl Arguments<'_> {
    /// Whether only names differ, and no name was moved to another place.
    fn keeps_places(&self, after: &Self) -> bool {
        let moved = |(place, name): (usize, &&str)| {
            let new_place = after.names.iter().position(|other| other == name);
            new_place.is_some_and(|new_place| new_place != place)
        };
        self.rest == after.rest && !self.names.iter().enumerate().any(moved)
    }
}

fn arguments(signature: &str) -> Option<Arguments<'_>> {
    let (front, inside) = signature.split_once('(')?;
    if !front.contains("fn ") {
        return None;
    }
    let (mut rest, mut names) = (vec![front], Vec::new());
    for part in inside.split(", ") {
        match part.split_once(": ") {
            Some((name, ty)) => {
                names.push(name);
                rest.push(ty);
            }
            None => rest.push(part),
        }
    }
    Some(Arguments { rest, names })
}
