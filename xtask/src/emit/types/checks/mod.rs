//! Emits the checks of requests. [`values`] has the checks of single values, which calls use too, and [`bounds`] those of
//! the bounds of a schema.

mod bounds;
mod characters;
mod values;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use syn::{Ident, Item, parse_quote};

use crate::lower::problem::Problem;
use crate::model::presence::Presence;
use crate::model::rust_type::Type;
use crate::model::schema::{Bounds, Counts, Schema};
use crate::model::types::{Field, Kind, Struct, TypeDef, Types, Union, Variant};
pub use values::{Checked, value_check};

/// Types that callers send are checked against the limits of the document before anything is sent. `None` for other
/// types.
///
/// ```text
/// impl Validate for UpdateMeeting {
///     fn validate(&self) -> Result<(), InvalidRequestError> {
///         if let Some(value) = &self.session_keep_alive_time_in_secs {
///             validate::within("session_keep_alive_time_in_secs", *value, 60, 600)?;
/// ```
///
/// # Errors
///
/// A limit has no value that it applies to.
pub fn check(found: &TypeDef, types: &Types) -> Result<Option<Item>, Problem> {
    if !found.direction.is_sent() {
        return Ok(None);
    }
    let checks = match &found.kind {
        Kind::Struct(of) => {
            let of_object = object_checks(&found.schema.bounds, of);
            let of_lists = total_items_check(found, of)?;
            let of_fields = of.fields.iter().map(|field| field_checks(field, types));
            let of_others = of.others.iter();
            let of_others =
                of_others.map(|(name, ty)| other_keys_checks(name, ty, &found.schema, types));
            let each = of_fields.chain(of_others);
            quote!(#of_object #of_lists #(#each)*)
        }
        Kind::Union(of) => union_checks(of, types),
        Kind::Enum(_) | Kind::Id => return Ok(None),
    };
    let name = format_ident!("{}", found.name);
    Ok(Some(match checks.is_empty() {
        true => parse_quote! { impl Validate for #name {} },
        false => parse_quote! {
            impl Validate for #name {
                #[inline]
                fn validate(&self) -> Result<(), InvalidRequestError> {
                    #checks
                    Ok(())
                }
            }
        },
    }))
}

/// `minProperties` and `maxProperties` of an object: how many of its keys may be sent.
fn object_checks(bounds: &Bounds, of: &Struct) -> Option<TokenStream> {
    let Counts { least, most } = bounds.properties;
    least.or(most)?;
    let given = of.fields.iter().map(is_sent);
    let names: Vec<&str> = of.fields.iter().map(|field| field.wire_name).collect();
    let names = names.join(", ");
    let limit = Literal::u64_unsuffixed;
    if let (Some(least), None, None) = (least, most, &of.others) {
        let least = limit(least);
        return Some(quote!(validate::given(#names, &[#(#given),*], #least)?;));
    }
    let others = of.others.iter().map(|(name, _)| quote!(+ self.#name.len()));
    let least = least.map(|least| {
        let least = limit(least);
        quote!(validate::min_properties(#names, count, #least)?;)
    });
    let most = most.map(|most| {
        let most = limit(most);
        quote!(validate::max_properties(#names, count, #most)?;)
    });
    Some(quote! {
        let count = validate::count(&[#(#given),*]) #(#others)*;
        #least
        #most
    })
}

/// Whether the key of a field is sent.
fn is_sent(
    Field {
        rust_name,
        ty,
        presence,
        ..
    }: &Field,
) -> TokenStream {
    match (presence, ty) {
        (Presence::ReadOnly, _) => quote!(false),
        // Null is sent.
        (Presence::Nullable, _) => quote!(true),
        (_, Type::Option(_)) => quote!(self.#rust_name.is_some()),
        (_, Type::Field(_)) => quote!(!self.#rust_name.is_absent()),
        _ => quote!(true),
    }
}

/// `x-min-items` of an object: how many items its lists must have together.
fn total_items_check(found: &TypeDef, of: &Struct) -> Result<Option<TokenStream>, Problem> {
    let Some(least) = found.schema.bounds.total_items else {
        return Ok(None);
    };
    let lists = of
        .fields
        .iter()
        .filter(|field| matches!(field.ty.held(), Type::List(_)));
    let (names, counts): (Vec<&str>, Vec<TokenStream>) = lists
        .map(
            |Field {
                 rust_name,
                 wire_name,
                 ty,
                 ..
             }| {
                let count = match ty {
                    Type::Option(_) => quote!(self.#rust_name.as_ref().map_or(0, Vec::len)),
                    Type::Field(_) => quote!(self.#rust_name.as_option().map_or(0, Vec::len)),
                    _ => quote!(self.#rust_name.len()),
                };
                (*wire_name, count)
            },
        )
        .unzip();
    if names.is_empty() {
        let name = found.name;
        return Err(Problem::new(
            format!("{}/x-min-items", found.schema.pointer),
            format!("`{name}` has no list property"),
            "remove `x-min-items`, or state it on the object that has the lists",
        ));
    }
    let names = names.join(", ");
    let least = Literal::u64_unsuffixed(least);
    Ok(Some(
        quote!(validate::total_items(#names, &[#(#counts),*], #least)?;),
    ))
}

/// The check of the value in a variant. A value is read as the first variant of its type, so that of another one is
/// allowed, too.
fn union_checks(of: &Union, types: &Types) -> TokenStream {
    let check = |variant: &Variant| {
        if types.checks_itself(&variant.schema) {
            return Some(quote!(value.validate()));
        }
        let value = Checked::Reference(quote!(value));
        value_check("", &value, &variant.ty, &variant.schema, types)
    };
    let arms: Vec<TokenStream> = of
        .variants
        .iter()
        .filter_map(|variant| {
            let alike = of.variants.iter();
            let alike = alike.filter(|other| other.ty == variant.ty && other.name != variant.name);
            let others = alike.map(check).collect::<Option<Vec<TokenStream>>>()?;
            let (ident, own) = (&variant.name, check(variant)?);
            let others = others
                .iter()
                .filter(|other| other.to_string() != own.to_string());
            let others = others.map(|other| quote!(.or_else(|own| #other.map_err(|_| own))));
            Some(quote!(Self::#ident(value) => #own #(#others)*,))
        })
        .collect();
    if arms.is_empty() {
        return TokenStream::new();
    }
    quote!(match self { #(#arms)* _ => Ok(()), }?;)
}

/// The check of the field for all other keys.
fn other_keys_checks(
    name: &Ident,
    ty: &Type,
    object: &Schema,
    types: &Types,
) -> Option<TokenStream> {
    let place = Checked::Place(quote!(self.#name));
    // The limits on the number of keys apply to all keys of the object.
    let others = Schema {
        inner: object.inner.clone(),
        ..Schema::default()
    };
    let check = value_check("", &place, ty, &others, types)?;
    Some(quote!(#check?;))
}

fn field_checks(field: &Field, types: &Types) -> Option<TokenStream> {
    let Field {
        rust_name: ident,
        wire_name,
        ty,
        schema,
        ..
    } = field;
    // A type with its own checks is checked inside every container.
    let is_whole = types.checks_itself(schema);
    let value = match ty {
        Type::Option(_) | Type::Field(_) if !is_whole => Checked::Reference(quote!(value)),
        _ => Checked::Place(quote!(self.#ident)),
    };
    let demand = (field.presence == Presence::Demanded)
        .then(|| quote!(validate::demanded(#wire_name, self.#ident.is_some())?;));
    let Some(check) = value_check(wire_name, &value, ty.held(), schema, types) else {
        return demand;
    };
    let check = match ty {
        Type::Option(_) if !is_whole => quote!(if let Some(value) = &self.#ident { #check?; }),
        Type::Field(_) if !is_whole => {
            quote!(if let Field::Value(value) = &self.#ident { #check?; })
        }
        _ => quote!(#check?;),
    };
    Some(quote!(#demand #check))
}
