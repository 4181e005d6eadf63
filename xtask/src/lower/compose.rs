//! The pass that turns `allOf` into plain objects.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::merge::{adds_nothing, both, merge};
use crate::lower::position::at;
use crate::lower::problem::{Problem, Problems, unless_any};
use crate::lower::settings::Settings;
use crate::openapi::{
    CHOICES, FOLLOWED, children_mut, contradiction, copy_of_components, each_schema, follow,
    ref_to, schema, schema_ref, target_name, text, texts,
};

/// The maximum number of properties that are merged. An `allOf` inside a component is merged again for every `allOf`
/// that refers to the component, so a few layers can expand to a very large document.
const MOST: usize = 100_000;

/// Keywords that describe values, as opposed to annotations.
const SHAPE: [&str; 6] = [
    "type",
    "properties",
    "items",
    "additionalProperties",
    "oneOf",
    "anyOf",
];

/// Members of `allOf` are merged into one object; a single reference stays a reference.
///
/// ```yaml
/// allOf: [{$ref: Participant}, {properties: {token: {…}}, required: [token]}]   # before
/// properties: {id: {…}, …, token: {…}}, required: [id, …, token]                # after
/// allOf: [{$ref: Participant}], description: Who joined.                        # before and after
/// allOf: [{$ref: Participant}], required: [name]                                # before
/// properties: {id: {…}, name: {…}}, required: [id, name]                        # after
/// allOf: [{$ref: Participant}, {nullable: true}]                                # before
/// allOf: [{$ref: Participant}], nullable: true                                  # after
/// allOf: [{type: string}, {maxLength: 9}]                                       # before
/// type: string, maxLength: 9                                                    # after
/// ```
///
/// An object cannot be joined with a schema that is not an object: that is a problem.
pub fn flatten_all_of(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    let whole = copy_of_components(document);
    let mut flattening = Flattening {
        whole: &whole,
        objects: HashMap::new(),
        merged: 0,
    };
    let mut problems = Vec::new();
    each_schema(document, |node| {
        // A contradiction inside a component is found again at every reference to it.
        if flattening.merged <= MOST
            && let Err(problem) = flattening.flatten(node, 0)
            && !problems.contains(&problem)
        {
            problems.push(problem);
        }
    });
    unless_any(problems, ())
}

/// Keywords of a list or a scalar.
const KINDS: [&str; 12] = [
    "type",
    "enum",
    "format",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "multipleOf",
    "items",
    "minItems",
    "maxItems",
];

/// One run of the pass.
struct Flattening<'w> {
    /// The components as they were before the pass.
    whole: &'w Value,
    /// The merged components by name. Many schemas refer to the same component, so each is merged once.
    objects: HashMap<String, Result<Option<Map<String, Value>>, Problem>>,
    /// The number of properties that were merged so far.
    merged: usize,
}

