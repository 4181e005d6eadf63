//! The types of the emitted crate: what the lowered document says of each, joined with the Rust types that progenitor made.

use std::collections::{BTreeMap, HashSet};

use proc_macro2::{Ident, Span};
use serde_json::Value;

use super::from_progenitor::Drafted;
use super::presence::{Presence, decide};
use super::rust_type::{Integer, Type};
use super::schema_index::{Facts, Property};
use crate::lower::RUNTIME_SCALARS;
use crate::lower::problem::{Problem, Problems, unless_any};
use crate::lower::rust_name;
use crate::lower::rust_names::{ident, snake};
use crate::openapi::Direction;
use crate::openapi::{flag, schemas, text, texts};
use crate::text::Taken;

/// The types of a crate, in the order of the document.
pub struct Types<'a> {
    types: Vec<TypeDef<'a>>,
    /// Where in that order a type is, by its name.
    places: BTreeMap<String, usize>,
}

/// One type.
pub struct TypeDef<'a> {
    /// Its name in Rust.
    pub name: &'a str,
    /// The lowered schema.
    pub schema: &'a Value,
    /// Who sends and who reads it.
    pub direction: Direction,
    /// What it is.
    pub kind: Kind<'a>,
}

/// What a type is.
pub enum Kind<'a> {
    /// An object.
    Struct(Struct<'a>),
    /// One of known strings, or another.
    Enum(Enum<'a>),
    /// One of several types, or any JSON.
    Union(Union<'a>),
    /// A string of a type of its own.
    Id,
}

/// An object.
pub struct Struct<'a> {
    /// In the order of the document.
    pub fields: Vec<Field<'a>>,
    /// The field with all keys that no property has: its name and type.
    pub others: Option<(Ident, Type)>,
}

/// One field.
pub struct Field<'a> {
    /// Its name in Rust.
    pub rust_name: Ident,
    /// Its name on the wire.
    pub wire_name: &'a str,
    /// The type, which says what may be there.
    pub ty: Type,
    /// What may be there in place of a value.
    pub presence: Presence,
    /// Whether the object must have it.
    pub is_required: bool,
    /// The lowered schema.
    pub schema: &'a Value,
}

/// One of known strings, or another.
pub struct Enum<'a> {
    /// The variants, each with its value.
    pub variants: Vec<(Ident, &'a str)>,
    /// The variant of a value that is not known.
    pub catch_all: Ident,
}

/// One of several types, or any JSON.
pub struct Union<'a> {
    /// The variants, in the order of the document.
    pub variants: Vec<Variant<'a>>,
    /// The variant of something that is not known.
    pub catch_all: Ident,
    /// The property that says which variant it is; without one each is tried in turn.
    pub tag: Option<&'a str>,
}

/// One of the types of a union.
pub struct Variant<'a> {
    /// Its name in Rust.
    pub name: Ident,
    /// What it holds.
    pub ty: Type,
    /// Whether the variant holds the type in a box: a union is as large as its largest variant.
    pub is_boxed: bool,
    /// The lowered schema.
    pub schema: &'a Value,
    /// The values of the tag that stand for it.
    pub tags: Vec<String>,
    /// Properties that have one value alone, with it: no other value matches.
    pub signs: Vec<(&'a str, &'a str)>,
}

