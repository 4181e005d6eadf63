//! Emits calls that are also reached from a handle which is not in their path, with a parameter filled in.
//!
//! ```text
//! x-also-from: {path: …/meetings/{meeting_id}, method: sessions, parameter: associated_id}
//!
//! impl MeetingHandle { pub fn sessions(&self) -> ListSessionsCall {
//!     SessionsHandle { at: self.at.root().literal("sessions") }.list().associated_id(self.at.last_value())
//! } }
//! ```

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use super::calls::{accepted, setter_of};
use super::emission::Emission;
use super::words;
use crate::lower::position::at;
use crate::lower::problem::{Problem, Problems, unless_any};
use crate::lower::rust_names::ident;
use crate::model::operations::{Operation, Parameter, Place};
use crate::model::tree::{CallAt, Handle};
use crate::openapi::text;
use crate::text::{Docs, Markdown, markdown};

/// The key of an operation that asks for it.
const KEY: &str = "x-also-from";

/// One such call.
struct Shortcut<'a> {
    operation: &'a Operation,
    /// The name of the method.
    method: &'a str,
    /// The handle that gets the method.
    from: &'a Handle,
    /// The name of the path parameter whose value is filled in.
    value: &'a str,
    /// The handle on which the call stands.
    on: &'a Handle,
    call: &'a CallAt,
    parameter: &'a Parameter,
}

impl<'a> Emission<'a> {
    /// The methods that a handle gets for calls of other handles.
    pub fn shortcuts(&self, handle: &Handle) -> TokenStream {
        let all = self.operations.iter();
        all.filter_map(|operation| self.shortcut(operation)?.ok())
            .filter(|shortcut| std::ptr::eq(shortcut.from, handle))
            .map(|shortcut| self.emit(&shortcut))
            .collect()
    }

    /// What is wrong with the shortcuts that the document asks for.
    ///
    /// # Errors
    ///
    /// A problem for each that cannot be emitted.
    pub fn check_shortcuts(&self) -> Result<(), Problems> {
        let all = self.operations.iter();
        let problems = all.filter_map(|operation| self.shortcut(operation)?.err());
        unless_any(problems.collect(), ())
    }

    /// Of each shortcut the handle and the method, and the pointer of its operation.
    pub fn shortcut_pointers(&self) -> impl Iterator<Item = (String, String)> {
        let all = self.operations.iter();
        all.filter_map(|operation| {
            let shortcut = self.shortcut(operation)?.ok()?;
            let method = format!("{}::{}", shortcut.from.name, shortcut.method);
            Some((method, at(&operation.document).to_owned()))
        })
    }

    fn shortcut(&self, operation: &'a Operation) -> Option<Result<Shortcut<'a>, Problem>> {
        let wanted = operation.document.get(KEY)?;
        Some(self.resolve(operation, wanted).map_err(|(message, help)| {
            let pointer = format!("{}/{KEY}", at(&operation.document));
            Problem::new(pointer, message, help)
        }))
    }

    fn resolve(
        &self,
        operation: &'a Operation,
        wanted: &'a Value,
    ) -> Result<Shortcut<'a>, (String, &'static str)> {
        let (path, method, name) = (
            text(wanted, "path"),
            text(wanted, "method"),
            text(wanted, "parameter"),
        );
        let handles = || self.tree.handles.iter().enumerate().skip(1);
        let from = handles().find(|(index, _)| self.whole_path(*index) == path);
        let ends_in_value =
            from.and_then(|(index, handle)| Some((index, handle, handle.parameter.as_ref()?)));
        let Some((index, from, value)) = ends_in_value else {
            return Err((
                format!("no handle stands for the path `{path}`"),
                "name the whole path of another operation that ends in a parameter, such as …/meetings/{meeting_id}",
            ));
        };
        let stands = handles().find_map(|(_, on)| {
            let is_this =
                |call: &&CallAt| std::ptr::eq(&self.operations[call.operation], operation);
            Some((on, on.calls.iter().find(is_this)?))
        });
        let fixed = stands
            .filter(|(on, _)| on.parent == 0 && on.parameter.is_none() && on.base == from.base);
        let Some((on, call)) = fixed else {
            return Err((
                "only a call on a handle of the client, under the same base, can be reached from elsewhere".to_owned(),
                "remove the key",
            ));
        };
        if operation.body.is_some() {
            return Err((
                "a call with a body cannot be reached from elsewhere".to_owned(),
                "remove the key",
            ));
        }
        let parameter = operation.parameters.iter().find(|parameter| {
            let is_one = parameter.place == Place::Query && parameter.list.is_none();
            parameter.name == name && is_one && parameter.ty == value.ty
        });
        let Some(parameter) = parameter else {
            return Err((
                format!(
                    "`{name}` is no parameter of the query with the type of `{}`",
                    value.name
                ),
                "name a parameter that refers to the same schema as the one in the path",
            ));
        };
        let is_taken = from.calls.iter().any(|call| call.method == method)
            || handles().any(|(_, handle)| handle.parent == index && handle.method == method);
        if is_taken || method.is_empty() {
            return Err((
                format!("`{}` cannot have one more method `{method}`", from.name),
                "choose another `method`",
            ));
        }
        Ok(Shortcut {
            operation,
            method,
            from,
            value: &value.name,
            on,
            call,
            parameter,
        })
    }

