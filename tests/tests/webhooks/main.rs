//! Receiving webhooks: signatures, the public key over real sockets, the extractor for axum, and duplicates.

mod duplicates;
mod ensure;
mod events;
mod extractor;
mod fetched_key;
mod given_key;
mod signing;