impl<'a> Types<'a> {
    /// Joins the lowered document with what progenitor made of it.
    ///
    /// # Errors
    ///
    /// A problem for each schema of which progenitor did not make what the document describes.
    pub fn read(facts: Facts<'a>, drafts: &BTreeMap<String, Drafted>) -> Result<Self, Problems> {
        let mut problems = Vec::new();
        let mut types = Vec::new();
        for (name, schema) in schemas(facts.document()) {
            let Some(draft) = drafts.get(name) else {
                problems.push(unmatched(facts, name, "type"));
                continue;
            };
            if RUNTIME_SCALARS.iter().any(|(marker, _)| marker == name) {
                continue;
            }
            let direction = facts.direction(name);
            let kind = if schema.get("properties").is_some() {
                structure(facts, name, direction, draft).map(Kind::Struct)
            } else if schema.get("oneOf").is_some() {
                union(facts, name, schema, draft).map(Kind::Union)
            } else if schema.get("enum").is_some() {
                enumeration(facts, name, schema, draft).map(Kind::Enum)
            } else {
                match (text(schema, "type"), draft) {
                    ("string", Drafted::Newtype) => Ok(Kind::Id),
                    _ => Err(vec![unmatched(facts, name, "id")]),
                }
            };
            match kind {
                Ok(kind) => types.push(TypeDef {
                    name,
                    schema,
                    direction,
                    kind,
                }),
                Err(found) => problems.extend(found),
            }
        }
        let places = types.iter().enumerate();
        let places = places
            .map(|(place, found)| (found.name.to_owned(), place))
            .collect();
        let mut types = Self { types, places };
        types.box_large_variants();
        unless_any(problems, types)
    }

    /// The type of that name.
    pub fn get(&self, name: &str) -> Option<&TypeDef<'a>> {
        self.types.get(*self.places.get(name)?)
    }

    /// The struct of that name.
    pub fn structure(&self, name: &str) -> Option<&Struct<'a>> {
        match &self.get(name)?.kind {
            Kind::Struct(found) => Some(found),
            _ => None,
        }
    }

    /// All types, in the order of the document.
    pub fn iter(&self) -> impl Iterator<Item = &TypeDef<'a>> {
        self.types.iter()
    }

    fn box_large_variants(&mut self) {
        let is_large = |variant: &Variant| self.size(&variant.ty) > LARGEST;
        let boxed: Vec<Vec<bool>> = self
            .types
            .iter()
            .map(|found| match &found.kind {
                Kind::Union(union) => union.variants.iter().map(is_large).collect(),
                _ => Vec::new(),
            })
            .collect();
        for (found, boxed) in self.types.iter_mut().zip(boxed) {
            if let Kind::Union(union) = &mut found.kind {
                for (variant, is_boxed) in union.variants.iter_mut().zip(boxed) {
                    variant.is_boxed = is_boxed;
                }
            }
        }
    }

    /// How large a value is, or more: what is not known here is counted as JSON.
    fn size(&self, ty: &Type) -> usize {
        const OPTION: usize = 8;
        match ty {
            Type::Option(inner) | Type::Field(inner) => self.size(inner) + OPTION,
            Type::Bool => 1,
            Type::Integer(Integer {
                name: "i8" | "u8", ..
            }) => 1,
            Type::Integer(_) | Type::Float(_) | Type::Boxed(_) => 8,
            // It ends: a type that holds itself holds a box.
            Type::Named(name) => match self.get(name).map(|found| &found.kind) {
                Some(Kind::Struct(found)) => {
                    let fields = found.fields.iter().map(|field| self.size(&field.ty));
                    let others = found.others.iter().map(|(_, ty)| self.size(ty));
                    fields.chain(others).sum()
                }
                Some(Kind::Union(_)) => LARGEST,
                _ => JSON,
            },
            _ => JSON,
        }
    }
}

/// How many bytes a variant may hold that is not boxed.
const LARGEST: usize = 160;

/// The size of a JSON value, which is that of a string and more.
const JSON: usize = 32;

/// The problem of a type that the document has and progenitor did not make as expected.
fn unmatched(facts: Facts, name: &str, expected: &str) -> Problem {
    Problem::new(
        facts.pointer(name),
        format!("the schema became no {expected} called `{name}`"),
        "write the schema in a simpler way",
    )
}

fn structure<'a>(
    facts: Facts<'a>,
    name: &str,
    direction: Direction,
    draft: &Drafted,
) -> Result<Struct<'a>, Problems> {
    let Drafted::Struct {
        fields: drafted,
        others,
    } = draft
    else {
        return Err(vec![unmatched(facts, name, "struct")]);
    };
    let properties = facts.properties(name);
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
            problems.push(unmatched(facts, name, &expected));
            continue;
        };
        let is_read_only = direction.is_sent() && flag(schema, "x-readOnly");
        let (ty, presence) = decide(drafted, required, nullable, is_read_only, direction);
        fields.push(Field {
            rust_name: unique(&mut taken, &snake(wire_name)),
            wire_name,
            ty,
            presence,
            is_required: required,
            schema,
        });
    }
    let others = others.clone().map(|ty| {
        let longer = |times: usize| format!("extra{}", "_properties".repeat(times - 1));
        let extra = taken.free("extra", longer);
        (Ident::new(&extra, Span::call_site()), ty)
    });
    unless_any(problems, Struct { fields, others })
}

