//! Emits the documentation of a call: what it does, its path, the permissions that it needs, and its errors.

use quote::quote;

use super::doc_attributes;
use super::emission::Emission;
use crate::model::operation::{Body, Content, Operation, Part, Piece, Response};
use crate::openapi::media;
use crate::text::{Docs, Markdown, markdown};

impl Emission<'_> {
    /// Adds the link to the page that documents an operation.
    pub fn link(&self, operation: &Operation, about: &mut Docs) {
        if let Some(url) = &operation.docs.source {
            about.go_on(Markdown::link(&self.settings.docs_label(), url));
        }
    }

    /// The documentation of the method that makes a call.
    pub fn call_docs(&self, operation: &Operation) -> Vec<syn::Attribute> {
        let docs = &operation.docs;
        let (summary, description) = (docs.summary.as_str(), docs.description.as_str());
        let call = Markdown::code(&format!("{} {}", operation.method, operation.path));
        let mut about = Docs::default();
        if !summary.is_empty() {
            let mut summary = Markdown::sentence(summary);
            if !['.', '!', '?']
                .into_iter()
                .any(|sign| summary.ends_with(sign))
            {
                summary.push(".");
            }
            about.add(summary);
        } else if description.is_empty() {
            about.add(markdown!("Calls {}.", call));
        }
        about.add_prose(description);
        let mut place = call;
        let permissions = &self.settings.permissions;
        if !permissions.is_empty() {
            let names = permissions.iter().map(|name| Markdown::plain(name));
            place.push(markdown!(
                ". The token needs the permission {}.",
                Markdown::joined(names, " or ")
            ));
        }
        about.add(place);
        self.link(operation, &mut about);
        let pointer = &operation.pointer;
        if let Some(other) = self.settings.other_credentials.get(pointer)
            && let Some(note) = &other.note
        {
            about.add(note.clone());
        }
        if let Some(address) = self.settings.elsewhere.get(pointer) {
            about.add(markdown!(
                "Sent to the server {}, unless `base_url` is set.",
                Markdown::address(address)
            ));
        }
        for piece in &operation.tail {
            if let Piece::Template(template, numbers) = piece
                && numbers.len() > 1
            {
                about.add(markdown!(
                    "The server may split {} elsewhere if a value has the text between two values.",
                    Markdown::code(template)
                ));
            }
        }
        let has_value = matches!(
            operation.response,
            Response::Json(_) | Response::Optional(_)
        );
        if let Some(media_types) = operation.body.as_ref().and_then(media_types) {
            about.add(media_types);
        }
        if let Some(Content::Form(form)) = operation.body.as_ref().map(|body| &body.content) {
            for note in form.parts.iter().filter_map(media_types_of_file) {
                about.add(note);
            }
        }
        if operation.method == "DELETE" && has_value {
            about.add("Returns `None` if a retry found that an earlier attempt had succeeded.");
        }
        if matches!(operation.response, Response::Optional(_)) {
            // A 304 never has a body.
            let others = operation.accepted.iter().filter(|status| **status != 304);
            let others: Vec<Markdown> = others
                .map(|status| Markdown::code(&status.to_string()))
                .collect();
            match others.is_empty() {
                true => about.add("Returns `None` if the response has no body."),
                false => about.add(markdown!(
                    "Returns `None` if the response has no body, or the status {}.",
                    Markdown::joined(others, " or ")
                )),
            }
        }
        if matches!(operation.response, Response::Stream(_)) {
            about.add("The response is read while it is received.");
        }
        about.add("# Errors\nAny [`crate::Error`].");
        let refusals: Vec<Markdown> = docs
            .errors
            .iter()
            // Errors of all calls are documented at the error type.
            .filter(|(status, description)| !status.ends_with("XX") && !description.is_empty())
            .map(|(status, description)| {
                let description = description.lines().next().unwrap_or_default();
                markdown!(
                    "- {}: {}",
                    Markdown::code(status),
                    Markdown::sentence(description)
                )
            })
            .collect();
        if !refusals.is_empty() {
            about.go_on(markdown!(
                "API errors of this call:\n{}",
                Markdown::joined(refusals, "\n")
            ));
        }
        let bodies: Vec<Markdown> = operation
            .error_types
            .iter()
            .map(|(status, ty)| {
                let ty = quote!(#ty).to_string().replace(' ', "");
                markdown!("- {}: {}", Markdown::code(status), Markdown::code(&ty))
            })
            .collect();
        if !bodies.is_empty() {
            about.add(markdown!(
                "Types of the bodies of errors, for [`ApiError::body_as`](crate::ApiError::body_as):\n{}",
                Markdown::joined(bodies, "\n")
            ));
        }
        doc_attributes::docs(&about)
    }
}

/// As which media type a body is sent, if the document has others for the same body.
fn media_types(body: &Body) -> Option<Markdown> {
    let sent = match &body.content {
        Content::Json(_, Some(media)) | Content::Bytes(media) => media,
        Content::Json(_, None) | Content::Form(_) => return None,
    };
    let further = body.further_media.iter().map(|name| Markdown::code(name));
    (!body.further_media.is_empty()).then(|| {
        markdown!(
            "The body is sent as {}. To send it as {}, set `.header(\"content-type\", \"…\")`.",
            Markdown::code(sent),
            Markdown::joined(further, " or ")
        )
    })
}

/// As which media type a file is sent, if the document has others for it.
fn media_types_of_file(part: &Part) -> Option<Markdown> {
    let further = part.further_media.as_ref()?;
    let sent = part.content_type.as_deref().unwrap_or(media::BYTES);
    Some(markdown!(
        "The file {} is sent as {}. The API expects {}: set it with \
         [`FilePart::content_type`](crate::FilePart::content_type).",
        Markdown::code(&part.name),
        Markdown::code(sent),
        Markdown::code(further)
    ))
}
