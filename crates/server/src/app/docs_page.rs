//! `/api/docs`: stub
use axum::response::{Html, IntoResponse, Response};
use serde_json::Value;
use std::future::{Ready, ready};
pub(super) fn serve(_document: &Value) -> impl Fn() -> Ready<Response> + Clone + Send + Sync + 'static {
    move || ready(Html("").into_response())
}
pub(super) async fn style() -> &'static str {
    ""
}
