//! The types that methods of the standard library, and of the runtime's lists, return.

use super::api::Kind;

/// The type of the argument of a closure that is passed to a method.
pub(super) fn parameter(of: &Kind, method: &str) -> Kind {
    match (of, method) {
        (Kind::Option(_), "ok_or_else" | "unwrap_or_else" | "or_else" | "get_or_insert_with") => {
            Kind::Unknown
        }
        (
            Kind::Result(_),
            "map_err" | "or_else" | "unwrap_or_else" | "inspect_err" | "is_err_and",
        ) => Kind::Unknown,
        (
            Kind::Option(inner) | Kind::Result(inner) | Kind::Iterator(inner) | Kind::List(inner),
            _,
        ) => (**inner).clone(),
        _ => Kind::Unknown,
    }
}

/// The type of the items of a loop.
pub(super) fn item(of: &Kind) -> Kind {
    match of {
        Kind::Iterator(inner) | Kind::List(inner) | Kind::Option(inner) => (**inner).clone(),
        _ => Kind::Unknown,
    }
}

/// The type that a method returns; `closure` is the type that its closure returns.
pub(super) fn method(of: &Kind, method: &str, closure: Kind) -> Kind {
    let option = |inner: &Kind| Kind::Option(Box::new(inner.clone()));
    let result = |inner: &Kind| Kind::Result(Box::new(inner.clone()));
    let iterator = |inner: &Kind| Kind::Iterator(Box::new(inner.clone()));
    let future = |inner: Kind| Kind::Future(Box::new(inner));
    match (of, method) {
        (
            Kind::Option(inner) | Kind::Result(inner),
            "unwrap" | "expect" | "unwrap_or_default" | "unwrap_or",
        ) => (**inner).clone(),
        (
            Kind::Option(_) | Kind::Result(_),
            "as_ref" | "as_mut" | "cloned" | "copied" | "inspect" | "clone",
        ) => of.clone(),
        (Kind::Option(_), "take" | "filter" | "or" | "or_else") => of.clone(),
        (Kind::Option(_), "map") => option(&closure),
        (Kind::Result(_), "map") => result(&closure),
        (Kind::Option(_) | Kind::Result(_), "and_then") => closure,
        (Kind::Option(inner), "ok_or" | "ok_or_else") => result(inner),
        (Kind::Result(inner), "ok") => option(inner),
        (Kind::Result(_), "map_err") => of.clone(),
        (Kind::Option(inner) | Kind::List(inner), "iter" | "into_iter" | "iter_mut" | "drain") => {
            iterator(inner)
        }
        (Kind::List(inner), "first" | "last" | "pop") => option(inner),
        (Kind::List(_), "clone" | "to_vec") => of.clone(),
        (Kind::Iterator(_), "map") => iterator(&closure),
        (
            Kind::Iterator(_),
            "filter" | "skip" | "take" | "rev" | "by_ref" | "inspect" | "take_while" | "skip_while"
            | "cloned" | "copied" | "into_iter",
        ) => of.clone(),
        (Kind::Iterator(inner), "next" | "last" | "nth" | "find" | "min_by_key" | "max_by_key") => {
            option(inner)
        }
        (Kind::Iterator(_), "filter_map") => match closure {
            Kind::Option(inner) => Kind::Iterator(inner),
            _ => Kind::Unknown,
        },
        (Kind::Stream(inner), "next") => future(option(&result(inner))),
        (Kind::Stream(inner), "try_next") => future(result(&option(inner))),
        _ => Kind::Unknown,
    }
}
