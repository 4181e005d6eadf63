//! A difference between two descriptions, and the operations that reach it.

use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::Value;

use super::kind::Kind;
use super::node::Node;
use super::subject::Subject;

/// A difference.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The kind of difference.
    pub kind: Kind,
    /// The part of the description that differs.
    pub subject: Subject,
    /// Its pointer at the base, unless it was added.
    pub base: Option<String>,
    /// Its pointer at the head, unless it was removed.
    pub head: Option<String>,
    /// The pointer of the nearest node around it that the head has.
    pub parent: String,
    /// The value at the base; null if there is none.
    pub from: Value,
    /// The value at the head; null if there is none.
    pub to: Value,
    /// The directions in which the part is used.
    pub sides: Sides,
    /// If a place refers to another schema than before: the differences between the two schemas.
    pub inside: Rc<[(Difference, Reach)]>,
}

/// Which of the two descriptions has the part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Only the head.
    Added,
    /// Only the base.
    Removed,
    /// Both.
    Changed,
}

impl Difference {
    /// A difference of a part that both have.
    pub(super) fn changed(kind: Kind, subject: &Subject, (base, head): (&Node, &Node)) -> Self {
        Self {
            kind,
            subject: subject.clone(),
            base: Some(base.pointer.clone()),
            head: Some(head.pointer.clone()),
            parent: head.pointer.clone(),
            from: base.value.clone(),
            to: head.value.clone(),
            sides: Sides::BOTH,
            inside: Rc::default(),
        }
    }

    /// A part that only the head has.
    pub(super) fn added(kind: Kind, subject: &Subject, head: &Node) -> Self {
        Self {
            base: None,
            from: Value::Null,
            ..Self::changed(kind, subject, (head, head))
        }
    }

    /// A part that only the base has. `parent` is the node around it that the head still has.
    pub(super) fn removed(kind: Kind, subject: &Subject, base: &Node, parent: String) -> Self {
        Self {
            head: None,
            parent,
            to: Value::Null,
            ..Self::changed(kind, subject, (base, base))
        }
    }

    /// Sets the values.
    pub(super) fn values(mut self, from: impl Into<Value>, to: impl Into<Value>) -> Self {
        self.from = from.into();
        self.to = to.into();
        self
    }

    /// Limits it to some directions.
    pub(super) fn on(mut self, sides: Sides) -> Self {
        self.sides = sides;
        self
    }

    /// Which of the descriptions has it.
    pub fn step(&self) -> Step {
        match (&self.base, &self.head) {
            (None, _) => Step::Added,
            (_, None) => Step::Removed,
            _ => Step::Changed,
        }
    }

    /// Its pointer at the head, or that of the node around it.
    pub fn place(&self) -> &str {
        self.head.as_deref().unwrap_or(&self.parent)
    }
}

/// The directions in which a part is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sides {
    /// Callers send it.
    pub request: bool,
    /// Callers read it.
    pub response: bool,
}

impl Sides {
    /// Both.
    pub const BOTH: Self = Self {
        request: true,
        response: true,
    };
    /// Neither.
    pub const NONE: Self = Self {
        request: false,
        response: false,
    };
    /// Only requests.
    pub const REQUEST: Self = Self {
        request: true,
        response: false,
    };
    /// Only responses.
    pub const RESPONSE: Self = Self {
        request: false,
        response: true,
    };

    /// The kind of pair for this direction. A part that is sent and read has one pair for each direction.
    pub(super) fn kind(self, [sent, read]: [&'static str; 2]) -> &'static str {
        if self.request { sent } else { read }
    }

    /// Those of both.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            request: self.request && other.request,
            response: self.response && other.response,
        }
    }

    /// Those of either.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            request: self.request || other.request,
            response: self.response || other.response,
        }
    }
}

/// The operations that reach a difference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Those that send it.
    pub request: BTreeSet<String>,
    /// Those that read it.
    pub response: BTreeSet<String>,
}
