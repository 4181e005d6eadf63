//! The arguments of setters of optional fields and parameters: a value, or an `Option` of one.

use std::collections::{BTreeSet, HashSet, VecDeque};

/// A value that converts into a `T`, or an `Option` of one. With `None` the field or parameter is not sent.
///
/// It lets callers pass optional values directly: `.name("Mary")`, `.name(form.name)` with an `Option<String>`,
/// `.name(form.name.as_deref())`. `Kind` distinguishes the two implementations and is inferred by the compiler.
///
/// ```
/// # use realtimekit_runtime::IntoOption;
/// fn name<K>(name: impl IntoOption<String, K>) -> Option<String> {
///     name.into_option()
/// }
///
/// assert_eq!(name("Mary").as_deref(), Some("Mary"));
/// assert_eq!(name(Some("Mary")).as_deref(), Some("Mary"));
/// assert_eq!(name(None::<String>), None);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` converts neither into a `{T}` nor into an `Option<{T}>`",
    label = "expected a value that converts into `{T}`, or an `Option` of one",
    note = "pass a borrowed `Option` as `option.as_deref()`, `option.as_ref()` or `option.clone()`",
    note = "make a timestamp or a date from a string with `.parse()?`: `\"2026-01-31T09:00:00Z\".parse::<Timestamp>()?`"
)]
pub trait IntoOption<T, Kind> {
    /// The value, if there is one.
    fn into_option(self) -> Option<T>;
}

/// A list of values that convert into a `T`, or an `Option` of such a list. With `None` the field or parameter is not
/// sent.
///
/// A list is a [`List`] or an iterator. An `Option` of one item is not accepted. It is an iterator, but its `None`
/// would be sent as an empty list, while all other setters do not send the field.
///
/// ```
/// # use realtimekit_runtime::IntoOptionalList;
/// fn keywords<K>(keywords: impl IntoOptionalList<String, K>) -> Option<Vec<String>> {
///     keywords.into_optional_list()
/// }
///
/// assert_eq!(keywords(["a", "b"]).map(|list| list.len()), Some(2));
/// assert_eq!(keywords("a b".split(' ')).map(|list| list.len()), Some(2));
/// assert_eq!(keywords(Some(vec!["a"])).map(|list| list.len()), Some(1));
/// assert_eq!(keywords(None::<Vec<String>>), None);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a list of values that convert into `{T}`, nor an `Option` of one",
    label = "expected a list of values that convert into `{T}`, or an `Option` of one",
    note = "a list is an array, a slice, a `Vec`, a set or an iterator; pass other collections with `.into_iter()`",
    note = "an `Option` of one item becomes an `Option` of a list with `option.map(|item| [item])`",
    note = "pass a borrowed `Option` as `option.as_deref()` or `option.clone()`"
)]
pub trait IntoOptionalList<T, Kind> {
    /// The list, if there is one.
    fn into_optional_list(self) -> Option<Vec<T>>;
}

/// A collection whose items setters accept: all sequences and sets of the standard library, but not `Option`.
pub trait List: IntoIterator {}

