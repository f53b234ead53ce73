//! `/api/docs`: the OpenAPI document as a page without scripts.

mod schema;

use std::collections::BTreeMap;
use std::fmt::Write;

use axum::http::header;
use axum::response::IntoResponse;
use serde_json::Value;

pub(super) use schema::escape;
use schema::{prose, shape, shape_of_content, type_of};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Serves the page's style sheet, which the landing page shares.
pub(super) async fn style() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, include_str!("docs.css"))
}

struct Call<'d> {
    path: &'d str,
    method: &'d str,
    operation: &'d Value,
}

/// Renders `document`.
pub(super) fn page(document: &Value) -> String {
    let groups = by_tag(document);
    let mut html = String::from(HEAD);
    let info = &document["info"];
    let _ = write!(
        html,
        "<header><h1>{} API <small>{}</small></h1><p>{}</p><p>{GENERAL}</p>\
         <p><a href=\"/api/v1/openapi.json\">OpenAPI document</a> · <a href=\"/licenses\">Third-party licenses</a></p></header>",
        text(&info["title"]),
        text(&info["version"]),
        prose(&info["description"]),
    );
    html.push_str("<nav aria-label=\"Calls\">");
    for (tag, calls) in &groups {
        let _ = write!(html, "<h2><a href=\"#tag-{0}\">{0}</a></h2><ul>", escape(tag));
        for call in calls {
            let (path, method) = (escape(call.path), call.method);
            let _ =
                write!(html, "<li><a href=\"#{}\"><b class=\"{method}\">{method}</b> {path}</a></li>", call.anchor());
        }
        html.push_str("</ul>");
    }
    html.push_str("<h2><a href=\"#schemas\">Schemas</a></h2></nav><main>");
    if groups.is_empty() {
        html.push_str("<p>There are no calls yet.</p>");
    }
    for (tag, calls) in &groups {
        let _ = write!(html, "<section id=\"tag-{0}\"><h2>{0}</h2>", escape(tag));
        for call in calls {
            call.write(&mut html);
        }
        html.push_str("</section>");
    }
    write_schemas(&mut html, document);
    html.push_str("</main></body></html>\n");
    html
}

fn by_tag(document: &Value) -> BTreeMap<String, Vec<Call<'_>>> {
    let mut groups: BTreeMap<String, Vec<Call<'_>>> = BTreeMap::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                let tag = operation["tags"][0].as_str().unwrap_or("other").to_owned();
                groups.entry(tag).or_default().push(Call { path, method, operation });
            }
        }
    }
    groups
}

impl Call<'_> {
    fn anchor(&self) -> String {
        let path: String = self.path.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        format!("{}{path}", self.method)
    }

    fn write(&self, html: &mut String) {
        let Self { path, method, operation } = self;
        let _ = write!(
            html,
            "<article id=\"{}\"><h3><b class=\"{method}\">{method}</b> <code>{}</code></h3>",
            self.anchor(),
            escape(path)
        );
        let summary = operation.get("summary").or(operation.get("description")).unwrap_or(&Value::Null);
        if !summary.is_null() {
            let _ = write!(html, "<p>{}</p>", prose(summary));
        }
        if operation.get("summary").is_some() && operation.get("description").is_some() {
            let _ = write!(html, "<p>{}</p>", prose(&operation["description"]));
        }
        if is_open(operation) {
            html.push_str("<p class=\"note\">No session needed.</p>");
        }
        self.write_parameters(html);
        if let Some(body) = operation.get("requestBody") {
            let needed = if body["required"] == true { "" } else { " <small>optional</small>" };
            let _ = write!(html, "<h4>Body{needed}</h4>{}", shape_of_content(&body["content"]));
        }
        html.push_str("<h4>Answers</h4><dl>");
        let responses = operation["responses"].as_object().into_iter().flatten();
        // The top of the page describes the default response once.
        for (status, response) in responses.filter(|(status, _)| *status != "default") {
            let shape = shape_of_content(&response["content"]);
            let _ = write!(html, "<dt>{}</dt><dd>{}{shape}</dd>", escape(status), prose(&response["description"]));
        }
        html.push_str("</dl></article>");
    }

    fn write_parameters(&self, html: &mut String) {
        let all = self.operation["parameters"].as_array().into_iter().flatten();
        let (keys, parameters): (Vec<&Value>, Vec<&Value>) = all.partition(|one| one["name"] == "Idempotency-Key");
        if !keys.is_empty() {
            html.push_str("<p class=\"note\">Takes an <code>Idempotency-Key</code>.</p>");
        }
        if parameters.is_empty() {
            return;
        }
        html.push_str("<h4>Parameters</h4><div class=\"wide\"><table><tbody>");
        for parameter in parameters {
            let needed = if parameter["required"] == true { "" } else { " <small>optional</small>" };
            let _ = write!(
                html,
                "<tr><th scope=\"row\"><code>{}</code>{needed}</th><td>{} <small>in {}</small></td><td>{}</td></tr>",
                text(&parameter["name"]),
                type_of(&parameter["schema"]),
                text(&parameter["in"]),
                prose(&parameter["description"]),
            );
        }
        html.push_str("</tbody></table></div>");
    }
}

