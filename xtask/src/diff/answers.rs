//! Answers: statuses, headers, links.

use super::difference::{Difference, Sides};
use super::operations::Operation;
use super::parameters::style;
use super::view::Node;
use super::walker::Walk;
use crate::review::rules::{self, About};
use crate::review::verdict::Wire;

/// The answers of an operation by their statuses.
type Answers<'a> = Vec<(&'a str, Node<'a>)>;

impl<'a> Walk<'a> {
    /// Pairs answers by status. One that only one revision lists is compared with what counts for its status at the other,
    /// and is news beside that only where it says something else.
    pub(super) fn answers(&mut self, at: usize, base: &Operation<'a>, head: &Operation<'a>) {
        let statuses = |operation: &Operation<'a>| -> Answers<'a> {
            let responses = operation.node.get("responses");
            let entries = responses.iter().flat_map(Node::entries);
            entries.filter(|(key, _)| !key.starts_with("x-")).collect()
        };
        let (before, after) = (statuses(base), statuses(head));
        let sides = head.read();
        for (status, response) in &before {
            let what = format!("answer {status} of {}", head.name);
            let twin = answering(&after, status);
            if let Some((known, twin)) = twin {
                let kind = Kind::of(status, known);
                let same = self.answer(at, (response, twin), kind, sides, &what);
                if same || kind == Kind::Listed {
                    continue;
                }
            }
            let narrows = |other: &str| is_within(other, status) && is_success(&after, other);
            let narrowed = after.iter().any(|(other, _)| narrows(other));
            let (rule, message) = match (is_success(&before, status), narrowed) {
                (true, true) => (rules::SUCCESS_NARROWED, "is one of fewer"),
                (true, false) => (rules::SUCCESS_REMOVED, "is gone"),
                (false, _) => (rules::ERROR_REMOVED, "is gone"),
            };
            let message = format!("{what} {message}");
            self.removed(at, rule, response, &head.node, message);
            self.with_last(at, |difference| {
                difference.sides = sides;
                difference.wires = twin.map(|_| STILL_COVERED);
            });
        }
        for (status, response) in &after {
            let what = format!("answer {status} of {}", head.name);
            if before.iter().any(|(known, _)| known == status) {
                continue;
            }
            let twin = answering(&before, status);
            if let Some((known, twin)) = twin {
                let kind = Kind::of(status, known);
                if self.answer(at, (twin, response), kind, sides, &what) {
                    continue;
                }
            }
            let rule = if is_success(&after, status) {
                rules::SUCCESS_ADDED
            } else {
                rules::ERROR_ADDED
            };
            self.added(at, rule, response, format!("{what} is new"));
            self.with_last(at, |difference| {
                difference.sides = sides;
                difference.wires = twin.map(|_| STILL_COVERED);
            });
        }
    }

    /// Compares two answers; whether they say the same, words included.
    fn answer(
        &mut self,
        at: usize,
        (base, head): (&Node<'a>, &Node<'a>),
        kind: Kind,
        sides: Sides,
        what: &str,
    ) -> bool {
        let base = self.base.resolve(base.clone());
        let head = self.head.resolve(head.clone());
        let place = (&base, &head);
        let same = base.value == head.value;
        let kinds = match kind {
            Kind::Listed => ["answer to a callback", "answer"],
            Kind::Covered => ["covered answer to a callback", "covered answer"],
        };
        let (below, new) = self.pair(sides.kind(kinds), place.0, place.1);
        self.lead(at, below, sides);
        if !new {
            return same;
        }
        let shared = head.pointer.strip_prefix("/components/responses/");
        let shared = shared.map(|name| format!("the answer `{name}`"));
        let what = shared.as_deref().unwrap_or(what);
        self.words(below, place, what);
        self.contents(below, place, what, sides);
        if let Some(changed) = self.key(place, "links") {
            let message = format!("links of {what}");
            self.either(below, rules::LINKS_CHANGED, place, changed, &message);
        }
        self.headers(below, place, sides, what);
        if let Some(pair) = self.pairs.get_mut(below).filter(|_| kind == Kind::Covered) {
            // that two answers are worded in two ways is no change of either
            let facts = |difference: &Difference| difference.rule.about == About::Fact;
            pair.differences.retain(facts);
        }
        same
    }

