//! Cycles of references.

use std::collections::{HashMap, HashSet};

/// The nodes of cycles: those in a cycle with others, and those with an edge to themselves.
pub(crate) fn in_cycles(edges: &HashMap<String, Vec<String>>) -> HashSet<&str> {
    let is_cycle = |group: &Vec<&str>| match group.as_slice() {
        [only] => edges
            .get(*only)
            .is_some_and(|to| to.iter().any(|to| to == only)),
        _ => true,
    };
    let starts = edges.keys().map(String::as_str);
    let cycles = groups(edges, starts).into_iter().filter(is_cycle);
    cycles.flatten().collect()
}

/// All nodes that can be reached from `starts`, in groups of those that lead to each other. A group comes after those that
/// it leads to. They are found in one pass over the edges (Tarjan's algorithm).
pub(crate) fn groups<'e>(
    edges: &'e HashMap<String, Vec<String>>,
    starts: impl IntoIterator<Item = &'e str>,
) -> Vec<Vec<&'e str>> {
    let mut walk = Walk::default();
    for start in starts {
        if !walk.numbers.contains_key(start) {
            walk.from(edges, start);
        }
    }
    walk.groups
}

#[derive(Default)]
struct Walk<'e> {
    /// The nodes in the order in which they were reached, counted from 0.
    numbers: HashMap<&'e str, usize>,
    /// The nodes whose group is not known yet.
    open: Vec<&'e str>,
    is_open: HashSet<&'e str>,
    groups: Vec<Vec<&'e str>>,
}

/// A node whose edges are being followed.
struct Step<'e> {
    node: &'e str,
    edges: std::slice::Iter<'e, String>,
    /// The first node, by number, that can be reached from it.
    first: usize,
}

impl<'e> Walk<'e> {
    fn enter(&mut self, edges: &'e HashMap<String, Vec<String>>, node: &'e str) -> Step<'e> {
        let first = self.numbers.len();
        self.numbers.insert(node, first);
        self.open.push(node);
        self.is_open.insert(node);
        Step {
            node,
            edges: edges.get(node).map_or([].iter(), |to| to.iter()),
            first,
        }
    }

    fn from(&mut self, edges: &'e HashMap<String, Vec<String>>, start: &'e str) {
        let mut steps = vec![self.enter(edges, start)];
        while let Some(step) = steps.last_mut() {
            if let Some(next) = step.edges.next() {
                match self.numbers.get(next.as_str()) {
                    None => steps.push(self.enter(edges, next)),
                    Some(number) if self.is_open.contains(next.as_str()) => {
                        step.first = step.first.min(*number);
                    }
                    Some(_) => {}
                }
                continue;
            }
            let (node, first) = (step.node, step.first);
            steps.pop();
            if let Some(above) = steps.last_mut() {
                above.first = above.first.min(first);
            }
            if self.numbers.get(node) == Some(&first) {
                self.close(node);
            }
        }
    }

    /// All open nodes that were reached after `node` are in one group with it.
    fn close(&mut self, node: &'e str) {
        let start = self.open.iter().rposition(|open| *open == node);
        let group = self.open.split_off(start.unwrap_or_default());
        for one in &group {
            self.is_open.remove(one);
        }
        self.groups.push(group);
    }
}
