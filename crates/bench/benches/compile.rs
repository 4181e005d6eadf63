//! The compile time of this client, compared with the client of progenitor for the same document.
//!
//! `cargo bench -p realtimekit-bench --bench compile` prints the lines that are emitted, the medians of the times that
//! building takes once all other crates are built (for this client: of `generated/` and `crates/runtime/` together), and the
//! crates in its tree that are not in reqwest's own. It works in a folder inside of `target/`.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Builds of each client that are timed, in turn.
const RUNS: usize = 7;

const OURS: &[&str] = &["realtimekit", "realtimekit-runtime"];
const POSITIONAL: &[&str] = &["positional"];
const BUILDER: &[&str] = &["builder"];

/// The dependencies of progenitor's client, and reqwest with the features of our client.
const DEPENDENCIES: &str = r#"
chrono = { version = "0.4", default-features = false, features = ["serde", "std"] }
progenitor-client = "0.15.1"
reqwest = { version = "0.13", default-features = false, features = ["http2", "json", "query", "rustls", "stream"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
"#;
const REQWEST: &str =
    r#"reqwest = { version = "0.13", default-features = false, features = ["http2", "rustls"] }"#;

fn main() -> io::Result<()> {
    // without it, this is a test run
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let there = Workspace::beside_this_program(&root)?;
    let emitted = Path::new(env!("OUT_DIR"));

    println!(
        "{:<24}{:>12}{:>12}{:>12}",
        "", "builder", "positional", "ours"
    );
    let files = [
        vec![emitted.join("builder.rs")],
        vec![emitted.join("positional.rs")],
        sources(&root.join("generated/src"))?,
    ];
    let lines = files.map(|files| Lines::of(&files).unwrap());
    line("lines", lines.each_ref().map(|lines| lines.all as f64), 0);
    let code = lines.map(|lines| lines.code as f64);
    line("lines without comments", code, 0);

    let clients = [BUILDER, POSITIONAL, OURS];
    for packages in clients {
        there.build(packages)?;
    }
    let mut walls = [const { Vec::new() }; 3];
    let mut processors = [const { Vec::new() }; 3];
    for _ in 0..RUNS {
        for (number, packages) in clients.into_iter().enumerate() {
            there.forget(packages)?;
            let before = processor();
            let start = Instant::now();
            there.build(packages)?;
            walls[number].push(start.elapsed());
            processors[number].push(processor() - before);
        }
    }
    line("build, seconds", walls.map(median), 2);
    line("  of the processor", processors.map(median), 2);

    let own: BTreeSet<String> = there.tree("realtimekit")?;
    let reqwests = there.tree("only-reqwest")?;
    let beyond: Vec<&str> = own.difference(&reqwests).map(String::as_str).collect();
    println!(
        "\ncrates: {}, and beyond reqwest's own {}: {}",
        own.len(),
        beyond.len(),
        beyond.join(", ")
    );
    Ok(())
}

fn line(name: &str, values: [f64; 3], digits: usize) {
    let [builder, positional, ours] = values;
    println!(
        "{name:<24}{builder:>12.digits$}{positional:>12.digits$}{ours:>12.digits$}   ours to builder {:.3}, to positional {:.3}",
        ours / builder,
        ours / positional
    );
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64()
}

/// The processor time of the child processes that have ended; zero on systems other than Linux.
fn processor() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // after the name, which is in brackets; times are in hundredths of a second
    let numbers = stat.rsplit(')').next().unwrap_or_default();
    let of_children = numbers.split_whitespace().skip(13).take(2);
    let hundredths: u64 = of_children
        .filter_map(|number| number.parse::<u64>().ok())
        .sum();
    Duration::from_millis(10 * hundredths)
}

/// Lines of Rust.
struct Lines {
    all: usize,
    code: usize,
}

impl Lines {
    fn of(files: &[PathBuf]) -> io::Result<Self> {
        let mut lines = Self { all: 0, code: 0 };
        for file in files {
            let text = fs::read_to_string(file)?;
            lines.all += text.lines().count();
            let code = prettyplease::unparse(&without_docs(&text));
            lines.code += code.lines().filter(|line| !line.trim().is_empty()).count();
        }
        Ok(lines)
    }
}

/// Comments are gone once it is parsed.
fn without_docs(text: &str) -> syn::File {
    use syn::visit_mut::VisitMut;
    struct Docs;
    impl VisitMut for Docs {
        fn visit_attributes_mut(&mut self, attributes: &mut Vec<syn::Attribute>) {
            attributes.retain(|attribute| !attribute.path().is_ident("doc"));
        }
    }
    let mut file = syn::parse_file(text).unwrap();
    Docs.visit_file_mut(&mut file);
    file
}

fn sources(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(sources(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(files)
}

/// A workspace of the crates that are built, away from this one so that it does not touch what is built here.
struct Workspace {
    folder: PathBuf,
}

impl Workspace {
    fn beside_this_program(root: &Path) -> io::Result<Self> {
        let program = std::env::current_exe()?;
        let target = program.ancestors().nth(3).unwrap_or(Path::new("target"));
        let folder = target.join("compile");
        let manifest: String = fs::read_to_string(root.join("Cargo.toml"))?
            .lines()
            .filter(|line| !line.starts_with("default-members"))
            .map(|line| match line.starts_with("members") {
                true => "members = [\"generated\", \"crates/runtime\", \"positional\", \"builder\", \"only-reqwest\"]\n".to_owned(),
                false => format!("{line}\n"),
            })
            .collect();
        write(&folder.join("Cargo.toml"), &manifest)?;
        fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        for package in ["generated", "crates/runtime"] {
            let copy = folder.join(package);
            if copy.exists() {
                fs::remove_dir_all(&copy)?;
            }
            for file in ["Cargo.toml", "README.md"] {
                if let Ok(text) = fs::read_to_string(root.join(package).join(file)) {
                    write(&copy.join(file), &text)?;
                }
            }
            let from = root.join(package).join("src");
            for file in sources(&from)? {
                let to = copy
                    .join("src")
                    .join(file.strip_prefix(&from).unwrap_or(&file));
                write(&to, &fs::read_to_string(&file)?)?;
            }
        }
        for (name, dependencies, code) in [
            (
                "positional",
                DEPENDENCIES,
                include_str!(concat!(env!("OUT_DIR"), "/positional.rs")),
            ),
            (
                "builder",
                DEPENDENCIES,
                include_str!(concat!(env!("OUT_DIR"), "/builder.rs")),
            ),
            ("only-reqwest", REQWEST, ""),
        ] {
            let manifest = format!(
                "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[dependencies]\n{dependencies}"
            );
            write(&folder.join(name).join("Cargo.toml"), &manifest)?;
            write(&folder.join(name).join("src/lib.rs"), code)?;
        }
        Ok(Self { folder })
    }

    fn build(&self, packages: &[&str]) -> io::Result<()> {
        self.cargo(&["build", "--lib"], packages).map(drop)
    }

    fn forget(&self, packages: &[&str]) -> io::Result<()> {
        self.cargo(&["clean"], packages).map(drop)
    }

    /// All crates that the package needs to be built and used, with their versions, without those of this workspace.
    fn tree(&self, package: &str) -> io::Result<BTreeSet<String>> {
        let arguments = [
            "tree",
            "--edges",
            "normal,build",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ];
        let output_text = self.cargo(&arguments, &[package])?;
        let lines = output_text
            .lines()
            .map(|line| line.trim_end_matches(" (*)"));
        Ok(lines
            .filter(|line| !line.is_empty() && !line.starts_with(package))
            .map(|line| line.replace(" (proc-macro)", ""))
            .map(|line| line.split(" (").next().unwrap_or_default().to_owned())
            .collect())
    }

    fn cargo(&self, arguments: &[&str], packages: &[&str]) -> io::Result<String> {
        let mut command = Command::new(env!("CARGO"));
        command
            .args(arguments)
            .arg("--offline")
            .current_dir(&self.folder);
        command.env("CARGO_TARGET_DIR", self.folder.join("target"));
        // Like cargo builds dependencies.
        command.env("CARGO_INCREMENTAL", "0");
        for package in packages {
            command.args(["--package", package]);
        }
        let output = command.output()?;
        if !output.status.success() {
            return Err(io::Error::other(String::from_utf8_lossy(&output.stderr)));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}
