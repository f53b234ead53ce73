//! Describes JSON Schemas in HTML.

use std::fmt::Write;

use serde_json::Value;

/// Escapes a text for HTML, between tags or in an attribute.
pub(in crate::app) fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
    html
}

/// Renders a description: escaped, with `code` marked.
pub(super) fn prose(description: &Value) -> String {
    let text = escape(description.as_str().unwrap_or_default());
    let mut html = String::new();
    for (index, part) in text.split('`').enumerate() {
        if index % 2 == 1 {
            let _ = write!(html, "<code>{part}</code>");
        } else {
            html.push_str(part);
        }
    }
    html
}

/// Renders the schemas of a body by media type.
pub(super) fn shape_of_content(content: &Value) -> String {
    let mut html = String::new();
    for (media, body) in content.as_object().into_iter().flatten() {
        let schema = &body["schema"];
        // JSON is the default and not mentioned.
        if media != "application/json" {
            let _ = write!(html, " <small>{}</small>", escape(media));
        }
        html.push_str(&shape(schema));
    }
    html
}

/// Renders a schema as a table of its fields, or in one line if it has none.
pub(super) fn shape(schema: &Value) -> String {
    let parts: Vec<&Value> = schema["allOf"].as_array().map_or_else(|| vec![schema], |all| all.iter().collect());
    let has_fields = parts.iter().any(|part| part.get("properties").is_some());
    if !has_fields {
        return format!("<p>{}</p>", type_of(schema));
    }
    let mut html = String::from("<div class=\"wide\"><table><tbody>");
    for part in parts {
        let required = |name: &str| part["required"].as_array().is_some_and(|all| all.iter().any(|one| one == name));
        if part.get("$ref").is_some() {
            let _ = write!(html, "<tr><th scope=\"row\">all of</th><td colspan=\"2\">{}</td></tr>", type_of(part));
        }
        for (name, field) in part["properties"].as_object().into_iter().flatten() {
            let needed = if required(name) { "" } else { " <small>optional</small>" };
            let _ = write!(
                html,
                "<tr><th scope=\"row\"><code>{}</code>{needed}</th><td>{}</td><td>{}</td></tr>",
                escape(name),
                type_of(field),
                prose(&field["description"]),
            );
        }
    }
    html.push_str("</tbody></table></div>");
    html
}

/// Renders a schema in one line: `list of Task`, `text, 1 to 100 characters`, `"good" or "bad"`.
pub(super) fn type_of(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|target| target.rsplit('/').next()) {
        let name = escape(name);
        return format!("<a href=\"#schema-{name}\">{name}</a>");
    }
    for several in ["oneOf", "anyOf", "allOf"] {
        if let Some(all) = schema[several].as_array() {
            let joint = if several == "allOf" { " and " } else { " or " };
            return all.iter().map(type_of).collect::<Vec<_>>().join(joint);
        }
    }
    if let Some(one) = schema.get("const") {
        return format!("<code>{}</code>", escape(&one.to_string()));
    }
    let nullable = schema["type"].as_array().is_some_and(|all| all.iter().any(|one| one == "null"));
    let mut words = match schema["enum"].as_array() {
        Some(values) => {
            let values: Vec<String> = values
                .iter()
                .filter(|value| !value.is_null())
                .map(|v| format!("<code>{}</code>", escape(&v.to_string())))
                .collect();
            values.join(" or ")
        }
        None => plain(schema),
    };
    if let Some(format) = schema["format"].as_str() {
        let _ = write!(words, ", <small>{}</small>", escape(format));
    }
    for limit in [
        limits(schema, "minLength", "maxLength", "characters"),
        limits(schema, "minimum", "maximum", ""),
        limits(schema, "minItems", "maxItems", "items"),
    ]
    .into_iter()
    .flatten()
    {
        let _ = write!(words, ", {limit}");
    }
    if let Some(default) = schema.get("default").filter(|default| !default.is_null()) {
        let _ = write!(words, ", default {}", escape(&default.to_string()));
    }
    if nullable {
        words.push_str(" or null");
    }
    words
}

fn plain(schema: &Value) -> String {
    let kind = match &schema["type"] {
        Value::String(kind) => kind.as_str(),
        Value::Array(all) => all.iter().filter_map(Value::as_str).find(|kind| *kind != "null").unwrap_or("null"),
        _ => "",
    };
    match kind {
        "string" => "text".into(),
        "integer" => "whole number".into(),
        "number" => "number".into(),
        "boolean" => "true or false".into(),
        "array" => format!("list of {}", type_of(&schema["items"])),
        "object" if schema["additionalProperties"].is_object() => {
            format!("object of {}", type_of(&schema["additionalProperties"]))
        }
        "object" => match schema["properties"].as_object() {
            Some(fields) => {
                let fields: Vec<String> = fields
                    .iter()
                    .map(|(name, field)| format!("<code>{}</code>: {}", escape(name), type_of(field)))
                    .collect();
                format!("{{{}}}", fields.join(", "))
            }
            None => "object".into(),
        },
        "null" => "null".into(),
        _ => "anything".into(),
    }
}

fn limits(schema: &Value, least: &str, most: &str, unit: &str) -> Option<String> {
    let number = |name: &str| schema.get(name).filter(|value| value.is_number()).map(ToString::to_string);
    let words = match (number(least), number(most)) {
        (Some(least), Some(most)) if least == most => least,
        (Some(least), Some(most)) => format!("{least} to {most}"),
        (Some(least), None) => format!("at least {least}"),
        (None, Some(most)) => format!("at most {most}"),
        (None, None) => return None,
    };
    Some(format!("{words} {unit}").trim_end().to_owned())
}
