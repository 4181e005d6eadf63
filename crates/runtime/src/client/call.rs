//! The call that callers await.

use crate::client::call_builder::CallBuilder;

/// A call. It is sent when it is awaited, in a Tokio runtime with time and I/O enabled (`enable_all`). In a runtime
/// without them, Tokio panics; this cannot be checked before.
///
/// A request that is not valid (an id that would change the path, a value out of its bounds) is not sent: awaiting it
/// returns [`Error::InvalidRequest`](crate::Error::InvalidRequest). A call can be dropped at any time, sent or not.
#[must_use = "a call is sent by awaiting it"]
pub struct Call<T>(CallBuilder<T>);

impl<T> CallBuilder<T> {
    /// Returns the call for callers, who can only set the options that every call has.
    #[inline]
    pub fn call(self) -> Call<T> {
        Call(self)
    }
}

/// Implements the methods of all calls for a `pub struct Name(CallBuilder<Output>)`, which adds the parameters of its
/// own.
///
/// ```
/// use realtimekit_runtime::{__private::CallBuilder, Page, call};
///
/// /// Lists meetings.
/// #[must_use = "a call is sent by awaiting it"]
/// pub struct ListMeetings(CallBuilder<Page<String>>);
/// call!(ListMeetings => Page<String>);
///
/// impl ListMeetings {
///     /// How many on a page.
///     pub fn per_page(self, per_page: u32) -> Self {
///         Self(self.0.query("per_page", &per_page))
///     }
/// }
/// ```
#[macro_export]
macro_rules! call {
    ($name:ident => $output:ty) => {
        $crate::call!([] $name => $output);
    };
    ([$($generics:tt)*] $name:ty => $output:ty) => {
        impl $($generics)* $name {
            /// Sets the timeout of one attempt of this call. Default: the client's `timeout`.
            #[inline]
            pub fn timeout(self, limit: ::std::time::Duration) -> Self {
                Self(self.0.timeout(limit))
            }

            /// Sets how this call is repeated if it fails. Default: the client's `retry`.
            #[inline]
            pub fn retry(self, policy: $crate::RetryPolicy) -> Self {
                Self(self.0.retry(policy))
            }

            /// Sets an extra header for this call, which replaces one of the client with the same name:
            /// `.header("x-request-id", "7f3a")`. Names and values are strings, or `HeaderName` and `HeaderValue`.
            ///
            /// If a response repeats the value, errors do not show it, unless the header is one of a few that hold no
            /// secret (`accept`, `content-type`, `user-agent`, `x-request-id`, …) or the value is a plain word or a
            /// short number. A value that is marked as sensitive is never shown. If the header is not valid, awaiting
            /// the call returns an error and nothing is sent.
            #[inline]
            pub fn header<N, V>(self, name: N, value: V) -> Self
            where
                N: ::std::convert::TryInto<$crate::HeaderName>,
                V: ::std::convert::TryInto<$crate::HeaderValue>,
            {
                Self(self.0.header(name, value))
            }

            /// Sends the call and returns the value with the status, the headers and the raw body of the response.
            ///
            /// # Errors
            /// Those of awaiting the call.
            #[inline]
            pub fn with_response(
                self,
            ) -> impl ::std::future::Future<
                Output = ::std::result::Result<$crate::Response<$output>, $crate::Error>,
            > + ::std::marker::Send {
                self.0.with_response()
            }
        }

        impl $($generics)* ::std::future::IntoFuture for $name {
            type Output = ::std::result::Result<$output, $crate::Error>;
            type IntoFuture = ::std::pin::Pin<
                ::std::boxed::Box<
                    dyn ::std::future::Future<Output = Self::Output> + ::std::marker::Send,
                >,
            >;

            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                ::std::future::IntoFuture::into_future(self.0)
            }
        }

        impl $($generics)* ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Debug::fmt(&self.0, f)
            }
        }
    };
}

call!([<T: 'static>] Call<T> => T);
