//! Converts schemas of OpenAPI 3.0 into JSON Schema draft 6, for the crate `jsonschema`. Draft 4 is closer to OpenAPI
//! 3.0, but there 1.0 is not an integer, and some clients send integers in that form.

use std::sync::{Arc, OnceLock};

use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, Registry, Validator};
use serde_json::{Map, Value, json};

use super::field::field;

/// The URI of the components.
const DOCUMENT: &str = "document:///openapi";

/// The schemas of the components, which other schemas refer to.
#[derive(Clone)]
pub struct Schemas {
    registry: Arc<Registry<'static>>,
}

impl Schemas {
    pub fn new(document: &Value) -> Result<Self, String> {
        let schemas = document.pointer("/components/schemas");
        let schemas = schemas
            .and_then(Value::as_object)
            .ok_or("no schemas in the API description")?;
        let schemas: Map<String, Value> = schemas
            .iter()
            .map(|(name, schema)| (name.clone(), translate(schema)))
            .collect();
        let resource = json!({"components": {"schemas": schemas}});
        let registry = Registry::new()
            .draft(Draft::Draft6)
            .add(DOCUMENT, Draft::Draft6.create_resource(resource))
            .and_then(|registry| registry.prepare())
            .map_err(|error| format!("the schemas cannot be read: {error}"))?;
        Ok(Self {
            registry: Arc::new(registry),
        })
    }

    /// A schema to validate values against.
    pub fn schema(&self, schema: &Value) -> Schema {
        Schema {
            schemas: self.clone(),
            translated: translate(schema),
            compiled: OnceLock::new(),
        }
    }
}

/// A schema that is compiled when it is first used.
pub struct Schema {
    schemas: Schemas,
    translated: Value,
    compiled: OnceLock<Result<Validator, String>>,
}

impl Schema {
    /// The first error in a value, as a sentence that names the field. `name` is the name of the value itself.
    pub fn check(&self, name: &str, value: &Value) -> Result<(), String> {
        let Err(error) = self.compiled()?.validate(value) else {
            return Ok(());
        };
        let place = error.instance_path().as_str();
        Err(match error.kind() {
            ValidationErrorKind::Required { property } => {
                let missing = property.as_str().unwrap_or_default();
                let missing = format!("{place}/{}", missing.replace('~', "~0").replace('/', "~1"));
                format!("\"{}\" is required", field(name, &missing))
            }
            _ => {
                let field = format!("\"{}\"", field(name, place));
                error.masked_with(&field).to_string()
            }
        })
    }

    fn compiled(&self) -> Result<&Validator, String> {
        let compile = || {
            jsonschema::options()
                .with_draft(Draft::Draft6)
                .with_registry(&self.schemas.registry)
                .should_validate_formats(true)
                .build(&self.translated)
                .map_err(|error| format!("a schema does not compile: {error}"))
        };
        self.compiled
            .get_or_init(compile)
            .as_ref()
            .map_err(Clone::clone)
    }

    #[cfg(test)]
    pub fn compiles(&self) -> Result<(), String> {
        self.compiled().map(|_| ())
    }
}

/// Keywords with the same meaning in both dialects.
const SAME: [&str; 15] = [
    "type",
    "enum",
    "required",
    "pattern",
    "multipleOf",
    "maximum",
    "minimum",
    "maxLength",
    "minLength",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxProperties",
    "minProperties",
    "format",
];

