//! Decides how a field distinguishes absent, null and a value.

use serde_json::Value;

use super::rust_type::Type;
use crate::openapi::{Direction, flag};

/// What a field can hold instead of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Always a value.
    Required,
    /// Null, which is sent. When read, it may be missing.
    Nullable,
    /// A list or a map, and null is read as empty.
    Collection,
    /// Nothing: a list or a map that is null or missing is read as empty.
    NullAsEmpty,
    /// Nothing: it may be missing, and null is not sent.
    Optional,
    /// Nothing: it may be missing. Null is one of its values, because its schema allows any.
    OptionalAny,
    /// Absent or null.
    Clearable,
    /// Never sent.
    ReadOnly,
    /// May be missing when read; callers must set it.
    Demanded,
}

/// Who sets a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Both sides.
    Both,
    /// Only the service sets it (`readOnly`).
    Service,
    /// Only callers set it (`writeOnly`).
    Caller,
}

impl Side {
    /// The side of a property of the lowered document.
    pub fn of(property: &Value) -> Self {
        match (flag(property, "x-readOnly"), flag(property, "x-writeOnly")) {
            (true, _) => Self::Service,
            (false, true) => Self::Caller,
            (false, false) => Self::Both,
        }
    }
}

impl Presence {
    /// What an optional field can hold instead of a value, if its schema allows any value, and therefore null.
    pub fn of_any(self, drafted: &Type, schema: &Value, direction: Direction) -> Self {
        const RESTRICTS: [&str; 7] = ["$ref", "type", "enum", "allOf", "oneOf", "anyOf", "not"];
        let is_any = *drafted.held() == Type::Json
            && RESTRICTS
                .iter()
                .all(|keyword| schema.get(keyword).is_none());
        match self {
            Self::Optional if is_any && direction.is_sent() => Self::OptionalAny,
            presence => presence,
        }
    }
}

/// The type of a field, and what it can hold instead of a value:
///
/// | the document | who | the field |
/// | --- | --- | --- |
/// | required | any | `T` |
/// | required, nullable | any | `Option<T>`, null is sent |
/// | optional | any | `Option<T>`, nothing is sent |
/// | optional, nullable | sent | `Field<T>`: absent, null, or a value |
/// | optional, nullable | read | `Option<T>` |
/// | required, only callers have it | sent and read | `Option<T>`, a value is sent |
/// | a required list or map | read | `Vec<T>`, empty when it is null |
/// | an optional list or map | read | `Vec<T>`, empty when it is null or missing |
/// | an optional list or map | sent | `Option<Vec<T>>`: an empty one can be sent |
/// An integer field of a type that callers send holds any integer, also one that is out of range. Setters cannot fail,
/// so the value is checked and rejected when the request is validated.
pub fn decide(
    drafted: &Type,
    is_required: bool,
    is_nullable: bool,
    side: Side,
    direction: Direction,
) -> (Type, Presence) {
    let is_read_only = side == Side::Service && direction.is_sent();
    let bare = match (drafted.held(), direction.is_sent()) {
        (Type::Integer(narrow), true) if narrow.name != "u64" => Type::i64(),
        (bare, _) => bare.clone(),
    };
    let is_collection = bare.is_collection();
    match (is_required, is_nullable) {
        (true, false) if side == Side::Caller && direction == Direction::Both => {
            (Type::option(bare), Presence::Demanded)
        }
        (true, false) if is_collection && direction != Direction::Request => {
            (bare, Presence::Collection)
        }
        (false, false) if is_collection && direction == Direction::Response => {
            (bare, Presence::NullAsEmpty)
        }
        (true, false) => (bare, Presence::Required),
        (true, true) => (Type::option(bare), Presence::Nullable),
        (false, true) if direction.is_sent() && !is_read_only => {
            (Type::Field(Box::new(bare)), Presence::Clearable)
        }
        (false, _) if is_read_only => (Type::option(bare), Presence::ReadOnly),
        (false, _) => (Type::option(bare), Presence::Optional),
    }
}
