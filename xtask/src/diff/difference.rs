//! One thing that differs between two revisions, and who meets it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::review::rules::{About, Rule};
use crate::review::verdict::Wire;

/// One thing that differs.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The kind of change.
    pub rule: &'static Rule,
    /// Where it stands at the base, unless it was added.
    pub base: Option<String>,
    /// Where it stands at the head, unless it was removed.
    pub head: Option<String>,
    /// What survives of its surroundings at the head.
    pub parent: String,
    /// The value at the base, null where there was none.
    pub before: Value,
    /// The value at the head, null where there is none.
    pub after: Value,
    /// What changed, in one sentence.
    pub message: String,
    /// Who it matters to.
    pub sides: Sides,
    /// What it means in this case, where the rule alone does not say.
    pub wires: Option<[Wire; 2]>,
}

impl Difference {
    /// Where it stands at the head, or stood.
    pub fn place(&self) -> &str {
        self.head.as_deref().unwrap_or(&self.parent)
    }

    /// What it means where it is sent and where it is read.
    pub fn wires(&self) -> [Wire; 2] {
        let by_rule = match self.rule.about {
            About::Fact => [self.rule.request, self.rule.response],
            _ => [Wire::None; 2],
        };
        let [request, response] = self.wires.unwrap_or(by_rule);
        [
            if self.sides.request {
                request
            } else {
                Wire::None
            },
            if self.sides.response {
                response
            } else {
                Wire::None
            },
        ]
    }
}

/// Who it matters to: those who send, those who read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sides {
    /// It is in what callers send.
    pub request: bool,
    /// It is in what callers read.
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
    pub fn kind(self, [sent, read]: [&'static str; 2]) -> &'static str {
        if self.request { sent } else { read }
    }

    /// Those of both.
    pub fn and(self, other: Self) -> Self {
        Self {
            request: self.request && other.request,
            response: self.response && other.response,
        }
    }
}

/// The operations that a difference reaches, by the side on which they meet it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Those that send it.
    pub request: BTreeSet<String>,
    /// Those that read it.
    pub response: BTreeSet<String>,
}
