//! Emits the files of the crate from the model.

mod attributes;
mod call_example;
mod calls;
mod client;
mod credentials;
pub mod emission;
pub mod events;
pub mod examples;
pub mod fixed;
mod from_env;
mod front_page;
mod hooks;
mod lists;
mod manifest;
pub mod methods;
mod operation;
pub mod package;
mod placed;
pub mod placeholders;
pub mod recipes;
mod resources;
pub mod response_examples;
mod shortcuts;
mod statuses;
mod styles;
pub mod surface;
pub mod types;
