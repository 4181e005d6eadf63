//! Parameters that are properties of one object in the other description: with `explode`, both are written in the same way.

use serde_json::json;

use super::difference::Difference;
use super::kind::{self, Kind};
use super::node::{Node, Revision};
use super::operations::Operation;
use super::parameters::{Parameter, SINGLE};
use super::subject::Part;
use super::walk::Walk;

/// A property of an object that is a parameter, and whether requests must have it.
struct Property<'a> {
    name: &'a str,
    node: Node<'a>,
    required: bool,
}

impl<'a> Walk<'a> {
    /// Compares such objects with the parameters of the other description, and takes both out of the lists.
    pub(super) fn grouped(
        &mut self,
        at: usize,
        (base, head): (&Operation<'a>, &Operation<'a>),
        gone: &mut Vec<Parameter<'a>>,
        new: &mut Vec<Parameter<'a>>,
    ) {
        for added in [false, true] {
            let (revision, objects, others) = match added {
                true => (self.head, &mut *new, &mut *gone),
                false => (self.base, &mut *gone, &mut *new),
            };
            for object in std::mem::take(objects) {
                let properties = properties(revision, &object);
                let is_one = |other: &Parameter<'a>| {
                    let mut properties = properties.iter();
                    other.place == object.place && properties.any(|it| it.name == other.name)
                };
                let (twins, left) = std::mem::take(others).into_iter().partition(is_one);
                *others = left;
                let twins: Vec<Parameter<'a>> = twins;
                if twins.is_empty() {
                    objects.push(object);
                    continue;
                }
                let places = match added {
                    true => (&base.node, &object.node),
                    false => (&object.node, &head.node),
                };
                let subject = head.subject.part(object.part());
                let kind = Kind::Parameter(kind::Parameter::Grouped);
                let names: Vec<&str> = twins.iter().map(|twin| twin.name).collect();
                let (from, to) = match added {
                    true => (json!(names), json!(object.name)),
                    false => (json!(object.name), json!(names)),
                };
                let grouped = Difference::changed(kind, &subject, places).values(from, to);
                self.record(at, grouped.on(head.sent()));
                for property in properties {
                    let twin = twins.iter().find(|twin| twin.name == property.name);
                    self.ungrouped(at, head, &object, (&property, twin), added);
                }
            }
        }
    }

    /// A property of the object, and the parameter that it is in the other description.
    fn ungrouped(
        &mut self,
        at: usize,
        head: &Operation<'a>,
        object: &Parameter<'a>,
        (property, twin): (&Property<'a>, Option<&Parameter<'a>>),
        added: bool,
    ) {
        let sides = head.sent();
        let subject = head.subject.part(Part::Parameter {
            place: object.place.to_owned(),
            name: property.name.to_owned(),
        });
        let required = property.required;
        let Some(twin) = twin else {
            let difference = match added {
                true => {
                    let kind = Kind::Parameter(kind::Parameter::Added { required });
                    Difference::added(kind, &subject, &property.node)
                }
                false => {
                    let kind = Kind::Parameter(kind::Parameter::Removed);
                    self.gone(kind, &subject, &property.node, &head.node)
                }
            };
            return self.record(at, difference.on(sides));
        };
        let in_order = |own, other| if added { (other, own) } else { (own, other) };
        let (was, is) = in_order(required, twin.node.flag("required"));
        if was != is {
            let kind = Kind::Parameter(match is {
                true => kind::Parameter::Required,
                false => kind::Parameter::Optional,
            });
            let places = match added {
                true => (&twin.node, &property.node),
                false => (&property.node, &twin.node),
            };
            let difference = Difference::changed(kind, &subject, places).values(was, is);
            self.record(at, difference.on(sides));
        }
        if let Some(schema) = twin.node.get("schema") {
            let (before, after) = match added {
                true => (schema, property.node.clone()),
                false => (property.node.clone(), schema),
            };
            let below = self.schema_of_text(before, after, &subject);
            self.lead(at, below, sides);
        }
    }
}

/// The properties of an object that are written as separate parameters: all of them are single values.
fn properties<'a>(revision: Revision<'a>, object: &Parameter<'a>) -> Vec<Property<'a>> {
    let node = &object.node;
    let is_form = ["", "form"].contains(&node.text("style"));
    let explodes = node.value.get("explode").is_none_or(|flag| *flag == true);
    let schema = node.get("schema").map(|schema| revision.effective(schema));
    let is_in_query = ["query", "cookie"].contains(&object.place);
    let Some(schema) = schema.filter(|_| is_in_query && is_form && explodes) else {
        return Vec::new();
    };
    let required = schema.required();
    let found = schema.properties().into_iter();
    let found: Vec<Property<'a>> = found
        .map(|(name, node)| Property {
            required: object.node.flag("required") && required.contains(&name),
            name,
            node,
        })
        .collect();
    let is_single = |property: &Property<'a>| {
        SINGLE.contains(&revision.effective(property.node.clone()).kind())
    };
    match schema.choices().is_empty() && found.iter().all(is_single) {
        true => found,
        false => Vec::new(),
    }
}
