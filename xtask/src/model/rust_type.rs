//! The Rust types of fields, parameters, bodies and responses.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

/// A Rust type in the emitted files.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// `bool`.
    Bool,
    /// `i64` and the like.
    Integer(&'static Integer),
    /// `f64`.
    Float,
    /// `String`.
    String,
    /// Any JSON, `serde_json::Value`.
    Json,
    /// An object of any JSON, `serde_json::Map`.
    JsonObject,
    /// A scalar of the runtime: `Secret`, `SecretUrl`, `Timestamp`, or `Date`.
    Runtime(&'static str),
    /// A type of the document.
    Named(String),
    /// A value or null.
    Option(Box<Type>),
    /// Absent, null, or a value.
    Field(Box<Type>),
    /// `Vec`.
    List(Box<Type>),
    /// A map with strings as keys.
    Map(Box<Type>),
    /// `Box`.
    Boxed(Box<Type>),
}

/// An integer type with its minimum and maximum.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Integer {
    /// Its name in Rust.
    pub name: &'static str,
    /// The smallest.
    pub least: i128,
    /// The largest.
    pub most: i128,
}

macro_rules! integers {
    ($($name:ident),*) => {
        [$(Integer { name: stringify!($name), least: $name::MIN as i128, most: $name::MAX as i128 }),*]
    };
}

static INTEGERS: [Integer; 8] = integers![i8, i16, i32, i64, u8, u16, u32, u64];

impl Integer {
    /// The type of that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        INTEGERS.iter().find(|known| known.name == name)
    }
}

impl Type {
    /// `i64`.
    pub fn i64() -> Self {
        Self::Integer(&INTEGERS[3])
    }

    /// The type or null.
    pub fn option(inner: Self) -> Self {
        Self::Option(Box::new(inner))
    }

    /// Whether it is a list or a map.
    pub fn is_collection(&self) -> bool {
        matches!(self, Self::List(_) | Self::Map(_) | Self::JsonObject)
    }

    /// The type inside an `Option` or `Field`.
    pub fn held(&self) -> &Self {
        match self {
            Self::Option(inner) | Self::Field(inner) => inner,
            other => other,
        }
    }

    /// The name of a type of the document.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Named(name) => Some(name),
            _ => None,
        }
    }
}

impl ToTokens for Type {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let name = |name: &str| format_ident!("{name}").into_token_stream();
        tokens.extend(match self {
            Self::Bool => quote!(bool),
            Self::Integer(integer) => name(integer.name),
            Self::Float => quote!(f64),
            Self::String => quote!(String),
            Self::Json => quote!(serde_json::Value),
            Self::JsonObject => quote!(serde_json::Map<String, serde_json::Value>),
            Self::Runtime(scalar) => name(scalar),
            Self::Named(own) => name(own),
            Self::Option(inner) => quote!(Option<#inner>),
            Self::Field(inner) => quote!(Field<#inner>),
            Self::List(item) => quote!(Vec<#item>),
            Self::Map(value) => quote!(std::collections::BTreeMap<String, #value>),
            Self::Boxed(inner) => quote!(Box<#inner>),
        });
    }
}
