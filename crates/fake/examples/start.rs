//! Measures the start of a server: of the first one of a process, which reads the API description, and of later ones.
//!
//! ```console
//! $ cargo run --release -p realtimekit-fake --example start
//! ```

use std::time::Instant;

use realtimekit::types::CreateMeeting;
use realtimekit_fake::FakeServer;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut servers = Vec::new();
    let mut milliseconds = Vec::new();
    for _ in 0..201 {
        let begun = Instant::now();
        servers.push(FakeServer::start().await?);
        milliseconds.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    let first = milliseconds.remove(0);
    milliseconds.sort_by(f64::total_cmp);
    println!("start, the first server: {first:.1} ms");
    println!("start, median of 200 more: {:.2} ms", milliseconds[100]);
    // All of them still work.
    for server in &servers {
        server
            .client()
            .meetings()
            .create(&CreateMeeting::new())
            .await?;
    }
    Ok(())
}
