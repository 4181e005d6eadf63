//! Responses of an operation by their statuses, and their links.

use super::difference::{Difference, Sides};
use super::documentation::beside_reference;
use super::kind::{Document, Kind, Response};
use super::node::Node;
use super::operations::Operation;
use super::subject::{Part, Subject};
use super::walk::Walk;

/// The responses of an operation by their statuses.
type Responses<'a> = Vec<(&'a str, Node<'a>)>;

/// Callers that know the content have asked for it, and read the content itself, too.
const NOT_MODIFIED: &str = "304";

/// The key for all statuses that are not listed.
const DEFAULT: &str = "default";

impl<'a> Walk<'a> {
    /// Pairs responses by status. A status that only one description lists is also compared with the entry that covers
    /// it in the other, such as `2XX`.
    pub(super) fn responses(&mut self, at: usize, base: &Operation<'a>, head: &Operation<'a>) {
        let statuses = |operation: &Operation<'a>| -> Responses<'a> {
            let responses = operation.node.get("responses");
            let entries = responses.iter().flat_map(Node::entries);
            let entries = entries.filter(|(key, _)| !key.starts_with("x-"));
            entries.map(|(key, node)| (written(key), node)).collect()
        };
        let (before, after) = (statuses(base), statuses(head));
        let sides = head.read();
        for (status, response) in &before {
            let subject = head.subject.part(Part::Response((*status).to_owned()));
            let twin = covering(&after, status);
            if let Some((known, twin)) = twin {
                let entry = Entry::of(status, known);
                let same = self.response(at, (response, twin), entry, sides, &subject);
                if same || entry == Entry::Listed {
                    continue;
                }
            }
            let narrows = |other: &str| is_within(other, status) && is_success(&after, other);
            let success = is_success(&before, status);
            let is_lost = !success && twin.is_none() && is_lost(status, &before, &after);
            let content = self.base.resolve(response.clone()).get("content");
            let kind = match content.filter(|_| is_lost) {
                Some(content) if !content.entries().is_empty() => Response::ErrorsUndescribed,
                _ => Response::Removed {
                    success,
                    narrowed: after.iter().any(|(other, _)| narrows(other)),
                    covered: twin.is_some() || *status == NOT_MODIFIED,
                },
            };
            let kind = Kind::Response(kind);
            let difference = self.gone(kind, &subject, response, &head.node);
            self.record(at, difference.on(sides));
        }
        for (status, response) in &after {
            if before.iter().any(|(known, _)| known == status) {
                continue;
            }
            let subject = head.subject.part(Part::Response((*status).to_owned()));
            let twin = covering(&before, status);
            if let Some((known, twin)) = twin {
                let entry = Entry::of(status, known);
                if self.response(at, (twin, response), entry, sides, &subject) {
                    continue;
                }
            }
            let kind = Kind::Response(Response::Added {
                success: is_success(&after, status),
                covered: twin.is_some(),
            });
            self.record(at, Difference::added(kind, &subject, response).on(sides));
        }
    }

    /// Compares two responses; whether they are the same, documentation included.
    fn response(
        &mut self,
        at: usize,
        (base, head): (&Node<'a>, &Node<'a>),
        entry: Entry,
        sides: Sides,
        subject: &Subject,
    ) -> bool {
        let beside = [(self.base, base), (self.head, head)]
            .map(|(revision, node)| beside_reference(revision, node));
        let base = self.base.resolve(base.clone());
        let head = self.head.resolve(head.clone());
        let place = (&base, &head);
        if entry == Entry::Listed {
            self.described(at, beside, place, subject);
        }
        let same = base.value == head.value;
        let kinds = match entry {
            Entry::Listed => ["response to a callback", "response"],
            Entry::Covering => ["covered response to a callback", "covered response"],
        };
        let (below, new) = self.pair(sides.kind(kinds), place.0, place.1);
        self.lead(at, below, sides);
        if !new {
            return same;
        }
        let shared = head.pointer.strip_prefix("/components/responses/");
        let shared = shared.map(|name| Subject::new(Part::SharedResponse(name.to_owned())));
        let subject = shared.as_ref().unwrap_or(subject);
        self.documentation(below, place, subject);
        self.contents(below, place, subject, sides);
        let links = subject.part(Part::Key("links".to_owned()));
        self.key(
            below,
            Kind::Document(Document::Links),
            &links,
            place,
            "links",
        );
        self.headers(below, place, sides, subject);
        if let Some(pair) = self
            .pairs
            .get_mut(below)
            .filter(|_| entry == Entry::Covering)
        {
            // two statuses are documented differently: no change of either
            let differences = &mut pair.differences;
            differences.retain(|difference| !difference.kind.is_documentation());
        }
        same
    }
}

/// Why two responses are compared.
#[derive(Clone, Copy, PartialEq)]
enum Entry {
    /// Both are listed under the same status.
    Listed,
    /// One covers the status of the other.
    Covering,
}

impl Entry {
    fn of(status: &str, other: &str) -> Self {
        if status == other {
            Self::Listed
        } else {
            Self::Covering
        }
    }
}

/// The response for a status, and the key that lists it: the status, its range, or `default`.
fn covering<'n, 'a>(responses: &'n Responses<'a>, status: &str) -> Option<&'n (&'a str, Node<'a>)> {
    let listed = |wanted: &str| responses.iter().find(|(known, _)| *known == wanted);
    let range = || listed(&format!("{}XX", status.get(..1)?));
    // Where successes are listed, `default` means failure.
    let left_over = || {
        let covers = !is_success(responses, status) || is_success(responses, DEFAULT);
        listed(DEFAULT).filter(|_| covers)
    };
    listed(status).or_else(range).or_else(left_over)
}

/// A status as the specification writes it: `4XX` for `4xx`.
fn written(status: &str) -> &str {
    let mut ranges = ["1XX", "2XX", "3XX", "4XX", "5XX"].into_iter();
    let range = ranges.find(|range| range.eq_ignore_ascii_case(status));
    range.unwrap_or(status)
}

/// Whether a range, or `default`, includes a status.
fn is_within(status: &str, range: &str) -> bool {
    let class = range.strip_suffix("XX");
    range == DEFAULT || class.is_some_and(|class| status != range && status.starts_with(class))
}

/// Whether errors of an entry for several statuses can still occur, and nothing describes them: no new entry replaces it,
/// or one of its classes has no entry at all.
fn is_lost(range: &str, before: &Responses<'_>, after: &Responses<'_>) -> bool {
    let classes: &[&str] = match range {
        DEFAULT => &["4", "5"],
        "4XX" => &["4"],
        "5XX" => &["5"],
        _ => return false,
    };
    let listed = || {
        let statuses = after.iter().map(|(status, _)| *status);
        statuses.filter(|status| classes.iter().any(|class| status.starts_with(class)))
    };
    let is_new = |status: &str| before.iter().all(|(known, _)| *known != status);
    let describes = |class: &&str| listed().any(|status| status.starts_with(*class));
    !classes.iter().all(describes) || !listed().any(is_new)
}

/// Whether a status means success. `default` does where no other success is listed.
fn is_success(responses: &Responses<'_>, status: &str) -> bool {
    let is_listed = |status: &str| status.starts_with(['1', '2', '3']);
    let any_listed = || responses.iter().any(|(status, _)| is_listed(status));
    is_listed(status) || status == DEFAULT && !any_listed()
}
