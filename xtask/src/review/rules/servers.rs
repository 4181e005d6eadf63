//! Rules for the addresses of the API.

use super::wording::{step, value};
use crate::diff::{Range, Server};

#[cfg(test)]
pub(super) mod tests;

super::rule::rules! { d, what: Server;
    SERVER_ADDED = "server-added", Api {
        Server::Added => Safe / Safe,
    }
    step(d);
    "Callers may keep using the servers that they know.";

    SERVER_REMOVED = "server-removed", Api {
        Server::Removed => Breaking / Breaking,
    }
    step(d);
    "Callers use an address that may no longer respond.";

    SERVER_CHANGED = "server-changed", Api {
        Server::First => Breaking / Breaking,
        Server::FirstOfSame => Risky / Risky,
    }
    format!("the default server changed from {} to {}", value(&d.from), value(&d.to));
    "Callers of the old default use an address that may no longer respond.";

    SERVER_VARIABLE_CHANGED = "server-variable-changed", Api {
        Server::Variable(Range::Wider) => Safe / Safe,
        Server::Variable(Range::Narrower) => Breaking / Breaking,
        Server::Variable(Range::Other) => Risky / Risky,
    }
    step(d);
    "Some addresses may be gone, or the default is another one.";
}
