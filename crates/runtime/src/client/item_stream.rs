//! Streams all items of a list, page by page.

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

/// The items of a list, from the first page or a later one to the last.
///
/// The next page is fetched while the last half of a page is being read, at most one page ahead. This runs in a Tokio
/// task, so that a slow reader does not cause a timeout. Dropping the stream ends the task.
///
/// If items are added to the list meanwhile, others move to a later page and are received twice. They are returned
/// once. Only the keys of the last 12 pages are kept, so that memory use does not depend on the length of the list: an
/// item that repeats after more pages is returned again. If items are removed meanwhile, others can move to a page that
/// was already read, and are missed. This cannot be avoided with numbered pages.
///
/// The stream ends after the last page, after an empty page, after pages that only repeat earlier items, and after the
/// first error. To resume it later, start at the page that [`page`](ItemStream::page) returns.
///
/// It implements [`Stream`], but can be read without another crate:
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
    /// The keys of the last pages, newest last.
    seen: VecDeque<HashSet<String>>,
    /// The number of items so far.
    come: u64,
    /// The position of the last page's first item in the list.
    start: Option<u64>,
    /// The number of consecutive pages without a new item.
    repeats: u32,
    /// The body of the last page.
    body: Bytes,
    /// The number of the page whose items are being returned, or that could not be read.
    page: u64,
    items: vec::IntoIter<T>,
    /// The next page is fetched when at most this many items are left.
    half: usize,
    /// The next page, if there is one.
    next: Option<u64>,
    /// The task that fetches it. If only the reader polled the call, it could time out while the reader is busy.
    task: JoinSet<Result<Fetched<T>, Error>>,
}

/// The maximum number of consecutive pages without a new item, in case many items are added meanwhile.
const MOST_REPEATS: u32 = 10;
/// The number of pages whose keys are kept: the repeating pages that are allowed, and the one before.
const REMEMBERED: usize = MOST_REPEATS as usize + 2;

/// A page and its body.
type Fetched<T> = (Bytes, Page<T>);

impl<T: 'static> CallBuilder<Page<T>> {
    /// Streams all items from this page on. `number` is the query parameter that selects a page. `first` is the number
    /// of the first page; it is used if the parameter is not set or is smaller, because a service that treats page 0 as
    /// the first page would return it twice. `key` identifies an item. Without it, or for items without one, repeated
    /// items are returned again.
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
    /// Returns the next item, or `None` at the end.
    ///
    /// # Errors
    /// Those of the call for a page. After an error there are no more items.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Returns the next item, or `None` at the end, for use with `?`.
    ///
    /// # Errors
    /// Those of the call for a page. After an error there are no more items.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        self.next().await.transpose()
    }

    /// The number of the page of the last item, or of the page that could not be read. To resume later, set it as the
    /// page of the call; the items of that page are returned again.
    pub fn page(&self) -> u64 {
        self.page
    }

    /// Starts fetching the next page.
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

    /// Fetches the next page and waits for it.
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

    /// Starts with a page that was fetched.
    fn begin(&mut self, number: u64, (body, page): Fetched<T>) {
        let paging = page.paging.unwrap_or_default();
        self.come += page.items.len() as u64;
        let has_nulls = page.items.is_empty() && has_null_items(&body);
        let is_last = match (paging.end_offset, paging.total_count) {
            // a count below the number of received items is wrong
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
        // a service that ignores the page number would return the same page forever
        self.repeats = if items.is_empty() {
            self.repeats + 1
        } else {
            0
        };
        let may_repeat = has_moved_on || has_nulls;
        let repeats = self.repeats > if may_repeat { MOST_REPEATS } else { 0 };
        // for items without keys: the same bytes
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

/// Whether a list in the body begins with null. Null items are left out, but such a page is not the end.
fn has_null_items(body: &[u8]) -> bool {
    let mut lists = body.split(|byte| *byte == b'[').skip(1);
    lists.any(|items| items.trim_ascii_start().starts_with(b"null"))
}

/// Items are never pinned.
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
                    // an error is returned when its page is needed
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
