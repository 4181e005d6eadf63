//! Reads the payload out of its envelope, in one pass over the text and directly into its type.
//!
//! A payload may be at one of several places (`data.session` or `data`). A list differs from an object in its
//! kind; only for a single thing that may be at `data` or inside it must the text of `data` be looked at twice.

use std::{fmt, marker::PhantomData, slice};

use serde::{
    Deserialize, Deserializer,
    de::{
        DeserializeOwned, DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected,
        Visitor,
    },
};
use serde_json::value::RawValue;

use crate::{
    Paging,
    types::coerce::{self, Coerce},
    types::error_path::{self, Step},
    types::paging::Lenient,
    types::text::not_a_list,
};

type Path = &'static [&'static str];

/// The result of reading a response.
pub(super) struct Found<P> {
    /// The envelope has `success: false`.
    pub(super) refused: bool,
    /// The envelope has `success: true`.
    pub(super) accepted: bool,
    /// It has an `error` or `errors`.
    pub(super) has_errors: bool,
    /// The payload is null.
    pub(super) is_null: bool,
    /// There is nothing in the payload's place: null, an object with nothing else in it, or no more than a report of
    /// success.
    pub(super) is_empty: bool,
    pub(super) paging: Option<Paging>,
    /// The payload, and the index of the path at which it was found.
    pub(super) payload: Option<(usize, P)>,
}

/// The state of reading a response.
struct Reading<'de, P> {
    found: Found<P>,
    /// A value that is the payload, or contains it, with its path.
    undecided: Option<(&'de RawValue, Path)>,
}

impl<P> Default for Reading<'_, P> {
    fn default() -> Self {
        Self {
            found: Found {
                refused: false,
                accepted: false,
                has_errors: false,
                is_null: false,
                is_empty: false,
                paging: None,
                payload: None,
            },
            undecided: None,
        }
    }
}

/// A part of the text could not be read; `at` is its offset.
pub(super) struct Mismatch {
    pub(super) error: serde_json::Error,
    pub(super) at: usize,
}

/// Reads the whole text.
pub(super) fn read<'de, P: Wanted<'de>>(
    text: &'de str,
    paths: &'static [Path],
) -> Result<Found<P>, Mismatch> {
    let mut reading = Reading::default();
    walk(text, paths, &mut reading).map_err(|error| Mismatch { error, at: 0 })?;
    if let Some((raw, here)) = reading.undecided
        && !reading.found.refused
    {
        let at = raw.get().as_ptr().addr() - text.as_ptr().addr();
        decide(raw, here, paths, &mut reading).map_err(|error| {
            let steps = here.iter().rev();
            steps.for_each(|key| error_path::push(Step::Key(key)));
            Mismatch { error, at }
        })?;
    }
    Ok(reading.found)
}

fn walk<'de, P: Wanted<'de>>(
    text: &'de str,
    paths: &'static [Path],
    reading: &mut Reading<'de, P>,
) -> Result<(), serde_json::Error> {
    let mut source = serde_json::Deserializer::from_str(text);
    Walk {
        paths,
        here: &[],
        reading,
    }
    .deserialize(&mut source)?;
    source.end()
}

/// Reads a value that may be the payload or contain it. The value inside is tried first.
fn decide<'de, P: Wanted<'de>>(
    raw: &'de RawValue,
    here: Path,
    paths: &'static [Path],
    reading: &mut Reading<'de, P>,
) -> Result<(), serde_json::Error> {
    if raw.get().starts_with('{') {
        for path in paths
            .iter()
            .filter(|path| path.len() > here.len() && path.starts_with(here))
        {
            let mut inside = Reading::default();
            let walk = Walk {
                paths: slice::from_ref(path),
                here,
                reading: &mut inside,
            };
            walk.deserialize(&mut serde_json::Deserializer::from_str(raw.get()))?;
            if let Some((_, payload)) = inside.found.payload {
                reading.put(paths, path, payload);
                return Ok(());
            }
        }
    }
    match P::here(&mut serde_json::Deserializer::from_str(raw.get()))? {
        Some(payload) => reading.put(paths, here, payload),
        None => reading.put_null(),
    }
    Ok(())
}

impl<P> Reading<'_, P> {
    /// Keeps the payload, unless one was found at an earlier path. If a key occurs twice, the last value is kept, as in
    /// every object.
    fn put(&mut self, paths: &[Path], here: Path, payload: P) {
        let rank = paths
            .iter()
            .position(|path| *path == here)
            .unwrap_or(usize::MAX);
        let known = &mut self.found.payload;
        if known.as_ref().is_none_or(|(other, _)| rank <= *other) {
            *known = Some((rank, payload));
        }
    }

    fn put_null(&mut self) {
        self.found.is_null = true;
        self.found.is_empty = true;
    }
}

/// The kind of payload: one value or a list.
pub(super) trait Wanted<'de>: Sized {
    const IS_LIST: bool;

    /// Reads a value of any kind; `None` for null.
    fn here<D: Deserializer<'de>>(from: D) -> Result<Option<Self>, D::Error>;

    /// Reads a list whose beginning was already read.
    fn of_list<A: SeqAccess<'de>>(list: A) -> Result<Self, A::Error>;
}

/// One value.
pub(super) struct One<T>(pub(super) T);

impl<'de, T: DeserializeOwned> Wanted<'de> for One<T> {
    const IS_LIST: bool = false;