fn translate(schema: &Value) -> Value {
    if let Some(Value::String(reference)) = schema.get("$ref") {
        return json!({"$ref": format!("{DOCUMENT}{reference}")});
    }
    let Value::Object(keywords) = schema else {
        // `additionalProperties` may be true or false.
        return schema.clone();
    };
    let mut translated = Map::new();
    for (key, value) in keywords {
        let value = match (key.as_str(), value) {
            ("properties", Value::Object(named)) => named
                .iter()
                .map(|(name, schema)| (name.clone(), translate(schema)))
                .collect(),
            ("allOf" | "anyOf" | "oneOf", Value::Array(members)) => {
                members.iter().map(translate).collect()
            }
            ("items" | "not" | "additionalProperties", schema) => translate(schema),
            (key, value) if SAME.contains(&key) => value.clone(),
            _ => continue,
        };
        translated.insert(key.clone(), value);
    }
    for (limit, exclusive) in [
        ("maximum", "exclusiveMaximum"),
        ("minimum", "exclusiveMinimum"),
    ] {
        // In OpenAPI 3.0 it is a flag, in draft 6 the limit.
        if keywords.get(exclusive) == Some(&Value::Bool(true))
            && let Some(limit) = translated.remove(limit)
        {
            translated.insert(exclusive.to_owned(), limit);
        }
    }
    if keywords.get("nullable") == Some(&Value::Bool(true)) {
        return nullable(translated);
    }
    Value::Object(translated)
}

/// Allows null. If the schema has a type, null is added to it, because the error then names the types.
fn nullable(mut schema: Map<String, Value>) -> Value {
    let Some(of_type) = schema.remove("type") else {
        return json!({"anyOf": [{"type": "null"}, schema]});
    };
    schema.insert("type".to_owned(), json!([of_type, "null"]));
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.push(Value::Null);
    }
    Value::Object(schema)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Schemas;

    fn check(schema: &Value, value: &Value) -> Result<(), String> {
        let document =
            json!({"components": {"schemas": {"Name": {"type": "string", "maxLength": 3}}}});
        let schemas = Schemas::new(&document).unwrap();
        schemas.schema(schema).check("body", value)
    }

    #[test]
    fn a_mistake_names_the_field() {
        let schema = json!({"type": "object", "required": ["a"], "properties": {
            "a": {"type": "integer", "minimum": 1},
            "list": {"type": "array", "items": {"$ref": "#/components/schemas/Name"}},
        }});
        let mistake = |value: Value| check(&schema, &value).unwrap_err();
        assert_eq!(mistake(json!({})), "\"a\" is required");
        assert_eq!(
            mistake(json!({"a": "1"})),
            "\"a\" is not of type \"integer\""
        );
        assert_eq!(
            mistake(json!({"a": 0})),
            "\"a\" is less than the minimum of 1"
        );
        let mistake_in_list = mistake(json!({"a": 1, "list": ["abc", "abcd"]}));
        assert_eq!(mistake_in_list, "\"list[1]\" is longer than 3 characters");
        assert_eq!(mistake(json!([])), "\"body\" is not of type \"object\"");
    }

    #[test]
    fn an_integer_may_have_a_decimal_point() {
        let schema = json!({"type": "integer"});
        assert_eq!(check(&schema, &json!(1.0)), Ok(()));
        assert!(check(&schema, &json!(1.5)).is_err());
    }

    #[test]
    fn a_limit_may_be_exclusive() {
        let schema =
            json!({"type": "number", "minimum": 1, "exclusiveMinimum": true, "maximum": 3});
        assert_eq!(check(&schema, &json!(3)), Ok(()));
        assert!(check(&schema, &json!(1)).is_err());
        assert!(check(&schema, &json!(4)).is_err());
    }

    #[test]
    fn null_is_accepted_only_where_the_schema_says_so() {
        let schema = |nullable: bool| json!({"type": "string", "nullable": nullable});
        assert_eq!(check(&schema(true), &json!(null)), Ok(()));
        assert!(check(&schema(false), &json!(null)).is_err());
        let mistake = check(&schema(true), &json!(1)).unwrap_err();
        assert_eq!(mistake, "\"body\" is not of types \"null\", \"string\"");
        let choice = json!({"type": "string", "enum": ["a"], "nullable": true});
        assert_eq!(check(&choice, &json!(null)), Ok(()));
        assert!(check(&choice, &json!("b")).is_err());
    }
}
