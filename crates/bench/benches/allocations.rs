//! How often and how much memory a call allocates: this client beside reqwest and serde by hand, and beside plain
//! progenitor.
//!
//! `cargo bench -p realtimekit-bench --bench allocations` prints both for each call, a number and a size.

use std::io;

use allocation_counter::AllocationInfo;
use realtimekit_bench::server::{self, Server};
use realtimekit_bench::{Ready, Task, Way};

/// A task, and how often it is done.
const ROWS: [(Task, usize); 5] = [
    (Task::Get, 200),
    (Task::Add, 200),
    (Task::Page, 200),
    (Task::Together, 5),
    (Task::LongList, 2),
];

fn main() -> io::Result<()> {
    server::bench(report)
}

fn report(server: &Server) -> io::Result<()> {
    println!(
        "{:<20}{:>18}{:>18}{:>18}{:>18}",
        "allocations a call", "by hand", "tight", "progenitor", "ours"
    );
    for (task, count) in ROWS {
        let name = task.title();
        let made = Way::ALL.map(|way| {
            let counted = Ready::new(server.address())
                .run(way, task, count, |run| allocation_counter::measure(run));
            Made::of(&counted, (count * task.calls()) as f64)
        });
        let [by_hand, tight, progenitor, ours] = made.map(|made| made.in_words());
        println!("{name:<20}{by_hand:>18}{tight:>18}{progenitor:>18}{ours:>18}");
    }
    Ok(())
}

/// The allocations of a call.
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