    /// The headers of an answer, or of a part of a body.
    pub(super) fn headers(
        &mut self,
        at: usize,
        place: (&Node<'a>, &Node<'a>),
        sides: Sides,
        what: &str,
    ) {
        let headers = |node: &Node<'a>| -> Vec<(String, Node<'a>)> {
            let all = node.get("headers");
            let entries = all.iter().flat_map(Node::entries);
            let named = entries.map(|(name, node)| (name.to_lowercase(), node));
            // the media type says it, and OpenAPI has it ignored here
            named.filter(|(name, _)| name != "content-type").collect()
        };
        let (before, after) = (headers(place.0), headers(place.1));
        for (name, header) in &before {
            match after.iter().find(|(twin, _)| twin == name) {
                Some((_, twin)) => {
                    let what = format!("header `{name}` of {what}");
                    self.header(at, (header.clone(), twin.clone()), sides, &what);
                }
                None => {
                    let message = format!("{what} has no header `{name}` any more");
                    self.removed(at, rules::HEADER_REMOVED, header, place.1, message);
                }
            }
        }
        for (name, header) in &after {
            if !before.iter().any(|(twin, _)| twin == name) {
                let message = format!("{what} has a new header `{name}`");
                self.added(at, rules::HEADER_ADDED, header, message);
                if self.head.resolve(header.clone()).flag("required") {
                    // what calls back, or takes a body in parts, waits for it
                    let wires = Some([Wire::Breaking, Wire::Safe]);
                    self.with_last(at, |difference| difference.wires = wires);
                }
            }
        }
    }

    fn header(&mut self, at: usize, (base, head): (Node<'a>, Node<'a>), sides: Sides, what: &str) {
        let (base, head) = (self.base.resolve(base), self.head.resolve(head));
        let place = (&base, &head);
        let kind = sides.kind(["header that is sent", "header"]);
        let (below, new) = self.pair(kind, place.0, place.1);
        self.lead(at, below, sides);
        if !new {
            return;
        }
        self.flag(
            below,
            place,
            "required",
            what,
            [
                (rules::HEADER_BECAME_REQUIRED, "always comes"),
                (rules::HEADER_BECAME_OPTIONAL, "may be missing"),
            ],
        );
        self.flag(
            below,
            place,
            "deprecated",
            what,
            [
                (rules::VALUE_DEPRECATED, "is deprecated"),
                (rules::VALUE_UNDEPRECATED, "is no longer deprecated"),
            ],
        );
        let explodes = self.explodes(place);
        let (was, is) = (
            style(place.0, "header", explodes),
            style(place.1, "header", explodes),
        );
        if was != is {
            let message = format!("{what} is written another way");
            let rule = rules::PARAMETER_STYLE_CHANGED;
            self.changed_to(below, rule, place, (was, is), message);
        }
        self.words(below, place, what);
        match (base.get("schema"), head.get("schema")) {
            (Some(before), Some(after)) => {
                let schema = self.schema(before, after, what);
                self.lead(below, schema, sides);
            }
            (Some(before), None) => {
                let message = format!("{what} may be anything");
                self.removed(below, rules::TYPE_WIDENED, &before, &head, message);
            }
            (None, Some(after)) => {
                let message = format!("{what} has a type and could be anything");
                self.added(below, rules::TYPE_NARROWED, &after, message);
            }
            (None, None) => self.contents(below, place, what, sides),
        }
    }
}

/// What a status that comes or goes means where another entry counts for it: no more than what differs between the two.
const STILL_COVERED: [Wire; 2] = [Wire::Safe; 2];

/// How two answers belong together.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// Both stand under the same status.
    Listed,
    /// One counts for the status of the other.
    Covered,
}

impl Kind {
    fn of(status: &str, other: &str) -> Self {
        if status == other {
            Self::Listed
        } else {
            Self::Covered
        }
    }
}

/// The answer that counts for a status, and what it is listed under: the status, its range, or what stands for all that is
/// not listed.
fn answering<'n, 'a>(answers: &'n Answers<'a>, status: &str) -> Option<&'n (&'a str, Node<'a>)> {
    let listed = |wanted: &str| answers.iter().find(|(known, _)| *known == wanted);
    let range = || listed(&format!("{}XX", status.get(..1)?));
    // Where successes are listed, what is left over is failure.
    let left_over = || {
        let covers = !is_success(answers, status) || is_success(answers, DEFAULT);
        listed(DEFAULT).filter(|_| covers)
    };
    listed(status).or_else(range).or_else(left_over)
}

/// Whether a status is one of those of a range, or of those that are not listed.
fn is_within(status: &str, range: &str) -> bool {
    let class = range.strip_suffix("XX");
    range == DEFAULT || class.is_some_and(|class| status != range && status.starts_with(class))
}

/// The status that stands for all that is not listed.
const DEFAULT: &str = "default";

/// Whether a status means success. What is left over does where no other success is listed.
fn is_success(answers: &Answers<'_>, status: &str) -> bool {
    let is_listed = |status: &str| status.starts_with(['1', '2', '3']);
    is_listed(status) || status == DEFAULT && !answers.iter().any(|(status, _)| is_listed(status))
}
