//! Kills the server repeatedly while it writes and checks that everything it acknowledged is stored,
//! that the file is intact, and that the server is ready again quickly.
#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]
#![allow(clippy::print_stderr, reason = "prints measurements")]

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use habitro_testkit::{Client, Mailbox};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::task::JoinSet;

/// A server process, killed when dropped.
struct Server {
    process: Child,
    address: SocketAddr,
}

impl Server {
    fn start(folder: &Path) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let mut process = Command::new(env!("CARGO_BIN_EXE_habitro"))
            .args(["serve", "--listen", &address.to_string()])
            .current_dir(folder)
            .env_clear()
            .env("HABITRO_LIMITS", "off")
            .env("HABITRO_MAIL_URL", format!("file://{}", folder.join("mail").display()))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.contains(&port.to_string()), "the server prints its address: {line:?}");
        Self { process, address }
    }

    fn kill(mut self) {
        // SIGKILL, so the server can't finish anything.
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn sign_up(client: &Client, mailbox: &Mailbox, name: &str) -> String {
    let email = format!("{name}@example.org");
    let body = json!({"full_name": name, "email": email, "password": "nine long stones", "time_zone": "UTC"});
    client.post("/api/v1/auth/register", body).await.expect(202);
    let otp = mailbox.wait_for_code(&email).await;
    let opened = client.post("/api/v1/auth/verify-otp", json!({"email": email, "otp": otp})).await.expect(201);
    opened.json()["token"].as_str().unwrap().to_owned()
}

/// Changes the server has acknowledged so far.
#[derive(Default)]
struct Acknowledged {
    /// The user's index and the coins in the response, by completed task.
    completions: HashMap<String, (usize, i64)>,
    /// The user's index by created habit.
    habits: HashMap<String, usize>,
}

/// Completes tasks and creates habits until the server is killed, and records each response.
async fn load(people: &[Client], tasks: Vec<(usize, String)>, kill_after: usize, done: &Acknowledgements) {
    let count = Arc::new(AtomicUsize::new(0));
    let mut running = JoinSet::new();
    let tasks = Arc::new(std::sync::Mutex::new(tasks));
    for worker in 0..16_usize {
        let (people, tasks, count, done) = (people.to_vec(), Arc::clone(&tasks), Arc::clone(&count), done.clone());
        running.spawn(async move {
            loop {
                if count.load(Ordering::SeqCst) >= kill_after {
                    done.enough.notify_one();
                }
                let next = tasks.lock().unwrap().pop();
                let Some((person, task)) = next else { return };
                let path = format!("/api/v1/tasks/{task}/completion");
                let Some(response) = send(people[person].clone(), "PUT", path, json!({})).await else { return };
                let coins = response["coins_earned"].as_i64().unwrap();
                done.all.lock().unwrap().completions.insert(task, (person, coins));
                if worker % 4 == 0 {
                    let body =
                        json!({"name": "Extra", "type": "good", "duration_days": 3, "daily_tasks": ["Extra task"]});
                    let Some(created) = send(people[person].clone(), "POST", "/api/v1/habits".into(), body).await
                    else {
                        return;
                    };
                    done.all.lock().unwrap().habits.insert(created["id"].as_str().unwrap().to_owned(), person);
                }
                count.fetch_add(1, Ordering::SeqCst);
            }
        });
    }
    while running.join_next().await.is_some() {}
    done.enough.notify_one();
}

#[derive(Clone, Default)]
struct Acknowledgements {
    all: Arc<std::sync::Mutex<Acknowledged>>,
    enough: Arc<Notify>,
}

/// Returns the response, or `None` once the server is killed. Panics unless the status is 2xx.
async fn send(client: Client, method: &'static str, path: String, body: Value) -> Option<Value> {
    let reply = client.request(method, &path).json(&body).try_send().await.ok()??;
    assert!((200..300).contains(&reply.status), "{}", reply.text());
    Some(reply.json())
}

async fn all_pages(client: &Client, path: &str) -> Vec<Value> {
    let mut items = Vec::new();
    let mut next = format!("{path}?limit=200");
    loop {
        let page = client.get(&next).await.expect(200).json();
        items.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next_cursor"].as_str() {
            Some(cursor) => next = format!("{path}?limit=200&cursor={cursor}"),
            None => return items,
        }
    }
}

