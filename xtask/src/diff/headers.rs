//! Headers of a response, or of a part of a body.

use super::difference::{Difference, Sides};
use super::kind::{Kind, Parameter, Response, Value};
use super::node::Node;
use super::parameters::style;
use super::subject::{Part, Subject};
use super::walk::Walk;

impl<'a> Walk<'a> {
    pub(super) fn headers(
        &mut self,
        at: usize,
        place: (&Node<'a>, &Node<'a>),
        sides: Sides,
        of: &Subject,
    ) {
        let headers = |node: &Node<'a>| -> Vec<(String, Node<'a>)> {
            let all = node.get("headers");
            let entries = all.iter().flat_map(Node::entries);
            let named = entries.map(|(name, node)| (name.to_lowercase(), node));
            // OpenAPI ignores it here, because the body states the media type
            named.filter(|(name, _)| name != "content-type").collect()
        };
        let (before, after) = (headers(place.0), headers(place.1));
        for (name, header) in &before {
            let subject = of.part(Part::Header(name.clone()));
            match after.iter().find(|(twin, _)| twin == name) {
                Some((_, twin)) => {
                    self.header(at, (header.clone(), twin.clone()), sides, &subject);
                }
                None => {
                    let kind = Kind::Response(Response::HeaderRemoved);
                    self.removed(at, kind, &subject, header, place.1);
                }
            }
        }
        for (name, header) in &after {
            if !before.iter().any(|(twin, _)| twin == name) {
                let required = self.head.resolve(header.clone()).flag("required");
                let kind = Kind::Response(Response::HeaderAdded { required });
                let subject = of.part(Part::Header(name.clone()));
                self.record(at, Difference::added(kind, &subject, header));
            }
        }
    }

    fn header(
        &mut self,
        at: usize,
        (base, head): (Node<'a>, Node<'a>),
        sides: Sides,
        subject: &Subject,
    ) {
        let (base, head) = (self.base.resolve(base), self.head.resolve(head));
        let place = (&base, &head);
        let kind = sides.kind(["header that is sent", "header"]);
        let (below, new) = self.pair(kind, place.0, place.1);
        self.lead(at, below, sides);
        if !new {
            return;
        }
        let required = [Response::HeaderRequired, Response::HeaderOptional];
        self.flag(
            below,
            required.map(Kind::Response),
            subject,
            place,
            "required",
        );
        let deprecated = [Value::Deprecated, Value::Undeprecated];
        self.flag(
            below,
            deprecated.map(Kind::Value),
            subject,
            place,
            "deprecated",
        );
        let explodes = self.explodes(place);
        let (was, is) = (
            style(place.0, "header", explodes),
            style(place.1, "header", explodes),
        );
        if was != is {
            let kind = Kind::Parameter(Parameter::Style);
            let difference = Difference::changed(kind, subject, place);
            self.record(below, difference.values(was, is));
        }
        self.documentation(below, place, subject);
        if base.get("schema").is_none() && head.get("schema").is_none() {
            self.contents(below, place, subject, sides);
        } else {
            let before = std::mem::replace(&mut self.as_text, true);
            self.schema_of(below, place, subject, sides);
            self.as_text = before;
        }
    }

    /// The schemas of a header or of a media type, of which either may be missing.
    pub(super) fn schema_of(
        &mut self,
        at: usize,
        place: (&Node<'a>, &Node<'a>),
        subject: &Subject,
        sides: Sides,
    ) {
        match (place.0.get("schema"), place.1.get("schema")) {
            (Some(base), Some(head)) => {
                let as_xml = [place.0, place.1].into_iter().any(may_be_xml);
                let below = self.schema(base, head, subject);
                self.lead_to_written(at, below, sides, as_xml);
            }
            lone => {
                let lone = self.lone_schema(lone, place.1, subject);
                self.record_any(at, lone);
            }
        }
    }
}

/// Whether a media type may be XML.
fn may_be_xml(media: &Node) -> bool {
    let media_type = media.pointer.rsplit_once("/content/");
    media_type.is_some_and(|(_, name)| name.contains("xml") || name.contains('*'))
}
