//! Passes that give every type a name, and every name its Rust form.

use std::collections::BTreeMap;

use heck::ToUpperCamelCase;
use serde_json::{Map, Value};

use super::aliases::has_properties;
use super::choices::MEMBER;
use super::scalars::RUNTIME_SCALARS;
use crate::lower::position::{AT, OF_THE_PROPERTY};
use crate::lower::problem::Problems;
use crate::lower::rust_names::{IMPORTED, camel, names, type_name};
use crate::lower::settings::Settings;
use crate::openapi::{
    SCHEMAS, each_object, each_operation, each_schema, escape, media_schemas_mut, ref_to,
    reference, schema_ref, schemas, schemas_mut, text,
};
use crate::text::Taken;

/// Type names that are reserved in Rust, or that would shadow a name in the emitted files. They get the suffix `Model`.
const RESERVED: &[&str] = names![
    Self Client ClientBuilder Option Some None Result Ok Err Vec String Box Default Into From IntoIterator K I Send Sync
    Fn Serialize Deserialize CallBuilder Duration
];

/// Objects, enums and choices inside other schemas or operations become named schemas. The name is made of the place.
///
/// ```yaml
/// Video: {properties: {watermark: {properties: {url: {…}}}}}   # before
/// Video: {properties: {watermark: {$ref: VideoWatermark}}}     # after
/// VideoWatermark: {properties: {url: {…}}}
/// ```
pub fn name_inline_types(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    let mut names = Names {
        taken: schemas(document).map(|(name, _)| type_name(name)).collect(),
        made: Map::new(),
    };
    let mut components = std::mem::take(schemas_mut(document).unwrap_or(&mut Map::new()));
    for (name, schema) in &mut components {
        names.lift_below(schema, &type_name(name));
    }
    each_operation(document, |_, _, operation| {
        let id = text(operation, "operationId").to_upper_camel_case();
        names.lift_operation(operation, &id);
    });
    components.extend(names.made);
    if let Some(schemas) = schemas_mut(document) {
        *schemas = components;
    }
    Ok(())
}

/// Names of schemas that are written in another way in a reference are replaced: passes find a schema by the name in the
/// reference.
///
/// ```yaml
/// v1/Pet: {…}, Cat: {allOf: [{$ref: '#/components/schemas/v1~1Pet'}]}   # before
/// v1_Pet: {…}, Cat: {allOf: [{$ref: '#/components/schemas/v1_Pet'}]}    # after
/// ```
pub fn plain_names(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    let is_odd = |name: &&String| name.contains(['/', '~']);
    let mut taken: Taken = schemas(document).map(|(name, _)| name.as_str()).collect();
    let odd = schemas(document).map(|(name, _)| name).filter(is_odd);
    let plain: BTreeMap<String, String> = odd
        .map(|name| {
            let plain = taken.numbered(&name.replace(['/', '~'], "_"));
            (escape(name).into_owned(), plain)
        })
        .collect();
    if plain.is_empty() {
        return Ok(());
    }
    let renamed = |reference: &str| {
        let name = plain.get(reference.strip_prefix(SCHEMAS)?)?;
        Some(Value::from(format!("{SCHEMAS}{name}")))
    };
    each_object(document, &mut |object| {
        if let Some(reference) = reference(object).and_then(renamed) {
            object["$ref"] = reference;
        }
        let mapping = object.pointer_mut("/discriminator/mapping");
        for (_, target) in mapping.and_then(Value::as_object_mut).into_iter().flatten() {
            if let Some(reference) = target.as_str().and_then(renamed) {
                *target = reference;
            }
        }
        true
    });
    if let Some(schemas) = schemas_mut(document) {
        *schemas = std::mem::take(schemas)
            .into_iter()
            .map(|(name, schema)| (plain.get(&*escape(&name)).cloned().unwrap_or(name), schema))
            .collect();
    }
    Ok(())
}

struct Names {
    taken: Taken,
    made: Map<String, Value>,
}

