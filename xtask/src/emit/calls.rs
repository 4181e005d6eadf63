//! Emits the calls. Each is a few lines; the runtime does the work.
//!
//! ```text
//! static GET_MEETING: Operation = Operation { id: "get_meeting", method: Method::Get, … };
//! pub fn create(&self, body: &CreateMeeting) -> Call<Meeting> { self.at.json(&CREATE_MEETING).json(body).call() }
//! pub fn get(&self) -> GetMeetingCall { GetMeetingCall(self.at.json(&GET_MEETING)) }
//! pub struct GetMeetingCall(CallBuilder<Meeting>);                // only where there are options
//! impl GetMeetingCall { pub fn name<K>(self, name: impl IntoOption<String, K>) -> Self { … } }
//! ```

use std::collections::HashSet;

use heck::ToShoutySnakeCase;
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::Ident;

use super::doc_attributes;
use super::emission::Emission;
use super::placed::filled;
use super::{statuses, styles};
use crate::emit::types::{Accepted, Checked, limits, value_check};
use crate::lower::rust_names::{TRAIT_METHODS, ident, names};
use crate::model::operation::{
    Body, Content, ListStyle, Operation, Parameter, Place, Response, Streamed,
};
use crate::model::rust_type::Type;
use crate::model::schema::Schema;
use crate::text::{Docs, Markdown, markdown};

/// Method names that every call already has.
const CALL_METHODS: &[&str] = names![
    timeout retry stream header with_response into_future body clone fmt new
];

