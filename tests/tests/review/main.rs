//! The review with both generated crates: the compiler agrees with its verdicts, and another layout of a document is no
//! change. The rules have their tests beside them, in `xtask/src/review/rules/`.

mod compiled;
mod document;
#[allow(dead_code, reason = "the tests of the rules use the rest")]
#[path = "../../../xtask/src/diff/edit.rs"]
mod edit;
mod same;