    /// The path of a handle as the document has it.
    fn whole_path(&self, index: usize) -> String {
        let base = self.tree.handles[index].base;
        let segments = self.tree.bases[base].segments.iter();
        let base: String = segments.map(|segment| format!("/{segment}")).collect();
        format!("{base}{}", self.path(index))
    }

    fn emit(&self, shortcut: &Shortcut) -> TokenStream {
        let Shortcut {
            operation,
            method,
            from,
            value,
            on,
            call,
            parameter,
        } = shortcut;
        let name = Markdown::code(&parameter.name);
        let mut summary = match text(&operation.document, "summary").trim() {
            "" => markdown!(
                "Calls {}",
                Markdown::code(&format!("{} {}", operation.method, operation.path))
            ),
            summary => Markdown::sentence(summary.trim_end_matches('.')),
        };
        summary.push(markdown!(
            ": only those with this {} as their {}.",
            Markdown::code(value),
            name
        ));
        let mut about = Docs::from(summary);
        about.add(markdown!(
            "The same as {} of {} with {} set.",
            Markdown::code(&call.method),
            Markdown::code(&on.name),
            name
        ));
        about.add("# Errors\nAny [`crate::Error`], as for that call.");
        let docs = words::docs(&about);
        let index = self
            .tree
            .handles
            .iter()
            .position(|handle| std::ptr::eq(handle, *from));
        // The caller does not give what is filled in.
        let mut given = (*operation).clone();
        given
            .parameters
            .retain(|other| (&other.name, other.place) != (&parameter.name, parameter.place));
        let example = self
            .examples
            .call(index.unwrap_or_default(), method, &given, &[]);
        let example = words::example("no_run", &example.text());
        let (method, list) = (ident(method), ident(&call.method));
        let file = format_ident!("{}", on.file);
        let (target, returned) = (
            format_ident!("{}", on.name),
            format_ident!("{}", operation.call_type),
        );
        let literal = &on.literal;
        let filled = quote!(self.at.last_value());
        let demanded = |operation: &Operation| {
            let all = operation.parameters.clone().into_iter();
            all.filter(|parameter| parameter.required && parameter.place != Place::Path)
        };
        let arguments = demanded(&given).map(|parameter| {
            let (argument, ty) = (&parameter.ident, accepted(&parameter).ty);
            quote!(, #argument: #ty)
        });
        let passed = demanded(operation).map(|demanded| {
            let argument = &demanded.ident;
            match demanded.name == parameter.name && demanded.place == parameter.place {
                true => filled.clone(),
                false => quote!(#argument),
            }
        });
        let setter = ident(&setter_of(operation, parameter));
        let set = (!parameter.required).then(|| quote!(.#setter(#filled)));
        quote! {
            #(#docs)*
            ///
            /// # Example
            #(#example)*
            pub fn #method(&self #(#arguments)*) -> crate::resources::#file::#returned {
                #target { at: self.at.root().literal(#literal) }
                    .#list(#(#passed),*)
                    #set
            }
        }
    }
}
