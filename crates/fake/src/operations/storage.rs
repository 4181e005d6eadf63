//! The storage for recordings. Credentials are never stored, so that nothing can return or print them.

use serde_json::Value;

const CREDENTIALS: [&str; 4] = ["access_key", "secret", "password", "private_key"];

pub fn without_credentials(mut storage: Value) -> Value {
    if let Some(fields) = storage.as_object_mut() {
        fields.retain(|name, _| !CREDENTIALS.contains(&name.as_str()));
    }
    storage
}
