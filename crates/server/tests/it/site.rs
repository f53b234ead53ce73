//! The complete router: pages, documentation, health checks.

use habitro_server::app::{self, App};
use habitro_server::features::accounts::{HashCost, PasswordHasher};
use habitro_server::platform::config::{Config, Sources};
use habitro_server::platform::http::Limits;
use habitro_server::platform::uploads::Uploads;
use habitro_testkit::{TestApp, TestDatabase, TestWorld};

use crate::accounts::log::Log;
use crate::support::Server;

async fn site() -> (Server, TestWorld) {
    site_with(&[]).await
}

async fn site_with(variables: &[(&str, &str)]) -> (Server, TestWorld) {
    let world = TestWorld::on(TestDatabase::sqlite());
    let environment = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let config = Config::load(&Sources { environment, ..Sources::default() }).unwrap();
    let hashing = PasswordHasher::start(HashCost { memory: 8, passes: 1 }, &world.entropy);
    let app = App::build(config, world.db.clone(), world.secrets.clone(), hashing, Uploads::in_memory());
    (Server::without_middleware(app::router(&app), Limits::default()).await, world)
}

fn browser(host: &str, path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: {host}\r\naccept: text/html,*/*\r\n\r\n")
}

#[tokio::test]
async fn readiness_requires_the_database_and_health_does_not() {
    let (server, world) = site().await;
    assert_eq!(server.get("/healthz").await.json()["status"], "ok");
    assert_eq!(server.get("/readyz").await.json()["status"], "ready");
    world.db.close();
    assert_eq!(server.get("/readyz").await.problem().0, 503);
    assert_eq!(server.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn browsers_get_pages_and_programs_get_problems() {
    let (server, _world) = site().await;
    let home = server.request(&browser("localhost:8080", "/")).await;
    assert_eq!((home.status, home.header("content-type")), (200, "text/html; charset=utf-8"));
    assert_eq!(home.header("cache-control"), "no-cache");
    // Unknown paths get the app, which has its own page for them; unknown files are 404.
    let app = server.request(&browser("localhost:8080", "/habits/some")).await;
    assert_eq!((app.status, app.text()), (200, home.text()));
    for path in ["/assets/gone.js", "/nowhere.png", "/index.html"] {
        let missing = server.request(&browser("localhost:8080", path)).await;
        assert_eq!((missing.status, missing.header("content-type")), (404, "text/html; charset=utf-8"), "{path}");
    }
    assert_eq!(server.get("/nowhere").await.problem().0, 404);
    for path in ["/api", "/api/", "/api/v1", "/api/v2/me", "/api/v1/nowhere"] {
        assert_eq!(server.request(&browser("localhost:8080", path)).await.problem().0, 404, "{path}");
    }
    assert!(server.get("/robots.txt").await.text().contains("Disallow: /api/"));
}

/// Files of the embedded web app are compressed and cached forever. Without a web app a page says so.
#[tokio::test]
async fn embedded_web_app_is_compressed_and_cached() {
    let (server, _world) = site().await;
    let home = server.request(&browser("localhost:8080", "/")).await;
    let Some((_, from)) = home.text().split_once("src=\"/assets/") else {
        assert!(home.text().contains("was not built"));
        return;
    };
    let script = format!("/assets/{}", from.split('"').next().unwrap());
    let request = |more: &str| format!("GET {script} HTTP/1.1\r\nhost: localhost:8080\r\n{more}\r\n");
    for encoding in ["br", "gzip"] {
        let sent = server.request(&request(&format!("accept-encoding: {encoding}\r\n"))).await;
        assert_eq!((sent.status, sent.header("content-encoding")), (200, encoding));
        assert_eq!(sent.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(sent.header("content-type"), "text/javascript; charset=utf-8");
        let known = format!("accept-encoding: {encoding}\r\nif-none-match: {}\r\n", sent.header("etag"));
        assert_eq!(server.request(&request(&known)).await.status, 304);
    }
    assert_eq!(server.get("/manifest.webmanifest").await.header("content-type"), "application/manifest+json");
    assert_eq!(server.get("/service-worker.js").await.header("cache-control"), "no-cache");
    assert!(
        !home.text().contains("<style") && !home.text().contains("style=\""),
        "the content security policy forbids inline styles"
    );
}

#[tokio::test]
async fn browser_at_an_ip_address_is_redirected_to_the_host_name() {
    let (server, _world) = site().await;
    for host in ["127.0.0.1:8080", "127.0.0.1", "[::1]:8080"] {
        let sent = server.request(&browser(host, "/habits?x=1")).await;
        assert_eq!((sent.status, sent.header("location")), (307, "http://localhost:8080/habits?x=1"), "{host}");
    }
    assert_eq!(server.request(&browser("localhost:8080", "/")).await.status, 200);
    assert_eq!(server.request(&browser("127.0.0.10.example", "/")).await.status, 200);
    // Programs are not redirected.
    assert_eq!(server.request("GET /healthz HTTP/1.1\r\nhost: 127.0.0.1:8080\r\n\r\n").await.status, 200);
}

#[tokio::test]
async fn page_at_another_address_is_logged_once() {
    let log = Log::default();
    let _listening = log.listen();
    let (server, _world) = site_with(&[("HABITRO_PUBLIC_URL", "https://habits.example")]).await;
    for host in ["habits.example", "HABITS.example:443"] {
        assert_eq!(server.request(&browser(host, "/")).await.status, 200);
    }
    // Not opened by a person.
    assert_eq!(server.request("GET /readyz HTTP/1.1\r\nhost: 10.0.0.7\r\n\r\n").await.status, 200);
    assert!(!log.text().contains("another address"), "{}", log.text());
    for _ in 0..3 {
        assert_eq!(server.request(&browser("192.168.1.5:8080", "/sign-in")).await.status, 200);
    }
    let text = log.text();
    let lines: Vec<_> = text.lines().filter(|line| line.contains("another address")).collect();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].contains("WARN") && lines[0].contains("(https://192.168.1.5:8080)"), "{lines:?}");
    assert!(lines[0].contains("public_url (https://habits.example)"), "{lines:?}");
    for host in 0..100 {
        server.request(&browser(&format!("host{host}.example"), "/")).await;
    }
    assert_eq!(log.text().matches("another address").count(), 16, "clients can't fill the log");
}

#[tokio::test]
async fn untrusted_proxy_is_logged_once() {
    let forwarded = "GET /healthz HTTP/1.1\r\nhost: a\r\nx-forwarded-for: 203.0.113.9\r\n\r\n";
    for (proxies, warnings) in [("", 1), ("127.0.0.1", 0)] {
        let log = Log::default();
        let _listening = log.listen();
        let (server, _world) = site_with(&[("HABITRO_TRUSTED_PROXIES", proxies)]).await;
        server.get("/healthz").await;
        for _ in 0..3 {
            assert_eq!(server.request(forwarded).await.status, 200);
        }
        let text = log.text();
        assert_eq!(text.matches("HABITRO_TRUSTED_PROXIES").count(), warnings, "{text}");
        assert!(!text.contains("203.0.113.9"), "{text}");
    }
}

#[tokio::test]
async fn instance_is_described_without_a_session() {
    let (server, _world) = site_with(&[("HABITRO_PUBLIC_URL", "https://habits.example/")]).await;
    let version = env!("CARGO_PKG_VERSION");
    let expected = serde_json::json!({
        "name": "Habitro", "version": version, "public_url": "https://habits.example", "sign_up": "open",
        "languages": ["en"], "planner": "builtin", "providers": [],
    });
    assert_eq!(server.get("/api/v1/instance").await.json(), expected);
    let (server, _world) = site_with(&[("HABITRO_AI_BASE_URL", "http://127.0.0.1:1/v1")]).await;
    assert_eq!(server.get("/api/v1/instance").await.json()["planner"], "ai");
}

#[tokio::test]
async fn documentation_needs_no_script() {
    let (server, _world) = site().await;
    let page = server.get("/api/docs").await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(
        page.text().contains("/api/docs.css") && !page.text().contains("<script") && !page.text().contains("style=\"")
    );
    assert_eq!(server.get("/api/docs.css").await.header("content-type"), "text/css; charset=utf-8");
    let document = server.get("/api/v1/openapi.json").await.json();
    assert_eq!(document["info"]["title"], "Habitro");
    assert!(document["components"]["schemas"]["Problem"].is_object());
}

/// Checks properties that generators of clients and tests rely on.
#[tokio::test]
async fn openapi_document_is_complete() {
    let (server, _world) = site().await;
    let document = server.get("/api/v1/openapi.json").await.json();
    assert!(!document.to_string().contains("\"oneOf\":null"));
    let mut operations = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            operations += 1;
            for (status, response) in operation["responses"].as_object().unwrap() {
                assert!(response["description"].is_string(), "{method} {path} {status} has no description");
            }
        }
    }
    assert!(operations > 30, "{operations}");
}

/// Every operation is called without a session: those that declare to need one refuse it, and no others.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn openapi_document_says_which_operations_need_a_session() {
    let world = TestWorld::on(TestDatabase::sqlite());
    let server = TestApp::without_limits(world).await;
    let document = server.client().get("/api/v1/openapi.json").await.expect(200).json();
    let mut calls = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in ["get", "put", "post", "patch", "delete"] {
            let Some(operation) = item.get(method) else { continue };
            let security = operation.get("security").unwrap_or(&document["security"]).as_array().unwrap();
            let needs_session = !security.iter().any(|way| way.as_object().unwrap().is_empty()) && !security.is_empty();
            let parts: Vec<&str> = path
                .split('/')
                .map(|part| if part.starts_with('{') { "01900000-0000-7000-8000-000000000001" } else { part })
                .collect();
            let body = serde_json::json!({});
            let request = server.client().request(&method.to_uppercase(), &parts.join("/"));
            let reply = if method == "get" { request.send().await } else { request.json(&body).send().await };
            let refused = reply.status == 401 && reply.code() == "unauthenticated";
            assert_eq!(refused, needs_session, "{method} {path}: {} {}", reply.status, reply.text());
            calls += 1;
        }
    }
    assert!(calls > 100, "{calls}");
}

#[tokio::test]
async fn licenses_page_needs_no_session_and_no_script() {
    let (server, _world) = site().await;
    let page = server.get("/licenses").await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    let html = page.text();
    assert!(html.contains("<h2>SIL Open Font License 1.1</h2>") && html.contains("crate tokio "));
    assert!(html.contains("/api/docs.css") && !html.contains("<script"));
    assert!(server.get("/api/docs").await.text().contains("href=\"/licenses\""));
}
