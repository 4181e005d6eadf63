//! Bodies of requests and answers: media types, headers, statuses.

use serde_json::json;

use super::super::rules;
use super::super::view::Node;
use super::operations::Operation;
use super::{Sides, Walk};

impl<'a> Walk<'a> {
    pub(super) fn body(&mut self, at: usize, base: &Operation<'a>, head: &Operation<'a>) {
        let name = head.name();
        let what = format!("the body of {name}");
        let key = "requestBody";
        match (base.node.get(key), head.node.get(key)) {
            (None, None) => {}
            (Some(before), None) => {
                let message = format!("{name} takes no body any more");
                self.removed(at, rules::BODY_REMOVED, &before, &head.node, message);
                self.with_last(at, |difference| difference.sides = Sides::REQUEST);
            }
            (None, Some(after)) => {
                let required = self.head.resolve(after.clone()).flag("required");
                let (rule, message) = if required {
                    (rules::REQUIRED_BODY_ADDED, "demands a body")
                } else {
                    (rules::BODY_ADDED, "takes a body")
                };
                self.added(at, rule, &after, format!("{name} {message}"));
                self.with_last(at, |difference| difference.sides = Sides::REQUEST);
            }
            (Some(before), Some(after)) => {
                let before = self.base.resolve(before);
                let after = self.head.resolve(after);
                let place = (&before, &after);
                let (below, new) = self.pair("body", place.0, place.1);
                self.lead(at, below, Sides::REQUEST);
                if !new {
                    return;
                }
                let (was, is) = (before.flag("required"), after.flag("required"));
                if was != is {
                    let (rule, message) = if is {
                        (rules::BODY_BECAME_REQUIRED, "is required")
                    } else {
                        (rules::BODY_BECAME_OPTIONAL, "is no longer required")
                    };
                    let values = (json!(was), json!(is));
                    self.changed_to(below, rule, place, values, format!("{what} {message}"));
                }
                self.words(below, place, &what);
                self.contents(below, place, &what, Sides::REQUEST);
            }
        }
    }

