//! Lists in responses.

use serde::{Deserialize, Deserializer};

/// Reads `null` as an empty list or map, for `#[serde(default, deserialize_with = "…::null_as_empty")]`.
///
/// # Errors
/// Those of reading the list itself.
///
/// ```
/// #[derive(serde::Deserialize)]
/// struct Session {
///     #[serde(default, deserialize_with = "realtimekit_runtime::null_as_empty")]
///     tags: Vec<String>,
/// }
///
/// for text in ["{}", r#"{"tags":null}"#, r#"{"tags":[]}"#] {
///     assert!(serde_json::from_str::<Session>(text)?.tags.is_empty());
/// }
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn null_as_empty<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Option::<T>::deserialize(deserializer).map(Option::unwrap_or_default)
}
