//! Rules for alternatives, prohibitions and discriminators.

use super::wording::{step, step_with_keys, subject, value};
use crate::diff::{Choice, Range, Relation};

#[cfg(test)]
pub(super) mod tests;

super::rule::rules! { d, what: Choice;
    CHOICE_ADDED = "choice-added", Api {
        Choice::Added(Relation::Disjoint) => Safe / Breaking,
        // its values were allowed before
        Choice::Added(Relation::Covered) => Safe / Safe,
    }
    step(d);
    "Callers do not have to send it." / "Callers that read it may not expect it.";

    OVERLAPPING_CHOICE_ADDED = "overlapping-choice-added", Api {
        // what matched another alternative before may match two
        Choice::Added(Relation::Overlapping) => Risky / Breaking,
    }
    format!("{}, and overlaps another alternative", step(d));
    "`oneOf` rejects values that match both alternatives." / "Callers that read it may not expect it.";

    CHOICE_REMOVED = "choice-removed", Api {
        Choice::Removed(Relation::Disjoint | Relation::Overlapping) => Breaking / Safe,
        // its values are still allowed
        Choice::Removed(Relation::Covered) => Safe / Safe,
    }
    step(d);
    "Requests that match no other alternative are rejected."
        / "Responses have only alternatives that they could have before.";

    CHOICE_KIND_CHANGED = "choice-kind-changed", Api {
        // what matches one of the alternatives matches at least one
        Choice::Keyword(Range::Wider) => Safe / Risky,
        Choice::Keyword(_) => Risky / Safe,
    }
    format!("{} has {} instead of {}", subject(d), value(&d.to), value(&d.from));
    "With `oneOf`, exactly one alternative must match; with `anyOf`, at least one.";

    CHOICE_NESTING_CHANGED = "choice-nesting-changed", Api {
        Choice::Nesting => None / None,
    }
    format!("the alternatives of {} are nested differently", subject(d));
    "The same values match; in Rust, an alternative of alternatives is a type.";

    CONDITION_ADDED = "condition-added", Api {
        Choice::ConditionAdded(_) => Breaking / Safe,
    }
    format!("{} was added", condition(what, &subject(d)));
    "Requests that do not satisfy it are rejected."
        / "Responses have only values that they could have before.";

    CONDITION_REMOVED = "condition-removed", Api {
        Choice::ConditionRemoved(_) => Safe / Risky,
    }
    format!("{} was removed", condition(what, &subject(d)));
    "Callers can keep sending what they send."
        / "Responses may have values that callers do not expect.";

    CONDITION_CHANGED = "condition-changed", Api {
        Choice::ConditionChanged(_, Range::Other) => Breaking / Risky,
    }
    format!("{} changed", condition(what, &subject(d)));
    "Requests that satisfied the old condition may be rejected."
        / "Responses may have values that callers do not expect.";

    CONDITION_TIGHTENED = "condition-tightened", Api {
        Choice::ConditionChanged(_, Range::Narrower) => Breaking / Safe,
    }
    format!("{} is stricter", condition(what, &subject(d)));
    "Requests that do not satisfy it are rejected."
        / "Responses have only values that they could have before.";

    CONDITION_LOOSENED = "condition-loosened", Api {
        Choice::ConditionChanged(_, Range::Wider) => Safe / Risky,
    }
    format!("{} is less strict", condition(what, &subject(d)));
    "Callers can keep sending what they send."
        / "Responses may have values that callers do not expect.";

    DISCRIMINATOR_CHANGED = "discriminator-changed", Api {
        Choice::Discriminator => Breaking / Breaking,
        // responses are what they were, and say more
        Choice::DiscriminatorAdded => Breaking / Safe,
        Choice::DiscriminatorRemoved => Risky / Breaking,
        Choice::TagMoved => Breaking / Breaking,
        Choice::TagAdded => Safe / Risky,
        Choice::TagRemoved => Breaking / Safe,
    }
    step_with_keys(d);
    "It decides which alternative a value is.";
}

fn condition(what: Choice, subject: &str) -> String {
    let keyword = match what {
        Choice::ConditionAdded(keyword)
        | Choice::ConditionRemoved(keyword)
        | Choice::ConditionChanged(keyword, _) => keyword,
        _ => "not",
    };
    format!("`{keyword}` of {subject}")
}
