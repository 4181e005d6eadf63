//! A whole list, page by page, as one stream of items.

use std::{
    collections::{HashSet, VecDeque},
    fmt,
    future::poll_fn,
    panic::resume_unwind,
    pin::Pin,
    task::{Context, Poll, ready},
    vec,
};

use bytes::Bytes;
use futures_core::Stream;
use tokio::task::JoinSet;

use crate::{Error, Page, client::call_builder::CallBuilder, transport::send::runtime};

/// The items of a list, from the first page to the last, or from another one on.
///
/// The next page is fetched while the last half of a page is being read, and never more than one ahead. A Tokio
/// task does that, so that a slow reader causes no timeout. Dropping the stream ends the task.
///
/// Items that come twice, because others were added meanwhile and moved them to a later page, are returned once. For this
/// the keys of the last 12 pages are remembered and no more, so that a list of any length takes the same memory: an item
/// that comes again after more pages than that is returned again. If items were removed meanwhile, others may move to a
/// page that has been read already, and are missed. With pages by number this cannot be avoided.
///
/// It ends after the last page, at an empty one or one that only repeats, and after the first error. To resume it later,
/// start at the page that [`page`](ItemStream::page) returns.
///
/// It is a [`Stream`], and can be read without any other crate:
///
/// ```no_run
/// # use realtimekit_runtime::{Error, ItemStream};
/// # async fn run(mut titles: ItemStream<String>) -> Result<(), Error> {
/// while let Some(title) = titles.try_next().await? {
///     println!("{title}");
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing until it is read"]
pub struct ItemStream<T> {
    call: CallBuilder<Page<T>>,
    number: &'static str,
    key: Option<fn(&T) -> Option<String>>,
    /// The keys of the last pages, the newest last.
    seen: VecDeque<HashSet<String>>,
    /// How many items the pages had so far.
    come: u64,
    /// The number of the last page's first item.
    start: Option<u64>,
    /// How many pages in a row had nothing new.
    repeats: u32,
    /// The body of the last page.
    body: Bytes,
    /// The page whose items are being returned, or that could not be read.
    page: u64,
    items: vec::IntoIter<T>,
    /// When no more than these are left, the next page is fetched.
    half: usize,
    /// The page that comes next, unless there is none.
    next: Option<u64>,
    /// The task that fetches it, once it is asked for. A call that only the reader polls could run out of time while the
    /// reader is busy.
    task: JoinSet<Result<Fetched<T>, Error>>,
}

/// Where so many items were added meanwhile that a whole page repeats, the next ones are looked at; these many.
const MOST_REPEATS: u32 = 10;
/// Of how many pages the keys are remembered: those of a page that repeats as long as is allowed, and of the one before.
const REMEMBERED: usize = MOST_REPEATS as usize + 2;

/// A page, and the body that it came in.
type Fetched<T> = (Bytes, Page<T>);

impl<T: 'static> CallBuilder<Page<T>> {
    /// All items from this page on: `number` is the parameter of the query that chooses a page, `first` the number of
    /// the first one, which counts where that parameter was not set, or is below: a service that takes page 0 for the
    /// first would return that one twice. `key` identifies an item; without
    /// it, or where an item has none, what comes twice is returned twice.
    pub fn stream(
        self,
        number: &'static str,
        first: u64,
        key: Option<fn(&T) -> Option<String>>,
    ) -> ItemStream<T> {
        let page = self.number_in_query(number).unwrap_or(first).max(first);
        ItemStream {
            call: self,
            number,
            key,
            seen: VecDeque::new(),
            come: 0,
            start: None,
            repeats: 0,
            body: Bytes::new(),
            page,
            items: Vec::new().into_iter(),
            half: 0,
            next: Some(page),
            task: JoinSet::new(),
        }
    }
}

