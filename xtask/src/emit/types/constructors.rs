//! Emits the constructors and setters of types that callers send.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Ident, ItemImpl, parse_quote};

use super::docs::field_docs;
use super::initial;
use crate::emit::doc_attributes;
use crate::lower::rust_names::TRAIT_METHODS;
use crate::model::operation::Parameter;
use crate::model::presence::Presence;
use crate::model::rust_type::Type;
use crate::model::types::{Field, Struct, TypeDef};
use crate::text::{Docs, Markdown, markdown};

/// Types that callers send have a constructor with their required fields, and a setter for each optional field.
///
/// ```text
/// AddParticipant::new(custom_participant_id, preset_name).name("Mary Sue").clear_picture()
/// ```
///
/// A setter takes a value or an `Option` of one; with `None` the field is not sent.
pub fn constructors(found: &TypeDef, of: &Struct) -> ItemImpl {
    let name = format_ident!("{}", found.name);
    let others = of.others.iter().map(|(name, _)| name);
    let names = of.fields.iter().map(|field| &field.rust_name).chain(others);
    let mut taken: HashSet<String> = names.map(ToString::to_string).collect();
    let mut methods = vec![new(found, of)];
    for field in &of.fields {
        if !field.is_demanded() && field.presence != Presence::ReadOnly {
            let docs = field_docs(field.wire_name, &field.schema);
            methods.extend(setter(field, docs, &mut taken));
        }
    }
    if let Some((name, ty)) = &of.others {
        let docs =
            doc_attributes::docs(&Docs::from(Markdown::from("All other keys of the object.")));
        let method = method_name(name, &mut taken);
        methods.push(set(&method, name, &Accepted::of(ty), None, docs));
    }
    let mut constructors: ItemImpl = parse_quote!(impl #name {});
    constructors.items = methods.into_iter().map(syn::ImplItem::Fn).collect();
    constructors
}

/// The `Default` of a type without required fields but with initial values. If all fields are optional, it is derived.
pub fn default(found: &TypeDef, of: &Struct) -> Option<syn::Item> {
    let is_derived = of.fields.iter().all(|field| !field.is_required);
    let name = format_ident!("{}", found.name);
    (!is_derived && of.demanded().next().is_none()).then(|| {
        parse_quote! {
            impl Default for #name {
                #[inline]
                fn default() -> Self {
                    Self::new()
                }
            }
        }
    })
}

