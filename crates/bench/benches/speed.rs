//! The processor time of a call: this client compared with reqwest and serde by hand, and with plain progenitor.
//!
//! `cargo bench -p realtimekit-bench --bench speed` prints instructions a call, counted by `valgrind --tool=callgrind`
//! where that is installed, and the processor's time a call, with their ratios to the calls by hand.
//!
//! The server runs in one process and each client in another, so only the client is counted. Its start cancels out:
//! each count is the difference of two runs, one with twice the calls.

use std::fs;
use std::io;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use realtimekit_bench::server::{self, Server};
use realtimekit_bench::{Ready, Task, Way};

/// Runs of each client that are timed, in turn.
const TIMED: usize = 7;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["call", way, task, count, address] => {
            call(way, task, count, address);
            Ok(())
        }
        _ => server::bench(report),
    }
}

/// A client's process: does the calls and prints the nanoseconds that they took.
fn call(way: &str, task: &str, count: &str, address: &str) {
    let way = Way::ALL.into_iter().find(|it| format!("{it:?}") == way);
    let task = Task::ALL.into_iter().find(|it| format!("{it:?}") == task);
    let count = count.parse().unwrap();
    let time = Ready::new(address).run(way.unwrap(), task.unwrap(), count, |run| {
        let start = Clock::now();
        run();
        start.elapsed()
    });
    println!("{}", time.as_nanos());
}

/// The processor time of this thread if the system reports it, else elapsed time.
enum Clock {
    Processor(u64),
    Wall(Instant),
}

impl Clock {
    fn now() -> Self {
        processor().map_or_else(|| Self::Wall(Instant::now()), Self::Processor)
    }

    fn elapsed(&self) -> Duration {
        match self {
            Self::Processor(start) => Duration::from_nanos(processor().unwrap() - start),
            Self::Wall(start) => start.elapsed(),
        }
    }
}

fn processor() -> Option<u64> {
    let stat = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    stat.split(' ').next()?.parse().ok()
}

/// A task, and how often it is done when counted and when timed.
type Row = (Task, usize, usize);

const CALLS: [Row; 4] = [
    (Task::Get, 250, 3000),
    (Task::Add, 250, 3000),
    (Task::Page, 250, 3000),
    (Task::Together, 8, 60),
];
const LONG: Row = (Task::LongList, 2, 8);
const UNREAD: Row = (Task::LongListUnread, 2, 8);

fn report(server: &Server) -> io::Result<()> {
    let address = server.address();
    let has_valgrind = Command::new("valgrind")
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if has_valgrind {
        println!("instructions a call");
        table(&|way, row| instructions(way, row, address));
    } else {
        println!("valgrind is not installed, so no instructions are counted");
    }
    println!("processor time a call, in nanoseconds: medians of {TIMED} runs in turn");
    table(&|way, row| nanoseconds(way, row, address));
    Ok(())
}

fn table(measure: &dyn Fn(&[Way], &Row) -> Vec<f64>) {
    println!(
        "{:<20}{:>14}{:>14}{:>14}{:>14}{:>10}{:>10}{:>12}",
        "", "by hand", "tight", "progenitor", "ours", "/by hand", "/tight", "progenitor"
    );
    for row in &CALLS {
        line(row.0.title(), &measure(&Way::ALL, row));
    }
    let whole = measure(&Way::ALL, &LONG);
    line(LONG.0.title(), &whole);
    // Fetching costs the same for all clients. The rest is decoding and, except for the call by hand, the other work
    // of the client.
    let unread = measure(&[Way::ByHand], &UNREAD)[0];
    let decoded: Vec<f64> = whole.iter().map(|whole| whole - unread).collect();
    line("  of it, decoding", &decoded);
    println!();
}

fn line(name: &str, costs: &[f64]) {
    let [by_hand, tight, progenitor, ours] = costs[..] else {
        return;
    };
    println!(
        "{name:<20}{by_hand:>14.0}{tight:>14.0}{progenitor:>14.0}{ours:>14.0}{:>10.3}{:>10.3}{:>12.3}",
        ours / by_hand,
        ours / tight,
        progenitor / by_hand
    );
}

fn instructions(ways: &[Way], row: &Row, address: &str) -> Vec<f64> {
    let &(task, count, _) = row;
    let counted = |way, count: usize| {
        let output = client(Some("valgrind"), way, task, count, address).stderr;
        let output_text = String::from_utf8_lossy(&output).into_owned();
        output_text
            .lines()
            .find_map(|line| line.split_once("Collected : "))
            .and_then(|(_, number)| number.trim().parse::<f64>().ok())
            .unwrap_or_else(|| panic!("valgrind counted nothing: {output_text}"))
    };
    let of = |way: &Way| {
        (counted(*way, 2 * count) - counted(*way, count)) / (count * task.calls()) as f64
    };
    ways.iter().map(of).collect()
}

fn nanoseconds(ways: &[Way], row: &Row, address: &str) -> Vec<f64> {
    let &(task, _, count) = row;
    let mut times = vec![Vec::new(); ways.len()];
    for _ in 0..TIMED {
        for (way, times) in ways.iter().zip(&mut times) {
            let output = client(None, *way, task, count, address).stdout;
            let output_text = String::from_utf8_lossy(&output);
            times.push(output_text.trim().parse::<f64>().unwrap() / (count * task.calls()) as f64);
        }
    }
    times.into_iter().map(median).collect()
}

/// Runs a client's process, under valgrind or not.
fn client(
    under: Option<&str>,
    way: Way,
    task: Task,
    count: usize,
    address: &str,
) -> std::process::Output {
    let this = std::env::current_exe().unwrap();
    let mut command = match under {
        Some(valgrind) => {
            let mut command = Command::new(valgrind);
            command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
            command.arg(this);
            command
        }
        None => Command::new(this),
    };
    let (way, task) = (format!("{way:?}"), format!("{task:?}"));
    let output = command
        .args(["call", &way, &task, &count.to_string(), address])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}
