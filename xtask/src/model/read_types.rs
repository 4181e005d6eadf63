//! Reads the types of the crate from the lowered document and the types that progenitor made.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use proc_macro2::{Ident, Span};
use serde_json::Value;

use super::from_progenitor::Drafted;
use super::presence::{Side, decide};
use super::schema::{Schema, source};
use super::schema_index::{Property, SchemaIndex};
use super::signs::signs;
use super::types::{Enum, Field, Kind, Struct, TypeDef, Types, Union, Variant};
use crate::lower::RUNTIME_SCALARS;
use crate::lower::choices::TAGS;
use crate::lower::problem::{Problem, Problems, unless_any};
use crate::lower::rust_names::{ident, snake};
use crate::lower::streams::EVENT_NAMES;
use crate::openapi::{Direction, flag, items, text, texts};
use crate::text::Taken;

impl<'a> Types<'a> {
    /// Joins the lowered document with the types that progenitor made of it.
    ///
    /// # Errors
    ///
    /// A problem for each schema that progenitor did not turn into the type that the document describes.
    pub fn read(
        index: SchemaIndex<'a>,
        drafts: &BTreeMap<String, Drafted>,
    ) -> Result<Self, Problems> {
        let mut problems = Vec::new();
        let mut types = Vec::new();
        for (name, schema) in index.schemas() {
            let Some(draft) = drafts.get(name) else {
                problems.push(unmatched(index, name, "type"));
                continue;
            };
            if RUNTIME_SCALARS.iter().any(|(marker, _)| marker == name) {
                continue;
            }
            let direction = SchemaIndex::direction(schema);
            let kind = if schema.get("properties").is_some() {
                structure(index, name, schema, direction, draft).map(Kind::Struct)
            } else if schema.get("oneOf").is_some() {
                union(index, name, schema, draft).map(Kind::Union)
            } else if schema.get("enum").is_some() {
                enumeration(index, name, schema, draft).map(Kind::Enum)
            } else {
                match (text(schema, "type"), draft) {
                    ("string", Drafted::Newtype) => Ok(Kind::Id),
                    _ => Err(vec![unmatched(index, name, "id")]),
                }
            };
            match kind {
                Ok(kind) => types.push(TypeDef {
                    name,
                    schema: Schema::read(schema, index),
                    direction,
                    kind,
                }),
                Err(found) => problems.extend(found),
            }
        }
        unless_any(problems, Self::new(types))
    }
}

/// The problem of a type of the document that progenitor did not make as expected.
fn unmatched(index: SchemaIndex, name: &str, expected: &str) -> Problem {
    Problem::new(
        index.pointer(name),
        format!("progenitor generated no {expected} called `{name}` from the schema"),
        "write the schema in a simpler way",
    )
}

fn structure<'a>(
    index: SchemaIndex<'a>,
    name: &str,
    schema: &'a Value,
    direction: Direction,
    draft: &Drafted,
) -> Result<Struct<'a>, Problems> {
    let Drafted::Struct {
        fields: drafted,
        others,
    } = draft
    else {
        return Err(vec![unmatched(index, name, "struct")]);
    };
    let properties = SchemaIndex::properties(schema);
    let order = texts(schema, "required");
    let mut taken = Taken::default();
    let mut fields = Vec::new();
    let mut problems = Vec::new();
    for Property {
        name: wire_name,
        schema,
        required,
        nullable,
    } in properties
    {
        let Some(drafted) = drafted.get(wire_name) else {
            let expected = format!("struct with a field for `{wire_name}`");
            problems.push(unmatched(index, name, &expected));
            continue;
        };
        let side = Side::of(schema);
        let (ty, presence) = decide(drafted, required, nullable, side, direction);
        let presence = presence.of_any(drafted, schema, direction);
        fields.push(Field {
            rust_name: unique(&mut taken, &rust_name_of(wire_name, schema)),
            wire_name,
            ty,
            presence,
            is_required: required,
            is_recommended: flag(schema, "x-recommended"),
            initial: schema.get("x-initial").filter(|_| direction.is_sent()),
            schema: Schema::read(schema, index),
        });
    }
    let others = others.clone().map(|ty| {
        let longer = |times: usize| format!("extra{}", "_properties".repeat(times - 1));
        let extra = taken.free("extra", longer);
        (Ident::new(&extra, Span::call_site()), ty)
    });
    let places: HashMap<&str, usize> = order.into_iter().rev().zip(0..).collect();
    let mut required: Vec<usize> = (0..fields.len())
        .filter(|at| fields[*at].is_required)
        .collect();
    required.sort_by_key(|at| Reverse(places.get(fields[*at].wire_name)));
    let made = Struct {
        fields,
        required,
        others,
        is_closed: flag(schema, "x-closed"),
    };
    unless_any(problems, made)
}

