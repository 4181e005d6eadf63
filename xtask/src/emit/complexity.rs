//! Types that the document nests so deeply that clippy would have them named.

use syn::{Attribute, Fields, File, GenericArgument, ImplItem, Item, PathArguments, ReturnType};
use syn::{FnArg, Signature, Type, TypeParamBound, parse_quote};

/// From which score on clippy's leave is asked for. Clippy itself minds 250; what it counts may change a little.
const MOST: usize = 200;

/// Fields and methods whose types are very deep say that this is meant:
///
/// ```text
/// #[allow(clippy::type_complexity, reason = "…")] pub tree: BTreeMap<String, BTreeMap<String, BTreeMap<…>>>
/// ```
pub fn allow_deep_types(file: &mut File) {
    for item in &mut file.items {
        match item {
            Item::Struct(item) => allow_in(&mut item.fields),
            Item::Enum(item) => {
                for variant in &mut item.variants {
                    allow_in(&mut variant.fields);
                }
            }
            Item::Impl(item) => {
                for item in &mut item.items {
                    if let ImplItem::Fn(function) = item
                        && of_signature(&function.sig) > MOST
                    {
                        function.attrs.push(leave());
                    }
                }
            }
            _ => {}
        }
    }
}

fn allow_in(fields: &mut Fields) {
    for field in fields {
        if of_type(&field.ty, 1) > MOST {
            field.attrs.push(leave());
        }
    }
}

fn leave() -> Attribute {
    parse_quote!(#[allow(clippy::type_complexity, reason = "the API nests as deeply")])
}

/// The largest score of a type in a signature.
fn of_signature(signature: &Signature) -> usize {
    let arguments = signature.inputs.iter().map(|argument| match argument {
        FnArg::Typed(typed) => of_type(&typed.ty, 1),
        FnArg::Receiver(_) => 0,
    });
    let output = match &signature.output {
        ReturnType::Type(_, ty) => of_type(ty, 1),
        ReturnType::Default => 0,
    };
    arguments.max().unwrap_or_default().max(output)
}

/// Ten for every name, times how deep it stands.
fn of_type(ty: &Type, depth: usize) -> usize {
    match ty {
        Type::Path(path) => 10 * depth + of_arguments(&path.path, depth + 1),
        Type::Reference(reference) => of_type(&reference.elem, depth),
        Type::ImplTrait(bounds) => {
            let bounds = bounds.bounds.iter().map(|bound| match bound {
                TypeParamBound::Trait(bound) => 10 * depth + of_arguments(&bound.path, depth + 1),
                _ => 0,
            });
            bounds.sum()
        }
        _ => 10 * depth,
    }
}

fn of_arguments(path: &syn::Path, depth: usize) -> usize {
    let mut score = 0;
    for segment in &path.segments {
        if let PathArguments::AngleBracketed(arguments) = &segment.arguments {
            for argument in &arguments.args {
                score += match argument {
                    GenericArgument::Type(ty) => of_type(ty, depth),
                    GenericArgument::AssocType(ty) => of_type(&ty.ty, depth),
                    _ => 0,
                };
            }
        }
    }
    score
}

#[cfg(test)]
mod tests {
    use syn::{File, parse_quote};

    use super::{MOST, allow_deep_types, of_type};

    #[test]
    fn what_is_deep_scores_more_than_what_is_wide() {
        let wide = of_type(&parse_quote!(Call<'a, Page<Participant>, Listing>), 1);
        let deep = parse_quote!(Option<Map<String, Map<String, Map<String, Vec<String>>>>>);
        assert!(wide < MOST / 2 && of_type(&deep, 1) > MOST);
    }

    #[test]
    fn leave_is_asked_for_where_it_is_needed_and_nowhere_else() {
        let mut file: File = parse_quote! {
            pub struct Tree {
                pub flat: Map<String, String>,
                pub deep: Map<String, Map<String, Map<String, Map<String, String>>>>,
            }
            impl Tree {
                pub fn new(deep: impl Into<Map<String, Map<String, Map<String, Map<String, String>>>>>) -> Self {}
                pub fn flat(self) -> Self {}
            }
        };
        allow_deep_types(&mut file);
        let shown = prettyplease::unparse(&file);
        assert_eq!(
            shown.matches("clippy::type_complexity").count(),
            2,
            "{shown}"
        );
    }
}
