//! Parameters of paths and queries: strings in the request, converted to values of their types.

use serde_json::{Map, Number, Value};

use super::schema::Schema;

/// The values of a query, by name.
pub type Query = Map<String, Value>;

/// A parameter of a path or of a query.
pub struct Parameter {
    pub name: String,
    pub is_required: bool,
    pub kind: Kind,
    pub schema: Schema,
}

/// The type of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Number,
    Boolean,
    /// Strings, separated by commas.
    List,
}

impl Parameter {
    /// The value of a string.
    ///
    /// # Errors
    ///
    /// The error, as a sentence.
    pub fn read(&self, text: &str) -> Result<Value, String> {
        let name = &self.name;
        let value = match self.kind {
            Kind::Text => Value::from(text),
            Kind::Number => number(text).ok_or_else(|| format!("\"{name}\" must be a number"))?,
            Kind::Boolean => match text {
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                _ => return Err(format!("\"{name}\" must be true or false")),
            },
            Kind::List => text.split(',').map(Value::from).collect(),
        };
        self.schema.check(name, &value).map(|()| value)
    }

    #[cfg(test)]
    pub fn compiles(&self) -> Result<(), String> {
        self.schema.compiles()
    }
}

fn number(text: &str) -> Option<Value> {
    // Rust also reads `inf`, `nan` and `+1`.
    let is_decimal = |byte: u8| byte.is_ascii_digit() || b"-.eE".contains(&byte);
    if !text.bytes().all(is_decimal) {
        return None;
    }
    let float = || text.parse::<f64>().ok().and_then(Number::from_f64);
    // A float cannot hold every integer.
    let integer = text.parse::<i64>().map(Number::from);
    let integer = integer.or_else(|_| text.parse::<u64>().map(Number::from));
    integer.ok().or_else(float).map(Value::Number)
}

/// Reads a query string. Unknown parameters are ignored, as by the service.
///
/// # Errors
///
/// The first error, as a sentence.
pub fn query(parameters: &[Parameter], text: &str) -> Result<Query, String> {
    let mut values = Query::new();
    for (name, text) in form_urlencoded::parse(text.as_bytes()) {
        let Some(parameter) = parameters.iter().find(|known| known.name == name) else {
            continue;
        };
        if values.contains_key(&parameter.name) {
            return Err(format!("\"{name}\" must be sent once"));
        }
        values.insert(parameter.name.clone(), parameter.read(&text)?);
    }
    let missing = |it: &&Parameter| it.is_required && !values.contains_key(&it.name);
    match parameters.iter().find(missing) {
        Some(missing) => Err(format!("\"{}\" is required", missing.name)),
        None => Ok(values),
    }
}
