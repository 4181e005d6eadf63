//! Rules for alternatives, prohibitions and discriminators.

use super::wording::{step, subject, value};
use crate::diff::{Choice, Range, Relation};

#[cfg(test)]
pub(super) mod tests;

super::rule::rules! { d, what: Choice;
    CHOICE_ADDED = "choice-added", Api {
        Choice::Added(Relation::Disjoint) => Safe / Breaking,
        // what matched another alternative before may match two, and `oneOf` allows one
        Choice::Added(Relation::Overlapping) => Risky / Breaking,
        // its values were allowed before
        Choice::Added(Relation::Covered) => Safe / Safe,
    }
    match what {
        Choice::Added(Relation::Overlapping) => {
            format!("{}, and allows values of another, of which `oneOf` allows one only", step(d))
        }
        _ => step(d),
    };
    "Responses may match an alternative that callers do not know; requests may match two.";

    CHOICE_REMOVED = "choice-removed", Api {
        Choice::Removed(Relation::Disjoint | Relation::Overlapping) => Breaking / Safe,
        // its values are still allowed
        Choice::Removed(Relation::Covered) => Safe / Safe,
    }
    step(d);
    "Requests that have it are rejected.";

    CHOICE_KIND_CHANGED = "choice-kind-changed", Api {
        // what matches one of the alternatives matches at least one
        Choice::Keyword(Range::Wider) => Safe / Risky,
        Choice::Keyword(_) => Risky / Safe,
    }
    format!("{} has {} instead of {}", subject(d), value(&d.to), value(&d.from));
    "Another number of alternatives may match.";

    CONDITION_ADDED = "condition-added", Api {
        Choice::ConditionAdded(_) => Breaking / Safe,
    }
    format!("{} was added", condition(what, &subject(d)));
    "One more condition must be satisfied.";

    CONDITION_REMOVED = "condition-removed", Api {
        Choice::ConditionRemoved(_) => Safe / Risky,
    }
    format!("{} was removed", condition(what, &subject(d)));
    "Responses may have values that callers do not expect.";

    CONDITION_CHANGED = "condition-changed", Api {
        Choice::ConditionChanged => Breaking / Risky,
    }
    format!("{} changed", condition(what, &subject(d)));
    "Other values are prohibited.";

    DISCRIMINATOR_CHANGED = "discriminator-changed", Api {
        Choice::Discriminator => Breaking / Breaking,
        // responses are what they were, and say more
        Choice::DiscriminatorAdded => Breaking / Safe,
        Choice::DiscriminatorRemoved => Risky / Breaking,
        Choice::TagMoved => Breaking / Breaking,
        Choice::TagAdded => Safe / Risky,
    }
    step(d);
    "Another value decides which alternative is meant.";
}

fn condition(what: Choice, subject: &str) -> String {
    let keyword = match what {
        Choice::ConditionAdded(keyword) | Choice::ConditionRemoved(keyword) => keyword,
        _ => "not",
    };
    format!("`{keyword}` of {subject}")
}
