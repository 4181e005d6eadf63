//! Generates doc examples: a few lines that compile, for every handle and every call.

use std::collections::BTreeSet;

use super::call_example::{END, Example, chain};
use crate::lower::rust_names::ident;
use crate::model::operation::{Body, Content, Operation, Parameter};
use crate::model::rust_type::Type;
use crate::model::schema::Schema;
use crate::model::tree::{Handle, Tree};
use crate::model::types::{Enum, Field, Kind, Types, Union, Variant};

/// The maximum depth of example values. Deeper values are defaults.
const DEEPEST: usize = 6;

const DEFAULT: &str = "Default::default()";
const EPOCH: &str = "std::time::SystemTime::UNIX_EPOCH";

/// Precedes the name of a type of the crate until the import is added. In literals it is escaped.
const TYPE: char = '\u{1}';

/// Generates the examples of one crate.
pub struct Examples<'a> {
    /// The crate's name in Rust.
    pub module: &'a str,
    /// The handle tree.
    pub tree: &'a Tree,
    /// The types.
    pub types: &'a Types<'a>,
}

impl Examples<'_> {
    /// How to get a handle: `let meeting = client.meeting("…");`.
    pub fn handle(&self, index: usize) -> String {
        let mut parts = self.reach(index);
        let imports = self.imported([&mut parts]);
        let chain = chain(&parts);
        let module = self.module;
        // Some arguments are constructed by functions that can fail.
        let (returned, end) = match chain.contains(")?") {
            true => (format!(" -> Result<(), {module}::Error>"), END),
            false => (String::new(), "# }"),
        };
        format!(
            "{imports}# fn example(client: {module}::Client){returned} {{\nlet handle = {chain};\n{end}"
        )
    }

    /// How to make a call with its required arguments and the given options.
    pub fn call(
        &self,
        handle: usize,
        method: &str,
        operation: &Operation,
        options: &[(String, &Parameter)],
    ) -> Example {
        let mut arguments: Vec<String> = operation
            .parameters
            .iter()
            .filter(|parameter| parameter.required && parameter.is_of_call())
            .map(|parameter| self.argument(parameter))
            .collect();
        let body = operation.body.as_ref().map(|body| self.body(body));
        let required = operation.body.as_ref().is_some_and(|body| body.required);
        if let Some(body) = body.clone().filter(|_| required) {
            arguments.push(body);
        }
        let mut chosen = Vec::new();
        if let Some(body) = body.filter(|_| !required) {
            chosen.push(format!(".body({body})"));
        }
        for (setter, parameter) in options {
            chosen.push(format!(".{}({})", ident(setter), self.argument(parameter)));
        }
        let mut handle = self.reach(handle);
        let imports = self.imported([&mut handle, &mut arguments, &mut chosen]);
        Example {
            module: self.module.to_owned(),
            imports,
            client: None,
            handle,
            method: ident(method).to_string(),
            arguments,
            options: chosen,
        }
    }

    /// How to build a client: with the required setters and a timeout.
    pub fn builder(&self, mut demanded: Vec<String>) -> String {
        let imports = self.imported([&mut demanded]);
        let module = self.module;
        format!(
            "use std::time::Duration;\n\n{imports}# fn example() -> Result<(), {module}::Error> {{\n\
             let client = {module}::Client::builder()\n    {}.timeout(Duration::from_secs(10))\n    .build()?;\n{END}",
            demanded
                .iter()
                .map(|setter| format!("{setter}\n    "))
                .collect::<String>(),
        )
    }

    /// Code in which types are written by their own names, after the import that it needs.
    pub fn with_imports(&self, code: String) -> (String, String) {
        let mut part = vec![code];
        let imports = self.imported([&mut part]);
        (imports, part.concat())
    }

    /// Replaces the paths of types by their names. Returns the import that they need.
    fn imported<'a>(&self, parts: impl IntoIterator<Item = &'a mut Vec<String>>) -> String {
        let mut names = BTreeSet::new();
        for part in parts.into_iter().flatten() {
            for behind in part.split(TYPE).skip(1) {
                let end = behind
                    .find(|c: char| !c.is_ascii_alphanumeric())
                    .unwrap_or(behind.len());
                names.insert(behind[..end].to_owned());
            }
            *part = part.replace(TYPE, "");
        }
        let prefix = format!("{}::types::", self.module);
        let names: Vec<String> = names.into_iter().collect();
        match names.as_slice() {
            [] => String::new(),
            [name] => format!("use {prefix}{name};\n\n"),
            names => format!("use {prefix}{{{}}};\n\n", names.join(", ")),
        }
    }

    /// The parts of the chain that returns a handle.
    fn reach(&self, index: usize) -> Vec<String> {
        if index == 0 {
            return vec!["client".to_owned()];
        }
        let handle: &Handle = &self.tree.handles[index];
        let mut parts = self.reach(handle.parent);
        let argument = handle
            .parameter
            .as_ref()
            .map(|parameter| self.given(&parameter.ty, &parameter.schema, &parameter.name, 0))
            .unwrap_or_default();
        parts.push(format!(".{}({argument})", ident(&handle.method)));
        parts
    }

    /// A value for a parameter.
    pub fn argument(&self, parameter: &Parameter) -> String {
        self.given(&parameter.ty, &parameter.schema, &parameter.name, 0)
    }

    fn body(&self, body: &Body) -> String {
        match &body.content {
            Content::Bytes(_) => "b\"bytes\".to_vec()".to_owned(),
            Content::Form(form) => {
                format!("&{}", self.exact(&form.ty, &Schema::default(), "body", 0))
            }
            Content::Json(Type::List(_), _) => "&Vec::new()".to_owned(),
            Content::Json(ty, _) => {
                format!("&{}", self.exact(ty, &Schema::default(), "body", 0))
            }
        }
    }

    /// An expression that a constructor, a setter or a call accepts for this type, such as `"a"` for a `String`.
    fn given(&self, ty: &Type, schema: &Schema, name: &str, depth: usize) -> String {
        match ty {
            Type::String | Type::Runtime("Secret" | "SecretUrl") => text(schema, name),
            Type::Runtime("FilePart") => "b\"bytes\".to_vec()".to_owned(),
            Type::Runtime("Timestamp") => EPOCH.to_owned(),
            Type::Named(own) if self.is_id(own) => text(schema, name),
            Type::Boxed(inner) => self.given(inner, schema, name, depth),
            Type::Option(inner) if inner.is_collection() => "None".to_owned(),
            Type::List(item) => {
                let unknown = Schema::default();
                let of = schema.inner.as_deref().unwrap_or(&unknown);
                let item = match item.is_collection() {
                    true => self.exact(item, of, name, depth + 1),
                    false => self.given(item, of, name, depth + 1),
                };
                format!("[{item}]")
            }
            ty => self.exact(ty, schema, name, depth),
        }
    }

    /// An expression of exactly this type.
    fn exact(&self, ty: &Type, schema: &Schema, name: &str, depth: usize) -> String {
        let module = self.module;
        let minimum = schema.bounds.minimum.as_ref();
        let number = minimum
            .and_then(|limit| limit.number.as_f64())
            .unwrap_or(1.0);
        match ty {
            Type::Bool => "true".to_owned(),
            Type::Float => format!("{number:?}"),
            Type::Integer(_) => format!("{}", number.max(1.0)),
            Type::Runtime("Timestamp") => format!("{module}::Timestamp::from({EPOCH})"),
            Type::Runtime("FilePart") => {
                format!("{module}::FilePart::from(b\"bytes\".to_vec())")
            }
            Type::Runtime("Date") => format!("{module}::Date::from_ymd(2026, 1, 31)?"),
            Type::Runtime(scalar) => format!("{module}::{scalar}::from({})", text(schema, name)),
            Type::String => format!("{}.to_owned()", text(schema, name)),
            Type::Json => "serde_json::Value::Null".to_owned(),
            Type::Boxed(inner) => format!("Box::new({})", self.exact(inner, schema, name, depth)),
            Type::Option(inner) => format!("Some({})", self.exact(inner, schema, name, depth)),
            // A list may contain itself.
            Type::List(_) if depth >= DEEPEST => "Vec::new()".to_owned(),
            Type::List(item) => {
                let unknown = Schema::default();
                let of = schema.inner.as_deref().unwrap_or(&unknown);
                format!("vec![{}]", self.exact(item, of, name, depth + 1))
            }
            Type::Named(own) if self.is_id(own) => {
                format!("{TYPE}{own}::from({})", text(schema, name))
            }
            Type::Named(own) => self.named(own, depth),
            Type::Field(_) | Type::Map(_) | Type::JsonObject => DEFAULT.to_owned(),
        }
    }

    fn is_id(&self, name: &str) -> bool {
        matches!(
            self.types.get(name).map(|found| &found.kind),
            Some(Kind::Id)
        )
    }

    /// A value of an object, an enum or a union.
    fn named(&self, name: &str, depth: usize) -> String {
        let path = format!("{TYPE}{name}");
        match self.types.get(name).map(|found| &found.kind) {
            Some(Kind::Enum(Enum { variants, .. })) if !variants.is_empty() => {
                format!("{path}::{}", variants[0].0)
            }
            Some(Kind::Union(Union { variants, .. })) if !variants.is_empty() => {
                let Variant {
                    name: variant,
                    ty,
                    is_boxed,
                    schema,
                    ..
                } = &variants[0];
                let value = self.exact(ty, schema, name, depth + 1);
                match is_boxed {
                    true => format!("{path}::{variant}(Box::new({value}))"),
                    false => format!("{path}::{variant}({value})"),
                }
            }
            Some(Kind::Struct(of)) if depth < DEEPEST => {
                let value = |field: &Field, ty: &Type| {
                    self.given(ty, &field.schema, field.wire_name, depth + 1)
                };
                let required: Vec<String> = of
                    .demanded()
                    .map(|field| value(field, field.argument()))
                    .collect();
                let mut example = format!("{path}::new({})", required.join(", "));
                let is_set = |field: &&Field| field.is_recommended && !field.is_required;
                for field in of.fields.iter().filter(is_set) {
                    let value = value(field, field.ty.held());
                    example.push_str(&format!(".{}({value})", field.rust_name));
                }
                example
            }
            _ => DEFAULT.to_owned(),
        }
    }
}

/// A string for the value `name`: the document's example if it has one.
fn text(schema: &Schema, name: &str) -> String {
    format!("{:?}", schema.example.as_deref().unwrap_or(name))
}
