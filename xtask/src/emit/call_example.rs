//! An example of a call, in parts: some of them are values of the document, whose text is never searched.

/// The maximum length of a chain of calls on one line.
const LINE: usize = 88;

/// The last line of an example.
pub const END: &str = "# Ok(()) }";

/// An example of a call.
pub struct Example {
    /// The crate's name in Rust.
    pub module: String,
    /// The import at its beginning; empty if it needs none.
    pub imports: String,
    /// The expression that creates the client; `None` if the client is an argument.
    pub client: Option<String>,
    /// The handle, part by part.
    pub handle: Vec<String>,
    /// The method of the call.
    pub method: String,
    /// The required arguments.
    pub arguments: Vec<String>,
    /// Setters of options, and other methods of the call.
    pub options: Vec<String>,
}

impl Example {
    /// The call, awaited.
    pub fn text(&self) -> String {
        self.of(&format!("let response = {};", chain(&self.call(".await?"))))
    }

    /// The same as a stream of all items.
    pub fn stream(&self) -> String {
        let items = chain(&self.call(".stream()"));
        self.of(&format!(
            "let mut items = {items};\nwhile let Some(item) = items.try_next().await? {{\n    println!(\"{{item:?}}\");\n}}"
        ))
    }

    /// The same call for many bodies, by the method `many`.
    pub fn many(&self, many: &str) -> String {
        let bodies: Vec<&str> = self
            .arguments
            .iter()
            .map(|body| body.strip_prefix('&').unwrap_or(body))
            .collect();
        let mut parts = self.handle.clone();
        parts.push(format!(".{many}([{}], 8)", bodies.join(", ")));
        self.of(&format!(
            "let mut outcomes = {};\nwhile let Some((position, outcome)) = outcomes.next().await {{\n    \
             println!(\"{{position}}: {{outcome:?}}\");\n}}",
            chain(&parts)
        ))
    }

    /// The same as a program.
    pub fn program(&self) -> String {
        let client = self
            .client
            .iter()
            .map(|made| format!("let client = {made};\n"));
        let body = client.collect::<String>()
            + &format!("let response = {};", chain(&self.call(".await?")));
        let lines: Vec<String> = body.lines().map(|line| format!("    {line}\n")).collect();
        format!(
            "{}#[tokio::main]\nasync fn main() -> Result<(), {}::Error> {{\n{}    println!(\"{{response:?}}\");\n    Ok(())\n}}",
            self.imports,
            self.module,
            lines.concat(),
        )
    }

    fn call(&self, last: &str) -> Vec<String> {
        let mut parts = self.handle.clone();
        parts.push(format!(".{}({})", self.method, self.arguments.join(", ")));
        parts.extend(self.options.iter().cloned());
        parts.push(last.to_owned());
        parts
    }

    /// The function around it, which is hidden in the documentation.
    fn of(&self, body: &str) -> String {
        let (imports, module) = (&self.imports, &self.module);
        let (given, made) = match &self.client {
            None => (format!("client: {module}::Client"), String::new()),
            Some(made) => (String::new(), format!("let client = {made};\n")),
        };
        format!(
            "{imports}# async fn example({given}) -> Result<(), {module}::Error> {{\n{made}{body}\n{END}"
        )
    }
}

/// The parts of a chain on one line, or on one line each if that is too long.
pub fn chain(parts: &[String]) -> String {
    let line = parts.concat();
    if line.len() <= LINE {
        return line;
    }
    parts.join("\n    ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_in_an_example_is_not_treated_as_code() {
        let value = format!("{:?}", "let response = .await?; .add(& # Ok(()) }\n```");
        let example = Example {
            module: "api".to_owned(),
            imports: String::new(),
            client: None,
            handle: vec!["client".to_owned()],
            method: "add".to_owned(),
            arguments: vec![format!("&{value}")],
            options: Vec::new(),
        };
        for text in [
            example.text(),
            example.stream(),
            example.many("add_many"),
            example.program(),
        ] {
            assert_eq!(text.matches(&value).count(), 1, "{text}");
        }
    }
}
