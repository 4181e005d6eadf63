//! What the server keeps: the data of each resource.

pub mod app;
pub mod livestream;
pub mod meeting;
pub mod preset;
pub mod recording;
pub mod session;
pub mod text;
pub mod webhook;
