//! The tokens with which participants join.
//!
//! A token is `fake.PARTICIPANT.EXPIRY.CHECK`. It is not stored: the participant is looked up when the token is used,
//! so the token of a deleted participant is not accepted.

use super::clock::{Millis, millis};
use super::ids::mixed;
use std::time::Duration;

/// How long a token is valid. The service does not document its value.
const LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// The content of a token.
#[derive(Debug, PartialEq, Eq)]
pub struct Token {
    pub participant: String,
    pub expiry: Millis,
}

/// When a token that is issued now expires.
pub fn expiry(now: Millis) -> Millis {
    now.saturating_add(millis(LIFETIME))
}

/// A new token.
pub fn issue(participant: &str, expiry: Millis) -> String {
    let check = check(participant, expiry);
    format!("fake.{participant}.{expiry:x}.{check:016x}")
}

/// Reads a token. `None` if this crate did not issue it.
pub fn read(token: &str) -> Option<Token> {
    let mut parts = token.strip_prefix("fake.")?.split('.');
    let (participant, expiry, sent) = (parts.next()?, parts.next()?, parts.next()?);
    let expiry = Millis::from_str_radix(expiry, 16).ok()?;
    let is_issued =
        parts.next().is_none() && sent == format!("{:016x}", check(participant, expiry));
    is_issued.then(|| Token {
        participant: participant.to_owned(),
        expiry,
    })
}

/// A checksum that detects tokens that were changed by mistake. It is not a signature.
pub fn check(participant: &str, expiry: Millis) -> u64 {
    let start = mixed(expiry.unsigned_abs());
    participant
        .bytes()
        .fold(start, |check, byte| mixed(check ^ u64::from(byte)))
}

#[cfg(test)]
mod tests {
    use super::{Token, expiry, issue, read};

    #[test]
    fn a_token_that_was_changed_is_not_read() {
        let token = issue("p-1", expiry(1000));
        let expected = Token {
            participant: "p-1".to_owned(),
            expiry: 86_401_000,
        };
        assert_eq!(read(&token), Some(expected));
        for changed in [
            token.replace("p-1", "p-2"),
            format!("{token}.a"),
            token[1..].to_owned(),
            token[..token.len() - 1].to_owned(),
            String::new(),
        ] {
            assert_eq!(read(&changed), None, "{changed}");
        }
    }
}
