//! The size of a stripped program that makes four calls: with this client, with plain progenitor, and with reqwest and
//! serde by hand.
//!
//! `cargo bench -p realtimekit-bench --bench size` prints the bytes of each, and runs each once against the server. It
//! needs `strip` of binutils.

use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

use realtimekit_bench::server::{self, Server};

const PROGRAMS: [(&str, &str); 4] = [
    ("by hand", env!("CARGO_BIN_EXE_size_by_hand")),
    ("tight", env!("CARGO_BIN_EXE_size_tight")),
    ("progenitor", env!("CARGO_BIN_EXE_size_progenitor")),
    ("ours", env!("CARGO_BIN_EXE_size_ours")),
];

fn main() -> io::Result<()> {
    server::bench(report)
}

fn report(server: &Server) -> io::Result<()> {
    let mut baseline = None;
    for (name, program) in PROGRAMS {
        demand_success(Command::new(program).arg(server.address()))?;
        let stripped = Path::new(program).with_extension("stripped");
        demand_success(Command::new("strip").arg("-o").arg(&stripped).arg(program))?;
        let size = fs::metadata(&stripped)?.len();
        let baseline = *baseline.get_or_insert(size);
        let beyond = (size as f64 - baseline as f64) / 1000.0;
        println!("{name:<12}{size:>12} bytes{beyond:>+10.0} kB");
    }
    Ok(())
}

fn demand_success(command: &mut Command) -> io::Result<()> {
    match command.status()?.success() {
        true => Ok(()),
        false => Err(io::Error::other(format!("{command:?} failed"))),
    }
}
