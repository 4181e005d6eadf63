//! Apps.

use serde::{Deserialize, Serialize};

use crate::state::clock::Millis;

/// The first app of every server.
pub const APP_ID: &str = "5f0c1b9e-7a41-4c52-9d0e-2b8f6a3d1c47";
/// Its name.
pub const APP_NAME: &str = "fake";

/// An app.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct App {
    pub id: String,
    pub name: String,
    pub created_at: Millis,
}

/// What belongs to an app.
pub trait OfApp {
    /// The id of the app.
    fn app(&self) -> &str;
}

macro_rules! of_app {
    ($($name:ident)+) => {
        $(
            impl OfApp for crate::state::$name {
                fn app(&self) -> &str {
                    &self.app
                }
            }
        )+
    };
}

of_app! { Livestream LivestreamSession Meeting Preset Recording Session Webhook }
