//! Behaviour that the service may have in place of that of this server.

use serde::Deserialize;

/// What the service may do in place of what this server does by default, because it is not documented.
/// [`FakeServer::enable`](crate::FakeServer::enable) selects one. Over HTTP they have names such as `old_tokens_expire`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Alternative {
    /// Several participants of a meeting may have one `custom_participant_id`. By default the response is 409.
    DuplicateParticipants,
    /// A new token of a participant replaces the older ones. By default they are valid until they expire.
    OldTokensExpire,
    /// A participant who is deleted leaves the session. By default their peer stays.
    DeletedParticipantsLeave,
    /// A meeting that becomes inactive loses its live session. By default that continues.
    InactiveMeetingsEnd,
    /// A session that loses everybody to `kick-all` ends after the keep-alive time of the meeting. By default it ends at once.
    KickAllKeepsSession,
    /// Nested objects in an update of a meeting are merged. By default they are replaced as a whole.
    MergedMeetings,
    /// Lists have the newest items first, unless the request has a `sort_order`. By default the oldest.
    NewestFirst,
    /// An event that a receiver does not accept is not sent again. By default it is, four times.
    EventsSentOnce,
    /// All attempts to send an event have one id, the header `rtk-uuid`. By default each has another one.
    KeptDeliveryIds,
}
