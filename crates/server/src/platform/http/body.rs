//! Reading JSON bodies, and the problems that name what is wrong with one.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use axum::http::StatusCode;

use crate::platform::problem::Problem;

/// A type that a request's body can be read into.
///
/// Only syntax and types are checked here. Lengths and ranges are checked by the action, after it has
/// found that the object exists and belongs to the user.
pub trait Input: Sized {
    /// Whether the body may be missing.
    const MAY_BE_EMPTY: bool = false;

    /// Reads `body`.
    ///
    /// # Errors
    /// 400 `invalid-json`, or 422 naming the field.
    fn read(body: &[u8]) -> Result<Self, Problem>;
}

impl<T: DeserializeOwned> Input for T {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        if body.is_empty() {
            return Err(invalid_json("A JSON body is needed."));
        }
        require_object(body)?;
        let mut source = serde_json::Deserializer::from_slice(body);
        let value = serde_path_to_error::deserialize(&mut source).map_err(|error| {
            let path = error.path().to_string();
            // serde_json reports a syntax error when an enum's value is a number, for example.
            if !error.inner().is_data() && serde_json::from_slice::<serde_json::Value>(body).is_ok() {
                return wrong_field(&path, "");
            }
            explain(&path, error.inner())
        })?;
        source.end().map_err(|_| invalid_json("There is something after the end of the JSON value."))?;
        Ok(value)
    }
}

/// The input of calls that take no body: no bytes, or an empty object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoBody;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

impl Input for NoBody {
    const MAY_BE_EMPTY: bool = true;

    fn read(body: &[u8]) -> Result<Self, Problem> {
        if !body.is_empty() {
            let Nothing {} = Nothing::read(body)?;
        }
        Ok(Self)
    }
}

/// The input of calls whose body is optional.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Optional<T>(pub Option<T>);

impl<T: DeserializeOwned> Input for Optional<T> {
    const MAY_BE_EMPTY: bool = true;

    fn read(body: &[u8]) -> Result<Self, Problem> {
        if body.is_empty() { Ok(Self(None)) } else { T::read(body).map(|value| Self(Some(value))) }
    }
}

/// Checks that a body is an object: serde also reads a struct from a list of its fields.
fn require_object(body: &[u8]) -> Result<(), Problem> {
    if body.trim_ascii_start().starts_with(b"{") {
        return Ok(());
    }
    match serde_json::from_slice::<serde::de::IgnoredAny>(body) {
        Ok(_) => Err(Problem::field("body", "wrong-type", "Expected an object.")),
        Err(error) => Err(explain("", &error)),
    }
}

fn invalid_json(detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "invalid-json", "The body is not valid JSON").detail(detail)
}

fn explain(path: &str, error: &serde_json::Error) -> Problem {
    match error.classify() {
        Category::Data => wrong_field(path, &error.to_string()),
        Category::Syntax | Category::Eof | Category::Io => {
            invalid_json(format!("It is cut off or wrong at line {}, column {}.", error.line(), error.column()))
        }
    }
}

/// Returns a problem that names the field which serde's `message` is about.
///
/// The message itself is not repeated where it may hold what the client sent.
pub(super) fn wrong_field(path: &str, message: &str) -> Problem {
    let path = if path == "." || path == "?" { "" } else { path };
    let quoted = |prefix: &str| message.strip_prefix(prefix).and_then(|rest| rest.split('`').next());
    if let Some(name) = quoted("missing field `") {
        return Problem::field(join(path, name), "required", "This field is required.");
    }
    if let Some(name) = quoted("duplicate field `") {
        return Problem::field(join(path, name), "duplicate", "This field is given twice.");
    }
    if let Some(name) = quoted("unknown field `") {
        // The path may or may not end with the unknown name already.
        let parent = path.strip_suffix(name).map_or(path, |parent| parent.trim_end_matches('.'));
        return Problem::field(join(parent, name), "unknown-field", "There is no field of this name.");
    }
    let field = if path.is_empty() { "body" } else { path };
    if let Some(known) = message.strip_prefix("unknown variant ").and_then(|rest| rest.split_once("expected ")) {
        let known = known.1.split(" at line").next().unwrap_or_default().replace('`', "");
        return Problem::field(field, "unknown-value", format!("Expected {known}."));
    }
    let expected = message.split_once(", expected ").map(|(_, rest)| rest.split(" at line").next().unwrap_or(rest));
    match expected {
        Some(expected) if expected.starts_with("struct ") => Problem::field(field, "wrong-type", "Expected an object."),
        Some(expected) => Problem::field(field, "wrong-type", format!("Expected {}.", describe_type(expected))),
        None => Problem::field(field, "wrong-type", "This has an unexpected type."),
    }
}

/// Describes a type that serde names, for people.
fn describe_type(expected: &str) -> String {
    match expected {
        "u8" | "u16" | "u32" | "u64" => "a whole number that is not negative and not too large".to_owned(),
        "i8" | "i16" | "i32" | "i64" => "a whole number that is not too large".to_owned(),
        "f32" | "f64" => "a number".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "a string" | "string" | "str" => "text".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" => "an object".to_owned(),
        other => other.replace('`', ""),
    }
}