/// The name of a field: the one that the document sets (`x-rust-name`), or the wire name.
fn rust_name_of(wire_name: &str, schema: &Value) -> String {
    match text(schema, "x-rust-name") {
        "" => snake(wire_name),
        chosen => snake(chosen),
    }
}

/// Wire names that differ only in case or signs would be the same name in Rust: the later ones are numbered.
fn unique(taken: &mut Taken, plain: &str) -> Ident {
    let numbered = |number| format!("{}_{number}", plain.trim_end_matches('_'));
    ident(&taken.free(plain, numbered))
}

fn enumeration<'a>(
    index: SchemaIndex<'a>,
    name: &str,
    schema: &'a Value,
    draft: &Drafted,
) -> Result<Enum<'a>, Problems> {
    let values = schema.get("x-variants").and_then(Value::as_object);
    let values = values.into_iter().flatten();
    let values: Vec<(&str, &str)> = values
        .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
        .collect();
    let is_drafted = match draft {
        Drafted::Enum(drafted) => {
            let plain = drafted.iter().filter(|(_, held)| held.is_empty());
            let plain: HashSet<&str> = plain.map(|(name, _)| name.as_str()).collect();
            drafted.len() == values.len() && values.iter().all(|(name, _)| plain.contains(name))
        }
        _ => return Err(vec![unmatched(index, name, "enum")]),
    };
    if !is_drafted {
        return Err(vec![unmatched(index, name, "enum of its values")]);
    }
    // `Unrecognized` if the service itself has a value "unknown".
    let is_taken = |name: &str| values.iter().any(|(other, _)| *other == name);
    let catch_all = ["Unknown", "Unrecognized", "NotKnown"]
        .into_iter()
        .find(|name| !is_taken(name))
        .unwrap_or("UnknownToThisVersion");
    let variants = values.iter();
    Ok(Enum {
        variants: variants
            .map(|(name, value)| (Ident::new(name, Span::call_site()), *value))
            .collect(),
        catch_all: Ident::new(catch_all, Span::call_site()),
    })
}

fn union<'a>(
    index: SchemaIndex<'a>,
    name: &str,
    schema: &'a Value,
    draft: &Drafted,
) -> Result<Union<'a>, Problems> {
    let error = || vec![unmatched(index, name, "choice between single types")];
    let Drafted::Enum(drafted) = draft else {
        return Err(error());
    };
    let members = schema.get("oneOf").and_then(Value::as_array);
    let members = members.ok_or_else(error)?;
    // A choice with one member has a second one, so that progenitor keeps it.
    if members.len() != drafted.len() && members.len() != 1 {
        return Err(error());
    }
    let mut about = items(schema, "x-variant-docs");
    let mut variants = Vec::new();
    let signs = signs(members, index);
    for (((name, held), schema), signs) in drafted.iter().zip(members).zip(signs) {
        let [ty] = held.as_slice() else {
            return Err(error());
        };
        let about = about.next();
        // Scalars of the runtime have other names in progenitor.
        let scalar = RUNTIME_SCALARS.iter().find(|(marker, _)| marker == name);
        let name = scalar.map_or(name.as_str(), |(_, scalar)| scalar);
        variants.push(Variant {
            name: ident(name),
            ty: ty.clone(),
            is_boxed: false,
            schema: Schema::read(schema, index),
            about: about.map(|about| (text(about, "description"), source(about))),
            tags: texts(schema, TAGS).into_iter().map(str::to_owned).collect(),
            signs,
            event_names: texts(schema, EVENT_NAMES),
        });
    }
    let usual = match flag(schema, "x-event") {
        true => "Unknown",
        false => "Other",
    };
    let catch_all = match variants.iter().any(|variant| variant.name == usual) {
        true => "NotKnown",
        false => usual,
    };
    Ok(Union {
        variants,
        catch_all: Ident::new(catch_all, Span::call_site()),
        tag: schema
            .get("x-discriminator")
            .map(|found| text(found, "propertyName")),
    })
}
