//! The setters of the emitted builder for functions of the caller: the token provider, and the hooks around calls.

use proc_macro2::TokenStream;
use quote::quote;

use super::words;

/// The setters, with examples for a crate of this name.
pub fn setters(module: &str) -> TokenStream {
    let [provider_example, before_example, after_example] =
        examples(module).map(|code| words::example("no_run", &code));
    quote! {
        /// Fetches the token with this async function, instead of [`token`](ClientBuilder::token).
        ///
        /// It is called by the first call that needs a token, and again when the service refuses the token with 401:
        /// once for all calls that wait for it. A call that was refused is sent again with the new token, a POST too,
        /// since a refused request has done nothing; this is no repeat that [`RetryPolicy::off`] switches off. If the
        /// new token is refused as well, the call fails with that response. The tokens are never printed, neither old
        /// nor new.
        ///
        /// If the function fails, takes longer than [`timeout`](ClientBuilder::timeout), or gives a token that cannot
        /// be sent, the calls that wait for it fail with [`Error::Token`], and the next call asks it again.
        ///
        #(#provider_example)*
        pub fn token_provider<F, R, T, E>(mut self, fetch: F) -> Self
        where
            F: Fn() -> R + Send + Sync + 'static,
            R: std::future::Future<Output = Result<T, E>> + Send + 'static,
            T: Into<Secret>,
            E: Into<Box<dyn std::error::Error + Send + Sync>>,
        {
            self.runtime = self.runtime.token_provider(fetch);
            self
        }

        /// Calls this function before each call is sent. It can set headers of the request, such as an id for tracing.
        /// Given several, all are called, in the order in which they were given.
        ///
        /// It is called on the thread that makes the call, so it should return soon.
        ///
        #(#before_example)*
        pub fn before_call(
            mut self,
            hook: impl Fn(&mut realtimekit_runtime::BeforeCall<'_>) + Send + Sync + 'static,
        ) -> Self {
            self.runtime = self.runtime.before_call(hook);
            self
        }

        /// Calls this function at the end of each call, once, however it ends: for metrics, or an audit log. A call
        /// that is dropped before its end is reported as [`Cancelled`](crate::CallOutcome::Cancelled). Given several,
        /// all are called, in the order in which they were given.
        ///
        /// It is called on the thread that makes the call, so it should return soon.
        ///
        #(#after_example)*
        pub fn after_call(
            mut self,
            hook: impl Fn(&realtimekit_runtime::AfterCall<'_>) + Send + Sync + 'static,
        ) -> Self {
            self.runtime = self.runtime.after_call(hook);
            self
        }
    }
}

/// Examples of `token_provider`, `before_call` and `after_call`.
fn examples(module: &str) -> [String; 3] {
    let provider = format!(
        "use {module}::Secret;\n\n\
         async fn fetch_token() -> Result<Secret, std::io::Error> {{\n    \
             // ask your secret store\n    \
             Ok(Secret::from(\"v1.0-abc\"))\n\
         }}\n\n\
         let builder = {module}::Client::builder().token_provider(fetch_token);"
    );
    let before = format!(
        "let builder = {module}::Client::builder().before_call(|call| {{\n    \
             call.header(\"x-request-id\", \"5f0c1b9e\");\n\
         }});"
    );
    let after = format!(
        "let builder = {module}::Client::builder().after_call(|call| {{\n    \
             println!(\"{{}} {{}} {{:?}}\", call.operation(), call.outcome(), call.duration());\n\
         }});"
    );
    [provider, before, after]
}