impl<T: Send + 'static> ItemStream<T> {
    /// The next item, or `None` at the end.
    ///
    /// # Errors
    /// Those of the call for a page. After an error there are no more items.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The next item, or `None` at the end, in the form that goes with `?`.
    ///
    /// # Errors
    /// Those of the call for a page. After an error there are no more items.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        self.next().await.transpose()
    }

    /// The number of the page of the last item, or of the page that could not be read. To resume later,
    /// set it as the page of the call; the items of that page come again.
    pub fn page(&self) -> u64 {
        self.page
    }

    /// Asks for the next page, without waiting for it.
    fn ask(&mut self) -> Result<(), Error> {
        if let Some(number) = self.next
            && self.task.is_empty()
        {
            let runtime = runtime()?;
            let call = self.call.at_page(self.number, number).with_body();
            #[cfg(feature = "tracing")]
            let call = tracing::Instrument::in_current_span(call);
            self.task.spawn_on(call, &runtime);
        }
        Ok(())
    }

    /// Asks for the next page, and waits for it.
    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Result<Fetched<T>, Error>> {
        self.ask()?;
        match ready!(self.task.poll_join_next(context)) {
            Some(Ok(page)) => Poll::Ready(page),
            Some(Err(ended)) if ended.is_panic() => resume_unwind(ended.into_panic()),
            _ => {
                let ended = "the Tokio runtime has ended while a page was fetched; read on from that page in another runtime";
                Poll::Ready(Err(Error::no_runtime(ended)))
            }
        }
    }

    /// Begins with a page that is there.
    fn begin(&mut self, number: u64, (body, page): Fetched<T>) {
        let paging = page.paging.unwrap_or_default();
        self.come += page.items.len() as u64;
        let has_nulls = page.items.is_empty() && has_null_items(&body);
        let is_last = match (paging.end_offset, paging.total_count) {
            // a count that is below what has come already is not believed
            (Some(end), Some(total)) => end >= total && total >= self.come,
            _ => false,
        } || page.items.is_empty() && !has_nulls;
        let has_moved_on = paging.start_offset > self.start;
        let mut items = page.items;
        if let Some(key) = self.key {
            let mut keys = HashSet::with_capacity(items.len());
            items.retain(|item| {
                key(item).is_none_or(|key| {
                    let is_new = !self.seen.iter().any(|page| page.contains(&key));
                    keys.insert(key) && is_new
                })
            });
            self.seen.push_back(keys);
            if self.seen.len() > REMEMBERED {
                self.seen.pop_front();
            }
        }
        // a service that ignores the page's number would return the same page for ever
        self.repeats = if items.is_empty() {
            self.repeats + 1
        } else {
            0
        };
        let may_repeat = has_moved_on || has_nulls;
        let repeats = self.repeats > if may_repeat { MOST_REPEATS } else { 0 };
        // the same bytes, where items have no key
        let is_same = self.body == body;
        self.body = body;
        if is_same {
            items.clear();
        }
        self.next = if is_last || repeats || is_same {
            None
        } else {
            Some(number.saturating_add(1))
        };
        self.page = number;
        self.start = paging.start_offset;
        self.half = items.len() / 2;
        self.items = items.into_iter();
    }
}

/// Whether a list in the body begins with null. Such items are left out, but a page of them is not an empty one.
fn has_null_items(body: &[u8]) -> bool {
    let mut lists = body.split(|byte| *byte == b'[').skip(1);
    lists.any(|items| items.trim_ascii_start().starts_with(b"null"))
}

/// Items are moved, never pinned.
impl<T> Unpin for ItemStream<T> {}

impl<T: Send + 'static> Stream for ItemStream<T> {
    type Item = Result<T, Error>;

    fn poll_next(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<T, Error>>> {
        let items = self.get_mut();
        loop {
            if let Some(item) = items.items.next() {
                if items.items.len() <= items.half {
                    // an error is returned when the page is needed
                    let _ = items.ask();
                }
                return Poll::Ready(Some(Ok(item)));
            }
            let Some(number) = items.next else {
                return Poll::Ready(None);
            };
            match ready!(items.poll_page(context)) {
                Ok(page) => items.begin(number, page),
                Err(error) => {
                    items.next = None;
                    items.page = number;
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }
}

impl<T> fmt::Debug for ItemStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ItemStream")
            .field("call", &self.call)
            .field("page", &self.page)
            .finish_non_exhaustive()
    }
}
