//! The server-sent event whose data is read. Its name can select the type of the data, but is not part of it.

use std::cell::RefCell;

/// An event.
#[derive(Clone)]
pub(crate) struct Event {
    /// Its name, if it has one.
    pub(crate) name: Option<String>,
    /// Its data as received.
    pub(crate) data: String,
}

/// The event that selects a type by its name.
pub(crate) struct Selecting {
    name: String,
    /// Whether a type has this name. Else the types without names are selected.
    is_listed: bool,
    pub(crate) data: String,
}

thread_local! {
    static EVENT: RefCell<Option<Event>> = const { RefCell::new(None) };
}

/// Reads the data of an event.
pub(crate) fn within<T>(event: Event, read: impl FnOnce() -> T) -> T {
    struct Before(Option<Event>);
    impl Drop for Before {
        fn drop(&mut self) {
            EVENT.set(self.0.take());
        }
    }
    let _before = Before(EVENT.replace(Some(event)));
    read()
}

/// The current event, if its name can select one of the types with these names. An event without a name is a `message`,
/// but only some API descriptions mean that.
pub(crate) fn selecting<'a>(names: impl Iterator<Item = &'a &'a str> + Clone) -> Option<Selecting> {
    names.clone().next()?;
    let Event { name, data } = EVENT.with_borrow(Clone::clone)?;
    let is_listed = |name: &str| names.clone().any(|it| *it == name);
    let name = name.or_else(|| is_listed("message").then(|| "message".to_owned()))?;
    let is_listed = is_listed(&name);
    Some(Selecting {
        name,
        is_listed,
        data,
    })
}

impl Selecting {
    /// Whether a type with these names is selected.
    pub(crate) fn selects(&self, names: &[&str]) -> bool {
        match self.is_listed {
            true => names.contains(&self.name.as_str()),
            false => names.is_empty(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::types::choice::{Member, choose, member};

    #[derive(Debug, PartialEq)]
    enum Data {
        Message(i64),
        Change(i64),
        Text(String),
        Other(Value),
    }

    #[test]
    fn the_name_of_an_event_selects_the_members_that_have_it() {
        let members = [
            Member::new(|value| member(value).map(Data::Message)).events(&["message"]),
            Member::new(|value| member(value).map(Data::Change)).events(&["add", "change"]),
            Member::new(|value| member(value).map(Data::Text)).text(),
        ];
        let read = |name: Option<&str>, members: &[Member<Data>]| {
            let event = Event {
                name: name.map(str::to_owned),
                data: "1.0".to_owned(),
            };
            within(event, || choose(json!(1), members, Data::Other))
        };
        assert_eq!(read(None, &members), Data::Message(1));
        assert_eq!(read(Some("change"), &members), Data::Change(1));
        assert_eq!(read(Some("new"), &members), Data::Text("1.0".to_owned()));
        assert_eq!(read(Some("new"), &members[..2]), Data::Other(json!(1)));
        // No member is a `message`, so that the name does not matter.
        assert_eq!(read(None, &members[1..]), Data::Change(1));
        assert_eq!(
            choose(json!(1), &members[1..], Data::Other),
            Data::Change(1)
        );
    }
}
