//! Emits the setters of the builder that take functions: the token provider, and the hooks around calls.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc_attributes;

/// The setters, with examples for a crate of this name.
pub fn setters(module: &str) -> TokenStream {
    let [provider_example, before_example, after_example] =
        examples(module).map(|code| doc_attributes::example("no_run", &code));
    quote! {
        /// Fetches the token with this async function, instead of [`token`](ClientBuilder::token).
        ///
        /// The function is called before the first call that needs a token, and again after a 401. Calls that wait for a
        /// token share one run of it. A call that got 401 is sent again with the new token, with any method, even with
        /// [`RetryPolicy::off`]: a request that got 401 was not carried out. After a second 401 the call fails. Tokens are
        /// never printed.
        ///
        /// If the function fails, takes longer than [`timeout`](ClientBuilder::timeout), or returns a token that cannot be
        /// sent, the calls that wait for it fail with [`Error::Token`], and the next call tries it again.
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

        /// Calls this function before each call is sent. It can set headers of the request, such as a trace id. Several
        /// functions are called in the order in which they were added.
        ///
        /// It runs on the thread that makes the call, so it must not block.
        ///
        #(#before_example)*
        pub fn before_call(
            mut self,
            hook: impl Fn(&mut realtimekit_runtime::BeforeCall<'_>) + Send + Sync + 'static,
        ) -> Self {
            self.runtime = self.runtime.before_call(hook);
            self
        }

        /// Calls this function once at the end of each call, for metrics or an audit log. A call that is dropped before its
        /// end is reported as [`Cancelled`](crate::CallOutcome::Cancelled). Several functions are called in the order in
        /// which they were added.
        ///
        /// It runs on the thread that makes the call, so it must not block.
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
