//! Emits `from_env` of the client and of its builder, which reads the token, the path parameters that the client carries, and the base URL.

use proc_macro2::TokenStream;
use quote::quote;

use super::call_example::END;
use super::doc_attributes;
use super::emission::Emission;
use crate::openapi::Credential;
use crate::text::{Docs, Markdown, markdown};

/// The documentation of `Client::from_env`: the variables that it reads.
pub fn docs(emission: &Emission) -> Vec<syn::Attribute> {
    let settings = emission.settings;
    let carried = emission.carried.iter().map(|own| {
        let about = markdown!(
            "{} in the paths of calls",
            Markdown::code(&own.parameter.name)
        );
        (own.env, about)
    });
    let about_token = if settings.token_required {
        "the API token"
    } else {
        "the API token (optional)"
    };
    let about_url = match &settings.base_url {
        Some(url) => markdown!(
            "the base URL. Default, also if it is empty: {}",
            Markdown::code(url)
        ),
        None => Markdown::from("the base URL"),
    };
    let credentials = emission.credential_variables();
    let credentials = credentials.iter().map(|(_, variable, scheme)| {
        let about = match scheme.credential {
            Credential::Basic => "user and password with a colon between them (optional)",
            _ => "the credential of that name (optional)",
        };
        (variable.as_str(), Markdown::from(about))
    });
    let variables = [(settings.token_env.as_str(), Markdown::from(about_token))]
        .into_iter()
        .chain(credentials)
        .chain(carried)
        .chain([(settings.base_url_env.as_str(), about_url)])
        .map(|(name, about)| markdown!("- {}: {}", Markdown::code(name), about));
    let mut docs = Docs::from(Markdown::from(
        "Builds a client from environment variables:",
    ));
    docs.add(Markdown::joined(variables, "\n"));
    docs.add("For other settings, start with [`ClientBuilder::from_env`].");
    docs.add("# Errors");
    docs.add(
        "[`Error::Config`] names the variable that is missing or not valid. A value is not valid if it is empty, or has \
         spaces, a line break or quotation marks around it. The error does not show the value.",
    );
    doc_attributes::docs(&docs)
}

/// The body of `Client::from_env`, which requires all variables.
pub fn client(emission: &Emission) -> TokenStream {
    let optional = emission.carried.iter().filter(|own| own.is_optional);
    let demanded: TokenStream = optional
        .map(|own| {
            let (field, env) = (&own.parameter.ident, own.env);
            quote! {
                if builder.#field.is_none() {
                    realtimekit_runtime::env_var(#env, realtimekit_runtime::Setting::Id)?;
                }
            }
        })
        .collect();
    match demanded.is_empty() {
        true => quote!(ClientBuilder::from_env()?.build()),
        false => quote! {
            let builder = ClientBuilder::from_env()?;
            #demanded
            builder.build()
        },
    }
}

/// `ClientBuilder::from_env`, which only reads the environment.
pub fn builder(emission: &Emission) -> TokenStream {
    let module = emission.settings.module();
    let code = format!(
        "# fn example() -> Result<(), {module}::Error> {{\nlet client = {module}::ClientBuilder::from_env()?\n    \
         .user_agent(\"classroom/2.1\")\n    .build()?;\n{END}"
    );
    let example = doc_attributes::example("no_run", &code);
    let body = body(emission);
    let mut about = Docs::from(Markdown::from(
        "Returns a builder with the settings from the environment: the variables of [`Client::from_env`].",
    ));
    for own in emission.carried.iter().filter(|own| own.is_optional) {
        about.add(markdown!(
            "{} is optional here: without it, calls whose path has {} return an error.",
            Markdown::code(own.env),
            Markdown::code(&own.parameter.name)
        ));
    }
    about.add("# Errors");
    about.add("[`Error::Config`] names the variable that is missing or not valid.");
    let docs = doc_attributes::docs(&about);
    quote! {
        #(#docs)*
        ///
        #(#example)*
        #[inline]
        pub fn from_env() -> Result<Self, Error> {
            #body
        }
    }
}

fn body(emission: &Emission) -> TokenStream {
    let settings = emission.settings;
    let read = |name: &str, kind: TokenStream| quote!(realtimekit_runtime::env_var(#name, realtimekit_runtime::Setting::#kind)?);
    let optional = |name: &str, kind: TokenStream| quote!(realtimekit_runtime::env_optional(#name, realtimekit_runtime::Setting::#kind)?);
    let (token, url) = (&settings.token_env, &settings.base_url_env);
    let (mut demanded, mut further) = (TokenStream::new(), TokenStream::new());
    if settings.token_required {
        let token = read(token, quote!(Token));
        demanded.extend(quote!(.token(#token)));
    } else {
        let token = optional(token, quote!(Token));
        further.extend(quote! {
            if let Some(token) = #token {
                builder = builder.token(token);
            }
        });
    }
    for (constant, variable, _) in emission.credential_variables() {
        let secret = optional(&variable, quote!(Token));
        further.extend(quote! {
            if let Some(secret) = #secret {
                builder.runtime = builder.runtime.credential(&super::#constant, secret);
            }
        });
    }
    for own in &emission.carried {
        let (field, env) = (&own.parameter.ident, own.env);
        if own.is_optional {
            let id = optional(env, quote!(Id));
            further.extend(quote! {
                if let Some(#field) = #id {
                    builder = builder.#field(#field);
                }
            });
        } else {
            let id = read(env, quote!(Id));
            demanded.extend(quote!(.#field(#id)));
        }
        // A value that `build` would reject by the name of its setter is rejected here by the name of its variable.
        if let Some(check) = emission.carried_check(own.parameter) {
            further.extend(quote! {
                if let Some(#field) = &builder.#field {
                    realtimekit_runtime::env_checked(#env, #check)?;
                }
            });
        }
    }
    let set = quote!(builder.runtime = builder.runtime.base_url_from_env(#url, base_url););
    if settings.base_url.is_some() {
        let base_url = optional(url, quote!(BaseUrl));
        further.extend(quote!(if let Some(base_url) = #base_url { #set }));
    } else {
        let base_url = read(url, quote!(BaseUrl));
        further.extend(quote!(let base_url = #base_url; #set));
    }
    quote! {
        let mut builder = Self::default() #demanded;
        #further
        Ok(builder)
    }
}
