//! Copies the recipes into the emitted crate as its examples, and lists them in its README. A recipe may only use names
//! that the crate has.

mod api;
mod check;
mod infer;
mod std_methods;

use super::code::Code;
use crate::diagnostics::Finding;
use crate::source::{Recipe, Spec};
use crate::text::{Docs, Markdown};
use crate::write::{Files, HEADER};
use api::Api;

/// The rule for a recipe that uses a name that the crate does not have.
pub const OUTDATED: &str = "outdated-recipe";

/// The names that recipes use and the crate with this code, called `module` by other programs, does not have.
pub fn outdated(spec: &Spec, module: &str, code: &Code) -> Vec<Finding> {
    if spec.recipes.is_empty() {
        return Vec::new();
    }
    let api = Api::of(code);
    let mut findings = Vec::new();
    for recipe in &spec.recipes {
        // It was parsed before, so this cannot fail.
        let Ok(program) = syn::parse_file(&recipe.text) else {
            continue;
        };
        let missing = check::check(&program, module, &api).into_iter();
        findings.extend(missing.map(|missing| {
            let place = recipe.position(missing.span);
            let finding =
                spec.finding(OUTDATED, "/x-client/recipes", missing.message, missing.help);
            finding.at(place)
        }));
    }
    findings.sort_by_key(|found| {
        (
            found.position.file.clone(),
            found.position.line,
            found.position.column,
        )
    });
    findings.dedup();
    findings
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

/// The part of the README that lists the recipes; empty without recipes.
pub fn list(recipes: &[Recipe]) -> String {
    if recipes.is_empty() {
        return String::new();
    }
    let mut out = "\n## Recipes\n\nPrograms to read, to run and to copy from. `cargo run --example NAME` without arguments \
                   prints the usage.\n\n"
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
            features: Vec::new(),
            text: "//! Closes it.\nfn main() {}\n".into(),
            shown: "recipes/close.rs".to_owned(),
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