impl Names {
    fn lift_operation(&mut self, operation: &mut Value, id: &str) {
        let parameters = operation
            .get_mut("parameters")
            .and_then(Value::as_array_mut);
        for parameter in parameters.into_iter().flatten() {
            let name = format!("{id}{}", text(parameter, "name").to_upper_camel_case());
            if let Some(schema) = parameter.get_mut("schema") {
                self.lift(schema, &name);
            }
        }
        let body = operation.get_mut("requestBody");
        for schema in body.into_iter().flat_map(media_schemas_mut) {
            self.lift(schema, &format!("{id}Body"));
        }
        let responses = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut);
        for (_, response) in responses.into_iter().flatten() {
            for schema in media_schemas_mut(response) {
                self.lift(schema, &format!("{id}ResponseBody"));
            }
        }
    }

    /// Replaces `schema` by a reference if it is a type, after the schemas inside it.
    fn lift(&mut self, schema: &mut Value, name: &str) {
        let is_enum = text(schema, "type") == "string" && schema.get("enum").is_some();
        if !(is_enum || schema.get("oneOf").is_some() || has_properties(schema)) {
            self.lift_below(schema, name);
            return;
        }
        let name = self.taken.numbered(name);
        self.lift_below(schema, &name);
        let mut reference = ref_to(&name);
        let mut taken = std::mem::take(schema);
        let nullable = taken
            .as_object_mut()
            .and_then(|fields| fields.remove("nullable"));
        if nullable == Some(Value::Bool(true)) {
            reference = serde_json::json!({ "allOf": [reference], "nullable": true });
        }
        let own = [AT, "x-readOnly", "x-writeOnly", "x-default"];
        for key in own.into_iter().chain(OF_THE_PROPERTY) {
            if let Some(value) = taken.get(key) {
                reference[key] = value.clone();
            }
        }
        if let Some(description) = taken.get("description") {
            reference["x-description"] = description.clone();
        }
        *schema = reference;
        self.made.insert(name, taken);
    }

    fn lift_below(&mut self, schema: &mut Value, name: &str) {
        let Some(fields) = schema.as_object_mut() else {
            return;
        };
        for (key, value) in fields {
            match key.as_str() {
                "properties" => {
                    for (property, inner) in value.as_object_mut().into_iter().flatten() {
                        self.lift(inner, &format!("{name}{}", property.to_upper_camel_case()));
                    }
                }
                "items" => self.lift(value, &format!("{name}Item")),
                "additionalProperties" if value.is_object() => {
                    self.lift(value, &format!("{name}Value"));
                }
                "oneOf" => {
                    for (index, inner) in value.as_array_mut().into_iter().flatten().enumerate() {
                        let own = match text(inner, MEMBER) {
                            "" => format!("Variant{}", index + 1),
                            member => camel(member),
                        };
                        self.lift(inner, &format!("{name}{own}"));
                    }
                }
                _ => {}
            }
        }
    }
}

/// Named schemas get the name of their Rust type, which later stages use to find them.
///
/// ```yaml
/// pet-status: {enum: [sold]}    # before
/// PetStatus: {enum: [sold]}     # after
/// Option: {properties: {…}}     # before
/// OptionModel: {properties: {…}} # after
/// Pet: {…}, pet: {…}            # before
/// Pet: {…}, Pet2: {…}           # after
/// ```
pub fn use_rust_names(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    let mut renamed: BTreeMap<String, String> = BTreeMap::new();
    let mut taken = Taken::default();
    for (name, _) in schemas(document) {
        renamed.insert(name.clone(), taken.numbered(&rust_name(name)));
    }
    each_schema(document, |node| {
        if let Some(name) = schema_ref(node).and_then(|name| renamed.get(name)) {
            node["$ref"] = Value::from(format!("{SCHEMAS}{name}"));
        }
    });
    if let Some(schemas) = schemas_mut(document) {
        *schemas = std::mem::take(schemas)
            .into_iter()
            .map(|(name, schema)| (renamed.get(&name).cloned().unwrap_or(name), schema))
            .collect();
    }
    Ok(())
}

/// The name of the Rust type that the schema `name` becomes.
pub fn rust_name(name: &str) -> String {
    if RUNTIME_SCALARS.iter().any(|(runtime, _)| *runtime == name) {
        return name.to_owned();
    }
    let rust = type_name(name);
    if RESERVED.contains(&rust.as_str())
        || IMPORTED.contains(&rust.as_str())
        || RUNTIME_SCALARS.iter().any(|(runtime, _)| *runtime == rust)
    {
        format!("{rust}Model")
    } else {
        rust
    }
}
