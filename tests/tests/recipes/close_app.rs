//! The recipe `close_app`: it closes every meeting and every live session, and continues after a failure.

use crate::examples::close_app::close_app;
use crate::*;

/// A page with this part of `ids`, of all.
fn page(name: &str, key: &str, ids: &[&str], start: usize, total: usize) -> ServerResponse {
    let mut page = example(&format!("{name}.response"));
    let list = match page["data"].is_array() {
        true => &mut page["data"],
        false => &mut page["data"]["sessions"],
    };
    let one = list[0].clone();
    *list = ids
        .iter()
        .enumerate()
        .map(|(position, id)| {
            let mut item = one.clone();
            item["id"] = json!(format!("{name}-{start}-{position}"));
            item[key] = json!(id);
            item
        })
        .collect();
    page["paging"] = json!({
        "total_count": total,
        "start_offset": start,
        "end_offset": start + ids.len() - 1,
    });
    ServerResponse::json(page.to_string())
}

fn meetings(ids: &[&str], start: usize, total: usize) -> ServerResponse {
    page("list_meetings", "id", ids, start, total)
}

fn sessions(meetings: &[&str]) -> ServerResponse {
    page(
        "list_sessions",
        "associated_id",
        meetings,
        1,
        meetings.len(),
    )
}

fn list(target: &str) -> (String, String, Option<Value>) {
    request("GET", target, None)
}

fn close(meeting: &str) -> (String, String, Option<Value>) {
    let body = json!({"status": "INACTIVE"});
    request("PATCH", &format!("/meetings/{meeting}"), Some(body))
}

fn kick(meeting: &str) -> (String, String, Option<Value>) {
    let target = format!("/meetings/{meeting}/active-session/kick-all");
    request("POST", &target, None)
}

#[tokio::test]
async fn all_pages_are_read_before_the_first_meeting_leaves_the_list() {
    let closed = || response("update_meeting");
    let kicked = || response("kick_all_participants");
    let server = server([
        meetings(&["A", "B"], 1, 3),
        meetings(&["C"], 3, 3),
        closed(),
        closed(),
        closed(),
        // Two sessions of one meeting, and one of a meeting that was inactive before.
        sessions(&["old", "A", "A"]),
        kicked(),
        kicked(),
    ]);
    let report = must(close_app(&client(&server)).await);
    assert_eq!(report.closed, ["A", "B", "C"].map(MeetingId::from));
    assert_eq!(report.cleared, ["A", "old"].map(MeetingId::from));
    assert!(report.failed.is_empty());
    assert_eq!(
        sent(&server),
        [
            list("/meetings?status=ACTIVE&page_no=1"),
            list("/meetings?status=ACTIVE&page_no=2"),
            close("A"),
            close("B"),
            close("C"),
            list("/sessions?status=LIVE&page_no=1"),
            kick("A"),
            kick("old"),
        ]
    );
}

#[tokio::test]
async fn a_meeting_that_fails_is_reported_and_the_others_are_handled() {
    let server = server([
        meetings(&["A", "B"], 1, 2),
        forbidden(),
        response("update_meeting"),
        sessions(&["A", "B", "C"]),
        not_found("error.no_active_session"),
        forbidden(),
        response("kick_all_participants"),
    ]);
    let report = must(close_app(&client(&server)).await);
    assert_eq!(report.closed, [MeetingId::from("B")]);
    assert_eq!(report.cleared, [MeetingId::from("C")]);
    let failed: Vec<&str> = report.failed.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(failed, ["A", "B"]);
    assert!(report.failed.iter().all(|(_, error)| error.is_auth()));
}

#[tokio::test]
async fn a_list_that_cannot_be_read_is_an_error() {
    let server = server([forbidden()]);
    assert!(close_app(&client(&server)).await.unwrap_err().is_auth());
    assert_eq!(server.received().len(), 1);
}
