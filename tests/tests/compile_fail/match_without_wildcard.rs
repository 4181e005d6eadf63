//! A new enum value must not break callers: a `match` needs a wildcard.

use realtimekit::Error;
use realtimekit::types::SortOrder;

fn sign(order: SortOrder) -> i32 {
    match order { //~ E0004 `_`
        SortOrder::Asc => 1,
        SortOrder::Desc => -1,
        SortOrder::Unknown(_) => 0,
    }
}

fn sign_of_all(order: SortOrder) -> i32 {
    match order {
        SortOrder::Asc => 1,
        SortOrder::Desc => -1,
        _ => 0,
    }
}

fn again(error: &Error) -> bool {
    match error { //~ E0004 `&_`
        Error::Connect(_) => true,
        Error::Config(_) | Error::InvalidRequest(_) => false,
        Error::Timeout(_) | Error::Interrupted(_) => false,
        Error::Api(_) | Error::UnexpectedResponse(_) | Error::Decode(_) => false,
    }
}

fn main() {
    let _ = (sign, sign_of_all, again);
}
