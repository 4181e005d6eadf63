//! Checks the verdicts for Rust callers with the compiler: after a `major` change, a program that uses the item does
//! not compile; after any other change, it does.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use realtimekit_tests::{building, generate};
use serde_json::{Value, json};
use xtask::codegen;
use xtask::review::verdict::Bump;
use xtask::source::Spec;
use xtask::workspace;
use xtask::write;

use crate::document::{base, compare, read};
use crate::edit::Document;

/// A verdict for Rust callers, and a program that uses the changed item.
struct Sample {
    name: &'static str,
    bump: Bump,
    /// The item of the crate that decides.
    item: &'static str,
    edit: fn(&mut Document),
    program: &'static str,
}

const fn sample(
    name: &'static str,
    bump: Bump,
    item: &'static str,
    edit: fn(&mut Document),
    program: &'static str,
) -> Sample {
    Sample {
        name,
        bump,
        item,
        edit,
        program,
    }
}

const SAMPLES: &[Sample] = &[
    sample(
        "one_more_to_read",
        Bump::Minor,
        "types::Poll::note",
        |d| d.set("Poll/properties/note", json!({"type": "string"})),
        "pub fn it(poll: &Poll) -> (&str, Option<bool>) { (&poll.question, poll.anonymous) }",
    ),
    sample(
        "one_more_to_send",
        Bump::Minor,
        "types::CreatePoll::note",
        |d| d.set("CreatePoll/properties/note", json!({"type": "string"})),
        "pub fn it() -> CreatePoll { CreatePoll::new(\"q\", [\"a\"]).hide_votes(true) }",
    ),
    sample(
        "one_more_value",
        Bump::Minor,
        "types::MeetingStatus::Archived",
        |d| d.push("MeetingStatus/enum", json!("ARCHIVED")),
        "pub fn it(status: MeetingStatus) -> bool { match status { MeetingStatus::Active => true, _ => false } }",
    ),
    sample(
        "one_more_parameter",
        Bump::Minor,
        "resources::meetings::ListMeetingsCall::t",
        |d| {
            d.push(
                "list_meetings/parameters",
                json!({"name": "t", "in": "query", "schema": {"type": "string"}}),
            )
        },
        "pub async fn it(client: &Client) { let _ = client.meetings().list().search(\"x\").await; }",
    ),
    sample(
        "another_name_of_what_names_nothing",
        Bump::Patch,
        "resources::meetings::MeetingsHandle::create",
        |d| d.set("create_meeting/operationId", json!("make_meeting")),
        "pub async fn it(client: &Client) { let _ = client.meetings().create(&CreateMeeting::new()).await; }",
    ),
    sample(
        "a_bound",
        Bump::Patch,
        "types::AddParticipant::preset_name",
        |d| d.set("AddParticipant/properties/preset_name/maxLength", json!(9)),
        "pub fn it() -> AddParticipant { AddParticipant::new(\"id\", \"preset\").clear_name() }",
    ),
    sample(
        "one_to_read_goes",
        Bump::Major,
        "types::Poll::anonymous",
        |d| drop(d.remove("Poll/properties/anonymous")),
        "pub fn it(poll: &Poll) -> Option<bool> { poll.anonymous }",
    ),
    sample(
        "one_may_be_missing",
        Bump::Major,
        "types::Poll::question",
        |d| drop(d.remove("Poll/required/1")),
        "pub fn it(poll: &Poll) -> &str { &poll.question }",
    ),
    sample(
        "what_is_sent_may_be_null",
        Bump::Major,
        "types::CreatePoll::anonymous",
        |d| d.set("CreatePoll/properties/anonymous/nullable", json!(true)),
        "pub fn it(poll: &CreatePoll) -> Option<bool> { poll.anonymous }",
    ),
    sample(
        "another_order_of_arguments",
        Bump::Major,
        "types::CreatePoll::new",
        |d| {
            d.at("CreatePoll/required")
                .as_array_mut()
                .unwrap()
                .reverse()
        },
        "pub fn it() -> CreatePoll { CreatePoll::new(\"q\", [\"a\"]) }",
    ),
    sample(
        "the_first_that_must_be_sent",
        Bump::Major,
        "types::EditParticipant::impl Default",
        |d| {
            d.set(
                "EditParticipant/properties/reason",
                json!({"type": "string"}),
            );
            d.set("EditParticipant/required", json!(["reason"]));
        },
        "pub fn it() -> EditParticipant { EditParticipant::default() }",
    ),
    sample(
        "a_value_goes",
        Bump::Major,
        "types::SessionType::Livestream",
        |d| drop(d.remove("SessionType/enum/1")),
        "pub fn it() -> SessionType { SessionType::Livestream }",
    ),
    sample(
        "the_first_option_of_a_call",
        Bump::Major,
        "resources::sessions::SessionHandle::chat",
        |d| {
            let parameter = json!({"name": "limit", "in": "query", "schema": {"type": "integer"}});
            d.set("get_session_chat/parameters", json!([parameter]));
        },
        "pub fn it(client: &Client) -> Call<ChatDownload> { client.session(\"s\").chat() }",
    ),
    sample(
        "an_option_must_be_given",
        Bump::Major,
        "resources::meetings::MeetingsHandle::list",
        |d| d.set("list_meetings/parameters/4/required", json!(true)),
        "pub async fn it(client: &Client) { let _ = client.meetings().list().await; }",
    ),
    sample(
        "another_method",
        Bump::Major,
        "resources::meeting_participants::MeetingParticipantHandle::edit",
        |d| d.set("edit_participant/x-method", json!("change")),
        "pub async fn it(client: &Client) {
             let _ = client.meeting(\"m\").participant(\"p\").edit(&EditParticipant::new()).await;
         }",
    ),
    sample(
        "another_name_of_a_type",
        Bump::Major,
        "types::ParticipantToken",
        |d| d.rename_schema("ParticipantToken", "JoinToken"),
        "pub type It = ParticipantToken;",
    ),
    sample(
        "another_id_is_meant",
        Bump::Major,
        "types::Session::id",
        |d| {
            d.set(
                "Session/properties/id",
                json!({"$ref": "#/components/schemas/PeerId"}),
            )
        },
        "pub fn it(session: &Session) -> &SessionId { &session.id }",
    ),
];

