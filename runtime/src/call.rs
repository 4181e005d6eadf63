//! A call as its caller has it.

use std::{future::Future, pin::Pin};

use crate::{Error, call_builder::CallBuilder, send::Answer};

/// How an answer becomes the value: a plain function, so that sending is compiled once and not once per type.
pub(crate) type Decode<T> = fn(&Answer) -> Result<T, Error>;

/// The future that awaiting a call makes.
pub type CallFuture<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

/// A call. Awaiting it sends it, inside of a Tokio runtime that has time and I/O enabled (`enable_all`): without them
/// Tokio panics, and cannot be asked before.
///
/// What cannot be sent (an id that would lead elsewhere, a bound that is not kept) is reported when it is awaited, as
/// [`Error::Refused`], and then nothing is sent. Dropping it, sent or not, is always safe.
#[must_use = "a call is sent by awaiting it"]
pub struct Call<T>(CallBuilder<T>);

impl<T> Call<T> {
    pub(crate) fn new(filled_in: CallBuilder<T>) -> Self {
        Self(filled_in)
    }
}

/// Makes a call type of `pub struct Name(CallBuilder<Output>)`: what all calls have, beside the parameters of its own.
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
            /// How long one attempt of this call may take, instead of the client's limit.
            #[inline]
            pub fn timeout(self, limit: ::std::time::Duration) -> Self {
                Self(self.0.timeout(limit))
            }

            /// How this call is repeated when it fails, instead of the client's policy.
            #[inline]
            pub fn retry(self, policy: $crate::RetryPolicy) -> Self {
                Self(self.0.retry(policy))
            }

            /// Sets an extra header for this call, instead of the client's own where it has one of that name.
            #[inline]
            pub fn header(self, name: $crate::HeaderName, value: $crate::HeaderValue) -> Self {
                Self(self.0.header(name, value))
            }

            /// Sends the call and gives the status and headers of the answer beside its value.
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
            type IntoFuture = $crate::CallFuture<$output>;

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
