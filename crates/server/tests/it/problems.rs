//! Every error is a problem document, and every response has the required headers.

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{get, post, put};
use habitro_server::platform::http::{
    ClientAddr, Command, Cursor, Limits, List, MiddlewareOptions, NoBody, Optional, PathId, Query,
};
use habitro_server::platform::problem::Problem;
use serde::Deserialize;
use uuid::Uuid;

use crate::support::Server;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Thing {
    name: String,
    #[serde(default)]
    size: u8,
}

async fn make(command: Command<Thing>) -> (StatusCode, String) {
    (StatusCode::CREATED, format!("{} {}", command.input.name, command.input.size))
}

async fn list(Query(list): Query<List>) -> Result<String, Problem> {
    let after = list.after::<u32>()?;
    Ok(format!("{} {after:?}", list.limit.get()))
}

fn router() -> Router {
    let panics = get(async || -> String {
        let none: Option<String> = std::hint::black_box(None);
        none.unwrap()
    });
    Router::new()
        .route("/api/things", post(make).get(list))
        .route("/api/things/{id}", get(async |PathId(id): PathId<Uuid>| id.to_string()))
        .route(
            "/api/things/{id}/completion",
            put(async |body: Command<Optional<Thing>>| body.input.0.is_some().to_string()),
        )
        .route("/api/panic", panics)
        .route("/api/nothing", post(async |_: Command<NoBody>| StatusCode::NO_CONTENT))
        .route("/api/large", get(async || "a long answer, over and over again; ".repeat(100)))
        .route("/api/events", get(async || ([("content-type", "text/event-stream")], "data: x\n\n".repeat(500))))
        .route("/api/who", get(async |ClientAddr(address): ClientAddr| address.to_string()))
        .route("/page", get(async || "page"))
}

async fn server() -> Server {
    Server::start(router(), Limits::default()).await
}

fn problem(status: u16, code: &str, field: &str) -> (u16, String, String) {
    (status, code.to_owned(), field.to_owned())
}

#[tokio::test]
async fn unknown_paths_ids_and_methods_are_refused() {
    let server = server().await;
    assert_eq!(server.get("/api/else").await.problem(), problem(404, "not-found", ""));
    for id in ["7", "abc", "%00", "..%2f", "%ff"] {
        assert_eq!(server.get(&format!("/api/things/{id}")).await.problem(), problem(404, "not-found", ""), "{id}");
    }
    let wrong = server.request("PATCH /api/things HTTP/1.1\r\nhost: t\r\n\r\n").await;
    assert_eq!(wrong.problem(), problem(405, "method-not-allowed", ""));
    let mut allowed: Vec<&str> = wrong.header("allow").split(',').collect();
    allowed.sort_unstable();
    assert_eq!(allowed, ["GET", "HEAD", "POST"]);
}

