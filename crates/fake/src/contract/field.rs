//! Names of fields in messages.

/// A JSON pointer as a readable path, `participants[2].name`; `root` if it is empty.
pub fn field(root: &str, pointer: &str) -> String {
    let mut name = String::new();
    for segment in pointer.split('/').skip(1) {
        let segment = segment.replace("~1", "/").replace("~0", "~");
        if segment.parse::<usize>().is_ok() {
            name.push_str(&format!("[{segment}]"));
            continue;
        }
        if !name.is_empty() {
            name.push('.');
        }
        name.push_str(&segment);
    }
    if name.is_empty() {
        root.to_owned()
    } else {
        name
    }
}
