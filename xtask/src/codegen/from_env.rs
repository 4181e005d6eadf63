//! Emits `Client::from_env`, which reads the token, the path parameters that the client carries, and the base URL.

use proc_macro2::TokenStream;
use quote::quote;

use super::client::Carried;
use super::resources::Emission;
use super::words;
use crate::text::{Docs, Markdown, markdown};

/// Its documentation: what it reads.
pub fn docs(emission: &Emission, carried: &[Carried]) -> Vec<syn::Attribute> {
    let settings = emission.settings;
    let carried = carried.iter().map(|own| {
        let about = markdown!("{} of every call", Markdown::code(own.name));
        (own.env, about)
    });
    let about_token = if settings.token_required {
        "the API token"
    } else {
        "the API token; it may be unset, and then none is sent"
    };
    let about_url = match &settings.base_url {
        Some(url) => markdown!("the base URL; default: {}", Markdown::code(url)),
        None => Markdown::from("the base URL"),
    };
    let variables = [(settings.token_env.as_str(), Markdown::from(about_token))]
        .into_iter()
        .chain(carried)
        .chain([(settings.base_url_env.as_str(), about_url)])
        .map(|(name, about)| markdown!("- {}: {}", Markdown::code(name), about));
    let mut docs = Docs::from(Markdown::from("A client from environment variables:"));
    docs.add(Markdown::joined(variables, "\n"));
    docs.add("# Errors");
    docs.add(
        "[`Error::Config`] names the variable that is missing, or has a value that cannot be used: an empty one, or one \
         with blanks, a line break or quotation marks around it. The value is not shown.",
    );
    words::docs(&docs)
}

/// Its body.
pub fn body(emission: &Emission, carried: &[Carried]) -> TokenStream {
    let settings = emission.settings;
    let read = |name: &str, kind: TokenStream| quote!(realtimekit_runtime::env_var(#name, realtimekit_runtime::Setting::#kind)?);
    let add = |setter: TokenStream, name: &str, kind: TokenStream| {
        quote! {
            if let Some(value) = realtimekit_runtime::env_optional(#name, realtimekit_runtime::Setting::#kind)? {
                builder = builder.#setter(value);
            }
        }
    };
    let (token, url) = (&settings.token_env, &settings.base_url_env);
    let (mut demanded, mut optional) = (TokenStream::new(), TokenStream::new());
    if settings.token_required {
        let token = read(token, quote!(Token));
        demanded.extend(quote!(.token(#token)));
    } else {
        optional.extend(add(quote!(token), token, quote!(Token)));
    }
    for own in carried {
        let (field, id) = (&own.field, read(own.env, quote!(Id)));
        demanded.extend(quote!(.#field(#id)));
    }
    if settings.base_url.is_some() {
        optional.extend(add(quote!(base_url), url, quote!(BaseUrl)));
    } else {
        let url = read(url, quote!(BaseUrl));
        demanded.extend(quote!(.base_url(#url)));
    }
    if optional.is_empty() {
        return quote!(Self::builder() #demanded .build());
    }
    quote! {
        let mut builder = Self::builder() #demanded;
        #optional
        builder.build()
    }
}
