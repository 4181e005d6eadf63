//! The pass that gives requests their constructors.

use syn::{Field, Fields, Ident, Item, ItemImpl, ItemStruct, Type, parse_quote};

use super::Types;
use super::fields::{is_flattened, wire_name};
use super::presence::is_collection;
use crate::codegen::document::texts;
use crate::codegen::facts::Facts;
use crate::codegen::names::TRAIT_METHODS;
use crate::codegen::problem::Problems;
use crate::codegen::progenitor::{argument_of, name_of};
use crate::codegen::words;
use crate::text::{Docs, Markdown, markdown};

/// Types that callers send are made from what is required, and take the rest one call at a time.
///
/// ```text
/// AddParticipant::new(custom_participant_id, preset_name).name("Mary Sue").clear_picture()
/// ```
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
                Kind::AsIs => quote::quote!(#ident),
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
    let accepted = Accepted::of(&inner);
    let (ty, value) = (&accepted.ty, accepted.value(Some(ident)));
    let stored = match (&optional, &three_state) {
        (Some(_), _) => quote::quote!(Some(#value)),
        (_, Some(_)) => quote::quote!(Field::Value(#value)),
        _ => value,
    };
    let about = field.attrs.iter();
    let docs = about.filter(|attribute| attribute.path().is_ident("doc"));
    let docs = docs.cloned().collect();
    let inline = accepted.inline();
    let setter = parse_quote! {
        #inline
        pub fn #method(mut self, #ident: #ty) -> Self {
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
}

enum Kind {
    AsIs,
    Into,
    List,
}

impl Accepted {
    /// Numbers other than floats and booleans are taken as they are (a literal must find its type), lists from anything
    /// that can be walked, everything else from whatever turns into it.
    pub fn of(ty: &Type) -> Self {
        let as_is = ["bool", "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64"];
        let (ty, kind) = match argument_of(ty, "Vec") {
            Some(item) => (
                parse_quote!(impl IntoIterator<Item = impl Into<#item>>),
                Kind::List,
            ),
            None if as_is.contains(&name_of(ty).as_str()) || is_collection(ty) || is_json(ty) => {
                (ty.clone(), Kind::AsIs)
            }
            None => (parse_quote!(impl Into<#ty>), Kind::Into),
        };
        Self { ty, kind }
    }

    /// What keeps a method that takes such an argument from being compiled where nobody calls it. Generic ones are not.
    fn inline(&self) -> Option<proc_macro2::TokenStream> {
        matches!(self.kind, Kind::AsIs).then(|| quote::quote!(#[inline]))
    }

    /// The statement that turns the argument `ident` into a value of type `ty`; nothing when it is one.
    pub fn conversion(&self, ident: &Ident, ty: &Type) -> proc_macro2::TokenStream {
        match self.kind {
            Kind::AsIs => quote::quote!(),
            _ => {
                let value = self.value(Some(ident));
                quote::quote!(let #ident: #ty = #value;)
            }
        }
    }

    /// The expression that turns the argument `ident` into the field's value.
    pub fn value(&self, ident: Option<&Ident>) -> proc_macro2::TokenStream {
        match self.kind {
            Kind::AsIs => quote::quote!(#ident),
            Kind::Into => quote::quote!(#ident.into()),
            Kind::List => quote::quote!(#ident.into_iter().map(Into::into).collect()),
        }
    }
}

/// Whether a type is `serde_json::Value`, any JSON.
fn is_json(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Value")
        && path.path.segments.len() == 2)
}
