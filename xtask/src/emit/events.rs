//! Emits `src/events.rs`, the module that receives webhooks.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::doc_attributes;
use super::emission::{Emission, base_field};
use crate::lower::events::EVENT;
use crate::model::types::{Kind, Union};
use crate::text::{Docs, Markdown};

/// The union of all events.
fn events<'a>(emission: &'a Emission) -> Option<&'a Union<'a>> {
    match &emission.types.get(EVENT)?.kind {
        Kind::Union(union) => emission.settings.events.as_ref().map(|_| union),
        _ => None,
    }
}

/// The tokens of `src/events.rs`; none for a crate without events.
pub fn module(emission: &Emission) -> Option<TokenStream> {
    let events = events(emission)?;
    let module = emission.settings.module();
    let shown = events.variants.first()?;
    let code = receiver(&module, &shown.name.to_string());
    let code = code.lines().map(doc_attributes::spaced);
    let about = doc_attributes::inner(&Docs::from(Markdown::from(
        "Events of webhooks, and receiving them.\n\n\
         The name of an event selects the variant of [`Event`]. An unknown event is kept as it was sent.\n\n\
         With the feature `webhooks`, `Webhooks` verifies the signature of a delivery and reads its event, and \
         `Deduplicate` recognises repeated deliveries. With the feature `axum`, `Delivery<Event>` is an extractor: an \
         argument of a handler whose state is a `Webhooks`, or contains one.",
    )));
    let names = events
        .variants
        .iter()
        .filter_map(|variant| variant.ty.name());
    let names = names.map(|name| format_ident!("{name}"));
    let event = format_ident!("{EVENT}");
    Some(quote! {
        #(#![doc = #about])*
        #![doc = ""]
        #![cfg_attr(feature = "webhooks", doc = " ```no_run")]
        #![cfg_attr(not(feature = "webhooks"), doc = " ```ignore")]
        #(#![doc = #code])*
        #![doc = " ```"]

        pub use crate::types::{#event, #(#names),*};
        #[cfg(feature = "webhooks")]
        pub use realtimekit_runtime::HeaderMap;
        #[cfg(feature = "webhooks")]
        pub use realtimekit_runtime::webhooks::{
            Claim, Deduplicate, Delivery, DeliveryKey, MemoryDeduplicator, UnreadableBodyError, WebhookError,
            WebhookKeyError, WebhookSource, Webhooks,
        };
    })
}

/// The implementation that allows `Webhooks::new(&client)`.
pub fn key_source(emission: &Emission) -> Option<TokenStream> {
    events(emission)?;
    let address = &emission.settings.events.as_ref()?.public_key;
    let base = base_field(emission.tree, 0);
    Some(quote! {
        #[cfg(feature = "webhooks")]
        impl realtimekit_runtime::webhooks::WebhookSource for Client {
            #[inline]
            fn client(&self) -> &realtimekit_runtime::Client {
                #base.client()
            }

            #[inline]
            fn key_url(&self) -> Option<&'static str> {
                Some(#address)
            }
        }
    })
}

/// An example of a function that receives events.
fn receiver(module: &str, event: &str) -> String {
    format!(
        "use {module}::StatusCode;\n\
         use {module}::events::{{Event, HeaderMap, Webhooks}};\n\n\
         /// Handles a request. Make `Webhooks::new(&client)` once, when the program starts.\n\
         async fn receive(webhooks: &Webhooks, headers: &HeaderMap, body: &[u8]) -> StatusCode {{\n    \
             match webhooks.verify::<Event>(headers, body).await {{\n        \
                 Ok(delivery) => {{\n            \
                     match delivery.event {{\n                \
                         Event::{event}(event) => println!(\"{{event:?}}\"),\n                \
                         _ => {{}}\n            \
                     }}\n            \
                     StatusCode::OK\n        \
                 }}\n        \
                 Err(error) => error.status(),\n    \
             }}\n\
         }}"
    )
}
