//! What a rule is, and how a family of rules is written down.

use super::super::verdict::Wire;
use crate::diff::{Difference, Reach};

/// A kind of change.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its stable name.
    pub id: &'static str,
    /// What it is about.
    pub about: About,
    /// The verdicts that it can give, each for callers who send and for callers who read.
    pub levels: &'static [[Wire; 2]],
    /// Why: for callers who send, and for callers who read.
    pub reasons: [&'static str; 2],
}

impl Rule {
    /// Why, for all callers.
    pub fn reason(&self) -> String {
        match self.reasons {
            [sent, read] if sent == read => sent.to_owned(),
            [sent, read] => format!("{sent} {read}"),
        }
    }

    /// Why, for those that operations reach.
    pub fn reason_for(&self, reach: &Reach) -> String {
        match (reach.request.is_empty(), reach.response.is_empty()) {
            (false, true) => self.reasons[0].to_owned(),
            (true, false) => self.reasons[1].to_owned(),
            (true, true) if self.has_effect() => "No operation uses it.".to_owned(),
            _ => self.reason(),
        }
    }

    /// Whether it can affect programs.
    pub fn has_effect(&self) -> bool {
        let mut levels = self.levels.iter().flatten();
        levels.any(|level| *level != Wire::None)
    }
}

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The API.
    Api,
    /// Descriptions, examples and other things for readers.
    Documentation,
    /// The sources that the description names.
    Sources,
    /// The review itself: approvals, versions, the generator.
    Review,
}

/// A difference with its rule.
#[derive(Clone, Debug)]
pub struct Checked<'d> {
    /// What differs.
    pub difference: &'d Difference,
    /// The operations that reach it.
    pub reach: &'d Reach,
    /// The rule that it falls under.
    pub rule: &'static Rule,
    /// What it means on the wire for callers who send it, and for callers who read it.
    pub levels: [Wire; 2],
    /// What changed, in one sentence.
    pub message: String,
}

/// The rule of a difference, its verdicts, and its message.
pub(super) type Row = (&'static Rule, [Wire; 2], String);

/// The rules for one family of differences. Each has its id, what it is about, the differences that it is for with their
/// verdicts (for callers who send / for callers who read), its message, and its reason: one, or two that are separated like
/// the verdicts. Every difference of the family must be under one of them.
macro_rules! rules {
    (
        $difference:ident, $what:ident: $kind:ident;
        $(
            $name:ident = $id:literal, $about:ident {
                $($pattern:pat => $request:ident / $response:ident,)+
            }
            $message:expr;
            $sent:literal $(/ $read:literal)?;
        )*
    ) => {
        use $crate::review::rules::rule::{About, Row, Rule};
        use $crate::review::verdict::Wire;

        $(
            #[doc = $sent]
            const $name: &Rule = &Rule {
                id: $id,
                about: About::$about,
                levels: &[$([Wire::$request, Wire::$response]),+],
                reasons: $crate::review::rules::rule::reasons!($sent $(, $read)?),
            };
        )*

        /// The rules of this family.
        pub(super) const RULES: &[&Rule] = &[$($name),*];

        /// The row of a difference.
        pub(super) fn row($difference: &$crate::diff::Difference, $what: $kind) -> Row {
            match $what {
                $($($pattern => ($name, [Wire::$request, Wire::$response], $message),)+)*
            }
        }
    };
}

/// The reasons for both, of which the second may be missing.
macro_rules! reasons {
    ($sent:literal) => {
        [$sent, $sent]
    };
    ($sent:literal, $read:literal) => {
        [$sent, $read]
    };
}

pub(super) use {reasons, rules};
