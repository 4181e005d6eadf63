//! The input of the rules.

use serde_json::Value;

use super::validator::Validator;
use crate::diagnostics::Finding;
use crate::openapi::{Index, Kind, resolve};
use crate::source::Spec;
use crate::text::shortened;

/// The input of a family of rules.
pub(super) struct Context<'a> {
    pub spec: &'a Spec,
    pub index: Index<'a>,
    pub validator: Validator<'a>,
}

impl<'a> Context<'a> {
    /// Reads the input from a document.
    pub fn of(spec: &'a Spec) -> Self {
        Self {
            spec,
            index: Index::of(&spec.document),
            validator: Validator::new(&spec.document),
        }
    }

    pub fn document(&self) -> &'a Value {
        &self.spec.document
    }

    /// Every operation of the document's paths. Operations of callbacks are not included: the client does not send them.
    pub fn operations(&self) -> impl Iterator<Item = (&str, &'a Value)> {
        self.operations_below("/paths/")
    }

    /// Every operation of `x-webhooks`: a request of the service, whose body callers read.
    pub fn webhooks(&self) -> impl Iterator<Item = (&str, &'a Value)> {
        self.operations_below("/x-webhooks/")
    }

    fn operations_below(&self, root: &'static str) -> impl Iterator<Item = (&str, &'a Value)> {
        let operations = self.index.all(Kind::Operation);
        operations
            .filter(move |operation| {
                operation.pointer.starts_with(root) && operation.pointer.matches('/').count() == 3
            })
            .map(|operation| (operation.pointer.as_str(), operation.value))
    }

    /// A finding about the value at `pointer`.
    pub fn about_value(
        &self,
        rule: &'static str,
        pointer: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Finding {
        self.spec
            .finding(rule, pointer, message, help)
            .at(self.spec.value_position(pointer))
    }

    /// The target of the references of `value`; `None` if they have no target or form a cycle.
    pub fn resolve(&self, value: &'a Value) -> Option<&'a Value> {
        self.resolve_at("", value).map(|(_, value)| value)
    }

    /// The same with the pointer to it; `pointer` is the place of `value`.
    pub fn resolve_at(&self, pointer: &str, value: &'a Value) -> Option<(String, &'a Value)> {
        resolve(self.document(), pointer, value)
    }
}

/// A value as text, shortened for messages.
pub(super) fn short(value: &Value) -> String {
    const LONGEST: usize = 60;
    shortened(&value.to_string(), LONGEST).into_owned()
}
