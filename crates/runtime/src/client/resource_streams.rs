//! Calls whose response is read while it is received.

use serde::de::DeserializeOwned;

use crate::{
    Operation, Resource, ResponseStream, ServerEvent,
    client::call_builder::CallBuilder,
    response::{raw::Decode, stream},
};

impl Resource {
    /// A call that returns a body in pieces.
    pub fn byte_stream(
        &self,
        operation: &'static Operation,
    ) -> CallBuilder<ResponseStream<Vec<u8>>> {
        self.streamed(operation, stream::bytes)
    }

    /// A call that returns JSON values, one on each line.
    pub fn lines<T: DeserializeOwned>(
        &self,
        operation: &'static Operation,
    ) -> CallBuilder<ResponseStream<T>> {
        self.streamed(operation, stream::lines::<T>)
    }

    /// A call that returns lines.
    pub fn text_lines(&self, operation: &'static Operation) -> CallBuilder<ResponseStream<String>> {
        self.streamed(operation, stream::text_lines)
    }

    /// A call that returns server-sent events with data in JSON.
    pub fn events<T: DeserializeOwned>(
        &self,
        operation: &'static Operation,
    ) -> CallBuilder<ResponseStream<ServerEvent<T>>> {
        self.streamed(operation, stream::events::<T>)
    }

    /// A call that returns server-sent events with strings as data.
    pub fn text_events(
        &self,
        operation: &'static Operation,
    ) -> CallBuilder<ResponseStream<ServerEvent<String>>> {
        self.streamed(operation, stream::text_events)
    }

    /// A call that returns server-sent events with data in JSON or strings.
    pub fn events_or_text<T: DeserializeOwned>(
        &self,
        operation: &'static Operation,
    ) -> CallBuilder<ResponseStream<ServerEvent<T>>> {
        self.streamed(operation, stream::events_or_text::<T>)
    }

    fn streamed<T>(
        &self,
        operation: &'static Operation,
        decode: Decode<ResponseStream<T>>,
    ) -> CallBuilder<ResponseStream<T>> {
        let mut call = self.call(operation, "*/*", decode);
        call.request.is_streamed = true;
        call
    }
}