fn join(parent: &str, name: &str) -> String {
    if parent.is_empty() { name.to_owned() } else { format!("{parent}.{name}") }
}

/// Returns whether U+0000 is anywhere in this JSON, as itself or as `\u0000`. PostgreSQL refuses it in
/// text and SQLite stores it, so it is refused before either gets it.
pub(super) fn has_nul(body: &[u8]) -> bool {
    let mut rest = body;
    while let Some(at) = rest.iter().position(|&byte| byte == b'\\' || byte == 0) {
        if rest[at] == 0 || rest[at + 1..].starts_with(b"u0000") {
            return true;
        }
        // An escape is two bytes at least: `\\u0000` is a backslash and five characters.
        rest = rest.get(at + 2..).unwrap_or_default();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Plan {
        name: String,
        #[serde(default)]
        days: Vec<Day>,
        kind: Option<Kind>,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Day {
        day: u8,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Good,
        Bad,
    }

    fn fault(body: &str) -> (u16, &'static str, String, String) {
        let problem = Plan::read(body.as_bytes()).unwrap_err();
        let (field, code) = problem.errors.first().map(|e| (e.field.clone(), e.code)).unwrap_or_default();
        (problem.status.as_u16(), problem.code, field, code.to_owned())
    }

    #[test]
    fn names_the_field() {
        let invalid = |field: &str, code: &str| (422, "invalid-input", field.to_owned(), code.to_owned());
        assert_eq!(fault(r#"{}"#), invalid("name", "required"));
        assert_eq!(fault(r#"{"name":"a","x":1}"#), invalid("x", "unknown-field"));
        assert_eq!(fault(r#"{"name":1}"#), invalid("name", "wrong-type"));
        assert_eq!(fault(r#"{"name":"a","name":"b"}"#), invalid("name", "duplicate"));
        assert_eq!(fault(r#"{"name":"a","days":[{"day":1},{"day":"x"}]}"#), invalid("days[1].day", "wrong-type"));
        assert_eq!(fault(r#"{"name":"a","days":[{"day":1000}]}"#), invalid("days[0].day", "wrong-type"));
        assert_eq!(fault(r#"{"name":"a","days":[{}]}"#), invalid("days[0].day", "required"));
        assert_eq!(fault(r#"{"name":"a","days":[{"day":1,"y":2}]}"#), invalid("days[0].y", "unknown-field"));
        assert_eq!(fault(r#"{"name":"a","kind":"ugly"}"#), invalid("kind", "unknown-value"));
        assert_eq!(fault(r#"["a"]"#), invalid("body", "wrong-type"));
        assert_eq!(fault(r#"{"name":"a","days":[7]}"#), invalid("days[0]", "wrong-type"));
        assert_eq!(fault(r#""text""#), invalid("body", "wrong-type"));
    }

    #[test]
    fn invalid_json_is_400() {
        let deep = "[".repeat(100_000);
        for body in ["", "{", "[1", "{\"name\":\"a\"} x", "name=a", "\u{feff}{}", r#"{"name":"\ud800"}"#, deep.as_str()]
        {
            let (status, code, ..) = fault(body);
            assert_eq!((status, code), (400, "invalid-json"), "{body:.20}");
        }
        assert_eq!(Plan::read(b"{\"name\":\"\xff\"}").unwrap_err().code, "invalid-json");
    }

    #[test]
    fn problems_do_not_repeat_the_input() {
        let problem = Plan::read(br#"{"name":"a","days":"my secret"}"#).unwrap_err();
        assert!(!format!("{problem:?}").contains("secret"));
        let problem = Plan::read(br#"{"name":"a","kind":"my secret"}"#).unwrap_err();
        assert!(!format!("{problem:?}").contains("secret"));
    }

    #[test]
    fn optional_bodies() {
        assert_eq!(NoBody::read(b""), Ok(NoBody));
        assert_eq!(NoBody::read(b"{}"), Ok(NoBody));
        assert_eq!(NoBody::read(b"{\"a\":1}").unwrap_err().errors[0].code, "unknown-field");
        assert_eq!(Optional::<Day>::read(b"").unwrap(), Optional(None));
        assert_eq!(Optional::<Day>::read(b"{\"day\":1}").unwrap(), Optional(Some(Day { day: 1 })));
        assert!(Optional::<Day>::read(b"{}").is_err());
    }

    #[test]
    fn has_nul_finds_every_spelling() {
        assert!(has_nul(b"{\"a\":\"\0\"}"));
        assert!(has_nul(br#"{"a":"x\u0000y"}"#));
        assert!(has_nul(br#"{"a":"\\\u0000"}"#));
        assert!(!has_nul(br#"{"a":"\\u0000"}"#));
        assert!(!has_nul(br#"{"a":"\u0001 u0000"}"#));
        assert!(!has_nul(br#"\"#));
    }
}
