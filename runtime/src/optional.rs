//! What setters of optional fields and parameters take: a value, or an `Option` of one.

/// Anything that becomes a `T`, or an `Option` of it; `None` leaves the field or parameter out.
///
/// Setters take it, so that a field of a form goes in as it is: `.name("Mary")`, `.name(form.name)` with an
/// `Option<String>`, `.name(form.name.as_deref())`. `Kind` says which of the two it is. The compiler finds it, nobody
/// writes it.
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
    message = "`{Self}` does not become a `{T}` or an `Option<{T}>`",
    note = "give a value or an `Option` of one; `as_deref()` and `cloned()` turn a borrowed `Option` into one"
)]
pub trait IntoOption<T, Kind> {
    /// The value, if there is one.
    fn into_option(self) -> Option<T>;
}

/// Any list of what becomes a `T`, or an `Option` of such a list; `None` leaves the field or parameter out.
///
/// ```
/// # use realtimekit_runtime::IntoOptionalList;
/// fn keywords<K>(keywords: impl IntoOptionalList<String, K>) -> Option<Vec<String>> {
///     keywords.into_optional_list()
/// }
///
/// assert_eq!(keywords(["a", "b"]).map(|list| list.len()), Some(2));
/// assert_eq!(keywords(Some(vec!["a"])).map(|list| list.len()), Some(1));
/// assert_eq!(keywords(None::<Vec<String>>), None);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of what becomes a `{T}`, nor an `Option` of one",
    note = "give an array, a `Vec` or an iterator, or an `Option` of one"
)]
pub trait IntoOptionalList<T, Kind> {
    /// The list, if there is one.
    fn into_optional_list(self) -> Option<Vec<T>>;
}

/// The kind of what is a value itself.
#[derive(Debug)]
pub enum Given {}

/// The kind of what is an `Option`.
#[derive(Debug)]
pub enum Maybe {}

impl<T, V: Into<T>> IntoOption<T, Given> for V {
    #[inline]
    fn into_option(self) -> Option<T> {
        Some(self.into())
    }
}

impl<T, V: Into<T>> IntoOption<T, Maybe> for Option<V> {
    #[inline]
    fn into_option(self) -> Option<T> {
        self.map(Into::into)
    }
}

impl<T, L: IntoIterator<Item: Into<T>>> IntoOptionalList<T, Given> for L {
    #[inline]
    fn into_optional_list(self) -> Option<Vec<T>> {
        Some(self.into_iter().map(Into::into).collect())
    }
}

impl<T, L: IntoIterator<Item: Into<T>>> IntoOptionalList<T, Maybe> for Option<L> {
    #[inline]
    fn into_optional_list(self) -> Option<Vec<T>> {
        self.and_then(IntoOptionalList::<T, Given>::into_optional_list)
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
    fn a_list_is_taken_alone_and_in_an_option_and_an_empty_one_stays_a_list() {
        assert_eq!(list(["a"]), Some(vec!["a".to_owned()]));
        assert_eq!(list(Some(["a"])), Some(vec!["a".to_owned()]));
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
