//! Chooses the columns of a table.

use serde_json::{Map, Value};

use super::cell::column;
use crate::failure::Failure;

/// The maximum number of columns of an operation, unless `--columns` sets them.
const MOST: usize = 7;
/// The only column of a list whose items are not objects.
const VALUE: &str = "value";

/// The possible columns, and those that `--columns` sets.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    known: Vec<String>,
    wanted: Option<Vec<String>>,
    is_ranked: bool,
}

impl Columns {
    /// From the columns of the API description, in its order, and those that `--columns` sets.
    pub fn new<S: ToString>(known: &[S], wanted: Option<&[String]>) -> Self {
        Self {
            known: known.iter().map(ToString::to_string).collect(),
            wanted: wanted.map(<[String]>::to_vec),
            is_ranked: false,
        }
    }

    /// With the most important columns first: a table has as many of them as fit.
    pub fn ranked(self) -> Self {
        Self {
            is_ranked: true,
            ..self
        }
    }

    /// Whether the most important columns are first.
    pub fn are_ranked(&self) -> bool {
        self.is_ranked
    }

    /// Whether columns were asked for.
    pub fn were_chosen(&self) -> bool {
        self.wanted.is_some()
    }

    /// All columns.
    ///
    /// # Errors
    /// A column of `--columns` does not exist.
    pub fn all(&self, items: &[Value]) -> Result<Vec<String>, Failure> {
        let known = self.existing(items);
        let Some(wanted) = &self.wanted else {
            return Ok(known);
        };
        for column in wanted {
            let first = column.split('.').next().unwrap_or_default();
            if !known.iter().any(|name| name == first || name == column) {
                return Err(Failure::Usage(format!(
                    "there is no column `{column}`; the columns are: {}",
                    known.join(", ")
                )));
            }
        }
        Ok(wanted.clone())
    }

    /// The columns with values that are readable in a table.
    pub fn some(&self, items: &[Value]) -> Result<Vec<String>, Failure> {
        let all = self.all(items)?;
        if self.wanted.is_some() {
            return Ok(all);
        }
        let is_short = |value: &Value| !value.is_null() && !value.is_object() && !value.is_array();
        let has_text = |name: &String| items.iter().any(|item| is_short(column(item, name)));
        let mut some: Vec<String> = match items.is_empty() {
            true => all,
            false => all.into_iter().filter(has_text).collect(),
        };
        if !self.is_ranked {
            some.truncate(MOST);
        }
        Ok(some)
    }

    /// The fields of one value, or those that `--columns` sets.
    pub fn chosen(&self, value: &Value) -> Result<Vec<(String, Value)>, Failure> {
        let names = match (&self.wanted, value) {
            (None, Value::Object(fields)) => fields.keys().cloned().collect(),
            (None, _) => vec![VALUE.to_owned()],
            (Some(_), _) => self.all(std::slice::from_ref(value))?,
        };
        let fields = names.into_iter().map(|name| {
            let found = column(value, &name).clone();
            (name, found)
        });
        Ok(fields.collect())
    }

    fn existing(&self, items: &[Value]) -> Vec<String> {
        let mut names = self.known.clone();
        for name in items
            .iter()
            .filter_map(Value::as_object)
            .flat_map(Map::keys)
        {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        if names.is_empty() {
            names.push(VALUE.to_owned());
        }
        names
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn columns_are_those_of_the_description_and_of_all_items() {
        let items = [
            json!({"b": null, "a": 1}),
            json!({"a": 2, "c": "x", "d": {"e": 1}}),
        ];
        let columns = Columns::new(&["a", "z"], None);
        assert_eq!(columns.all(&items).unwrap(), ["a", "z", "b", "c", "d"]);
        assert_eq!(
            columns.some(&items).unwrap(),
            ["a", "c"],
            "with a short value somewhere"
        );
        let wanted = ["d.e".to_owned()];
        assert_eq!(
            Columns::new(&["a"], Some(&wanted)).all(&items).unwrap(),
            ["d.e"]
        );
        assert!(
            Columns::new(&["a"], Some(&["y".to_owned()]))
                .all(&items)
                .is_err()
        );
    }
}
