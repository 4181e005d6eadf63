//! The types of the crate.

use std::collections::BTreeMap;

use proc_macro2::Ident;
use serde_json::Value;

use super::presence::Presence;
use super::rust_type::{Integer, Type};
use super::schema::{Bounds, Schema};
use crate::openapi::Direction;

/// The types of a crate, in the order of the document.
pub struct Types<'a> {
    types: Vec<TypeDef<'a>>,
    /// The index of a type, by its name.
    places: BTreeMap<String, usize>,
}

/// One type.
pub struct TypeDef<'a> {
    /// Its name in Rust.
    pub name: &'a str,
    /// Its schema.
    pub schema: Schema,
    /// Whether callers send or read it.
    pub direction: Direction,
    /// Its kind.
    pub kind: Kind<'a>,
}

/// The kind of a type.
pub enum Kind<'a> {
    /// An object.
    Struct(Struct<'a>),
    /// An enum: strings, of which some are known.
    Enum(Enum<'a>),
    /// A union, or any JSON.
    Union(Union<'a>),
    /// A string with a type of its own, such as an id.
    Id,
}

/// An object.
pub struct Struct<'a> {
    /// In the order of the document.
    pub fields: Vec<Field<'a>>,
    /// The indices of the required fields, in the order of `required`, which the author of the document chose.
    pub required: Vec<usize>,
    /// The field for all other keys: its name and type.
    pub others: Option<(Ident, Type)>,
    /// Whether other keys are forbidden.
    pub is_closed: bool,
}

/// One field.
pub struct Field<'a> {
    /// Its name in Rust.
    pub rust_name: Ident,
    /// Its name on the wire.
    pub wire_name: &'a str,
    /// The type, which also states what the field can hold instead of a value.
    pub ty: Type,
    /// What the field can hold instead of a value.
    pub presence: Presence,
    /// Whether it is required.
    pub is_required: bool,
    /// Whether examples set it, although it is optional (`x-recommended`).
    pub is_recommended: bool,
    /// The value in a new object, if callers need not set it (`x-initial`).
    pub initial: Option<&'a Value>,
    /// Its schema.
    pub schema: Schema,
}

/// An enum: strings, of which some are known.
pub struct Enum<'a> {
    /// The variants, each with its value.
    pub variants: Vec<(Ident, &'a str)>,
    /// The variant for unknown values.
    pub catch_all: Ident,
}

/// A union, or any JSON.
pub struct Union<'a> {
    /// The variants, in the order of the document.
    pub variants: Vec<Variant<'a>>,
    /// The variant for unknown values.
    pub catch_all: Ident,
    /// The property that selects the variant. `None` if the value itself does.
    pub tag: Option<&'a str>,
}

/// One variant of a union.
pub struct Variant<'a> {
    /// Its name in Rust.
    pub name: Ident,
    /// Its type.
    pub ty: Type,
    /// Whether the type is boxed, because a union is as large as its largest variant.
    pub is_boxed: bool,
    /// Its schema.
    pub schema: Schema,
    /// Its own documentation beside that of its type, if it has one: the description and the page.
    pub about: Option<(&'a str, Option<String>)>,
    /// The discriminator values that select it.
    pub tags: Vec<String>,
    /// Properties that allow only these values; several of one property are alternatives.
    pub signs: Vec<(&'a str, Sign<'a>)>,
    /// The names of the server-sent events that select it.
    pub event_names: Vec<&'a str>,
}

/// A value of a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sign<'a> {
    /// A string.
    Text(&'a str),
    /// An integer.
    Integer(i64),
    /// A boolean.
    Boolean(bool),
}

impl<'a> Types<'a> {
    /// Types in the order of the document.
    pub(super) fn new(types: Vec<TypeDef<'a>>) -> Self {
        let places = types.iter().enumerate();
        let places = places
            .map(|(place, found)| (found.name.to_owned(), place))
            .collect();
        let mut types = Self { types, places };
        types.box_large_variants();
        types
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

    /// The limits of a schema: those of the type that it refers to, or its own.
    pub fn bounds<'s>(&'s self, schema: &'s Schema) -> &'s Bounds {
        match self.target(schema) {
            Some(found) => &found.schema.bounds,
            None => &schema.bounds,
        }
    }

    /// Whether a schema refers to a type with checks of its own: objects and unions that are sent.
    pub fn checks_itself(&self, schema: &Schema) -> bool {
        self.target(schema).is_some_and(|found| {
            found.direction.is_sent() && matches!(found.kind, Kind::Struct(_) | Kind::Union(_))
        })
    }

    /// The type that a schema refers to.
    fn target(&self, schema: &Schema) -> Option<&TypeDef<'a>> {
        self.get(schema.target.as_deref()?)
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

    /// The size of a value, or more: types that are not known here count as JSON.
    fn size(&self, ty: &Type) -> usize {
        const OPTION: usize = 8;
        match ty {
            Type::Option(inner) | Type::Field(inner) => self.size(inner) + OPTION,
            Type::Bool => 1,
            Type::Integer(Integer {
                name: "i8" | "u8", ..
            }) => 1,
            Type::Integer(_) | Type::Float | Type::Boxed(_) => 8,
            // The recursion ends, because a type that contains itself contains a box.
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

/// The maximum size of a variant that is not boxed, in bytes.
const LARGEST: usize = 160;

/// The size of a JSON value.
const JSON: usize = 32;

impl<'a> Struct<'a> {
    /// The fields that the constructor takes, in the order of `required`: those without an initial value.
    pub fn demanded(&self) -> impl Iterator<Item = &Field<'a>> {
        let required = self.required.iter().map(|at| &self.fields[*at]);
        required.filter(|field| field.initial.is_none())
    }
}

impl Field<'_> {
    /// The type of the constructor's argument.
    pub fn argument(&self) -> &Type {
        match self.presence {
            Presence::Demanded => self.ty.held(),
            _ => &self.ty,
        }
    }

    /// Whether the constructor takes it.
    pub fn is_demanded(&self) -> bool {
        self.is_required && self.initial.is_none()
    }
}
