//! A program of the bench `size`.

fn main() {
    let address = std::env::args().nth(1).unwrap();
    realtimekit_bench::program::progenitor(&address);
}
