//! Emits the files of the crate from the model.

mod attributes;
mod calls;
mod client;
pub mod emission;
pub mod events;
mod example;
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
pub mod samples;
mod shortcuts;
pub mod surface;
pub mod types;
