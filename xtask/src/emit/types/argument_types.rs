//! The types of arguments that setters and calls accept.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use crate::model::operation::Parameter;
use crate::model::rust_type::Type;

/// The argument type that is accepted for a field.
pub struct Accepted {
    /// The type of the argument.
    pub ty: TokenStream,
    pub(super) kind: Kind,
    is_optional: bool,
}

pub(super) enum Kind {
    AsIs,
    /// `impl Into` the type.
    Into,
    /// Any integer, converted to the type of that name.
    Integer(&'static str),
    /// `impl IntoIterator` with items that convert into the item type.
    List(Box<Type>),
    /// Any JSON.
    Json,
}

impl Kind {
    fn of(ty: &Type) -> Self {
        match ty {
            Type::List(item) => Self::List(item.clone()),
            Type::Integer(integer) => Self::Integer(integer.name),
            Type::Bool | Type::Map(_) | Type::JsonObject => Self::AsIs,
            Type::Json => Self::Json,
            _ => Self::Into,
        }
    }
}

impl Accepted {
    /// The argument type for a parameter.
    pub fn of_parameter(parameter: &Parameter) -> Self {
        match parameter.required {
            true => Self::of(&parameter.ty),
            false => Self::optional(&parameter.ty),
        }
    }

    /// The argument type for a required value: booleans, maps and JSON as they are, integers of any type, lists from
    /// any iterator, and everything else from `impl Into`.
    pub fn of(ty: &Type) -> Self {
        let kind = Kind::of(ty);
        let ty = match &kind {
            Kind::AsIs | Kind::Json => quote!(#ty),
            Kind::Into => quote!(impl Into<#ty>),
            Kind::Integer(_) => quote!(impl Into<Integer>),
            Kind::List(item) => quote!(impl IntoIterator<Item = impl Into<#item>>),
        };
        Self {
            ty,
            kind,
            is_optional: false,
        }
    }

    /// The argument type for an optional value: the same, or an `Option` of it. serde_json already converts any JSON
    /// into an `Option`.
    pub fn optional(ty: &Type) -> Self {
        let kind = Kind::of(ty);
        let ty = match &kind {
            Kind::AsIs | Kind::Into => quote!(impl IntoOption<#ty, K>),
            Kind::Integer(_) => quote!(impl IntoOption<Integer, K>),
            Kind::List(item) => quote!(impl IntoOptionalList<#item, K>),
            Kind::Json => quote!(impl Into<Option<#ty>>),
        };
        Self {
            ty,
            kind,
            is_optional: true,
        }
    }

    /// The generic parameters of a method with such an argument.
    pub fn generics(&self) -> Option<TokenStream> {
        let is_found = self.is_optional && !matches!(self.kind, Kind::Json);
        is_found.then(|| quote!(<K>))
    }

    /// The attribute that prevents compiling a method that is never called. Generic methods do not need it.
    pub(super) fn inline(&self) -> Option<TokenStream> {
        let is_generic = self.is_optional || !matches!(self.kind, Kind::AsIs | Kind::Json);
        (!is_generic).then(|| quote!(#[inline]))
    }

    /// The statement that converts the argument `ident` into a value that can be checked and sent, or into an `Option`
    /// of one; `None` if no conversion is needed. Integers keep their type.
    pub fn conversion(&self, ident: &Ident, ty: &Type) -> TokenStream {
        match (&self.kind, self.is_optional) {
            (Kind::AsIs | Kind::Json, false) => quote!(),
            (Kind::Integer(_), false) => quote!(let #ident: Integer = #ident.into();),
            (Kind::Json, true) => quote!(let #ident: Option<#ty> = #ident.into();),
            (Kind::List(_), true) => quote!(let #ident = #ident.into_optional_list();),
            (_, true) => quote!(let #ident = #ident.into_option();),
            (_, false) => {
                let value = self.value(ident);
                quote!(let #ident: #ty = #value;)
            }
        }
    }

    /// The expression that turns the argument `ident` into the field's value, or into an `Option` of it.
    pub fn value(&self, ident: &Ident) -> TokenStream {
        match (&self.kind, self.is_optional) {
            (Kind::AsIs | Kind::Json, false) => quote!(#ident),
            (Kind::Into, false) | (Kind::Json, true) => quote!(#ident.into()),
            (Kind::List(_), false) => quote!(#ident.into_iter().map(Into::into).collect()),
            (Kind::List(_), true) => quote!(#ident.into_optional_list()),
            (Kind::AsIs | Kind::Into, true) => quote!(#ident.into_option()),
            (Kind::Integer(name), is_optional) => {
                let to = format_ident!("to_{name}");
                match is_optional {
                    true => quote!(#ident.into_option().map(Integer::#to)),
                    false => quote!(Integer::#to(#ident.into())),
                }
            }
        }
    }
}