    /// The media types of a body, an answer, a parameter or a header.
    pub(super) fn contents(
        &mut self,
        at: usize,
        place: (&Node<'a>, &Node<'a>),
        what: &str,
        sides: Sides,
    ) {
        let types = |node: &Node<'a>| -> Vec<(String, Node<'a>)> {
            let content = node.get("content");
            let entries = content.iter().flat_map(Node::entries);
            // what stands behind a semicolon, `charset`, is no other type
            entries.map(|(name, node)| (plain(name), node)).collect()
        };
        let (before, after) = (types(place.0), types(place.1));
        for (name, media) in &before {
            let Some((_, twin)) = after.iter().find(|(twin, _)| twin == name) else {
                let message = format!("{what} is no longer {name}");
                self.removed(at, rules::MEDIA_TYPE_REMOVED, media, place.1, message);
                continue;
            };
            self.words(at, (media, twin), what);
            if let Some(changed) = self.key((media, twin), "encoding") {
                let message = format!("the encoding of {what}");
                let rule = rules::ENCODING_CHANGED;
                self.either(at, rule, (media, twin), changed, &message);
            }
            match (media.get("schema"), twin.get("schema")) {
                (Some(base), Some(head)) => {
                    let below = self.schema(base, head, what);
                    self.lead(at, below, sides);
                }
                (Some(base), None) => {
                    let message = format!("{what} may be anything");
                    self.removed(at, rules::TYPE_WIDENED, &base, twin, message);
                }
                (None, Some(head)) => {
                    let message = format!("{what} has a type and could be anything");
                    self.added(at, rules::TYPE_NARROWED, &head, message);
                }
                (None, None) => {}
            }
        }
        for (name, media) in &after {
            if !before.iter().any(|(twin, _)| twin == name) {
                let message = format!("{what} may be {name}");
                self.added(at, rules::MEDIA_TYPE_ADDED, media, message);
            }
        }
    }

    pub(super) fn answers(&mut self, at: usize, base: &Operation<'a>, head: &Operation<'a>) {
        let name = head.name();
        let statuses = |operation: &Operation<'a>| -> Vec<(&'a str, Node<'a>)> {
            let responses = operation.node.get("responses");
            let entries = responses.iter().flat_map(Node::entries);
            entries.filter(|(key, _)| !key.starts_with("x-")).collect()
        };
        let (before, after) = (statuses(base), statuses(head));
        for (status, response) in &before {
            let what = format!("answer {status} of {name}");
            match after.iter().find(|(twin, _)| twin == status) {
                Some((_, twin)) => self.answer(at, response.clone(), twin.clone(), &what),
                // One of several that come from now on: that they do is told below.
                None if is_success(status) && covering(&after, status).is_some() => {
                    if let Some(twin) = covering(&after, status) {
                        self.answer(at, response.clone(), twin.clone(), &what);
                    }
                }
                None => {
                    let rule = if is_success(status) {
                        rules::SUCCESS_REMOVED
                    } else {
                        rules::ERROR_REMOVED
                    };
                    let message = format!("{what} is gone");
                    self.removed(at, rule, response, &head.node, message);
                    self.with_last(at, |difference| difference.sides = Sides::RESPONSE);
                }
            }
        }
        for (status, response) in &after {
            if !before.iter().any(|(twin, _)| twin == status) {
                let rule = if is_success(status) {
                    rules::SUCCESS_ADDED
                } else {
                    rules::ERROR_ADDED
                };
                let message = format!("answer {status} of {name} is new");
                self.added(at, rule, response, message);
                self.with_last(at, |difference| difference.sides = Sides::RESPONSE);
            }
        }
    }

    fn answer(&mut self, at: usize, base: Node<'a>, head: Node<'a>, what: &str) {
        let (base, head) = (self.base.resolve(base), self.head.resolve(head));
        let (below, new) = self.pair("answer", &base, &head);
        self.lead(at, below, Sides::RESPONSE);
        if !new {
            return;
        }
        let shared = head.pointer.strip_prefix("/components/responses/");
        let shared = shared.map(|name| format!("the answer `{name}`"));
        let what = shared.as_deref().unwrap_or(what);
        let place = (&base, &head);
        self.words(below, place, what);
        self.contents(below, place, what, Sides::RESPONSE);
        if let Some(changed) = self.key(place, "links") {
            let message = format!("links of {what}");
            self.either(below, rules::LINKS_CHANGED, place, changed, &message);
        }
        let headers = |node: &Node<'a>| -> Vec<(String, Node<'a>)> {
            let all = node.get("headers");
            let entries = all.iter().flat_map(Node::entries);
            entries
                .map(|(name, node)| (name.to_lowercase(), node))
                .collect()
        };
        let (before, after) = (headers(&base), headers(&head));
        for (name, header) in &before {
            match after.iter().find(|(twin, _)| twin == name) {
                Some((_, twin)) => {
                    let what = format!("header `{name}` of {what}");
                    self.header(below, header.clone(), twin.clone(), &what);
                }
                None => {
                    let message = format!("{what} has no header `{name}` any more");
                    self.removed(below, rules::HEADER_REMOVED, header, &head, message);
                }
            }
        }
        for (name, header) in &after {
            if !before.iter().any(|(twin, _)| twin == name) {
                let message = format!("{what} has a new header `{name}`");
                self.added(below, rules::HEADER_ADDED, header, message);
            }
        }
    }

    fn header(&mut self, at: usize, base: Node<'a>, head: Node<'a>, what: &str) {
        let (base, head) = (self.base.resolve(base), self.head.resolve(head));
        let place = (&base, &head);
        let (below, new) = self.pair("header", place.0, place.1);
        self.lead(at, below, Sides::RESPONSE);
        if !new {
            return;
        }
        let (was, is) = (base.flag("required"), head.flag("required"));
        if was != is {
            let (rule, message) = if is {
                (rules::HEADER_BECAME_REQUIRED, "always comes")
            } else {
                (rules::HEADER_BECAME_OPTIONAL, "may be missing")
            };
            let values = (json!(was), json!(is));
            self.changed_to(below, rule, place, values, format!("{what} {message}"));
        }
        self.deprecated(
            below,
            place,
            what,
            (rules::VALUE_DEPRECATED, rules::VALUE_UNDEPRECATED),
        );
        for key in ["style", "explode", "allowReserved"] {
            if let Some(changed) = self.key(place, key) {
                let message = format!("{key} of {what}");
                let rule = rules::PARAMETER_STYLE_CHANGED;
                self.either(below, rule, place, changed, &message);
            }
        }
        self.words(below, place, what);
        match (base.get("schema"), head.get("schema")) {
            (Some(before), Some(after)) => {
                let schema = self.schema(before, after, what);
                self.lead(below, schema, Sides::RESPONSE);
            }
            (Some(before), None) => {
                let message = format!("{what} may be anything");
                self.removed(below, rules::TYPE_WIDENED, &before, &head, message);
            }
            (None, Some(after)) => {
                let message = format!("{what} has a type and could be anything");
                self.added(below, rules::TYPE_NARROWED, &after, message);
            }
            (None, None) => self.contents(below, place, what, Sides::RESPONSE),
        }
    }
}

fn plain(media_type: &str) -> String {
    let name = media_type.split(';').next().unwrap_or(media_type);
    name.trim().to_lowercase()
}

/// The answer for a whole range of statuses in which this one is.
fn covering<'n, 'a>(answers: &'n [(&'a str, Node<'a>)], status: &str) -> Option<&'n Node<'a>> {
    let range = format!("{}XX", status.get(..1)?);
    let found = answers.iter().find(|(known, _)| *known == range);
    found.map(|(_, answer)| answer)
}

/// Whether a status means success; `default` is what is left over, which in practice is failure.
fn is_success(status: &str) -> bool {
    status.starts_with(['1', '2', '3'])
}
