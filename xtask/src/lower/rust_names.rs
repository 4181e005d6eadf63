//! Rust names for wire names: ASCII, not a keyword, not starting with a digit.

use heck::{ToSnakeCase, ToUpperCamelCase};
use proc_macro2::{Ident, Span};

use crate::source::is_device;

/// A list of names as strings, in few lines.
macro_rules! names {
    ($($name:ident)*) => { &[$(stringify!($name)),*] };
}
pub(crate) use names;

/// Type names of the runtime that emitted files import if they use them. Types of the document get
/// other names.
pub const IMPORTED: &[&str] = names![
    Call Date Error Field FilePart Integer IntoOption IntoOptionalList InvalidRequestError ItemStream ListStyle Many
    Method Operation Page Param Payload RateLimit RateScope Resource ResponseStream RetryPolicy Secret SecretUrl
    ServerEvent Timestamp Validate
];

/// Methods of well-known traits. A setter with such a name could be mistaken for the trait's method.
pub const TRAIT_METHODS: &[&str] = names![
    clone default eq fmt cmp hash add sub mul div rem neg not shl shr bitand bitor bitxor deref drop index next
    borrow into_iter from_str from_iter as_ref
];

/// A keyword that `syn` does not know yet, and names that clippy reports as placeholders.
const UNWANTED: [&str; 4] = ["gen", "foo", "baz", "quux"];

/// Whether a name is a keyword of Rust.
pub fn is_keyword(name: &str) -> bool {
    name == "gen" || syn::parse_str::<Ident>(name).is_err()
}

/// A Rust identifier. Keywords and names that clippy reports get `_` at the end (callers would have to write a raw
/// identifier as `r#…`); a name that starts with a digit gets `x` in front.
pub fn ident(name: &str) -> Ident {
    let plain = legal(name, "x");
    let parsed = syn::parse_str(&plain).ok();
    let parsed = parsed.filter(|_| !UNWANTED.contains(&plain.as_str()));
    parsed.unwrap_or_else(|| Ident::new(&format!("{plain}_"), Span::call_site()))
}

/// The name of a method, an argument or a file: `pet-id` becomes `pet_id`.
pub fn snake(name: &str) -> String {
    ident(&ascii(name).to_snake_case()).to_string()
}

/// A part of a type name: `pet-id` becomes `PetId`.
pub fn camel(name: &str) -> String {
    legal(&ascii(name).to_upper_camel_case(), "X")
}

/// The name of a type, in a form that progenitor does not change: `X_Y` becomes `Xy`.
pub fn type_name(name: &str) -> String {
    camel(&camel(name))
}

/// The name of an operation: `GetPet-by-id` becomes `get_pet_by_id`. `None` if it has no ASCII letter or digit.
pub fn operation(id: &str) -> Option<String> {
    let snake = ascii(id).to_snake_case();
    let name = legal(&snake, "x");
    let is_keyword = ident(&name) != name;
    match snake.as_str() {
        "" => None,
        _ if is_keyword => Some(format!("{name}_operation")),
        _ => Some(name),
    }
}

/// The same name in ASCII: Latin letters lose their accents, and every other character that an identifier cannot have
/// becomes a space.
fn ascii(name: &str) -> String {
    let mut ascii = String::new();
    for c in name.chars() {
        match c {
            c if c.is_ascii_alphanumeric() || c == '_' => ascii.push(c),
            // A combining accent after its letter.
            '\u{300}'..='\u{36f}' => {}
            c => match LATIN.iter().find(|(letters, _)| letters.contains(c)) {
                Some((_, plain)) => ascii.push_str(plain),
                None => ascii.push(' '),
            },
        }
    }
    ascii
}

