//! The time of the generator, compared with progenitor and prettyplease alone on the same document.
//!
//! `cargo bench -p realtimekit-tests --bench codegen` prints the medians and their ratio.

use std::hint::black_box;
use std::time::{Duration, Instant};

use realtimekit_tests::{generate, load};
use xtask::lower;
use xtask::lower::settings::Settings;
use xtask::{lint, source, workspace};

/// Runs that are timed, after a few that are not.
const RUNS: usize = 25;

fn main() {
    let path = workspace::spec();
    let loaded = load();
    let settings = Settings::read(&loaded.document).unwrap();
    let lowered = lower::lower(loaded.document.clone(), &settings).unwrap();
    let document = lower::typed(&lowered).unwrap();

    // The two are timed in turn, so that a machine that slows down slows both.
    let mut alone = Vec::new();
    let mut ours = Vec::new();
    let mut parts = [Vec::new(), Vec::new(), Vec::new()];
    for _ in 0..RUNS + 3 {
        alone.push(timed(|| {
            let tokens = progenitor_impl::Generator::default()
                .generate_tokens(&document)
                .unwrap();
            prettyplease::unparse(&syn::parse2(tokens).unwrap())
        }));
        let whole = Instant::now();
        let (loading, read) = took(|| source::load(&path, "spec").ok());
        let read = read.unwrap();
        let (linting, findings) = took(|| lint::lint(&read));
        let (generating, files) = took(|| generate(&read));
        ours.push(whole.elapsed());
        black_box((findings, files));
        for (part, time) in parts.iter_mut().zip([loading, linting, generating]) {
            part.push(time);
        }
    }

    let (alone, ours) = (median(alone), median(ours));
    println!("progenitor and prettyplease alone  {alone:>10.2?}");
    println!("the generator, all of its work     {ours:>10.2?}");
    for (name, times) in ["load", "lint", "generate"].iter().zip(parts) {
        println!(
            "  of which {name:<10}              {:>10.2?}",
            median(times)
        );
    }
    println!(
        "ratio                              {:>10.2}",
        ours.as_secs_f64() / alone.as_secs_f64()
    );
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    took(work).0
}

fn took<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let made = black_box(work());
    (start.elapsed(), made)
}

/// The median of the runs, the first three left out.
fn median(mut times: Vec<Duration>) -> Duration {
    times.drain(..3);
    times.sort();
    times[times.len() / 2]
}
