//! Carries the recipes over: each becomes an example of the emitted crate, word for word, and the README lists them.

use super::package::{Files, HEADER};
use crate::spec::Recipe;

/// What the examples need beside the crate itself, as lines of `Cargo.toml`; nothing without recipes.
pub fn dependencies(recipes: &[Recipe]) -> &'static str {
    if recipes.is_empty() {
        return "";
    }
    "\n[dev-dependencies]\n\
     tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\", \"time\"] }\n"
}

/// The files of the examples.
pub fn files(recipes: &[Recipe]) -> Files {
    let file = |recipe: &Recipe| {
        (
            format!("examples/{}.rs", recipe.name),
            format!("// {HEADER}\n\n{}", recipe.text),
        )
    };
    recipes.iter().map(file).collect()
}

/// The part of the README that lists them; nothing without recipes.
pub fn list(recipes: &[Recipe]) -> String {
    if recipes.is_empty() {
        return String::new();
    }
    let mut out = "\n## Recipes\n\nPrograms to read, to run and to copy from. Without arguments, `cargo run --example \
                   NAME` says what it wants to be told.\n\n"
        .to_owned();
    for Recipe { name, summary, .. } in recipes {
        out.push_str(&format!("- [`{name}`](examples/{name}.rs): {summary}\n"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipe_is_carried_over_and_listed() {
        let recipes = [Recipe {
            name: "close".to_owned(),
            summary: "Closes it.".to_owned(),
            text: "//! Closes it.\nfn main() {}\n".into(),
        }];
        assert_eq!(
            files(&recipes)["examples/close.rs"],
            format!("// {HEADER}\n\n//! Closes it.\nfn main() {{}}\n")
        );
        assert!(list(&recipes).ends_with("- [`close`](examples/close.rs): Closes it.\n"));
        assert!(dependencies(&recipes).starts_with("\n[dev-dependencies]\ntokio"));
    }

    #[test]
    fn a_document_without_recipes_gets_nothing() {
        assert!(files(&[]).is_empty());
        assert_eq!((list(&[]).as_str(), dependencies(&[])), ("", ""));
    }
}
