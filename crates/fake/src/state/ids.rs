//! Generates ids that look like those of the service. They are the same in each run, so that tests can compare whole
//! responses.

use serde::{Deserialize, Serialize};

/// Generates ids.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Ids {
    made: u64,
}

impl Ids {
    /// Ids that differ from the first `made` ones.
    pub fn starting_at(made: u64) -> Self {
        Self { made }
    }

    /// The next id, in the form of a UUID.
    pub fn next(&mut self) -> String {
        self.made = self.made.wrapping_add(1);
        let high = mixed(self.made);
        let low = mixed(high);
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            0x8000 | ((low >> 48) & 0x3fff),
            low & 0xffff_ffff_ffff
        )
    }
}

/// SplitMix64: different numbers give different numbers.
pub fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::Ids;

    #[test]
    fn ids_differ_and_have_the_form_of_a_uuid() {
        let mut ids = Ids::default();
        let made: HashSet<String> = (0..10_000).map(|_| ids.next()).collect();
        assert_eq!(made.len(), 10_000);
        for id in made {
            let lengths: Vec<usize> = id.split('-').map(str::len).collect();
            assert_eq!(lengths, [8, 4, 4, 4, 12], "{id}");
            assert_eq!(id.as_bytes()[14], b'4', "{id}");
        }
    }
}