    fn here<D: Deserializer<'de>>(from: D) -> Result<Option<Self>, D::Error> {
        Ok(Option::<T>::deserialize(Coerce(from))?.map(One))
    }

    fn of_list<A: SeqAccess<'de>>(list: A) -> Result<Self, A::Error> {
        Err(not_a_list(list, &"an object"))
    }
}

impl<'de, T: DeserializeOwned> Wanted<'de> for Vec<T> {
    const IS_LIST: bool = true;

    fn here<D: Deserializer<'de>>(from: D) -> Result<Option<Self>, D::Error> {
        Option::deserialize(Coerce(from))
    }

    fn of_list<A: SeqAccess<'de>>(mut list: A) -> Result<Self, A::Error> {
        let mut items = Self::new();
        loop {
            let item = coerce::item(&mut list);
            match item.inspect_err(|_| error_path::push(Step::Item(items.len())))? {
                Some(item) => items.push(item),
                None => return Ok(items),
            }
        }
    }
}

/// The path from a value to the payload.
struct Walk<'a, 'de, P> {
    paths: &'static [Path],
    /// The keys of the path to this value.
    here: Path,
    reading: &'a mut Reading<'de, P>,
}

impl<P> Walk<'_, '_, P> {
    /// Whether this value may be the payload.
    fn ends(&self) -> bool {
        self.paths.contains(&self.here)
    }

    /// Whether the payload may be inside this value.
    fn goes_on(&self) -> bool {
        self.paths
            .iter()
            .any(|path| path.len() > self.here.len() && path.starts_with(self.here))
    }
}

impl<'de, P: Wanted<'de>> DeserializeSeed<'de> for Walk<'_, 'de, P> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        if P::IS_LIST || !self.ends() {
            from.deserialize_any(self)
        } else if self.goes_on() {
            self.reading.undecided = Some((Deserialize::deserialize(from)?, self.here));
            Ok(())
        } else {
            match P::here(from)? {
                Some(payload) => self.reading.put(self.paths, self.here, payload),
                None if self.here.is_empty() => {}
                None => self.reading.put_null(),
            }
            Ok(())
        }
    }
}

impl<'de, P: Wanted<'de>> Visitor<'de> for Walk<'_, 'de, P> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.ends(), self.goes_on()) {
            (true, true) => "a list, or an object with one in it",
            (true, false) => "a list",
            (false, _) => "an object",
        })
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        // nothing in an envelope is no payload; nothing in its place is no envelope
        if self.here.is_empty() && !self.ends() {
            return Err(E::invalid_type(Unexpected::Unit, &self));
        }
        if !self.here.is_empty() {
            self.reading.put_null();
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        if !self.ends() {
            return Err(not_a_list(list, &self));
        }
        let items = P::of_list(list)?;
        self.reading.put(self.paths, self.here, items);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        if self.ends() && !self.goes_on() {
            return Err(A::Error::invalid_type(Unexpected::Map, &self));
        }
        let mut is_empty = true;
        while let Some(key) = map.next_key_seed(KeySeed::<P>::new(self.paths, self.here))? {
            match key {
                Key::Down(here) => {
                    is_empty = false;
                    let walk = Walk {
                        paths: self.paths,
                        here,
                        reading: self.reading,
                    };
                    let step = here.last().copied().unwrap_or_default();
                    map.next_value_seed(walk)
                        .inspect_err(|_| error_path::push(Step::Key(step)))?;
                }
                Key::Success => {
                    let success = map.next_value::<Lenient>()?.flag();
                    self.reading.found.refused = success == Some(false);
                    self.reading.found.accepted = success == Some(true);
                }
                Key::Errors => {
                    let errors: &RawValue = map.next_value()?;
                    self.reading.found.has_errors |= !matches!(errors.get(), "null" | "[]");
                }
                Key::Paging => {
                    if let Lenient::Paging(paging) = map.next_value()? {
                        self.reading.found.paging = Some(paging);
                    }
                }
                Key::Other => {
                    is_empty = false;
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        // At the top, only a report of success may have no payload.
        let found = &mut self.reading.found;
        found.is_empty |= is_empty && (!self.here.is_empty() || found.accepted);
        Ok(())
    }
}

/// The meaning of a key of an envelope.
enum Key {
    Down(Path),
    Success,
    Errors,
    Paging,
    Other,
}

struct KeySeed<P> {
    paths: &'static [Path],
    here: Path,
    wanted: PhantomData<P>,
}

impl<P> KeySeed<P> {
    fn new(paths: &'static [Path], here: Path) -> Self {
        Self {
            paths,
            here,
            wanted: PhantomData,
        }
    }
}

impl<'de, P: Wanted<'de>> DeserializeSeed<'de> for KeySeed<P> {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Key, D::Error> {
        from.deserialize_str(self)
    }
}

impl<'de, P: Wanted<'de>> Visitor<'de> for KeySeed<P> {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Key, E> {
        let depth = self.here.len();
        let down = self
            .paths
            .iter()
            .find(|path| path.starts_with(self.here) && path.get(depth) == Some(&key));
        Ok(match (down, key) {
            (Some(path), _) => Key::Down(&path[..=depth]),
            (None, "success") if depth == 0 => Key::Success,
            (None, "error" | "errors") if depth == 0 => Key::Errors,
            // `paging` is beside the list, wherever the list is
            (None, "paging") if P::IS_LIST => Key::Paging,
            (None, _) => Key::Other,
        })
    }
}
