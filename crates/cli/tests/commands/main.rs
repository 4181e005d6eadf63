//! The program, run against a server over real sockets.

#![expect(clippy::unwrap_used, reason = "in tests a panic is the message")]

mod browser;
mod configuration;
mod dev;
mod enrol;
mod exit_codes;
mod export;
mod hostile;
mod listen;
mod meetings;
mod operations;
mod output;
mod pages;
mod program;
mod sessions;
