//! Arguments that setters do not accept, and that the compiler states what they accept.

use std::time::SystemTime;

use realtimekit::types::{AddParticipant, EditParticipant, KickParticipants, MeetingId, ParticipantId};
use realtimekit::{Client, Timestamp};

struct Form {
    name: Option<String>,
    people: Option<Vec<ParticipantId>>,
}

fn what_is_borrowed(form: &Form) {
    let _ = EditParticipant::new().name(&form.name); //~ E0277 &Option<String> Option<String> as_deref()
    let _ = KickParticipants::new().participant_ids(&form.people); //~ E0277 ParticipantId as_deref() clone()
}

fn what_is_a_string(client: &Client) {
    let meetings = client.meetings().list();
    let _ = meetings.start_time("2026-01-31T09:00:00Z"); //~ E0277 &str Timestamp parse()? Option
}

fn what_is_another_type(client: &Client) {
    let _ = EditParticipant::new().name(7); //~ E0277 String Option<String>
    let _ = client.meetings().list().per_page("5"); //~ E0277 &str Integer Option<Integer>
    let _ = AddParticipant::new(42, "host"); //~ E0277 CustomParticipantId {integer}
}

/// `None` would send an empty list, and every other setter leaves the field out.
fn what_is_no_list(id: ParticipantId, ids: Vec<MeetingId>) {
    let _ = KickParticipants::new().participant_ids(None::<ParticipantId>); //~ E0277 Option<ParticipantId> list option.map(|item|
    let _ = KickParticipants::new().participant_ids(Some(id.clone())); //~ E0277 Option<ParticipantId> list
    let _ = KickParticipants::new().custom_participant_ids(Some("mary")); //~ E0277 Option<&str> list
    let _ = KickParticipants::new().participant_ids(id); //~ E0277 ParticipantId list into_iter()
    let _ = KickParticipants::new().participant_ids(ids); //~ E0277 Vec<MeetingId> ParticipantId
}

fn what_is_taken(client: &Client, form: Form, at: Timestamp) {
    let _ = EditParticipant::new().name(form.name.as_deref());
    let _ = EditParticipant::new().name(form.name.as_ref());
    let _ = EditParticipant::new().name(form.name);
    let _ = KickParticipants::new().participant_ids(form.people.as_deref().map(<[_]>::iter));
    let _ = KickParticipants::new().participant_ids(form.people.as_deref());
    let _ = KickParticipants::new().participant_ids(form.people.as_ref());
    let _ = KickParticipants::new().participant_ids(form.people);
    let _ = KickParticipants::new().custom_participant_ids(Some("mary").map(|item| [item]));
    let _ = KickParticipants::new().custom_participant_ids(["mary"].into_iter().rev());
    let _ = client.meetings().list().start_time(SystemTime::now()).end_time(at).per_page(5_u8);
    let _ = AddParticipant::new(42.to_string(), "host");
}

fn main() {
    let _ = (what_is_borrowed, what_is_a_string, what_is_another_type, what_is_no_list, what_is_taken);
}