/// Letters with accents, and their replacements.
const LATIN: [(&str, &str); 50] = [
    ("àáâãäåāăą", "a"),
    ("ÀÁÂÃÄÅĀĂĄ", "A"),
    ("æ", "ae"),
    ("Æ", "Ae"),
    ("çćĉċč", "c"),
    ("ÇĆĈĊČ", "C"),
    ("ðďđ", "d"),
    ("ÐĎĐ", "D"),
    ("èéêëēĕėęě", "e"),
    ("ÈÉÊËĒĔĖĘĚ", "E"),
    ("ĝğġģ", "g"),
    ("ĜĞĠĢ", "G"),
    ("ĥħ", "h"),
    ("ĤĦ", "H"),
    ("ìíîïĩīĭįı", "i"),
    ("ÌÍÎÏĨĪĬĮİ", "I"),
    ("ĵ", "j"),
    ("Ĵ", "J"),
    ("ķ", "k"),
    ("Ķ", "K"),
    ("ĺļľŀł", "l"),
    ("ĹĻĽĿŁ", "L"),
    ("ñńņňŋ", "n"),
    ("ÑŃŅŇŊ", "N"),
    ("òóôõöøōŏő", "o"),
    ("ÒÓÔÕÖØŌŎŐ", "O"),
    ("œ", "oe"),
    ("Œ", "Oe"),
    ("ŕŗř", "r"),
    ("ŔŖŘ", "R"),
    ("śŝşšș", "s"),
    ("ŚŜŞŠȘ", "S"),
    ("ß", "ss"),
    ("ẞ", "SS"),
    ("ţťŧț", "t"),
    ("ŢŤŦȚ", "T"),
    ("þ", "th"),
    ("Þ", "Th"),
    ("ùúûüũūŭůűų", "u"),
    ("ÙÚÛÜŨŪŬŮŰŲ", "U"),
    ("ŵ", "w"),
    ("Ŵ", "W"),
    ("ýÿŷ", "y"),
    ("ÝŶŸ", "Y"),
    ("źżž", "z"),
    ("ŹŻŽ", "Z"),
    ("ª", "a"),
    ("º", "o"),
    ("µ", "u"),
    ("ſ", "s"),
];

fn legal(name: &str, front: &str) -> String {
    let plain: String = name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
        .collect();
    if plain.trim_matches('_').is_empty() || plain.starts_with(|c: char| c.is_ascii_digit()) {
        format!("{front}{}", plain.trim_matches('_'))
    } else {
        plain
    }
}

/// `petId` and `pet-id` become `pet`; `id` alone is kept.
pub fn bare(name: &str) -> String {
    let snake = snake(name);
    match snake
        .strip_suffix("_id")
        .or_else(|| snake.strip_suffix("_uuid"))
    {
        Some(bare) if !bare.is_empty() => bare.to_owned(),
        _ => snake,
    }
}

/// The singular of an English plural; `None` if the word is not a plural.
pub fn singular(word: &str) -> Option<String> {
    let lower = word.to_lowercase();
    if let Some(stem) = lower.strip_suffix("ies") {
        return Some(format!("{stem}y"));
    }
    for ending in ["sses", "ches", "shes", "xes", "zes"] {
        if lower.ends_with(ending) {
            return Some(lower[..lower.len() - 2].to_owned());
        }
    }
    if lower.ends_with("ss") || lower.ends_with("us") || lower.ends_with("is") {
        return None;
    }
    lower
        .strip_suffix('s')
        .filter(|stem| !stem.is_empty())
        .map(|_| word[..word.len() - 1].to_owned())
}

/// The file name for a file of the document. `types` would give `types/types.rs`, a module inside one with the same
/// name, and `types/examples/` already exists.
pub fn file_name(stem: &str) -> String {
    match snake(stem).as_str() {
        name if ["types", "resources", "examples", "mod_"].contains(&name) || is_device(name) => {
            format!("{}_of_api", name.trim_end_matches('_'))
        }
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{camel, ident, operation, snake, type_name};

    #[test]
    fn every_name_becomes_an_identifier() {
        assert_eq!(ident("match").to_string(), "match_");
        assert_eq!(ident("2fa").to_string(), "x2fa");
        assert_eq!(ident("foo").to_string(), "foo_");
        assert_eq!(ident("").to_string(), "x");
        assert_eq!(snake("pet-Id"), "pet_id");
        assert_eq!(snake("ünï"), "uni");
        assert_eq!(snake("u\u{308}ber"), "uber");
        assert_eq!(snake("Größe"), "grosse");
        assert_eq!(camel("ØreSund"), "OreSund");
        assert_eq!(snake("名前"), "x");
        assert_eq!(snake("loop"), "loop_");
        assert_eq!(camel("2fa"), "X2fa");
        for (name, ty) in [
            ("A.A", "Aa"),
            ("X_Y", "Xy"),
            ("Point_X_Y", "PointXy"),
            ("aB", "Ab"),
            ("I.P.Address", "IpAddress"),
            ("400", "X400"),
            ("pet-status", "PetStatus"),
        ] {
            assert_eq!(type_name(name), ty);
            assert_eq!(type_name(ty), ty);
        }
        assert_eq!(operation("GetPet-by-id").unwrap(), "get_pet_by_id");
        assert_eq!(operation("größe.über").unwrap(), "grosse_uber");
        assert_eq!(operation("3things").unwrap(), "x3things");
        assert_eq!(operation("gen").unwrap(), "gen_operation");
        assert_eq!(operation("日本"), None);
        assert_eq!(camel("peer-report"), "PeerReport");
    }
}
