//! Emits the styles of parameters, forms and path segments that are not single values.
//!
//! ```text
//! .styled(In::Query, "filter", &filter, Style { form: Form::Deep, explode: true, reserved: false })
//! .multipart(body, &[Part { name: "file", style: None, content_type: Some("image/png") }])
//! self.at.template("{id}.json", &[("id", &id)])
//! ```

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::emission::Emission;
use crate::emit::types::{Accepted, Checked, value_check};
use crate::model::operation::{Form, Operation, Parameter, Part, Piece, Style};

/// The expression of a style.
pub fn style(style: &Style) -> TokenStream {
    let Style {
        form,
        explode,
        reserved,
    } = style;
    let form = format_ident!("{form}");
    quote! {
        realtimekit_runtime::__private::Style {
            form: realtimekit_runtime::__private::Form::#form,
            explode: #explode,
            reserved: #reserved,
        }
    }
}

/// The part of the chain that sends a form.
pub fn form(form: &Form) -> TokenStream {
    let parts = form
        .parts
        .iter()
        .filter(|part| part.style.is_some() || part.content_type.is_some());
    let parts = parts.map(|part| {
        let Part {
            name,
            style: own,
            content_type,
            ..
        } = part;
        let own = match own {
            Some(own) => {
                let own = style(own);
                quote!(Some(#own))
            }
            None => quote!(None),
        };
        let content_type = match content_type {
            Some(content_type) => quote!(Some(#content_type)),
            None => quote!(None),
        };
        quote!(realtimekit_runtime::__private::Part { name: #name, style: #own, content_type: #content_type })
    });
    let method = match form.is_multipart {
        true => quote!(multipart),
        false => quote!(form),
    };
    quote!(.#method(body, &[#(#parts),*]))
}

/// A segment of values and text, in which a single value is behind the beginning of its style: `{id}.json` becomes
/// `.{id}.json` for the style `label`.
fn styled<'a>(template: &str, parameters: impl Iterator<Item = &'a Parameter>) -> String {
    parameters.fold(template.to_owned(), |template, parameter| {
        let name = &parameter.name;
        let begin = match parameter.style.as_ref().map(|style| style.form.as_str()) {
            Some("Label") => ".".to_owned(),
            Some("Matrix") => format!(";{name}="),
            _ => return template,
        };
        template.replace(&format!("{{{name}}}"), &format!("{begin}{{{name}}}"))
    })
}

impl Emission<'_> {
    /// The method that appends a value to a path.
    pub fn value_method(&self) -> Ident {
        match self.settings.plain_ids {
            true => format_ident!("value"),
            false => format_ident!("value_with_slashes"),
        }
    }

    /// The segments of a path that belong to a call, with the checks of their values.
    pub fn tail(&self, operation: &Operation) -> TokenStream {
        let mut chain = TokenStream::new();
        for piece in &operation.tail {
            let numbers: &[usize] = match piece {
                Piece::Literal(literal) => {
                    chain.extend(quote!(.literal(#literal)));
                    continue;
                }
                Piece::Value(number) => std::slice::from_ref(number),
                Piece::Template(_, numbers) => numbers,
            };
            let own = || {
                numbers
                    .iter()
                    .filter_map(|number| operation.parameters.get(*number))
            };
            match piece {
                Piece::Template(template, _) => {
                    let values = own().map(|parameter| {
                        let (name, ident) = (&parameter.name, &parameter.ident);
                        quote!((#name, &#ident))
                    });
                    let template = styled(template, own());
                    chain.extend(quote!(.template(#template, &[#(#values),*])));
                }
                _ => chain.extend(own().map(|parameter| {
                    let (name, ident) = (&parameter.name, &parameter.ident);
                    match &parameter.style {
                        Some(own) => {
                            let own = style(own);
                            quote!(.styled(#name, &#ident, #own))
                        }
                        None => {
                            let value = self.value_method();
                            quote!(.#value(#name, &#ident))
                        }
                    }
                })),
            }
            for parameter in own() {
                let ident = &parameter.ident;
                let value = Checked::Place(quote!(#ident));
                let check = value_check(
                    &parameter.name,
                    &value,
                    &parameter.ty,
                    &parameter.schema,
                    self.types,
                );
                chain.extend(check.map(|check| quote!(.check(#check))));
            }
        }
        chain
    }

    /// The statements that convert the arguments for these segments.
    pub fn tail_arguments(&self, operation: &Operation) -> (TokenStream, TokenStream) {
        let (mut arguments, mut prepared) = (TokenStream::new(), TokenStream::new());
        for parameter in operation
            .parameters
            .iter()
            .filter(|parameter| parameter.is_in_tail)
        {
            let ident = &parameter.ident;
            let accepted = Accepted::of_parameter(parameter);
            let ty = &accepted.ty;
            arguments.extend(quote!(, #ident: #ty));
            prepared.extend(accepted.conversion(ident, &parameter.ty));
        }
        (arguments, prepared)
    }
}
