//! Rules for values: types, formats, lists of values, bounds, null.

use super::wording::{from_to, step, step_with_keys, subject, type_name, value};
use crate::diff::{Difference, Range, Value};

#[cfg(test)]
pub(super) mod bounds_tests;
#[cfg(test)]
pub(super) mod tests;

super::rule::rules! { d, what: Value;
    TYPE_CHANGED = "type-changed", Api {
        Value::Type(Range::Other) => Breaking / Breaking,
    }
    types(d);
    "A value of one type cannot be read as the other.";

    TYPE_WIDENED = "type-widened", Api {
        Value::Type(Range::Wider) => Safe / Breaking,
    }
    types(d);
    "Callers can keep sending what they send."
        / "Responses may have values that callers cannot read.";

    TYPE_NARROWED = "type-narrowed", Api {
        Value::Type(Range::Narrower) => Breaking / Safe,
    }
    types(d);
    "Requests with other values are rejected."
        / "Responses have only values that they could have before.";

    TYPE_STATED = "type-stated", Api {
        Value::TypeStated => None / None,
    }
    format!("the type of {} is stated, or follows from its values", subject(d));
    "The values are the same; in Rust, the type may be another one.";

    FORMAT_CHANGED = "format-changed", Api {
        Value::Format(Range::Other) => Breaking / Breaking,
    }
    from_to("the format", d);
    "The same string or number has another meaning.";

    FORMAT_WIDENED = "format-widened", Api {
        Value::Format(Range::Wider) => Safe / Risky,
    }
    from_to("the format", d);
    "Callers can keep sending what they send."
        / "Responses may have values that callers do not expect.";

    FORMAT_NARROWED = "format-narrowed", Api {
        Value::Format(Range::Narrower) => Breaking / Safe,
    }
    from_to("the format", d);
    "Requests with other values are rejected."
        / "Responses have only values that they could have before.";

    FORMAT_RENAMED = "format-renamed", Api {
        Value::FormatRenamed => None / None,
    }
    from_to("the format", d);
    "Both names have the same meaning; in Rust, they may be different types.";

    ENUM_VALUE_ADDED = "enum-value-added", Api {
        Value::EnumValueAdded => Safe / Risky,
    }
    format!("{} can now be {}", subject(d), value(&d.to));
    "Callers do not have to send it." / "Callers that read it may not expect it.";

    ENUM_VALUE_REMOVED = "enum-value-removed", Api {
        Value::EnumValueRemoved => Breaking / Safe,
    }
    format!("{} can no longer be {}", subject(d), value(&d.from));
    "Requests that have it are rejected." / "Responses no longer have it.";

    ENUM_REPLACED = "enum-replaced", Api {
        Value::EnumReplaced => Breaking / Breaking,
    }
    from_to("the list of values", d);
    "Requests with one of the old values are rejected." / "Callers know none of the values.";

    ENUM_ADDED = "enum-added", Api {
        Value::EnumAdded => Breaking / Safe,
    }
    match listed(d) {
        values if values.is_empty() => format!("{} can now only be certain values", subject(d)),
        values => format!("{} can now only be {values}", subject(d)),
    };
    "Requests with other values are rejected."
        / "Responses have only values that they could have before.";

    ENUM_DROPPED = "enum-dropped", Api {
        Value::EnumDropped => Safe / Risky,
    }
    format!("{} is no longer limited to certain values", subject(d));
    "Callers can keep sending what they send."
        / "Responses may have values that callers do not know.";

    BOUND_TIGHTENED = "bound-tightened", Api {
        Value::Bound(_, Range::Narrower) => Breaking / Safe,
    }
    bound(what, d);
    "Some values that were allowed before are now rejected." / "Responses have only values that they could have before.";

    BOUND_CHANGED = "bound-changed", Api {
        // some of the old values are out of it, and others in it
        Value::Bound(_, Range::Other) => Breaking / Risky,
    }
    bound(what, d);
    "Some values that were allowed before are now rejected." / "Responses may have values that callers do not expect.";

    BOUND_LOOSENED = "bound-loosened", Api {
        Value::Bound(_, Range::Wider) => Safe / Risky,
    }
    bound(what, d);
    "Callers can keep sending what they send."
        / "Responses may have values that callers do not expect.";

    PATTERN_CHANGED = "pattern-changed", Api {
        Value::Pattern => Breaking / Risky,
    }
    from_to("the pattern", d);
    "Strings that matched the old pattern may not match the new one."
        / "Responses may have values that callers do not expect.";

    BECAME_NULLABLE = "became-nullable", Api {
        Value::Nullable => Safe / Breaking,
    }
    format!("{} can now be null", subject(d));
    "Callers do not have to send null." / "Responses may have null where there always was a value.";

    BECAME_NOT_NULLABLE = "became-not-nullable", Api {
        Value::NotNullable => Breaking / Safe,
    }
    format!("{} can no longer be null", subject(d));
    "Requests with null are rejected." / "Responses no longer have null.";

    NULL_STATED = "null-stated", Api {
        Value::NullStated => None / None,
    }
    format!("`nullable` of {} changes nothing: any value is allowed", subject(d));
    "Null was and is allowed; in Rust, the type may be another one.";

    DEFAULT_CHANGED = "default-changed", Api {
        Value::Default => Risky / Risky,
    }
    from_to("the default", d);
    "Where the value is omitted, another default applies.";

    XML_CHANGED = "xml-changed", Api {
        // found only where a body may be XML
        Value::Xml => Breaking / Breaking,
    }
    step_with_keys(d);
    "The same data is written differently in XML.";

    VALUE_DEPRECATED = "deprecated", Api {
        Value::Deprecated => None / None,
    }
    format!("{} is now deprecated", subject(d));
    "It still works.";

    VALUE_UNDEPRECATED = "undeprecated", Api {
        Value::Undeprecated => None / None,
    }
    format!("{} is no longer deprecated", subject(d));
    "It worked while it was deprecated.";
}

fn types(d: &Difference) -> String {
    let (from, to) = (type_name(&d.from), type_name(&d.to));
    format!("the type of {} changed from {from} to {to}", subject(d))
}

fn bound(what: Value, d: &Difference) -> String {
    match what {
        Value::Bound(keyword, _) => from_to(keyword, d),
        _ => step(d),
    }
}

fn listed(d: &Difference) -> String {
    let values = d.to.as_array().into_iter().flatten();
    let values: Vec<String> = values.filter(|one| !one.is_null()).map(value).collect();
    values.join(", ")
}
