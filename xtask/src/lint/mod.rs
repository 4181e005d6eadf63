//! What is wrong with a document, all of it at once.
//!
//! A rule is an entry of [`RULES`], which says why it exists; the families of rules that find things stand one a file.

mod causes;
mod effort;
mod examples;
mod house;
pub(crate) mod keywords;
mod media;
mod min_items;
mod operations;
mod parameters;
mod paths;
mod reach;
mod recursion;
mod rules;
mod schemas;
mod security;
mod undeclared;
mod unfinished;
mod unused;
mod validator;
mod values;

#[cfg(test)]
mod plants;
#[cfg(test)]
mod tests;

use serde_json::Value;

pub use self::keywords::{Stranger, strangers};
pub use self::rules::{RULES, Rule};

use crate::diagnostics::{Finding, sort};
use crate::openapi::Index;
use crate::source::Spec;
use validator::{Direction, Validator};

/// A family of rules.
type Family = fn(&Context<'_>) -> Vec<Finding>;

/// The families that hold for every document.
const FAMILIES: [Family; 9] = [
    keywords::check,
    operations::check,
    paths::check,
    parameters::check,
    media::check,
    schemas::check,
    recursion::check,
    security::check,
    values::check,
];

/// The families that only the house rules ask for.
const HOUSE_FAMILIES: [Family; 4] = [
    house::check,
    unused::check,
    examples::check,
    unfinished::check,
];

/// The schemas of a document, ready to judge bodies of requests.
pub struct RequestBodies<'a>(Validator<'a>);

impl<'a> RequestBodies<'a> {
    /// Those of this document.
    #[must_use]
    pub fn of(document: &'a Value) -> Self {
        Self(Validator::new(document))
    }

    /// Everything in `body` that does not fit `schema`, which is one of the document's: the path, and what is wrong.
    ///
    /// # Errors
    ///
    /// What makes the schema itself unusable.
    pub fn misfits(&self, schema: &Value, body: &Value) -> Result<Vec<String>, String> {
        let misfits = self.0.misfits(schema, body, Direction::Request)?;
        Ok(misfits
            .into_iter()
            .map(|misfit| format!("{}: {}", misfit.pointer, misfit.message))
            .collect())
    }
}

/// Everything that is wrong with `spec`, in the order of the files and lines. What only the house rules demand is asked
/// of documents with `x-client.house-rules` alone.
pub fn lint(spec: &Spec) -> Vec<Finding> {
    let context = Context {
        spec,
        index: Index::of(&spec.document),
        validator: Validator::new(&spec.document),
    };
    let mut findings = spec.conflicts.clone();
    findings.extend(FAMILIES.iter().flat_map(|family| family(&context)));
    if spec.house_rules {
        findings.extend(HOUSE_FAMILIES.iter().flat_map(|family| family(&context)));
    } else {
        findings.retain(|finding| !rules::is_house(finding.rule));
    }
    causes::fold(&context, findings)
}

/// What makes `spec` mean something that nobody can tell for certain: the findings of these rules alone, which cost little to
/// find.
pub fn unclear(spec: &Spec) -> Vec<Finding> {
    let context = Context {
        spec,
        index: Index::of(&spec.document),
        validator: Validator::new(&spec.document),
    };
    let mut findings = spec.conflicts.clone();
    findings.extend(keywords::check(&context));
    findings.retain(|finding| {
        rules::UNCLEAR.contains(&finding.rule) || keywords::is_nameless(&context, finding)
    });
    findings.extend(recursion::circles(&context));
    sort(&mut findings);
    findings
}

/// What every family looks at.
struct Context<'a> {
    spec: &'a Spec,
    index: Index<'a>,
    validator: Validator<'a>,
}

/// References that lead to references are followed this far.
const FARTHEST: usize = 32;

impl<'a> Context<'a> {
    fn document(&self) -> &'a Value {
        &self.spec.document
    }

    /// A finding about the key at `pointer`.
    fn finding(
        &self,
        rule: &'static str,
        pointer: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Finding {
        self.spec.finding(rule, pointer, message, help)
    }

    /// A finding about the value at `pointer`.
    fn about_value(
        &self,
        rule: &'static str,
        pointer: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Finding {
        self.finding(rule, pointer, message, help)
            .at(self.spec.value_position(pointer))
    }

    /// What `value` means after its references; nothing when they lead nowhere or in a circle.
    fn resolve(&self, value: &'a Value) -> Option<&'a Value> {
        self.resolve_at("", value).map(|(_, value)| value)
    }

    /// The same with the pointer to it; `pointer` is where `value` stands.
    fn resolve_at(&self, pointer: &str, value: &'a Value) -> Option<(String, &'a Value)> {
        let mut found = (pointer.to_owned(), value);
        for _ in 0..FARTHEST {
            let Some(reference) = found.1.get("$ref").and_then(Value::as_str) else {
                return Some(found);
            };
            let target = reference.strip_prefix('#')?;
            found = (target.to_owned(), self.document().pointer(target)?);
        }
        None
    }
}

/// A value as text, cut where it would drown the message.
fn short(value: &Value) -> String {
    const LONGEST: usize = 60;
    let whole = value.to_string();
    match whole.char_indices().nth(LONGEST) {
        None => whole,
        Some((end, _)) => format!("{}…", whole.get(..end).unwrap_or_default()),
    }
}
