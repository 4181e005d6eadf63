//! The recipe `record_meeting`: it starts one recording, waits for the upload, and downloads the complete file.

use crate::examples::record_meeting::{Failure, download, start, stop};
use crate::*;
use realtimekit::types::{RecordingId, RecordingStatus};

fn recording(changes: Value) -> ServerResponse {
    let mut recording = example("get_recording.response");
    recording["data"]["id"] = json!("R");
    for (key, value) in changes.as_object().into_iter().flatten() {
        recording["data"][key] = value.clone();
    }
    ServerResponse::json(recording.to_string())
}

fn status(status: &str) -> ServerResponse {
    recording(json!({"status": status}))
}

fn id() -> RecordingId {
    "R".into()
}

fn started() -> (String, String, Option<Value>) {
    let body = json!({"meeting_id": "M", "max_seconds": 60});
    request("POST", "/recordings", Some(body))
}

#[tokio::test]
async fn a_recording_is_started_with_a_longest_duration() {
    let server = server([recording(json!({}))]);
    let recording = must(start(&client(&server), &"M".into(), 60).await);
    assert_eq!(recording, id());
    assert_eq!(sent(&server), [started()]);
}

#[tokio::test]
async fn after_a_lost_response_the_active_recording_is_returned_and_none_is_started_again() {
    let server = server([recording(json!({})).cut(), recording(json!({}))]);
    let recording = must(start(&client(&server), &"M".into(), 60).await);
    assert_eq!(recording, id());
    let active = request("GET", "/recordings/active-recording/M", None);
    assert_eq!(sent(&server), [started(), active]);
}

#[tokio::test]
async fn a_recording_that_was_not_started_is_an_error() {
    let lost = server([
        recording(json!({})).cut(),
        not_found("error.no_active_session"),
    ]);
    let error = start(&client(&lost), &"M".into(), 60).await.unwrap_err();
    assert!(error.may_have_happened(), "{error}");
    let refused = server([forbidden()]);
    let error = start(&client(&refused), &"M".into(), 60).await.unwrap_err();
    assert!(error.is_auth());
    assert_eq!(refused.received().len(), 1);
}

#[tokio::test]
async fn a_stopped_recording_is_waited_for_until_it_is_uploaded() {
    let server = server([
        status("RECORDING"),
        status("UPLOADING"),
        status("SOMETHING_NEW"),
        status("UPLOADED"),
    ]);
    let uploaded = must(stop(&client(&server), &id(), Duration::ZERO, 3).await);
    assert_eq!(uploaded.status, RecordingStatus::Uploaded);
    let stop = request("PUT", "/recordings/R", Some(json!({"action": "stop"})));
    let get = request("GET", "/recordings/R", None);
    assert_eq!(sent(&server), [stop, get.clone(), get.clone(), get]);
}

#[tokio::test]
async fn a_recording_that_has_stopped_by_itself_is_waited_for_as_well() {
    let refused = response("error.bad_request").status(400);
    let server = server([refused, status("UPLOADING"), status("UPLOADED")]);
    let uploaded = must(stop(&client(&server), &id(), Duration::ZERO, 1).await);
    assert_eq!(uploaded.status, RecordingStatus::Uploaded);
}

#[tokio::test]
async fn a_late_upload_and_a_failed_recording_are_errors() {
    let slow = server([status("UPLOADING")]);
    let outcome = stop(&client(&slow), &id(), Duration::ZERO, 2).await;
    assert!(
        matches!(
            outcome,
            Err(Failure::NotUploaded(RecordingStatus::Uploading))
        ),
        "{outcome:?}"
    );
    assert_eq!(slow.received().len(), 3);
    let broken = server([status("UPLOADING"), status("ERRORED")]);
    let outcome = stop(&client(&broken), &id(), Duration::ZERO, 2).await;
    assert!(matches!(outcome, Err(Failure::Errored)), "{outcome:?}");
}

/// Downloads from a file server with this response; `size` is what the API says.
async fn downloaded(file: ServerResponse, size: Value) -> (Result<u64, Failure>, Vec<u8>, Server) {
    let files = server([file]);
    let address = format!("{}/file.mp4?X-Amz-Signature=s3cr3t", files.url());
    let api = server([recording(
        json!({"download_url": address, "file_size": size}),
    )]);
    let mut written = Vec::new();
    let outcome = download(&client(&api), &id(), &mut written).await;
    (outcome, written, files)
}

fn file() -> ServerResponse {
    ServerResponse::new(200, "video/mp4", "moving pictures")
}

#[tokio::test]
async fn the_file_is_downloaded_from_its_address_and_without_the_token() {
    for size in [json!(15), Value::Null] {
        let (outcome, written, files) = downloaded(file(), size).await;
        assert_eq!(must(outcome), 15);
        assert_eq!(written, b"moving pictures");
        let request = only(&files);
        assert_eq!(request.target, "/file.mp4?X-Amz-Signature=s3cr3t");
        assert_eq!(request.header("authorization"), None);
    }
}

#[tokio::test]
async fn an_expired_address_and_an_incomplete_file_are_errors_that_show_no_signature() {
    let expired = ServerResponse::new(403, "application/xml", "<Code>AccessDenied</Code>");
    let (outcome, written, _) = downloaded(expired, json!(15)).await;
    assert!(matches!(outcome, Err(Failure::Refused(status)) if status == 403));
    assert_eq!(written, b"");

    let (outcome, ..) = downloaded(file(), json!(16)).await;
    let error = outcome.unwrap_err();
    assert_eq!(error.to_string(), "15 of 16 bytes were downloaded");

    let (outcome, ..) = downloaded(file().cut(), json!(15)).await;
    let error = outcome.unwrap_err();
    assert!(matches!(error, Failure::Write(_)), "{error:?}");
    assert!(
        !format!("{error} {error:?}").contains("s3cr3t"),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_deleted_file_has_no_address() {
    let server = server([recording(json!({"download_url": null}))]);
    let outcome = download(&client(&server), &id(), &mut Vec::new()).await;
    assert!(matches!(outcome, Err(Failure::NoAddress)), "{outcome:?}");
}