/// Returns whether a call needs no session: `security: [{}]`.
fn is_open(operation: &Value) -> bool {
    let security = operation["security"].as_array();
    security
        .is_some_and(|schemes| schemes.iter().any(|scheme| scheme.as_object().is_some_and(serde_json::Map::is_empty)))
}

fn write_schemas(html: &mut String, document: &Value) {
    html.push_str("<section id=\"schemas\"><h2>Schemas</h2>");
    for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
        let name = escape(name);
        let _ = write!(html, "<article id=\"schema-{name}\"><h3><code>{name}</code></h3>");
        if schema.get("description").is_some() {
            let _ = write!(html, "<p>{}</p>", prose(&schema["description"]));
        }
        let _ = write!(html, "{}</article>", shape(schema));
    }
    html.push_str("</section>");
}

fn text(value: &Value) -> String {
    escape(value.as_str().unwrap_or_default())
}

const GENERAL: &str = "Whatever a call answers, it may also answer a <a href=\"#schema-Problem\">Problem</a>. \
Calls that take an <code>Idempotency-Key</code> (1 to 255 visible ASCII characters, a UUID for example) keep their answer \
for 24 hours: the same key with the same body gets it again, and nothing happens twice.";

const HEAD: &str = "<!doctype html>
<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<title>Habitro API</title><link rel=\"stylesheet\" href=\"/api/docs.css\"></head><body class=\"docs\">";

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn shows_calls_with_their_schemas_and_escapes_everything() {
        let html = page(&json!({
            "info": {"title": "T<i>", "version": "1"},
            "paths": {"/api/v1/things/{id}": {"put": {
                "tags": ["things"], "summary": "Keep a `thing` & more <script>",
                "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"}}],
                "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                "responses": {"200": {"description": "Kept", "content": {"application/json": {"schema":
                    {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}}}}}
            }}},
            "components": {"schemas": {"Thing": {"type": "object", "required": ["name"], "properties": {
                "name": {"type": "string", "minLength": 1, "maxLength": 100},
                "kind": {"type": ["string", "null"], "enum": ["good", "bad"]}
            }}}}
        }));
        assert!(html.contains("id=\"put-api-v1-things--id-\""));
        assert!(html.contains("Keep a <code>thing</code> &amp; more &lt;script&gt;"));
        assert!(html.contains("<a href=\"#schema-Thing\">Thing</a>"));
        assert!(html.contains("list of <a href=\"#schema-Thing\">Thing</a>"));
        assert!(html.contains("1 to 100 characters"));
        assert!(html.contains("T&lt;i&gt;"));
        assert!(!html.contains("<script"));
    }
}
