//! `/api/v1/openapi.json`: the OpenAPI document. It is generated from the code; this module adds
//! what all operations have in common: problems, authentication, ids and idempotency.

use std::sync::{Arc, LazyLock};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use utoipa::OpenApi as _;
use utoipa::openapi::{InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder};

use super::router::api;
use super::{App, docs_page};
use crate::platform::problem::{FieldError, Problem, ProblemDocument};

const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];

#[derive(utoipa::OpenApi)]
#[openapi(components(schemas(ProblemDocument, FieldError)))]
struct CommonSchemas;

/// Returns the document that the features' descriptions are added to.
pub(super) fn base() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Habitro")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(DESCRIPTION))
        .license(Some(LicenseBuilder::new().name("MIT OR Apache-2.0").identifier(Some("MIT OR Apache-2.0")).build()))
        .build();
    OpenApiBuilder::new().info(info).components(CommonSchemas::openapi().components).build()
}

/// Returns the complete document of `app`.
#[must_use]
pub fn document(app: &App) -> Value {
    finish(&api(app).1)
}

/// Adds authentication to the document, and to each operation what all of them have in common.
fn finish(spec: &OpenApi) -> Value {
    let mut document = serde_json::to_value(spec).unwrap_or_default();
    document["components"]["securitySchemes"] = json!({
        "bearer": {"type": "http", "scheme": "bearer", "description": "The `token` of a login."},
        "cookie": {"type": "apiKey", "in": "cookie", "name": "habitro",
            "description": "Set by a login from the web app; `__Host-habitro` where the site has https."},
    });
    document["security"] = json!([{"bearer": []}, {"cookie": []}]);
    let Some(paths) = document["paths"].as_object_mut() else { return document };
    for (path, item) in paths {
        for method in METHODS {
            if let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) {
                finish_operation(path, method, operation);
            }
        }
    }
    document
}

