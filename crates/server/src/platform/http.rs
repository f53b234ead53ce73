//! Stub.
pub fn current_request_id() -> String { String::new() }
