//! Makes names unique.

use std::collections::{HashMap, HashSet};

/// Names that are taken.
#[derive(Debug, Default)]
pub struct Taken {
    names: HashSet<String>,
    /// The number of the next spelling to try, by name. All spellings before it are taken.
    next: HashMap<String, usize>,
}

impl Taken {
    /// Whether a name is taken.
    pub fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Takes a name. Returns whether it was free.
    pub fn add(&mut self, name: &str) -> bool {
        self.names.insert(name.to_owned())
    }

    /// Takes `name`, or the first of `name2`, `name3`, … that is free.
    pub fn numbered(&mut self, name: &str) -> String {
        self.free(name, |number| format!("{name}{number}"))
    }

    /// Takes `name`, or the first of its other spellings (`other` makes them of 2, 3, …) that is free.
    pub fn free(&mut self, name: &str, other: impl Fn(usize) -> String) -> String {
        if self.names.insert(name.to_owned()) {
            return name.to_owned();
        }
        let next = self.next.entry(name.to_owned()).or_insert(2);
        loop {
            let free = other(*next);
            *next += 1;
            if self.names.insert(free.clone()) {
                return free;
            }
        }
    }
}

impl<S: Into<String>> FromIterator<S> for Taken {
    fn from_iter<I: IntoIterator<Item = S>>(names: I) -> Self {
        Self {
            names: names.into_iter().map(Into::into).collect(),
            next: HashMap::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Taken;

    #[test]
    fn a_taken_name_gets_the_next_free_number() {
        let mut taken = Taken::from_iter(["a", "a3"]);
        assert_eq!([(); 3].map(|()| taken.numbered("a")), ["a2", "a4", "a5"]);
        assert!(taken.has("a5") && !taken.has("b"));
    }

    /// If all numbers were tried for each of them, this would take hours.
    #[test]
    fn the_same_name_many_times_takes_linear_time() {
        let mut taken = Taken::default();
        let mut last = String::new();
        for _ in 0..200_000 {
            last = taken.numbered("a");
        }
        assert_eq!(last, "a200000");
    }
}
