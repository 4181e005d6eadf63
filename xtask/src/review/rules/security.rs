//! Rules for credentials.

use super::wording::{step_with_keys, subject};
use crate::diff::{Range, Security};

#[cfg(test)]
pub(super) mod tests;

super::rule::rules! { d, what: Security;
    SECURITY_TIGHTENED = "security-tightened", Api {
        Security::Requirements(Range::Narrower | Range::Other) => Breaking / Breaking,
    }
    format!("{} requires other credentials", subject(d));
    "Credentials that were sufficient no longer are.";

    SECURITY_LOOSENED = "security-loosened", Api {
        Security::Requirements(Range::Wider) => Safe / Safe,
    }
    format!("{} accepts more credentials", subject(d));
    "Credentials that were sufficient still are.";

    SECURITY_SCHEME_CHANGED = "security-scheme-changed", Api {
        Security::Scheme(Range::Narrower | Range::Other) => Breaking / Breaking,
    }
    step_with_keys(d);
    "Credentials are sent or obtained differently.";

    SECURITY_SCHEME_WIDENED = "security-scheme-widened", Api {
        Security::Scheme(Range::Wider) => Safe / Safe,
    }
    format!("{} has more scopes, or more ways to obtain credentials", subject(d));
    "What callers use is still there.";
}
