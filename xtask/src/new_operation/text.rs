//! Adds lines to a document, below the existing ones.

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::skeleton::{Skeleton, indented};
use crate::openapi::escape;
use crate::source::{parsed, without_empty};

/// The text of a document with the skeleton in it.
pub(super) fn extended(before: &str, skeleton: &Skeleton) -> Result<String> {
    // The line ends of the document are kept, and the first one is that of new lines.
    let end = match before.split_once('\n') {
        Some((first, _)) if first.ends_with('\r') => "\r\n",
        _ => "\n",
    };
    let mut lines: Vec<String> = before.split_inclusive('\n').map(str::to_owned).collect();
    if let Some(last) = lines.last_mut().filter(|last| !last.ends_with('\n')) {
        last.push_str(end);
    }
    let path = ["paths", skeleton.path.as_str()];
    let (keys, more) = match block(&lines, &path) {
        Some(_) => (&path[..], skeleton.at_method()),
        None => (&path[..1], skeleton.item()),
    };
    add(
        &mut lines,
        &["components", "schemas"],
        skeleton.named_schemas(),
        end,
    )?;
    add(&mut lines, keys, more, end)?;
    let after = lines.concat();
    // Check that nothing was lost and that the operation was added, because documents are written in many
    // ways.
    let (old, new) = (
        parsed(before).context("it is not YAML")?,
        parsed(&after).context("it would not be valid YAML")?,
    );
    let operation = format!("/paths/{}/{}", escape(&skeleton.path), skeleton.method);
    let schemas = skeleton
        .schemas
        .iter()
        .map(|(name, _)| format!("/components/schemas/{name}"));
    let mut wanted = schemas.chain([operation]);
    if !holds(&new, &old)
        || !wanted.all(|pointer| old.pointer(&pointer).is_none() && new.pointer(&pointer).is_some())
    {
        bail!("its paths or schemas are not in block style");
    }
    Ok(after)
}

/// Whether `new` has everything that `old` has.
fn holds(new: &Value, old: &Value) -> bool {
    match (new, old) {
        (Value::Object(new), Value::Object(old)) => old
            .iter()
            .all(|(key, old)| new.get(key).is_some_and(|new| holds(new, old))),
        (new, old) => new == old,
    }
}

/// A key with the lines below it.
struct Block {
    /// The line of the key.
    key: usize,
    /// The line after its last line.
    end: usize,
    /// The indentation of the keys below it.
    below: usize,
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn says_nothing(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || line.starts_with('#')
}

/// The block of the last of these keys, from the top of the document.
fn block(lines: &[String], keys: &[&str]) -> Option<Block> {
    let mut found = Block {
        key: 0,
        end: lines.len(),
        below: 0,
    };
    let mut start = 0;
    for key in keys {
        let is_key = |line: &str| {
            let rest = line.trim_start().strip_prefix(key);
            indent(line) == found.below && rest.is_some_and(|rest| rest.starts_with(':'))
        };
        let at = (start..found.end).find(|at| lines.get(*at).is_some_and(|line| is_key(line)))?;
        let own = found.below;
        let mut end = at + 1;
        let mut below = None;
        for next in at + 1..found.end {
            let line = lines.get(next)?;
            if says_nothing(line) {
                continue;
            }
            if indent(line) <= own {
                break;
            }
            below.get_or_insert(indent(line));
            end = next + 1;
        }
        found = Block {
            key: at,
            end,
            below: below.unwrap_or(own + 2),
        };
        start = at + 1;
    }
    Some(found)
}

/// Adds lines, with this end each, at the end of the value of a key, which is added where it is missing.
fn add(lines: &mut Vec<String>, keys: &[&str], more: Vec<String>, end: &str) -> Result<()> {
    let Some(block) = block(lines, keys) else {
        let Some((last, above)) = keys.split_last() else {
            bail!("there is no place for it");
        };
        let mut own = vec![format!("{last}:")];
        own.extend(indented(2, &more));
        if above.is_empty() {
            lines.extend(own.into_iter().map(|line| line + end));
            return Ok(());
        }
        return add(lines, above, own, end);
    };
    if let Some(key) = lines.get_mut(block.key) {
        // An empty mapping in braces becomes one with lines below it.
        *key = without_empty(key, "{}");
    }
    let more = indented(block.below, &more).into_iter();
    lines.splice(block.end..block.end, more.map(|line| line + end));
    Ok(())
}
