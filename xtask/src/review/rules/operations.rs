//! Rules for operations and callbacks.

use super::wording::{from_to, operation, step_with_keys, subject, value};
use crate::diff::Operation;

#[cfg(test)]
pub(super) mod tests;

super::rule::rules! { d, what: Operation;
    OPERATION_REMOVED = "operation-removed", Api {
        Operation::Removed => Breaking / Breaking,
    }
    format!("{} was removed", operation(d));
    "Calls to it fail.";

    OPERATION_ADDED = "operation-added", Api {
        Operation::Added => Safe / Safe,
    }
    format!("{} was added", operation(d));
    "No caller uses it yet.";

    OPERATION_MOVED = "operation-moved", Api {
        Operation::Moved => Breaking / Breaking,
    }
    format!("{} moved from {} to {}", subject(d), value(&d.from), value(&d.to));
    "Calls to the old path or method fail.";

    OPERATION_RENAMED = "operation-renamed", Api {
        Operation::Renamed => None / None,
    }
    from_to("the operationId", d);
    "An operationId is not sent; it names things in code.";

    OPERATION_DEPRECATED = "operation-deprecated", Api {
        Operation::Deprecated => None / None,
    }
    format!("{} is now deprecated", subject(d));
    "It still works.";

    OPERATION_UNDEPRECATED = "operation-undeprecated", Api {
        Operation::Undeprecated => None / None,
    }
    format!("{} is no longer deprecated", subject(d));
    "It worked while it was deprecated.";

    WEBHOOK_REMOVED = "webhook-removed", Api {
        Operation::WebhookRemoved => Breaking / Breaking,
    }
    format!("{} was removed", subject(d));
    "Receivers no longer get it.";

    WEBHOOK_ADDED = "webhook-added", Api {
        Operation::WebhookAdded => Safe / Safe,
    }
    format!("{} was added", subject(d));
    "Receivers can ignore events that they do not know.";

    CALLBACK_REMOVED = "callback-removed", Api {
        Operation::CallbackRemoved => Breaking / Breaking,
    }
    format!("{} was removed", subject(d));
    "Receivers no longer get it.";

    CALLBACK_ADDED = "callback-added", Api {
        Operation::CallbackAdded => Safe / Safe,
    }
    format!("{} was added", subject(d));
    "Receivers can ignore requests that they do not know.";

    CALLBACKS_CHANGED = "callbacks-changed", Api {
        Operation::Callback => Risky / Risky,
    }
    step_with_keys(d);
    "The service may send other requests than receivers expect.";
}