#[tokio::test]
async fn invalid_bodies_are_refused() {
    let server = server().await;
    for (body, expected) in [
        (r#"{"name":"a","size":3}"#, (201, String::new(), String::new())),
        ("", problem(400, "invalid-json", "")),
        ("{", problem(400, "invalid-json", "")),
        ("{}", problem(422, "invalid-input", "name")),
        (r#"{"name":7}"#, problem(422, "invalid-input", "name")),
        (r#"{"name":"a","size":300}"#, problem(422, "invalid-input", "size")),
        (r#"{"name":"a","coins":1}"#, problem(422, "invalid-input", "coins")),
        (r#"{"name":"a\u0000"}"#, problem(422, "nul-character", "")),
        ("[]", problem(422, "invalid-input", "body")),
    ] {
        let reply = server.post("/api/things", "", body).await;
        let got = if reply.status == 201 { (201, String::new(), String::new()) } else { reply.problem() };
        assert_eq!(got, expected, "{body}");
    }
    for kind in ["content-type: text/plain\r\n", ""] {
        let text =
            format!("POST /api/things HTTP/1.1\r\nhost: t\r\n{kind}content-length: 12\r\n\r\n{{\"name\":\"a\"}}");
        assert_eq!(server.request(&text).await.problem(), problem(415, "unsupported-media-type", ""), "{kind}");
    }
    let charset = "POST /api/things HTTP/1.1\r\nhost: t\r\nContent-Type: Application/JSON; charset=utf-8\r\ncontent-length: 12\r\n\r\n{\"name\":\"a\"}";
    assert_eq!(server.request(charset).await.status, 201);
}

#[tokio::test]
async fn optional_bodies_may_be_omitted() {
    let server = server().await;
    let bare = "POST /api/nothing HTTP/1.1\r\nhost: t\r\n\r\n";
    let empty = server.request(bare).await;
    assert_eq!((empty.status, empty.body.len()), (204, 0));
    assert_eq!(server.post("/api/nothing", "", "{}").await.status, 204);
    assert_eq!(server.post("/api/nothing", "", r#"{"a":1}"#).await.problem(), problem(422, "invalid-input", "a"));
    let id = Uuid::nil();
    let put = |body: &str| {
        let length = body.len();
        format!(
            "PUT /api/things/{id}/completion HTTP/1.1\r\nhost: t\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        )
    };
    assert_eq!(server.request(&put("")).await.text(), "false");
    assert_eq!(server.request(&put(r#"{"name":"x"}"#)).await.text(), "true");
    assert_eq!(server.request(&put("{}")).await.problem(), problem(422, "invalid-input", "name"));
}

#[tokio::test]
async fn queries_are_validated() {
    let server = server().await;
    assert_eq!(server.get("/api/things").await.text(), "50 None");
    let cursor = serde_json::to_value(Cursor::of(&9u32)).unwrap();
    assert_eq!(
        server.get(&format!("/api/things?limit=7&cursor={}", cursor.as_str().unwrap())).await.text(),
        "7 Some(9)"
    );
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=x", "limit"),
        ("cursor=zzz", "cursor"),
        ("page=0", "page"),
    ] {
        assert_eq!(
            server.get(&format!("/api/things?{query}")).await.problem(),
            problem(422, "invalid-input", field),
            "{query}"
        );
    }
}

#[tokio::test]
async fn panic_responds_with_500_and_keeps_the_connection() {
    let server = server().await;
    let mut client = server.connect().await;
    let panic = client.request("GET /api/panic HTTP/1.1\r\nhost: t\r\n\r\n").await;
    assert_eq!(panic.problem(), problem(500, "internal", ""));
    assert_eq!(client.request("GET /page HTTP/1.1\r\nhost: t\r\n\r\n").await.text(), "page");
}

#[tokio::test]
async fn request_ids_of_clients_are_ignored() {
    let server = server().await;
    let mut seen = std::collections::HashSet::new();
    for _ in 0..3 {
        let reply = server.request("GET /page HTTP/1.1\r\nhost: t\r\nx-request-id: mine\r\n\r\n").await;
        let id: Uuid = reply.header("x-request-id").parse().unwrap();
        assert!(seen.insert(id));
    }
}

#[tokio::test]
async fn responses_have_security_headers() {
    let server = server().await;
    for path in ["/page", "/api/else", "/api/panic"] {
        let reply = server.get(path).await;
        let policy = reply.header("content-security-policy");
        for part in
            ["default-src 'self'", "script-src 'self'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"]
        {
            assert!(policy.contains(part), "{path}: {part}");
        }
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert_eq!(reply.header("referrer-policy"), "same-origin");
        assert!(reply.header("permissions-policy").contains("camera=()"));
        assert_eq!(reply.header("strict-transport-security"), "");
    }
    assert_eq!(server.get("/api/who").await.header("cache-control"), "no-store");
    assert_eq!(server.get("/page").await.header("cache-control"), "");
    let https = Server::with_options(
        router(),
        MiddlewareOptions { https: true, ..MiddlewareOptions::default() },
        Limits::default(),
    )
    .await;
    assert!(https.get("/page").await.header("strict-transport-security").starts_with("max-age="));
}

#[tokio::test]
async fn long_responses_are_compressed_and_streams_are_not() {
    let server = server().await;
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: t\r\naccept-encoding: gzip, br\r\n\r\n");
    let large = server.request(&get("/api/large")).await;
    assert_eq!(large.header("content-encoding"), "gzip");
    assert!(large.header("vary").contains("accept-encoding"));
    assert!(large.body.len() < 1_000);
    for path in ["/page", "/api/events", "/api/else"] {
        assert_eq!(server.request(&get(path)).await.header("content-encoding"), "", "{path}");
    }
    assert_eq!(server.get("/api/large").await.header("content-encoding"), "");
}

#[tokio::test]
async fn forwarded_addresses_are_trusted_only_from_proxies() {
    let who = "GET /api/who HTTP/1.1\r\nhost: t\r\nx-forwarded-for: 9.9.9.9, 1.2.3.4\r\n\r\n";
    assert_eq!(server().await.request(who).await.text(), "127.0.0.1");
    let proxies = MiddlewareOptions { trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()], https: false };
    let behind = Server::with_options(router(), proxies, Limits::default()).await;
    assert_eq!(behind.request(who).await.text(), "1.2.3.4");
    assert_eq!(behind.get("/api/who").await.text(), "127.0.0.1");
}