impl Emission<'_> {
    /// One call: the method of the handle, its operation and, if there are options, the type of the call.
    pub fn call(
        &self,
        handle: usize,
        method: &str,
        literal: &str,
        operation: &Operation,
        at: &TokenStream,
    ) -> EmittedCall {
        let constant = format_ident!("{}", operation.id.to_shouty_snake_case());
        let response = response_type(&operation.response);
        let reader = match &operation.response {
            Response::Json(_) => quote!(json),
            Response::List(_) => quote!(list),
            Response::Page(_) => quote!(page),
            Response::Optional(_) => quote!(optional),
            Response::ByStatus(_) => quote!(by_status),
            Response::Empty => quote!(empty),
            Response::Text => quote!(text),
            Response::Bytes => quote!(bytes),
            Response::Stream(Streamed::Pieces) => quote!(byte_stream),
            Response::Stream(Streamed::Lines(Some(_))) => quote!(lines),
            Response::Stream(Streamed::Lines(None)) => quote!(text_lines),
            Response::Stream(Streamed::Events(Some(_))) => quote!(events),
            Response::Stream(Streamed::Events(None)) => quote!(text_events),
            Response::Stream(Streamed::EventsOrText(_)) => quote!(events_or_text),
        };
        let accept = operation
            .accept
            .as_ref()
            .filter(|_| !matches!(operation.response, Response::ByStatus(_)))
            .map(|media| header("accept", media));
        let options = Options::of(operation);
        let (mut arguments, mut prepared) = self.tail_arguments(operation);
        let mut chain = self.needs(operation);
        if let Some(server) = self.settings.elsewhere.get(&operation.pointer) {
            chain.extend(quote!(.server(#server)));
        }
        for (name, value) in &operation.fixed_query {
            chain.extend(quote!(.query(#name, #value)));
        }
        if let Some(described) = &operation.described_errors {
            chain.extend(quote!(.described_errors(#described)));
        }
        if operation.reads_text {
            chain.extend(quote!(.reads_text()));
        }
        if !operation.accepted.is_empty() && !matches!(operation.response, Response::ByStatus(_)) {
            let accepted = operation.accepted.iter();
            let accepted = accepted.map(|code| proc_macro2::Literal::u16_unsuffixed(*code));
            chain.extend(quote!(.accepts(&[#(#accepted),*])));
        }
        for parameter in operation
            .parameters
            .iter()
            .filter(|p| p.required && p.place != Place::Path)
        {
            let argument = &parameter.ident;
            let ty = Accepted::of_parameter(parameter).ty;
            arguments.extend(quote!(, #argument: #ty));
            let (prepare, send) = self.send(parameter);
            prepared.extend(prepare);
            chain.extend(send);
        }
        if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
            let (ty, send) = self.sent_body(body);
            arguments.extend(quote!(, body: #ty));
            chain.extend(send);
        }
        // A slash at the end of a path is part of the path.
        let slash = if operation.path.ends_with('/') {
            "/"
        } else {
            ""
        };
        let literals = |segment: &str| match segment {
            "" => quote!(),
            "/" => quote!(.literal("")),
            segment => quote!(.literal(#segment)),
        };
        let segment = match operation.tail.is_empty() {
            true => literals(&format!("{literal}{slash}")),
            false => {
                let (literal, tail, slash) =
                    (literals(literal), self.tail(operation), literals(slash));
                quote!(#literal #tail #slash)
            }
        };
        let (at, segment, filled) = match &operation.place {
            None => (at.clone(), segment, quote!()),
            Some(_) => (
                self.real_path(handle, operation, at),
                quote!(),
                filled(operation, at),
            ),
        };
        let made = quote!(#at #segment.#reader(&#constant) #accept #chain #filled);
        let (returned, made, own) = match &options {
            None => (
                quote!(Call<#response>),
                quote!(#made.call()),
                TokenStream::new(),
            ),
            Some(options) => {
                let name = &options.name;
                (
                    quote!(#name),
                    quote!(#name(#made)),
                    self.own_call(handle, method, operation, options, &response),
                )
            }
        };
        let docs = self.call_docs(operation);
        let example = doc_attributes::example(
            "no_run",
            &self.examples.call(handle, method, operation, &[]).text(),
        );
        let name = ident(method);
        let demanded = operation
            .parameters
            .iter()
            .filter(|p| p.required && p.is_of_call());
        let many_at_once = operation
            .many
            .as_ref()
            .map(|many| self.many(handle, method, many, operation, options.is_some()));
        let fixed = self.fixed_bodies(handle, method, operation, &returned);
        let deprecated = operation.is_deprecated.then(|| quote!(#[deprecated]));
        let many = (demanded.count() + usize::from(operation.body.is_some()) > 6).then(|| {
            quote!(#[expect(clippy::too_many_arguments, reason = "the service requires all of them")])
        });
        EmittedCall {
            method: quote! {
                #(#docs)*
                ///
                /// # Example
                #(#example)*
                #deprecated
                #many
                #[inline]
                pub fn #name(&self #arguments) -> #returned {
                    #prepared
                    #made
                }
                #many_at_once
                #fixed
            },
            beside: {
                let declared = self.operation(&constant, operation);
                let by_status = match &operation.response {
                    Response::ByStatus(of) => Some(statuses::by_status(operation, of)),
                    _ => None,
                };
                quote!(#declared #own #by_status)
            },
        }
    }

    /// The type of a call with options, with a setter for each.
    fn own_call(
        &self,
        handle: usize,
        method: &str,
        operation: &Operation,
        options: &Options,
        response: &TokenStream,
    ) -> TokenStream {
        let name = &options.name;
        let setters = options.parameters.iter().map(|(setter, parameter)| {
            let setter = ident(setter);
            let argument = &parameter.ident;
            let accepted = Accepted::of_parameter(parameter);
            let (ty, generics) = (&accepted.ty, accepted.generics());
            let (prepare, send) = self.send(parameter);
            let mut docs = match parameter.description.as_str() {
                "" => markdown!("Sets the parameter {}.", Markdown::code(&parameter.name)).into(),
                description => Docs::prose(description),
            };
            if let Some(limits) = limits(self.types.bounds(&parameter.schema)) {
                docs.add(limits);
            }
            if parameter.is_credential {
                docs.add("Default: the credential that was set on the builder of the client.");
            }
            let docs = doc_attributes::docs(&docs);
            let deprecated = parameter.deprecated.then(|| quote!(#[deprecated]));
            quote! {
                #(#docs)*
                #deprecated
                #[inline]
                pub fn #setter #generics(self, #argument: #ty) -> Self {
                    #prepare
                    Self(self.0 #send)
                }
            }
        });
        let optional_body = operation.body.as_ref().filter(|body| !body.required);
        let body = optional_body.map(|body| {
            let (ty, send) = self.sent_body(body);
            quote! {
                /// Sets the body of the request. Default: none.
                #[inline]
                pub fn body(self, body: #ty) -> Self {
                    Self(self.0 #send)
                }
            }
        });
        let stream = match &operation.response {
            Response::Page(item) => self.stream(handle, method, operation, item),
            _ => None,
        };
        let about = doc_attributes::docs(&Docs::from(markdown!(
            "The call {}. Its methods set options; `.await` sends it.",
            Markdown::code(method)
        )));
        let shown: Vec<(String, &Parameter)> = options
            .parameters
            .iter()
            .map(|(setter, parameter)| (setter.clone(), *parameter))
            .collect();
        let example = doc_attributes::example(
            "no_run",
            &self.examples.call(handle, method, operation, &shown).text(),
        );
        quote! {
            #(#about)*
            ///
            #(#example)*
            #[must_use = "a call is sent when it is awaited"]
            pub struct #name(CallBuilder<#response>);

            impl #name {
                #(#setters)*
                #body
                #stream
            }

            realtimekit_runtime::call!(#name => #response);
        }
    }

    /// The type of the argument for a body, and the part of the chain that sends it. A list is passed as a slice, any other
    /// JSON value by reference.
    fn sent_body(&self, body: &Body) -> (TokenStream, TokenStream) {
        match &body.content {
            Content::Json(ty, media) => {
                let check = self.body_check(ty, &body.schema);
                let ty = match ty {
                    Type::List(item) => quote!(&[#item]),
                    ty => quote!(&#ty),
                };
                let media = media.as_ref().map(|media| header("content-type", media));
                (ty, quote!(.json(body) #media #check))
            }
            Content::Form(form) => {
                let ty = &form.ty;
                (quote!(&#ty), styles::form(form))
            }
            Content::Bytes(media) => (quote!(impl Into<Vec<u8>>), quote!(.bytes(#media, body))),
        }
    }

    /// The part of the chain that checks a body which has no type with checks of its own: a scalar, a list or a map.
    fn body_check(&self, ty: &Type, schema: &Schema) -> Option<TokenStream> {
        if self.types.checks_itself(schema) {
            return None;
        }
        let check = match ty {
            Type::Option(inner) => {
                let value = Checked::Reference(quote!(value));
                let check = value_check("body", &value, inner, schema, self.types)?;
                quote!(body.as_ref().map_or(Ok(()), |value| #check))
            }
            ty => value_check(
                "body",
                &Checked::Reference(quote!(body)),
                ty,
                schema,
                self.types,
            )?,
        };
        Some(quote!(.check(#check)))
    }

    /// How a parameter is added: the statements before the chain, and the part of the chain. An optional parameter that
    /// is `None` is left out.
    fn send(&self, parameter: &Parameter) -> (TokenStream, TokenStream) {
        let (name, argument, ty) = (&parameter.name, &parameter.ident, &parameter.ty);
        let prepare = Accepted::of_parameter(parameter).conversion(argument, ty);
        let value = match parameter.required {
            true => Checked::Place(quote!(#argument)),
            false => Checked::Reference(quote!(value)),
        };
        let check = value_check(name, &value, ty, &parameter.schema, self.types);
        let given = match parameter.required {
            true => quote!(&#argument),
            false => quote!(value),
        };
        let check = check.map(|check| match (parameter.may_be_empty, ty) {
            (true, Type::String) => quote!(validate::unless_empty(#given, #check)),
            (true, Type::Named(_)) => quote!(validate::unless_empty((#given).as_str(), #check)),
            _ => check,
        });
        let outcome = outcome_ident(argument);
        let (of_given, checked) = match (check, parameter.required) {
            (None, _) => (None, None),
            (Some(check), true) => (None, Some(quote!(.check(#check)))),
            (Some(check), false) => (
                Some(quote!(let #outcome = validate::if_given(&#argument, |value| #check);)),
                Some(quote!(.check(#outcome))),
            ),
        };
        let style = parameter.list.map(|style| match style {
            ListStyle::Comma => quote!(ListStyle::Comma),
            ListStyle::Repeat => quote!(ListStyle::Repeat),
        });
        if let Some(own) = &parameter.style {
            let place = match parameter.place {
                Place::Header => quote!(Header),
                Place::Cookie => quote!(Cookie),
                _ => quote!(Query),
            };
            let own = styles::style(own);
            let add = quote!(.styled(realtimekit_runtime::__private::In::#place, #name, &#argument, #own));
            return (quote!(#prepare #of_given), quote!(#checked #add));
        }
        let add = match (parameter.place, style) {
            (Place::Header | Place::Cookie, _) => quote!(.header_param(#name, &#argument)),
            (_, None) => quote!(.query(#name, &#argument)),
            (_, Some(style)) if parameter.required => {
                quote!(.query_list(#name, &#argument, #style))
            }
            (_, Some(style)) => {
                quote!(.query_list(#name, #argument.iter().flatten(), #style))
            }
        };
        (quote!(#prepare #of_given), quote!(#checked #add))
    }
}

/// The code that one call adds to a file.
pub struct EmittedCall {
    /// The method of the handle.
    pub method: TokenStream,
    /// The items beside the handle.
    pub beside: TokenStream,
}

fn is_taken(setter: &str) -> bool {
    CALL_METHODS.contains(&setter) || TRAIT_METHODS.contains(&setter)
}

/// The options of a call.
struct Options<'a> {
    name: Ident,
    parameters: Vec<(String, &'a Parameter)>,
}

impl<'a> Options<'a> {
    fn of(operation: &'a Operation) -> Option<Self> {
        let mut taken: HashSet<String> = HashSet::new();
        let mut parameters = Vec::new();
        for parameter in &operation.parameters {
            if parameter.required || parameter.place == Place::Path {
                continue;
            }
            let mut setter = parameter.ident.to_string();
            while is_taken(&setter) || taken.contains(&setter) {
                setter = format!("{}_parameter", setter.trim_end_matches('_'));
            }
            taken.insert(setter.clone());
            parameters.push((setter, parameter));
        }
        let optional_body = operation.body.as_ref().is_some_and(|body| !body.required);
        (optional_body || !parameters.is_empty()).then(|| Self {
            name: format_ident!("{}", operation.call_type),
            parameters,
        })
    }
}

/// The name of the setter of an optional parameter.
pub fn setter_of(operation: &Operation, parameter: &Parameter) -> String {
    let options = Options::of(operation);
    let options = options.into_iter().flat_map(|options| options.parameters);
    let mut own = options.filter(|(_, other)| std::ptr::eq(*other, parameter));
    own.next().map(|(setter, _)| setter).unwrap_or_default()
}

/// The type that a call returns when it is awaited.
pub fn response_type(response: &Response) -> TokenStream {
    match response {
        Response::Json(ty) => quote!(#ty),
        Response::List(ty) => quote!(Vec<#ty>),
        Response::Page(ty) => quote!(Page<#ty>),
        Response::Optional(ty) => quote!(Option<#ty>),
        Response::ByStatus(of) => format_ident!("{}", of.name).into_token_stream(),
        Response::Empty => quote!(()),
        Response::Text => quote!(String),
        Response::Bytes => quote!(Vec<u8>),
        Response::Stream(of) => {
            let item = match of {
                Streamed::Pieces => quote!(Vec<u8>),
                Streamed::Lines(None) => quote!(String),
                Streamed::Lines(Some(ty)) => quote!(#ty),
                Streamed::Events(None) => quote!(ServerEvent<String>),
                Streamed::Events(Some(ty)) | Streamed::EventsOrText(ty) => quote!(ServerEvent<#ty>),
            };
            quote!(ResponseStream<#item>)
        }
    }
}

/// The part of the chain that sets a header.
fn header(name: &str, value: &str) -> TokenStream {
    quote!(.header_param(#name, #value))
}

/// The variable for the result of checking an argument. It is snake case even if the argument has underscores at its
/// ends.
fn outcome_ident(argument: &Ident) -> Ident {
    let argument = argument.to_string();
    let trimmed = argument.trim_end_matches('_');
    match trimmed.strip_prefix('_') {
        Some(digits) => format_ident!("check_{digits}"),
        None => format_ident!("check_of_{trimmed}"),
    }
}