/// Checks that everything acknowledged is stored, and nothing is paid twice.
async fn check(people: &[Client], done: &Acknowledgements) {
    for (person, client) in people.iter().enumerate() {
        let entries = all_pages(client, "/api/v1/rewards/ledger").await;
        let mut paid: HashMap<String, i64> = HashMap::new();
        for entry in entries.iter().filter(|entry| entry["reason"] == "task") {
            let reference = entry["reference"].as_str().unwrap().trim_end_matches(":0").to_owned();
            let again = paid.insert(reference, entry["amount"].as_i64().unwrap());
            assert_eq!(again, None, "paid twice");
        }
        let coins: i64 =
            entries.iter().filter(|e| e["currency"] == "coin").map(|e| e["amount"].as_i64().unwrap()).sum();
        assert_eq!(client.get("/api/v1/rewards").await.expect(200).json()["coins"], coins);
        let habits = all_pages(client, "/api/v1/habits").await;
        let today = client.get("/api/v1/today").await.expect(200).json();
        let mut completed: HashMap<&str, bool> = HashMap::new();
        for task in today["habits"].as_array().unwrap().iter().flat_map(|habit| habit["tasks"].as_array().unwrap()) {
            completed.insert(task["id"].as_str().unwrap(), !task["completed_at"].is_null());
        }
        let all = done.all.lock().unwrap();
        for (task, (_, coins)) in all.completions.iter().filter(|(_, (owner, _))| *owner == person) {
            assert_eq!(completed.get(task.as_str()), Some(&true), "an acknowledged completion is lost");
            assert_eq!(paid.get(task).copied().unwrap_or(0), *coins, "an acknowledged payment is lost");
        }
        for (habit, _) in all.habits.iter().filter(|(_, owner)| **owner == person) {
            assert!(habits.iter().any(|found| found["id"] == habit.as_str()), "an acknowledged habit is lost");
        }
    }
}

fn check_integrity(folder: &Path) {
    let connection = rusqlite::Connection::open(folder.join("data/habitro.db")).unwrap();
    let result: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(result, "ok");
    let broken: i64 =
        connection.query_row("SELECT COUNT(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
    assert_eq!(broken, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acknowledged_changes_survive_a_kill() {
    #[allow(clippy::disallowed_methods, reason = "a setting of the test, not of the server")]
    let rounds: u64 = std::env::var("HABITRO_CRASH_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(20);
    let folder = Folder(std::env::temp_dir().join(format!("habitro-crash-{}", std::process::id())));
    std::fs::create_dir_all(&folder.0).unwrap();
    let mailbox = Mailbox::at(folder.0.join("mail"));
    let mut server = Server::start(&folder.0);
    let mut tokens = Vec::new();
    let mut done = Acknowledgements::default();
    let mut slowest = Duration::ZERO;
    for round in 0..rounds {
        // New users every few rounds, because a user can have at most a hundred habits.
        if round % 5 == 0 {
            for n in 0..4 {
                let name = format!("person-{round}-{n}");
                tokens.push(sign_up(&Client::new(server.address), &mailbox, &name).await);
            }
        }
        let people: Vec<Client> = tokens.iter().map(|token| Client::new(server.address).signed_in(token)).collect();
        let mut tasks = Vec::new();
        for (person, client) in people.iter().enumerate().skip(tokens.len() - 4) {
            let titles: Vec<String> = (1..=20).map(|n| format!("Task {n} of round {round}")).collect();
            let body = json!({"name": "Load", "type": "good", "duration_days": 3, "daily_tasks": titles});
            let habit = client.post("/api/v1/habits", body).await.expect(201).json();
            let plan =
                client.get(&format!("/api/v1/habits/{}", habit["id"].as_str().unwrap())).await.expect(200).json();
            let first = plan["days"][0]["tasks"].as_array().unwrap();
            tasks.extend(first.iter().map(|task| (person, task["id"].as_str().unwrap().to_owned())));
        }
        // Seeded, so the kill falls somewhere between the first and the last response.
        let kill_after = StdRng::seed_from_u64(round).random_range(1..60);
        done.enough = Arc::default();
        let loading = load(&people, tasks, kill_after, &done);
        let killing = async {
            done.enough.notified().await;
            server.kill();
        };
        tokio::join!(loading, killing);
        check_integrity(&folder.0);
        let started = Instant::now();
        server = Server::start(&folder.0);
        slowest = slowest.max(started.elapsed());
        let people: Vec<Client> = tokens.iter().map(|token| Client::new(server.address).signed_in(token)).collect();
        check(&people, &done).await;
    }
    assert!(slowest < Duration::from_secs(3), "not ready until after {slowest:?}");
    let all = done.all.lock().unwrap();
    assert!(all.completions.len() > usize::try_from(rounds).unwrap(), "enough load was generated");
    eprintln!(
        "{rounds} kills, {} completions and {} habits acknowledged, slowest start {slowest:?}",
        all.completions.len(),
        all.habits.len()
    );
}
