//! One thing that differs between two descriptions, and the operations that reach it.

use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::Value;

use super::kind::Kind;
use super::node::Node;
use super::subject::Subject;

/// One thing that differs.
#[derive(Clone, Debug)]
pub struct Difference {
    /// What differs.
    pub kind: Kind,
    /// The thing that it differs about.
    pub subject: Subject,
    /// Its pointer at the base, unless it was added.
    pub base: Option<String>,
    /// Its pointer at the head, unless it was removed.
    pub head: Option<String>,
    /// The pointer of the nearest thing around it that is at the head.
    pub parent: String,
    /// The value at the base, null where there was none.
    pub from: Value,
    /// The value at the head, null where there is none.
    pub to: Value,
    /// The directions in which it matters at all.
    pub sides: Sides,
    /// What differs between two schemas of which one is referred to in the place of the other.
    pub inside: Rc<[(Difference, Reach)]>,
}

/// Which of the two descriptions has the thing.
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
    /// Something that both have.
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

    /// Something that only the head has.
    pub(super) fn added(kind: Kind, subject: &Subject, head: &Node) -> Self {
        Self {
            base: None,
            from: Value::Null,
            ..Self::changed(kind, subject, (head, head))
        }
    }

    /// Something that only the base has; `parent` is what is left around it.
    pub(super) fn removed(kind: Kind, subject: &Subject, base: &Node, parent: String) -> Self {
        Self {
            head: None,
            parent,
            to: Value::Null,
            ..Self::changed(kind, subject, (base, base))
        }
    }

    /// The same from one value to another.
    pub(super) fn values(mut self, from: impl Into<Value>, to: impl Into<Value>) -> Self {
        self.from = from.into();
        self.to = to.into();
        self
    }

    /// The same for some directions only.
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

    /// Its pointer at the head, or that of what is left around it.
    pub fn place(&self) -> &str {
        self.head.as_deref().unwrap_or(&self.parent)
    }
}

/// The directions in which something travels.
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
    /// What callers send.
    pub const REQUEST: Self = Self {
        request: true,
        response: false,
    };
    /// What callers read.
    pub const RESPONSE: Self = Self {
        request: false,
        response: true,
    };

    /// Which of two kinds of pairs it makes: of what goes either way, each direction has a pair of its own.
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