macro_rules! lists {
    ($([$($parameter:tt)*] $list:ty),* $(,)?) => {$(
        impl<$($parameter)*> List for $list {}
    )*};
}
lists!(
    [V, const N: usize] [V; N],
    ['v, V, const N: usize] &'v [V; N],
    ['v, V] &'v [V],
    [V] Box<[V]>,
    [V] Vec<V>,
    ['v, V] &'v Vec<V>,
    [V] VecDeque<V>,
    ['v, V] &'v VecDeque<V>,
    [V] BTreeSet<V>,
    ['v, V] &'v BTreeSet<V>,
    [V, S] HashSet<V, S>,
    ['v, V, S] &'v HashSet<V, S>,
);

/// The kind of a value.
#[derive(Debug)]
pub enum Single {}

/// The kind of an `Option`.
#[derive(Debug)]
pub enum OptionOf {}

/// The kind of an iterator.
#[derive(Debug)]
pub enum Iterated {}

/// The kind of an `Option` of an iterator.
#[derive(Debug)]
pub enum OptionOfIterated {}

// Without `do_not_recommend` the compiler reports the bound of the impl, `String: From<…>`, and not the message of the
// trait.

#[diagnostic::do_not_recommend]
impl<T, V: Into<T>> IntoOption<T, Single> for V {
    #[inline]
    fn into_option(self) -> Option<T> {
        Some(self.into())
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: Into<T>> IntoOption<T, OptionOf> for Option<V> {
    #[inline]
    fn into_option(self) -> Option<T> {
        self.map(Into::into)
    }
}

#[diagnostic::do_not_recommend]
impl<T, L: List<Item: Into<T>>> IntoOptionalList<T, Single> for L {
    #[inline]
    fn into_optional_list(self) -> Option<Vec<T>> {
        Some(self.into_iter().map(Into::into).collect())
    }
}

#[diagnostic::do_not_recommend]
impl<T, L: List<Item: Into<T>>> IntoOptionalList<T, OptionOf> for Option<L> {
    #[inline]
    fn into_optional_list(self) -> Option<Vec<T>> {
        self.and_then(IntoOptionalList::<T, Single>::into_optional_list)
    }
}

#[diagnostic::do_not_recommend]
impl<T, I: Iterator<Item: Into<T>>> IntoOptionalList<T, Iterated> for I {
    #[inline]
    fn into_optional_list(self) -> Option<Vec<T>> {
        Some(self.map(Into::into).collect())
    }
}

#[diagnostic::do_not_recommend]
impl<T, I: Iterator<Item: Into<T>>> IntoOptionalList<T, OptionOfIterated> for Option<I> {
    #[inline]
    fn into_optional_list(self) -> Option<Vec<T>> {
        self.and_then(IntoOptionalList::<T, Iterated>::into_optional_list)
    }
}

#[cfg(test)]
mod tests {
    use std::{borrow::Cow, collections::BTreeMap};

    use super::*;
    use crate::Integer;

    fn text<K>(text: impl IntoOption<String, K>) -> Option<String> {
        text.into_option()
    }

    fn list<K>(list: impl IntoOptionalList<String, K>) -> Option<Vec<String>> {
        list.into_optional_list()
    }

    #[test]
    fn every_form_of_a_string_is_taken_alone_and_in_an_option() {
        let owned = "a".to_owned();
        for taken in [
            text("a"),
            text(&owned),
            text(owned.clone()),
            text(Cow::from("a")),
            text('a'),
            text(Some("a")),
            text(Some(&owned)),
            text(Some(owned.clone())),
            text(Some(owned.clone()).as_deref()),
        ] {
            assert_eq!(taken.as_deref(), Some("a"));
        }
        assert_eq!(text(None::<&str>), None);
        assert_eq!(text(None::<String>), None);
    }

    #[test]
    fn every_list_is_taken_alone_and_in_an_option() {
        let owned = vec!["a".to_owned()];
        let queue = VecDeque::from(owned.clone());
        let ordered = BTreeSet::from_iter(owned.clone());
        let set = HashSet::<String>::from_iter(owned.clone());
        for taken in [
            list(["a"]),
            list(&["a".to_owned()]),
            list(owned.clone()),
            list(&owned),
            list(owned.as_slice()),
            list(owned.clone().into_boxed_slice()),
            list(&queue),
            list(queue.clone()),
            list(&ordered),
            list(ordered.clone()),
            list(&set),
            list(set.clone()),
            list(owned.iter().filter(|_| true)),
            list(Some(["a"])),
            list(Some(&owned)),
            list(Some(owned.clone()).as_deref()),
            list(Some(set)),
            list(Some(owned.iter().map(String::as_str))),
        ] {
            assert_eq!(taken, Some(vec!["a".to_owned()]));
        }
    }

    #[test]
    fn an_empty_list_stays_one_and_none_is_none() {
        assert_eq!(list([""; 0]), Some(vec![]));
        assert_eq!(list(Some(Vec::<String>::new())), Some(vec![]));
        assert_eq!(list(None::<Vec<String>>), None);
    }

    #[test]
    fn literals_of_numbers_and_flags_find_their_type() {
        fn number<K>(number: impl IntoOption<f64, K>) -> Option<f64> {
            number.into_option()
        }
        fn integer<K>(integer: impl IntoOption<Integer, K>) -> Option<i64> {
            integer.into_option().map(Integer::to_i64)
        }
        fn flag<K>(flag: impl IntoOption<bool, K>) -> Option<bool> {
            flag.into_option()
        }
        assert_eq!(
            (number(1.5), number(Some(1.5)), number(1)),
            (Some(1.5), Some(1.5), Some(1.0))
        );
        assert_eq!((integer(1), integer(Some(1_usize))), (Some(1), Some(1)));
        assert_eq!((flag(true), flag(None::<bool>)), (Some(true), None));
    }

    #[test]
    fn maps_and_any_json_are_taken_as_they_are() {
        fn map<K>(map: impl IntoOption<BTreeMap<String, u8>, K>) -> Option<BTreeMap<String, u8>> {
            map.into_option()
        }
        let one = BTreeMap::from([("a".to_owned(), 1)]);
        assert_eq!(map(one.clone()), map(Some(one)));
    }
}