fn new(found: &TypeDef, of: &Struct) -> syn::ImplItemFn {
    let demanded: Vec<&Field> = of.demanded().collect();
    let accepted: Vec<_> = demanded
        .iter()
        .map(|field| Accepted::of(field.argument()))
        .collect();
    let arguments = demanded.iter().zip(&accepted).map(|(field, accepted)| {
        let (ident, ty) = (&field.rust_name, &accepted.ty);
        quote!(#ident: #ty)
    });
    let values = of.fields.iter().map(|field| {
        let ident = &field.rust_name;
        if !field.is_required {
            return quote!(#ident: Default::default());
        }
        // A type without a possible default was reported before.
        if let Some(initial) = field
            .initial
            .and_then(|value| initial::expression(&field.ty, value))
        {
            return quote!(#ident: #initial);
        }
        let accepted = Accepted::of(field.argument());
        let value = accepted.value(ident);
        match accepted.kind {
            _ if field.presence == Presence::Demanded => quote!(#ident: Some(#value)),
            Kind::AsIs | Kind::Json => quote!(#ident),
            _ => quote!(#ident: #value),
        }
    });
    let others = of
        .others
        .iter()
        .map(|(ident, _)| quote!(#ident: Default::default()));
    let values = values.chain(others);
    let name = Markdown::code(found.name);
    let is_empty = of.fields.iter().all(|field| !field.is_required);
    let about = match demanded.len() {
        0 if !is_empty => markdown!("Creates a new {} with its initial values.", name),
        0 => markdown!("Creates an empty {}: every field is optional.", name),
        _ => markdown!("Creates a new {} with its required fields.", name),
    };
    let allow = (demanded.len() > 7).then(
        || quote!(#[expect(clippy::too_many_arguments, reason = "the service requires all of them")]),
    );
    let generic = accepted.iter().any(|accepted| accepted.inline().is_none());
    let inline = (!generic).then(|| quote!(#[inline]));
    let made = match is_empty {
        true => quote!(Self::default()),
        false => quote!(Self { #(#values),* }),
    };
    let new = parse_quote! {
        #allow
        #inline
        pub fn new(#(#arguments),*) -> Self {
            #made
        }
    };
    documented(new, doc_attributes::docs(&Docs::from(about)))
}

/// A method with its documentation before its other attributes. The documentation is not part of the tokens, which
/// would be parsed again.
fn documented(mut method: syn::ImplItemFn, mut docs: Vec<syn::Attribute>) -> syn::ImplItemFn {
    docs.append(&mut method.attrs);
    method.attrs = docs;
    method
}

/// The name of a setter. `taken` has the names of the other setters.
fn method_name(field: &Ident, taken: &mut HashSet<String>) -> Ident {
    match field.to_string().as_str() {
        name if TRAIT_METHODS.contains(&name) || ["new", "validate"].contains(&name) => {
            free(name, "with_", "with_", taken)
        }
        _ => field.clone(),
    }
}

fn free(plain: &str, first: &str, further: &str, taken: &mut HashSet<String>) -> Ident {
    let mut name = format!("{first}{plain}");
    while taken.contains(&name) {
        name = format!("{further}{name}");
    }
    taken.insert(name.clone());
    format_ident!("{name}")
}

/// The setter of an optional field and, if the field is nullable, the method that sends null.
fn setter(
    field: &Field,
    docs: Vec<syn::Attribute>,
    taken: &mut HashSet<String>,
) -> Vec<syn::ImplItemFn> {
    let ident = &field.rust_name;
    let method = method_name(ident, taken);
    let is_clearable = field.presence == Presence::Clearable;
    let accepted = match field.ty.held() == &field.ty {
        true => Accepted::of(&field.ty),
        false => Accepted::optional(field.ty.held()),
    };
    let stored = is_clearable.then(|| match accepted.kind {
        Kind::Json => {
            quote!(Into::<Option<_>>::into(#ident).map_or(Field::Absent, Field::Value))
        }
        _ => {
            let value = accepted.value(ident);
            quote!(#value.map_or(Field::Absent, Field::Value))
        }
    });
    let mut setters = vec![set(&method, ident, &accepted, stored, docs)];
    if is_clearable {
        let clear = free(&ident.to_string(), "clear_", "null_", taken);
        let docs = doc_attributes::docs(&Docs::from(markdown!(
            "Sends null for {}.",
            Markdown::code(field.wire_name)
        )));
        let clear = parse_quote! {
            #[inline]
            pub fn #clear(mut self) -> Self {
                self.#ident = Field::Null;
                self
            }
        };
        setters.push(documented(clear, docs));
    }
    setters
}

/// A method that sets a field from the argument that it accepts, or to `stored`.
fn set(
    method: &Ident,
    ident: &Ident,
    accepted: &Accepted,
    stored: Option<TokenStream>,
    docs: Vec<syn::Attribute>,
) -> syn::ImplItemFn {
    let (ty, generics, inline) = (&accepted.ty, accepted.generics(), accepted.inline());
    let stored = stored.unwrap_or_else(|| accepted.value(ident));
    let setter = parse_quote! {
        #inline
        pub fn #method #generics(mut self, #ident: #ty) -> Self {
            self.#ident = #stored;
            self
        }
    };
    documented(setter, docs)
}

/// The argument type that is accepted for a field.
pub struct Accepted {
    /// The type of the argument.
    pub ty: TokenStream,
    kind: Kind,
    is_optional: bool,
}

enum Kind {
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
    fn inline(&self) -> Option<TokenStream> {
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