fn finish_operation(path: &str, method: &str, operation: &mut Map<String, Value>) {
    let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
    if let Some(parameters) = parameters.as_array_mut() {
        finish_path_parameters(path, parameters);
        if method != "get" && accepts_idempotency_key(path) {
            parameters.push(json!({"name": "Idempotency-Key", "in": "header", "required": false,
                "description": "A retry with the same key and body within 24 hours gets the same response and changes nothing.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 255}}));
        }
        if parameters.is_empty() {
            operation.remove("parameters");
        }
    }
    if let Some(content) = operation.get_mut("requestBody").and_then(|body| body["content"].as_object_mut()) {
        content.values_mut().for_each(|body| remove_null(&mut body["schema"]));
    }
    let responses = operation.entry("responses").or_insert_with(|| json!({}));
    if let Some(responses) = responses.as_object_mut() {
        for response in responses.values_mut() {
            // OpenAPI requires a description, and some responses have none.
            if !response["description"].is_string() {
                response["description"] = json!("Done");
            }
        }
        responses.entry("default").or_insert_with(|| {
            json!({"description": "An error, with a `code` for programs and a `detail` for people.",
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}})
        });
    }
}

/// Removes "or null" from an optional body: clients omit it and never send `null`.
fn remove_null(schema: &mut Value) {
    let Some(choices) = schema.get_mut("oneOf").and_then(Value::as_array_mut) else { return };
    choices.retain(|choice| choice["type"] != "null");
    if let [only] = choices.as_slice() {
        *schema = only.clone();
    }
}

/// Returns whether changes at `path` accept an `Idempotency-Key`. Operations that are idempotent by other means
/// or change nothing don't.
fn accepts_idempotency_key(path: &str) -> bool {
    const EXCLUDED: [&str; 4] = ["/messages", "/calendar-links", "/planner/classification", "/planner/questions"];
    !(path.contains("/auth/") || EXCLUDED.iter().any(|end| path.ends_with(end)))
}

/// Describes ids in paths as UUIDs, and adds those that a feature did not describe.
fn finish_path_parameters(path: &str, parameters: &mut Vec<Value>) {
    for name in path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
        let described = parameters.iter_mut().find(|parameter| parameter["in"] == "path" && parameter["name"] == name);
        let uuid = json!({"type": "string", "format": "uuid"});
        match described {
            None => parameters.push(json!({"name": name, "in": "path", "required": true, "schema": uuid})),
            Some(parameter) if is_bare_id(name, &parameter["schema"]) => parameter["schema"] = uuid,
            Some(_) => {}
        }
    }
}

fn is_bare_id(name: &str, schema: &Value) -> bool {
    let is_id = name == "id" || name.ends_with("_id");
    let reference = schema.get("$ref").and_then(Value::as_str).is_some_and(|target| target.ends_with("Id"));
    is_id
        && (reference
            || (schema["type"] == "string" && schema.get("format").is_none() && schema.get("pattern").is_none()))
}

/// The document and the HTML page that shows it, built at the first request for either: most servers never get
/// such a request, and building them takes a few megabytes that the allocator would not return.
#[derive(Clone)]
pub(super) struct LazyDocuments(Arc<LazyLock<Documents, Box<dyn FnOnce() -> Documents + Send>>>);

struct Documents {
    json: Bytes,
    page: Bytes,
}

impl LazyDocuments {
    pub(super) fn new(app: App) -> Self {
        let build = move || {
            let document = document(&app);
            let json = serde_json::to_vec(&document).unwrap_or_default();
            Documents { json: json.into(), page: docs_page::page(&document).into() }
        };
        Self(Arc::new(LazyLock::new(Box::new(build))))
    }

    async fn respond(self, content_type: &'static str, select: fn(&Documents) -> &Bytes) -> Result<Response, Problem> {
        // The first call takes milliseconds, during which it would block the other tasks of its thread.
        let bytes = tokio::task::spawn_blocking(move || select(&self.0).clone()).await;
        let bytes = bytes.map_err(|_| Problem::internal())?;
        Ok(([(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, "no-cache")], bytes).into_response())
    }
}

/// `GET /api/v1/openapi.json`.
pub(super) async fn json(State(documents): State<LazyDocuments>) -> Result<Response, Problem> {
    documents.respond("application/json", |documents| &documents.json).await
}

/// `GET /api/docs`.
pub(super) async fn page(State(documents): State<LazyDocuments>) -> Result<Response, Problem> {
    documents.respond("text/html; charset=utf-8", |documents| &documents.page).await
}

const DESCRIPTION: &str = "JSON in snake_case; instants are RFC 3339 in UTC, dates YYYY-MM-DD, ids UUIDs, gem amounts \
decimal strings, coins whole numbers. Lists take `limit` (1-200, 50 by default) and `cursor` and return \
`items` and `next_cursor`. Unknown fields are rejected. Objects that do not exist and objects of other users both give \
404. Every error is a problem document (RFC 9457).";

#[cfg(test)]
mod tests {
    use super::*;

    fn finished_operation(path: &str, method: &str, operation: &Value) -> Value {
        let mut operation = operation.as_object().cloned().unwrap_or_default();
        finish_operation(path, method, &mut operation);
        operation.into()
    }

    fn parameters(operation: &Value) -> Vec<(&str, &str)> {
        let all = operation["parameters"].as_array().into_iter().flatten();
        all.map(|parameter| {
            (parameter["name"].as_str().unwrap(), parameter["schema"]["format"].as_str().unwrap_or_default())
        })
        .collect()
    }

    #[test]
    fn path_ids_are_uuids_whether_described_or_not() {
        let described = json!({"parameters": [
            {"name": "id", "in": "path", "schema": {"$ref": "#/components/schemas/HabitId"}},
            {"name": "slug", "in": "path", "schema": {"type": "string"}},
        ]});
        let operation = finished_operation("/habits/{id}/{slug}/{user_id}", "get", &described);
        assert_eq!(parameters(&operation), [("id", "uuid"), ("slug", ""), ("user_id", "uuid")]);
    }

    #[test]
    fn every_operation_has_problems_and_most_changes_accept_a_key() {
        let operation = finished_operation("/habits", "post", &json!({"responses": {"201": {}}}));
        assert_eq!(parameters(&operation), [("Idempotency-Key", "")]);
        let problem = &operation["responses"]["default"]["content"]["application/problem+json"]["schema"];
        assert_eq!(problem["$ref"], "#/components/schemas/Problem");
        for (path, method) in
            [("/habits", "get"), ("/api/v1/auth/login", "post"), ("/conversations/{id}/messages", "post")]
        {
            let operation = finished_operation(path, method, &json!({}));
            assert!(!parameters(&operation).contains(&("Idempotency-Key", "")), "{path}");
        }
    }

    #[test]
    fn an_optional_body_is_not_nullable() {
        let shape = json!({"$ref": "#/components/schemas/CompleteTask"});
        let body = json!({"content": {"application/json": {"schema": {"oneOf": [{"type": "null"}, shape]}}}});
        let operation = finished_operation("/x", "put", &json!({"requestBody": body}));
        assert_eq!(operation["requestBody"]["content"]["application/json"]["schema"], shape);
    }
}
