//! Pages of lists.

use serde_json::{Value, json};

use super::Call;
use crate::response::{Outcome, Response};
use crate::state::{Alternative, State};

/// The default page size.
const PER_PAGE: usize = 20;

/// One page of a list.
pub struct Page<T> {
    pub items: Vec<T>,
    /// Its position in the list.
    pub paging: Value,
}

/// The page that a call requests. Page 0 is page 1, and a page size of 0 is the default; the service documents
/// neither.
pub fn page<T>(call: &Call, all: Vec<T>) -> Page<T> {
    let number = |name: &str| {
        let number = call
            .query
            .get(name)
            .and_then(Value::as_f64)
            .unwrap_or_default();
        // The cast saturates. Fractions were rejected before.
        number as usize
    };
    let per_page = match number("per_page") {
        0 => PER_PAGE,
        per_page => per_page,
    };
    let total = all.len();
    let start = (number("page_no").max(1) - 1).saturating_mul(per_page);
    let items: Vec<T> = all.into_iter().skip(start).take(per_page).collect();
    let (first, last) = match items.len() {
        0 => (0, 0),
        count => (start + 1, start + count),
    };
    Page {
        items,
        paging: json!({"total_count": total, "start_offset": first, "end_offset": last}),
    }
}

/// The response with the page that a call requests.
pub fn respond<T>(call: &Call, all: Vec<T>, shown: impl FnMut(T) -> Value) -> Outcome {
    let page = page(call, all);
    let items: Value = page.items.into_iter().map(shown).collect();
    let body = json!({"success": true, "data": items, "paging": page.paging});
    Ok(Response::new(200, body))
}

/// Reverses a list, which has the oldest item or the lowest value first, if the call asks for that.
pub fn sort<T>(state: &State, call: &Call, found: &mut [T]) {
    let is_reversed = match call.text("sort_order") {
        // Livestreams have the latter.
        Some(order) => order == "DESC" || order == "DSC",
        None => state.enabled(Alternative::NewestFirst),
    };
    if is_reversed {
        found.reverse();
    }
}

/// Whether a string contains another one, ignoring case.
pub fn matches(text: &str, search: &str) -> bool {
    text.to_lowercase().contains(&search.to_lowercase())
}