impl Flattening<'_> {
    fn flatten(&mut self, node: &mut Value, depth: usize) -> Result<(), Problem> {
        take_annotations(node);
        let Some(members) = node.get("allOf").and_then(Value::as_array).cloned() else {
            return Ok(());
        };
        if restricts_choice(node, &members, self.whole) {
            return Ok(());
        }
        if let Some(value) = self.scalar(node, &members, depth)? {
            *node = value;
            return Ok(());
        }
        let pointer = at(node).to_owned();
        let plain = !SHAPE.iter().any(|key| node.get(key).is_some())
            && (depth > 0 || !self.demands_more(node, &members));
        if let ([single], true) = (members.as_slice(), plain) {
            match schema_ref(single) {
                Some(name) => node["allOf"] = Value::Array(vec![ref_to(name)]),
                None => replace_with_member(node, single),
            }
            return self.flatten_inner(node, depth);
        }
        if depth >= FOLLOWED {
            return Err(Problem::new(
                &pointer,
                format!("more than {FOLLOWED} `allOf` are merged into one another here"),
                "move the inner `allOf` to a schema of its own under components/schemas, and refer to it with `$ref`",
            ));
        }
        let mut merged = Map::new();
        let mut own = node.as_object().cloned().unwrap_or_default();
        own.remove("allOf");
        for member in &members {
            let member = self.object(member, &pointer)?;
            merge(&mut merged, member, self.whole);
        }
        merge(&mut merged, own, self.whole);
        merged.insert("type".to_owned(), Value::from("object"));
        let properties = merged.get("properties").and_then(Value::as_object);
        self.merged += 1 + properties.map_or(0, Map::len);
        if self.merged > MOST {
            return Err(Problem::new(
                &pointer,
                format!(
                    "with this `allOf`, the merged schemas of the document have more than {MOST} properties"
                ),
                "move the inner `allOf` to a schema of its own under components/schemas, and refer to it with `$ref`",
            ));
        }
        *node = Value::Object(merged);
        self.flatten_below(node, depth + 1)
    }

    /// Whether properties are required beside a single reference that the referenced object does not require.
    fn demands_more(&mut self, node: &Value, members: &[Value]) -> bool {
        let required = texts(node, "required");
        let ([single], false) = (members, required.is_empty()) else {
            return false;
        };
        let object = schema_ref(single).map(|name| self.component(name, at(node)));
        let Some(Ok(Some(object))) = object else {
            return false;
        };
        let known: Vec<&str> = object
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        required.iter().any(|name| !known.contains(name))
    }

    /// The list or scalar that the members of an `allOf` describe together. `None` for an object, and for a reference
    /// to one schema.
    fn scalar(
        &mut self,
        node: &Value,
        members: &[Value],
        depth: usize,
    ) -> Result<Option<Value>, Problem> {
        let is_name = members.len() == 1 && !says_kind(node);
        if is_name || depth >= FOLLOWED || node.get("properties").is_some() {
            return Ok(None);
        }
        let mut joined: Option<Value> = None;
        for member in members {
            let mut member = follow(self.whole, member, schema_ref).clone();
            self.flatten(&mut member, depth + 1)?;
            let member = follow(self.whole, &member, target_name);
            let is_choice = CHOICES.iter().any(|key| member.get(key).is_some());
            if is_choice || !says_kind(member) || text(member, "type") == "object" {
                return Ok(None);
            }
            if let Some(reason) = joined
                .as_ref()
                .and_then(|known| contradiction(known, member))
            {
                return Err(Problem::new(
                    at(node),
                    format!("the members of `allOf` contradict each other: the value {reason}"),
                    "no value matches both: change one of them",
                ));
            }
            joined = Some(match joined {
                Some(known) => both(&known, member, self.whole),
                None => member.clone(),
            });
        }
        let Some(joined) = joined else {
            return Ok(None);
        };
        let mut own = node.clone();
        own.as_object_mut().map(|own| own.remove("allOf"));
        Ok(Some(both(&joined, &own, self.whole)))
    }

    /// Flattens the schemas inside. Those that were copied from another schema are not merged yet.
    fn flatten_below(&mut self, node: &mut Value, depth: usize) -> Result<(), Problem> {
        for child in children_mut(node) {
            self.flatten_below(child, depth)?;
            self.flatten(child, depth)?;
        }
        Ok(())
    }

    /// A single inline member that replaced its parent may be an `allOf` itself.
    fn flatten_inner(&mut self, node: &mut Value, depth: usize) -> Result<(), Problem> {
        let single_ref = node
            .get("allOf")
            .and_then(Value::as_array)
            .is_some_and(|members| members.len() == 1 && schema_ref(&members[0]).is_some());
        if single_ref || depth >= FOLLOWED {
            return Ok(());
        }
        self.flatten(node, depth + 1)
    }

    /// The object that the member of an `allOf` at `pointer` describes, with its own `allOf` merged.
    fn object(&mut self, member: &Value, pointer: &str) -> Result<Map<String, Value>, Problem> {
        let object = match schema_ref(member) {
            Some(name) => self.component(name, pointer)?,
            None => self.composed(member)?,
        };
        object.ok_or_else(|| {
            Problem::new(
                pointer,
                "a member of `allOf` is not an object",
                "write the schema without `allOf`",
            )
        })
    }

    /// The object that a component is; `None` if it is not an object.
    fn component(
        &mut self,
        name: &str,
        pointer: &str,
    ) -> Result<Option<Map<String, Value>>, Problem> {
        if let Some(known) = self.objects.get(name) {
            return known.clone();
        }
        // A component that is reached again while it is being merged contains itself.
        self.objects.insert(name.to_owned(), Err(endless(pointer)));
        let nothing = Value::Null;
        let object = self.composed(schema(self.whole, name).unwrap_or(&nothing));
        self.objects.insert(name.to_owned(), object.clone());
        object
    }

    /// The object that a schema as written describes; `None` if it is not an object.
    fn composed(&mut self, written: &Value) -> Result<Option<Map<String, Value>>, Problem> {
        if let Some(name) = schema_ref(written) {
            return self.component(name, at(written));
        }
        let Some(fields) = written.as_object() else {
            return Ok(None);
        };
        let Some(members) = fields.get("allOf").and_then(Value::as_array) else {
            let kind = fields.get("type").and_then(Value::as_str);
            let is_object = kind.is_none_or(|kind| kind == "object");
            let is_choice = CHOICES.iter().any(|key| fields.contains_key(*key));
            return Ok((is_object && !is_choice).then(|| fields.clone()));
        };
        let mut merged = Map::new();
        for inner in members {
            merge(&mut merged, self.object(inner, at(written))?, self.whole);
        }
        let mut own = fields.clone();
        own.remove("allOf");
        merge(&mut merged, own, self.whole);
        Ok(Some(merged))
    }
}

