//! The names of commands: those of the library's calls.
//!
//! ```text
//! client.meetings().list                              realtimekit meetings list
//! client.meeting(meeting_id).participants().add       realtimekit participants add MEETING_ID
//! client.recording(recording_id).get                  realtimekit recordings get RECORDING_ID
//! ```

/// Names of groups for which the last handle alone would be ambiguous, by all handles.
const GROUPS: [(&str, &str); 3] = [
    ("analytics.livestreams", "livestream-analytics"),
    ("livestreams.sessions", "livestream-sessions"),
    ("sessions.participants", "session-participants"),
];

/// A call of the library as a command.
pub struct Name {
    /// The first word: the group.
    pub group: String,
    /// The second word: the action.
    pub command: String,
    /// The arguments of the handles.
    pub arguments: Vec<&'static str>,
}

/// The name of the command for a call, `client.meeting(meeting_id).participants().add`.
pub fn name(call: &'static str) -> Name {
    let handles = call.strip_prefix("client.").unwrap_or(call);
    let (handles, method) = handles.rsplit_once('.').unwrap_or(("", handles));
    let mut collections = Vec::new();
    let mut arguments = Vec::new();
    for handle in handles.split('.') {
        let (name, argument) = handle.split_once('(').unwrap_or((handle, ""));
        match argument.trim_end_matches(')') {
            "" => collections.push(name.to_owned()),
            argument => {
                collections.push(format!("{name}s"));
                arguments.push(argument);
            }
        }
    }
    let all = collections.join(".");
    let known = GROUPS.iter().find(|(handles, _)| *handles == all);
    let group = match known {
        Some((_, group)) => (*group).to_owned(),
        None => dashed(collections.last().map_or("", String::as_str)),
    };
    Name {
        group,
        command: dashed(method),
        arguments,
    }
}

/// The name with dashes, as on a command line.
pub fn dashed(name: &str) -> String {
    name.replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn commands_are_called_like_the_calls_of_the_library() {
        for (call, expected) in [
            ("client.meetings().list", "meetings list []"),
            (
                "client.recording(recording_id).get",
                "recordings get [\"recording_id\"]",
            ),
            (
                "client.meeting(meeting_id).participant(participant_id).refresh_token",
                "participants refresh-token [\"meeting_id\", \"participant_id\"]",
            ),
            (
                "client.session(session_id).participants().list",
                "session-participants list [\"session_id\"]",
            ),
            (
                "client.sessions().peer_report(peer_id).get",
                "peer-reports get [\"peer_id\"]",
            ),
            (
                "client.meeting(m).active_session().kick_all",
                "active-session kick-all [\"m\"]",
            ),
        ] {
            let name = name(call);
            let found = format!("{} {} {:?}", name.group, name.command, name.arguments);
            assert_eq!(found, expected);
        }
    }
}
