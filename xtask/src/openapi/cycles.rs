//! Cycles of references.

use std::collections::{HashMap, HashSet};

/// The nodes of cycles: those in a cycle with others, and those with an edge to themselves. They are found in one
/// pass over all edges (Tarjan's algorithm).
pub(crate) fn in_cycles(edges: &HashMap<String, Vec<String>>) -> HashSet<&str> {
    let mut walk = Walk::default();
    for start in edges.keys() {
        if !walk.numbers.contains_key(start.as_str()) {
            walk.from(edges, start);
        }
    }
    walk.in_cycles
}

#[derive(Default)]
struct Walk<'e> {
    /// The nodes in the order in which they were reached, counted from 0.
    numbers: HashMap<&'e str, usize>,
    /// The nodes whose cycle is not known yet.
    open: Vec<&'e str>,
    is_open: HashSet<&'e str>,
    in_cycles: HashSet<&'e str>,
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
                if next == step.node {
                    self.in_cycles.insert(next);
                }
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

    /// All open nodes that were reached after `node` are in one cycle with it.
    fn close(&mut self, node: &'e str) {
        let start = self.open.iter().rposition(|open| *open == node);
        let cycle = self.open.split_off(start.unwrap_or_default());
        for one in &cycle {
            self.is_open.remove(one);
        }
        if cycle.len() > 1 {
            self.in_cycles.extend(cycle);
        }
    }
}
