//! The pass that gives requests their constructors.

use proc_macro2::TokenStream;
use syn::{Field, Fields, Ident, Item, ItemImpl, ItemStruct, Type, parse_quote};

use super::code::Types;
use super::fields::{is_flattened, wire_name};
use super::integers::is_integer;
use super::presence::is_collection;
use crate::emit::words;
use crate::lower::document::texts;
use crate::lower::problem::Problems;
use crate::lower::rust_names::TRAIT_METHODS;
use crate::model::from_progenitor::{argument_of, name_of};
use crate::model::schema_index::Facts;
use crate::text::{Docs, Markdown, markdown};

/// Types that callers send are made from what is required, and take the rest one call at a time.
///
/// ```text
/// AddParticipant::new(custom_participant_id, preset_name).name("Mary Sue").clear_picture()
/// ```
///
/// A setter takes a value or an `Option` of one; with `None` the field is not sent.
pub fn add_constructors(types: &mut Types, facts: Facts) -> Result<(), Problems> {
    for (name, code) in types.iter_mut() {
        if !facts.direction(name).is_sent() {
            continue;
        }
        if let Item::Struct(item) = &mut code.item
            && let Fields::Named(fields) = &item.fields
        {
            let required = facts
                .schema(name)
                .map(|schema| texts(schema, "required"))
                .unwrap_or_default();
            let fields: Vec<&Field> = fields.named.iter().collect();
            let constructors = constructors(item, &fields, &required);
            code.impls.push(Item::Impl(constructors));
            item.attrs.push(parse_quote!(#[must_use]));
        }
    }
    Ok(())
}

fn constructors(item: &ItemStruct, fields: &[&Field], required: &[&str]) -> ItemImpl {
    // Arguments stand in the order of `required`: the document's author chose it.
    let mut demanded: Vec<&Field> = fields
        .iter()
        .copied()
        .filter(|field| !is_flattened(field) && required.contains(&wire_name(field).as_str()))
        .collect();
    demanded.sort_by_key(|field| required.iter().position(|name| *name == wire_name(field)));
    let new = new(item, fields, &demanded);
    let mut taken: Vec<String> = fields
        .iter()
        .filter_map(|field| field.ident.as_ref())
        .map(ToString::to_string)
        .collect();
    let mut setters: Vec<syn::ImplItemFn> = Vec::new();
    for field in fields {
        let read_only = field.attrs.iter().any(|attribute| {
            quote::quote!(#attribute)
                .to_string()
                .contains("skip_serializing)")
        });
        if demanded.iter().any(|other| other.ident == field.ident) || read_only {
            continue;
        }
        setters.extend(setter(field, &mut taken));
    }
    let name = &item.ident;
    let mut constructors: ItemImpl = parse_quote!(impl #name {});
    let methods = std::iter::once(new).chain(setters);
    constructors.items = methods.map(syn::ImplItem::Fn).collect();
    constructors
}

fn new(item: &ItemStruct, fields: &[&Field], demanded: &[&Field]) -> syn::ImplItemFn {
    let arguments = demanded.iter().map(|field| {
        let (ident, accepted) = (&field.ident, Accepted::of(&field.ty).ty);
        quote::quote!(#ident: #accepted)
    });
    let values = fields.iter().map(|field| {
        let ident = &field.ident;
        if demanded.iter().any(|other| other.ident == field.ident) {
            let accepted = Accepted::of(&field.ty);
            let value = accepted.value(ident.as_ref());
            match accepted.kind {
                Kind::AsIs | Kind::Json => quote::quote!(#ident),
                _ => quote::quote!(#ident: #value),
            }
        } else {
            quote::quote!(#ident: Default::default())
        }
    });
    let name = Markdown::code(&item.ident.to_string());
    let about = match demanded.len() {
        0 => markdown!("An empty {}: everything in it is optional.", name),
        _ => markdown!("A new {} with what it must have.", name),
    };
    let allow = (demanded.len() > 7).then(|| {
        quote::quote!(#[expect(clippy::too_many_arguments, reason = "the service demands them all")])
    });
    let generic = demanded
        .iter()
        .any(|field| Accepted::of(&field.ty).inline().is_none());
    let inline = (!generic).then(|| quote::quote!(#[inline]));
    let made = match demanded.is_empty() {
        true => quote::quote!(Self::default()),
        false => quote::quote!(Self { #(#values),* }),
    };
    let new = parse_quote! {
        #allow
        #inline
        pub fn new(#(#arguments),*) -> Self {
            #made
        }
    };
    documented(new, words::docs(&Docs::from(about)))
}

/// A method with its documentation in front of its other attributes; not among its tokens, which would be parsed again.
fn documented(mut method: syn::ImplItemFn, mut docs: Vec<syn::Attribute>) -> syn::ImplItemFn {
    docs.append(&mut method.attrs);
    method.attrs = docs;
    method
}

/// The setter of an optional field, and for a field that can be null the one that says so. What is taken are the names of
/// other setters.
fn setter(field: &Field, taken: &mut Vec<String>) -> Vec<syn::ImplItemFn> {
    let Some(ident) = &field.ident else {
        return Vec::new();
    };
    let plain = ident.to_string().trim_start_matches("r#").to_owned();
    let mut named = |first: &str, further: &str| {
        let mut name = format!("{first}{plain}");
        while taken.contains(&name) {
            name = format!("{further}{name}");
        }
        taken.push(name.clone());
        Ident::new(&name, ident.span())
    };
    let method = match plain.as_str() {
        name if TRAIT_METHODS.contains(&name) || ["new", "check"].contains(&name) => {
            named("with_", "with_")
        }
        _ => ident.clone(),
    };
    let optional = argument_of(&field.ty, "Option");
    let three_state = argument_of(&field.ty, "Field");
    let inner = optional
        .clone()
        .or(three_state.clone())
        .unwrap_or_else(|| field.ty.clone());
    let accepted = match optional.is_some() || three_state.is_some() {
        true => Accepted::optional(&inner),
        false => Accepted::of(&inner),
    };
    let (ty, value, generics) = (
        &accepted.ty,
        accepted.value(Some(ident)),
        accepted.generics(),
    );
    let stored = match (&three_state, &accepted.kind) {
        (Some(_), Kind::Json) => {
            quote::quote!(Into::<Option<_>>::into(#ident).map_or(Field::Absent, Field::Value))
        }
        (Some(_), _) => quote::quote!(#value.map_or(Field::Absent, Field::Value)),
        (None, _) => value,
    };
    let about = field.attrs.iter();
    let docs = about.filter(|attribute| attribute.path().is_ident("doc"));
    let docs = docs.cloned().collect();
    let inline = accepted.inline();
    let setter = parse_quote! {
        #inline
        pub fn #method #generics(mut self, #ident: #ty) -> Self {
            self.#ident = #stored;
            self
        }
    };
    let mut setters = vec![documented(setter, docs)];
    if three_state.is_some() {
        let clear = named("clear_", "null_");
        let docs = words::docs(&Docs::from(markdown!(
            "Sends null for {}.",
            Markdown::code(&wire_name(field))
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

/// What an argument accepts for a field of some type.
pub struct Accepted {
    /// The type of the argument.
    pub ty: Type,
    kind: Kind,
    is_optional: bool,
}

enum Kind {
    AsIs,
    /// What turns into the type.
    Into,
    /// What turns into an integer of the type of that name.
    Integer(String),
    /// What can be walked, of what turns into the item's type.
    List(Box<Type>),
    /// Any JSON.
    Json,
}

impl Kind {
    fn of(ty: &Type) -> Self {
        if let Some(item) = argument_of(ty, "Vec") {
            return Self::List(Box::new(item));
        }
        match name_of(ty).as_str() {
            name if is_integer(name) => Self::Integer(name.to_owned()),
            "bool" => Self::AsIs,
            _ if is_json(ty) => Self::Json,
            _ if is_collection(ty) => Self::AsIs,
            _ => Self::Into,
        }
    }
}

impl Accepted {
    /// What is demanded: flags, maps and JSON as they are, integers of any type, lists from anything that can be walked,
    /// everything else from whatever turns into it.
    pub fn of(ty: &Type) -> Self {
        let kind = Kind::of(ty);
        let ty = match &kind {
            Kind::AsIs | Kind::Json => ty.clone(),
            Kind::Into => parse_quote!(impl Into<#ty>),
            Kind::Integer(_) => parse_quote!(impl Into<Integer>),
            Kind::List(item) => parse_quote!(impl IntoIterator<Item = impl Into<#item>>),
        };
        Self {
            ty,
            kind,
            is_optional: false,
        }
    }

    /// What is optional: the same, or an `Option` of it. Any JSON is turned into an `Option` by its own crate already.
    pub fn optional(ty: &Type) -> Self {
        let kind = Kind::of(ty);
        let ty = match &kind {
            Kind::AsIs | Kind::Into => parse_quote!(impl IntoOption<#ty, K>),
            Kind::Integer(_) => parse_quote!(impl IntoOption<Integer, K>),
            Kind::List(item) => parse_quote!(impl IntoOptionalList<#item, K>),
            Kind::Json => parse_quote!(impl Into<Option<#ty>>),
        };
        Self {
            ty,
            kind,
            is_optional: true,
        }
    }

    /// The parameters of a method that takes such an argument.
    pub fn generics(&self) -> Option<TokenStream> {
        let is_found = self.is_optional && !matches!(self.kind, Kind::Json);
        is_found.then(|| quote::quote!(<K>))
    }

    /// What keeps a method that takes such an argument from being compiled where nobody calls it. Generic ones are not.
    fn inline(&self) -> Option<TokenStream> {
        let is_generic = self.is_optional || !matches!(self.kind, Kind::AsIs | Kind::Json);
        (!is_generic).then(|| quote::quote!(#[inline]))
    }

    /// The statement that turns the argument `ident` into a value to be checked and sent, or into an `Option` of one;
    /// nothing when it is one. Integers stay integers of any type.
    pub fn conversion(&self, ident: &Ident, ty: &Type) -> TokenStream {
        match (&self.kind, self.is_optional) {
            (Kind::AsIs | Kind::Json, false) => quote::quote!(),
            (Kind::Integer(_), false) => quote::quote!(let #ident: Integer = #ident.into();),
            (Kind::Json, true) => quote::quote!(let #ident: Option<#ty> = #ident.into();),
            (Kind::List(_), true) => quote::quote!(let #ident = #ident.into_optional_list();),
            (_, true) => quote::quote!(let #ident = #ident.into_option();),
            (_, false) => {
                let value = self.value(Some(ident));
                quote::quote!(let #ident: #ty = #value;)
            }
        }
    }

    /// The expression that turns the argument `ident` into the field's value, or into an `Option` of it.
    pub fn value(&self, ident: Option<&Ident>) -> TokenStream {
        match (&self.kind, self.is_optional) {
            (Kind::AsIs | Kind::Json, false) => quote::quote!(#ident),
            (Kind::Into, false) | (Kind::Json, true) => quote::quote!(#ident.into()),
            (Kind::List(_), false) => quote::quote!(#ident.into_iter().map(Into::into).collect()),
            (Kind::List(_), true) => quote::quote!(#ident.into_optional_list()),
            (Kind::AsIs | Kind::Into, true) => quote::quote!(#ident.into_option()),
            (Kind::Integer(name), is_optional) => {
                let to = quote::format_ident!("to_{name}");
                match is_optional {
                    true => quote::quote!(#ident.into_option().map(Integer::#to)),
                    false => quote::quote!(Integer::#to(#ident.into())),
                }
            }
        }
    }
}

/// Whether a type is `serde_json::Value`, any JSON.
fn is_json(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Value")
        && path.path.segments.len() == 2)
}
