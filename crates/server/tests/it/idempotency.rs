//! `Idempotency-Key` on a test endpoint that inserts one row per request.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Router, response::IntoResponse};
use habitro_server::platform::db::{DbError, Dialect, Tx};
use habitro_server::platform::http::{Answer, Command, Executor, Limits, STORED_RESPONSES_OF_USER};
use habitro_server::platform::problem::{Problem, ToProblem};
use habitro_server::platform::rows_of_user;
use habitro_testkit::{TestWorld, both_databases};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::support::{Server, post as post_text};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Coin {
    amount: i64,
}

#[derive(Serialize)]
struct Saved {
    id: Uuid,
}

enum ToyError {
    Negative,
    Db(DbError),
}

impl From<DbError> for ToyError {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

impl ToProblem for ToyError {
    fn to_problem(&self) -> Problem {
        match self {
            Self::Negative => Problem::conflict("negative", "Not below zero"),
            Self::Db(error) => error.to_problem(),
        }
    }
}

const ALICE: Uuid = Uuid::from_u128(1);
const BOB: Uuid = Uuid::from_u128(2);

async fn save(executor: &Executor, user: Uuid, command: Command<Coin>) -> Result<Answer, Problem> {
    executor
        .run(user, StatusCode::CREATED, command, |tx, coin| {
            if coin.amount < 0 {
                return Err(ToyError::Negative);
            }
            let id = tx.new_id();
            tx.execute("INSERT INTO coins (id, amount) VALUES ($1, $2)", &[&id, &coin.amount])?;
            Ok(Saved { id })
        })
        .await
}

async fn alice(State(executor): State<Executor>, command: Command<Coin>) -> impl IntoResponse {
    save(&executor, ALICE, command).await
}

async fn bob(State(executor): State<Executor>, command: Command<Coin>) -> impl IntoResponse {
    save(&executor, BOB, command).await
}

fn create_table(tx: &mut Tx<'_>) -> Result<u64, DbError> {
    let sql = match tx.dialect() {
        Dialect::Sqlite => "CREATE TABLE coins (id BLOB PRIMARY KEY, amount INTEGER)",
        Dialect::Postgres => "CREATE TABLE coins (id UUID PRIMARY KEY, amount BIGINT)",
    };
    tx.execute(sql, &[])
}

async fn serve(world: &TestWorld) -> Server {
    world.db.write(ALICE, create_table).await.unwrap();
    let executor = Executor::new(world.db.clone(), world.secrets.clone());
    let router = Router::new().route("/alice", post(alice)).route("/alice2", post(alice)).route("/bob", post(bob));
    Server::start(router.with_state(executor), Limits::default()).await
}

async fn rows(world: &TestWorld) -> i64 {
    let count = world.db.read(|tx| tx.one("SELECT COUNT(*) FROM coins", &[], |row| row.get(0)));
    count.await.map_err(|error: DbError| error).unwrap()
}

async fn delete_expired(world: &TestWorld) -> u64 {
    world.db.background(ALICE, |tx| tx.idempotency().delete_expired()).await.unwrap()
}

const KEY: &str = "idempotency-key: k-1\r\n";
const FIVE: &str = r#"{"amount":5}"#;

both_databases! {
    async fn same_key_and_body_return_the_first_response(world) {
        let server = serve(&world).await;
        let first = server.post("/alice", KEY, FIVE).await;
        let again = server.post("/alice", KEY, FIVE).await;
        assert_eq!((first.status, first.text()), (201, again.text()));
        assert_eq!((again.status, again.header("content-type")), (201, "application/json"));
        assert_eq!(rows(&world).await, 1);
        // Without a key, each request has its own effect.
        server.post("/alice", "", FIVE).await;
        server.post("/alice", "", FIVE).await;
        assert_eq!(rows(&world).await, 3);
    }

    async fn key_is_refused_for_another_request_but_not_for_another_account(world) {
        let server = serve(&world).await;
        assert_eq!(server.post("/alice", KEY, FIVE).await.status, 201);
        for (path, body) in [("/alice", r#"{"amount":6}"#), ("/alice2", FIVE), ("/alice?x", FIVE)] {
            let problem = server.post(path, KEY, body).await.problem();
            assert_eq!(problem, (422, "idempotency-mismatch".into(), String::new()), "{path}");
        }
        assert_eq!(server.post("/bob", KEY, r#"{"amount":6}"#).await.status, 201);
        assert_eq!(rows(&world).await, 2);
    }

    async fn failed_request_stores_no_response(world) {
        let server = serve(&world).await;
        assert_eq!(server.post("/alice", KEY, r#"{"amount":-1}"#).await.problem().1, "negative");
        assert_eq!(server.post("/alice", KEY, r#"{"amount":1}"#).await.status, 201);
    }

    async fn concurrent_requests_with_one_key_have_one_effect(world) {
        let server = serve(&world).await;
        let request = post_text("/alice", KEY, FIVE);
        let mut clients = Vec::new();
        for _ in 0..8 {
            clients.push(server.connect().await);
        }
        for client in &mut clients {
            client.send(&request).await;
        }
        let mut bodies = std::collections::HashSet::new();
        for client in &mut clients {
            let reply = client.reply().await.unwrap();
            assert_eq!(reply.status, 201);
            bodies.insert(reply.body);
        }
        assert_eq!((bodies.len(), rows(&world).await), (1, 1));
    }

    async fn invalid_keys_are_refused(world) {
        let server = serve(&world).await;
        let long = "k".repeat(256);
        for bad in ["", "a b", "\u{e9}", long.as_str(), "a\r\nidempotency-key: b"] {
            let reply = server.post("/alice", &format!("idempotency-key: {bad}\r\n"), FIVE).await;
            assert_eq!(reply.problem(), (422, "invalid-input".into(), "Idempotency-Key".into()), "{bad}");
        }
        let longest = format!("idempotency-key: {}\r\n", "k".repeat(255));
        assert_eq!(server.post("/alice", &longest, FIVE).await.status, 201);
        assert_eq!(rows(&world).await, 1);
    }

    async fn response_is_stored_for_a_day(world) {
        let server = serve(&world).await;
        let first = server.post("/alice", KEY, FIVE).await;
        world.clock.advance(SignedDuration::from_hours(23));
        assert_eq!(server.post("/alice", KEY, FIVE).await.body, first.body);
        assert_eq!(delete_expired(&world).await, 0);
        world.clock.advance(SignedDuration::from_hours(1));
        // The row still exists but has expired, so the key can be used for another body.
        let next = server.post("/alice", KEY, r#"{"amount":6}"#).await;
        assert_eq!((next.status, rows(&world).await), (201, 2));
        assert_eq!(server.post("/alice", KEY, r#"{"amount":6}"#).await.body, next.body);
        world.clock.advance(SignedDuration::from_hours(24));
        assert_eq!(delete_expired(&world).await, 1);
        assert_eq!(delete_expired(&world).await, 0);
    }

    async fn responses_are_deleted_with_the_account(world) {
        let server = serve(&world).await;
        server.post("/alice", KEY, FIVE).await;
        server.post("/bob", KEY, FIVE).await;
        let deleted = world.db.write(ALICE, |tx| rows_of_user::delete_some(tx, ALICE, STORED_RESPONSES_OF_USER)).await;
        assert_eq!(deleted, Ok(1));
        server.post("/alice", KEY, FIVE).await;
        server.post("/bob", KEY, FIVE).await;
        assert_eq!(rows(&world).await, 3);
    }

    async fn database_contains_neither_key_nor_response(world) {
        let server = serve(&world).await;
        server.post("/alice", "idempotency-key: my-own-canary\r\n", FIVE).await;
        let dump = String::from_utf8_lossy(&world.database.dump()).into_owned();
        // The dump of PostgreSQL shows bytes in hex.
        let hex = |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
        for canary in ["my-own-canary", "{\"id\":"] {
            assert!(!dump.contains(canary) && !dump.contains(&hex(canary)), "{canary}");
        }
    }
}
