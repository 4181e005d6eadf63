//! One page of a list.

use std::{slice, vec};

use serde::{Serialize, Serializer, ser::SerializeStruct};

use crate::Paging;

/// One page of a list, with the size of the whole list.
///
/// It serializes as `{"items": […], "paging": {…}}`; `paging` is null if the service did not send it. Items are
/// serialized by their own type, also their secrets.
///
/// ```
/// # use realtimekit_runtime::Page;
/// let page = Page::new(vec!["a", "b"], None);
/// assert_eq!(page.len(), 2);
/// assert_eq!(page.total_count(), None);
/// for item in page {
///     println!("{item}");
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items of this page.
    pub items: Vec<T>,
    /// The number of items in the whole list and the position of this page; `None` if the service did not send it.
    pub paging: Option<Paging>,
}

impl<T> Page<T> {
    /// A page with these items, for tests. Calls return their own.
    pub fn new(items: Vec<T>, paging: Option<Paging>) -> Self {
        Self { items, paging }
    }

    /// The number of items on this page.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether the page has no items.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The items of this page, borrowed.
    pub fn iter(&self) -> slice::Iter<'_, T> {
        self.items.iter()
    }

    /// The number of items in the whole list, if the service sent it.
    pub fn total_count(&self) -> Option<u64> {
        self.paging.as_ref()?.total_count
    }
}

impl<T: Serialize> Serialize for Page<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut page = serializer.serialize_struct("Page", 2)?;
        page.serialize_field("items", &self.items)?;
        page.serialize_field("paging", &self.paging)?;
        page.end()
    }
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Page<T> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_serialises_with_its_items_and_its_place_in_the_list() {
        let paging = serde_json::from_str(r#"{"total_count":"7","end_offset":2.0}"#).unwrap();
        let page = Page::new(vec!["a", "b"], Some(paging));
        assert_eq!(
            serde_json::to_string(&page).unwrap(),
            r#"{"items":["a","b"],"paging":{"total_count":7,"start_offset":null,"end_offset":2}}"#
        );
        assert_eq!(
            serde_json::to_string(&Page::<u8>::new(vec![], None)).unwrap(),
            r#"{"items":[],"paging":null}"#
        );
    }
}
