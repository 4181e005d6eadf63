//! Carries the recipes over: each becomes an example of the emitted crate, word for word, and the README lists them.

use super::package::{Files, HEADER};
use crate::spec::Recipe;
use crate::text::{Docs, Markdown};

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
        let summary = Docs::from(Markdown::sentence(summary)).lines().join(" ");
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
    }

    #[test]
    fn a_document_without_recipes_gets_nothing() {
        assert!(files(&[]).is_empty());
        assert_eq!(list(&[]), "");
    }
}
