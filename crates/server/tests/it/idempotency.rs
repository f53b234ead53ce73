//! `Idempotency-Key` on a toy room that writes one row a call.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Router, response::IntoResponse};
use habitro_server::platform::db::DbError;
use habitro_server::platform::http::{Answer, Command, Executor, Limits};
use habitro_server::platform::problem::{Problem, ToProblem};
use habitro_server::platform::secrets::Secrets;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::support::{Scratch, Server, post as post_text};

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

struct Toy {
    server: Server,
    scratch: Scratch,
}

impl Toy {
    async fn new() -> Self {
        let scratch = Scratch::new();
        let made =
            scratch.db.write(ALICE, |tx| tx.execute("CREATE TABLE coins (id BLOB PRIMARY KEY, amount INTEGER)", &[]));
        let _: u64 = made.await.map_err(|error: DbError| error).unwrap();
        let executor = Executor::new(scratch.db.clone(), Secrets::fixed([7; 32]));
        let router = Router::new().route("/alice", post(alice)).route("/alice2", post(alice)).route("/bob", post(bob));
        Self { server: Server::start(router.with_state(executor), Limits::default()).await, scratch }
    }

    async fn rows(&self) -> i64 {
        let count = self.scratch.db.read(|tx| tx.one("SELECT COUNT(*) FROM coins", &[], |row| row.get(0)));
        count.await.map_err(|error: DbError| error).unwrap()
    }
}

#[tokio::test]
async fn the_same_key_and_body_get_the_first_answer() {
    let toy = Toy::new().await;
    let (key, body) = ("idempotency-key: k-1\r\n", r#"{"amount":5}"#);
    let first = toy.server.post("/alice", key, body).await;
    let again = toy.server.post("/alice", key, body).await;
    assert_eq!((first.status, first.text()), (201, again.text()));
    assert_eq!((again.status, again.header("content-type")), (201, "application/json"));
    assert_eq!(toy.rows().await, 1);
    // Without a key, each call is its own.
    toy.server.post("/alice", "", body).await;
    toy.server.post("/alice", "", body).await;
    assert_eq!(toy.rows().await, 3);
}

#[tokio::test]
async fn another_body_or_call_is_refused_and_another_account_is_free() {
    let toy = Toy::new().await;
    let key = "idempotency-key: k-1\r\n";
    assert_eq!(toy.server.post("/alice", key, r#"{"amount":5}"#).await.status, 201);
    for (path, body) in [("/alice", r#"{"amount":6}"#), ("/alice2", r#"{"amount":5}"#), ("/alice?x", r#"{"amount":5}"#)]
    {
        assert_eq!(
            toy.server.post(path, key, body).await.problem(),
            (422, "idempotency-mismatch".into(), String::new()),
            "{path}"
        );
    }
    assert_eq!(toy.server.post("/bob", key, r#"{"amount":6}"#).await.status, 201);
    assert_eq!(toy.rows().await, 2);
}

#[tokio::test]
async fn what_failed_keeps_nothing() {
    let toy = Toy::new().await;
    let key = "idempotency-key: k-1\r\n";
    assert_eq!(toy.server.post("/alice", key, r#"{"amount":-1}"#).await.problem().1, "negative");
    assert_eq!(toy.server.post("/alice", key, r#"{"amount":1}"#).await.status, 201);
}

#[tokio::test]
async fn at_once_with_one_key_there_is_one_effect() {
    let toy = Toy::new().await;
    let request = post_text("/alice", "idempotency-key: k-1\r\n", r#"{"amount":5}"#);
    let mut clients = Vec::new();
    for _ in 0..8 {
        clients.push(toy.server.connect().await);
    }
    for client in &mut clients {
        client.send(&request).await;
    }
    let mut answers = std::collections::HashSet::new();
    for client in &mut clients {
        let reply = client.reply().await.unwrap();
        assert_eq!(reply.status, 201);
        answers.insert(reply.body);
    }
    assert_eq!((answers.len(), toy.rows().await), (1, 1));
}

#[tokio::test]
async fn keys_have_a_form() {
    let toy = Toy::new().await;
    let long = "k".repeat(256);
    for bad in ["", "a b", "\u{e9}", long.as_str(), "a\r\nidempotency-key: b"] {
        let reply = toy.server.post("/alice", &format!("idempotency-key: {bad}\r\n"), r#"{"amount":5}"#).await;
        assert_eq!(reply.problem(), (422, "invalid-input".into(), "Idempotency-Key".into()), "{bad}");
    }
    let longest = "k".repeat(255);
    assert_eq!(
        toy.server.post("/alice", &format!("idempotency-key: {longest}\r\n"), r#"{"amount":5}"#).await.status,
        201
    );
    assert_eq!(toy.rows().await, 1);
}

#[tokio::test]
async fn neither_key_nor_answer_can_be_read_in_the_database() {
    let toy = Toy::new().await;
    toy.server.post("/alice", "idempotency-key: my-own-key\r\n", r#"{"amount":5}"#).await;
    let kept = toy.scratch.db.read(|tx| {
        tx.one("SELECT key_hash, body_hash, answer FROM idempotency_keys", &[], |row| {
            Ok([row.get::<Vec<u8>>(0)?, row.get(1)?, row.get(2)?].concat())
        })
    });
    let kept: Vec<u8> = kept.await.map_err(|error: DbError| error).unwrap();
    let kept = String::from_utf8_lossy(&kept).into_owned();
    assert!(!kept.contains("my-own-key") && !kept.contains("\"id\""));
}