fn edited(samples: &[&Sample]) -> Spec {
    let mut document = Document::new(base().spec.document.clone());
    for sample in samples {
        (sample.edit)(&mut document);
    }
    read([("head.json".to_owned(), document.into_value().to_string())])
}

/// Writes the crate of a document, and gives its folder.
fn crate_of(spec: &Spec, name: &str) -> std::path::PathBuf {
    let out = building::folder(name).unwrap();
    let runtime = workspace::runtime_from(&out).unwrap();
    let files = codegen::generate(spec, &runtime).unwrap_or_else(|_| {
        // shows the findings
        drop(generate(spec));
        panic!("{name} cannot be generated");
    });
    let lock = xtask::lock::Lock::make(&out, || {}).unwrap();
    write::write(&out, &files, &lock).unwrap();
    out
}

/// The programs that do not compile against the crate in `library`.
fn refused(samples: &[&Sample], library: &Path, name: &str) -> BTreeSet<String> {
    let folder = building::folder(name).unwrap();
    let manifest = format!(
        "[package]\nname = {name:?}\nversion = \"0.1.0\"\nedition = \"2024\"\n\
         [dependencies]\nrealtimekit = {{ path = {library:?}, default-features = false }}\n[workspace]\n",
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::create_dir_all(folder.join("src/bin")).unwrap();
    for sample in samples {
        let program = format!(
            "#![allow(unused, deprecated)]\nuse realtimekit::types::*;\nuse realtimekit::{{Call, Client}};\n{}\nfn main() {{}}\n",
            sample.program
        );
        fs::write(folder.join(format!("src/bin/{}.rs", sample.name)), program).unwrap();
    }
    let arguments = ["check", "--bins", "--keep-going", "--message-format=json"];
    let output = building::cargo(&folder, &arguments).unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let reports = printed
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut refused = BTreeSet::new();
    for report in reports.filter(|report| report["message"]["level"] == "error") {
        let program = report["target"]["name"].as_str().unwrap_or_default();
        refused.insert(program.to_owned());
    }
    let is_consistent = refused.is_empty() == output.status.success();
    assert!(is_consistent, "{}", String::from_utf8_lossy(&output.stderr));
    refused
}

#[test]
fn the_compiler_confirms_the_verdicts_for_rust_callers() {
    let (major, minor): (Vec<&Sample>, Vec<&Sample>) = SAMPLES
        .iter()
        .partition(|sample| sample.bump == Bump::Major);
    for samples in [&major, &minor] {
        let found = compare(edited(samples));
        for sample in samples {
            let items = found.changes.iter().flat_map(|change| &change.rust_items);
            let of_item = items.filter(|item| item.item == sample.item);
            let bump = of_item.map(|item| item.bump).max();
            assert_eq!(bump.unwrap_or(Bump::Patch), sample.bump, "{}", sample.name);
        }
        let bump = found.changes.iter().map(|change| change.rust).max();
        let expected = samples.iter().map(|sample| sample.bump).max();
        assert_eq!(bump, expected);
    }
    let all: Vec<&Sample> = SAMPLES.iter().collect();
    let none = refused(&all, &workspace::generated(), "review_before");
    assert!(none.is_empty(), "against what is there before: {none:?}");
    let library = crate_of(&edited(&minor), "review_minor_crate");
    let none = refused(&minor, &library, "review_minor");
    assert!(none.is_empty(), "no more than minor, and yet: {none:?}");
    let library = crate_of(&edited(&major), "review_major_crate");
    let found = refused(&major, &library, "review_major");
    let wanted: BTreeSet<String> = major.iter().map(|sample| sample.name.to_owned()).collect();
    assert_eq!(found, wanted);
}
