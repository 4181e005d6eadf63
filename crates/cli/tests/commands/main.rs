//! The program, run against a server over real sockets.

mod configuration;
mod enrol;
mod exit_codes;
mod meetings;
mod operations;
mod output;
mod program;
