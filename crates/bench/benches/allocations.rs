//! How often and how much memory a call allocates: this client beside reqwest and serde by hand, and beside plain
//! progenitor.
//!
//! `cargo bench -p realtimekit-bench --bench allocations` prints both for each call, a number and a size.

use std::io;

use allocation_counter::AllocationInfo;
use realtimekit_bench::server::{self, Server};
use realtimekit_bench::{AT_ONCE, Ready, Task, Way};

/// A task, how it is called, how often it is done, and how many calls it is.
const ROWS: [(Task, &str, usize, usize); 5] = [
    (Task::Get, "get a participant", 200, 1),
    (Task::Add, "add a participant", 200, 1),
    (Task::Page, "list a page of 25", 200, 1),
    (Task::Together, "get, 64 at once", 5, AT_ONCE),
    (Task::LongList, "list of 10,000", 2, 1),
];

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "serve") {
        return server::serve();
    }
    // without it this is a test run, which has nothing to do here
    if !arguments.iter().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let server = Server::start()?;
    println!(
        "{:<20}{:>18}{:>18}{:>18}{:>18}",
        "allocations a call", "by hand", "tight", "progenitor", "ours"
    );
    for (task, name, count, calls) in ROWS {
        let made = Way::ALL.map(|way| {
            let counted = Ready::new(server.address())
                .run(way, task, count, |run| allocation_counter::measure(run));
            Made::of(&counted, (count * calls) as f64)
        });
        let [by_hand, tight, progenitor, ours] = made.map(|made| made.in_words());
        println!("{name:<20}{by_hand:>18}{tight:>18}{progenitor:>18}{ours:>18}");
    }
    Ok(())
}

/// What a call allocates.
struct Made {
    number: f64,
    bytes: f64,
}

impl Made {
    fn of(counted: &AllocationInfo, calls: f64) -> Self {
        Self {
            number: counted.count_total as f64 / calls,
            bytes: counted.bytes_total as f64 / calls,
        }
    }

    fn in_words(&self) -> String {
        format!("{:.0} ({:.1} KiB)", self.number, self.bytes / 1024.0)
    }
}