/// Names on the wire that differ only in case or in signs are one name in Rust: the later ones are numbered.
fn unique(taken: &mut Taken, plain: &str) -> Ident {
    let numbered = |number| format!("{}_{number}", plain.trim_end_matches('_'));
    ident(&taken.free(plain, numbered))
}

fn enumeration<'a>(
    facts: Facts<'a>,
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
        _ => return Err(vec![unmatched(facts, name, "enum")]),
    };
    if !is_drafted {
        return Err(vec![unmatched(facts, name, "enum of its values")]);
    }
    // `Unrecognized` where the service itself knows an "unknown".
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
    facts: Facts<'a>,
    name: &str,
    schema: &'a Value,
    draft: &Drafted,
) -> Result<Union<'a>, Problems> {
    let error = || vec![unmatched(facts, name, "choice between single types")];
    let Drafted::Enum(drafted) = draft else {
        return Err(error());
    };
    let members = schema.get("oneOf").and_then(Value::as_array);
    let members = members.ok_or_else(error)?;
    if members.len() != drafted.len() {
        return Err(error());
    }
    let discriminator = schema.get("x-discriminator");
    let mut variants = Vec::new();
    for ((name, held), schema) in drafted.iter().zip(members) {
        let [ty] = held.as_slice() else {
            return Err(error());
        };
        variants.push(Variant {
            name: ident(name),
            ty: ty.clone(),
            is_boxed: false,
            schema,
            tags: discriminator.map_or_else(Vec::new, |found| tags(found, ty)),
            signs: ty.name().map_or_else(Vec::new, |name| signs(name, facts)),
        });
    }
    let catch_all = match variants.iter().any(|variant| variant.name == "Other") {
        true => "NotKnown",
        false => "Other",
    };
    Ok(Union {
        variants,
        catch_all: Ident::new(catch_all, Span::call_site()),
        tag: discriminator.map(|found| text(found, "propertyName")),
    })
}

/// The values of a discriminator that stand for a type: those that it names, or the type's own name.
fn tags(discriminator: &Value, ty: &Type) -> Vec<String> {
    let own = quote::quote!(#ty).to_string();
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    let tags: Vec<String> = mapping
        .into_iter()
        .flatten()
        .filter(|(_, target)| {
            let target = target.as_str().unwrap_or_default();
            rust_name(target.rsplit('/').next().unwrap_or_default()) == own
        })
        .map(|(tag, _)| tag.clone())
        .collect();
    match tags.is_empty() {
        true => vec![own],
        false => tags,
    }
}

/// The properties of a type that have one value alone, with it.
fn signs<'a>(name: &str, facts: Facts<'a>) -> Vec<(&'a str, &'a str)> {
    let only = |property: &Property<'a>| {
        let values = facts.target(property.schema)?;
        match values
            .get("x-variants")?
            .as_object()?
            .values()
            .collect::<Vec<_>>()[..]
        {
            [value] if !flag(values, "x-open") && !property.nullable => value.as_str(),
            _ => None,
        }
    };
    let properties = facts.properties(name);
    let found = properties
        .iter()
        .filter_map(|property| Some((property.name, only(property)?)));
    found.collect()
}

impl<'a> Struct<'a> {
    /// The required fields, in the order of `required`: the document's author chose it.
    pub fn required(&self, schema: &Value) -> Vec<&Field<'a>> {
        let order = texts(schema, "required");
        let mut required: Vec<&Field> = self
            .fields
            .iter()
            .filter(|field| field.is_required)
            .collect();
        required.sort_by_key(|field| order.iter().position(|name| *name == field.wire_name));
        required
    }
}