/// Whether a schema describes a value that is not an object.
fn says_kind(schema: &Value) -> bool {
    KINDS.iter().any(|key| schema.get(key).is_some())
}

/// Simplifies keywords beside a single reference to a choice: `type` is removed, and an `enum` of scalars replaces the
/// reference. Returns whether it did.
///
/// ```yaml
/// allOf: [{$ref: Shape}], type: object             # before, where Shape is a choice of objects
/// allOf: [{$ref: Shape}]                           # after
/// allOf: [{$ref: Sizes}], type: string, enum: [m]  # before, where Sizes is a choice of constants
/// type: string, enum: [m]                          # after
/// ```
fn restricts_choice(node: &mut Value, members: &[Value], whole: &Value) -> bool {
    let [single] = members else { return false };
    let found = follow(whole, single, schema_ref);
    let is_choice = found.get("oneOf").or(found.get("anyOf")).is_some();
    if schema_ref(single).is_none() || !is_choice || found.get("properties").is_some() {
        return false;
    }
    let has_more = SHAPE
        .iter()
        .chain(["required"].iter())
        .any(|key| *key != "type" && node.get(key).is_some());
    let Some(fields) = node.as_object_mut().filter(|_| !has_more) else {
        return false;
    };
    let restricts = KINDS
        .iter()
        .any(|key| *key != "type" && fields.contains_key(*key));
    let has_values = fields.contains_key("enum");
    match (restricts, has_values) {
        (false, _) => _ = fields.shift_remove("type"),
        (true, true) => _ = fields.shift_remove("allOf"),
        (true, false) => {}
    }
    has_values
}

/// Members of `allOf` with annotations only are moved beside it.
fn take_annotations(node: &mut Value) {
    let Some(members) = node.get_mut("allOf").and_then(Value::as_array_mut) else {
        return;
    };
    if members.len() < 2 {
        return;
    }
    let (beside, rest): (Vec<Value>, Vec<Value>) = std::mem::take(members)
        .into_iter()
        .partition(|member| adds_nothing(member, ""));
    *members = rest;
    let Some(fields) = node.as_object_mut() else {
        return;
    };
    if fields["allOf"].as_array().is_some_and(Vec::is_empty) {
        fields.remove("allOf");
    }
    for (key, value) in beside.iter().filter_map(Value::as_object).flatten() {
        fields.entry(key.clone()).or_insert_with(|| value.clone());
    }
}

fn endless(pointer: &str) -> Problem {
    Problem::new(
        pointer,
        "this `allOf` contains itself",
        "break the cycle: refer to the schema from a property instead",
    )
}

fn replace_with_member(node: &mut Value, member: &Value) {
    if let Some(fields) = node.as_object_mut() {
        fields.remove("allOf");
        for (key, value) in member.as_object().into_iter().flatten() {
            fields.entry(key.clone()).or_insert_with(|| value.clone());
        }
    }
}
