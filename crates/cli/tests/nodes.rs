//! Two nodes on one PostgreSQL, connected by NATS, while users write to each other: nodes are killed,
//! NATS is stopped for a while, and afterwards no message is lost or duplicated, and all devices have
//! all messages in order.
//!
//! `HABITRO_CHAT_MESSAGES` (5,000), `HABITRO_CHAT_KILL_SECONDS` between two kills (4) and
//! `HABITRO_CHAT_NATS_SECONDS` without NATS (5) set the length of the run; see scripts/soak.
#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]
#![allow(clippy::print_stderr, reason = "prints measurements")]
#![allow(clippy::disallowed_methods, reason = "settings of the test, not of the server")]

use std::collections::{BTreeMap, HashMap};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use habitro_server::platform::db::Location;
use habitro_testkit::{Mailbox, Person, TestDatabase};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

/// Pairs of friends; both have a device on each node.
const PAIRS: usize = 50;
/// The maximum time until all devices have all messages after the failures end.
const CATCH_UP_TIMEOUT: Duration = Duration::from_secs(6);

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A process that can be restarted on the same port, killed when dropped.
struct Process {
    command: Box<dyn Fn() -> Command + Send + Sync>,
    address: SocketAddr,
    child: Child,
}

impl Process {
    fn start(port: u16, command: impl Fn() -> Command + Send + Sync + 'static) -> Self {
        let child = spawn(&command);
        Self { command: Box::new(command), address: SocketAddr::from(([127, 0, 0, 1], port)), child }
    }

    /// Sends SIGKILL, so the process can't finish anything.
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn restart(&mut self) {
        self.child = spawn(&self.command);
    }

    async fn wait_until_listening(&self) {
        let connected = async {
            while TcpStream::connect(self.address).await.is_err() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(Duration::from_secs(30), connected).await.expect("the process listens");
    }
}

fn spawn(command: &dyn Fn() -> Command) -> Child {
    command().stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A device: a socket to one node that reconnects whenever it is closed.
struct Device {
    out: mpsc::UnboundedSender<String>,
    connected: AtomicBool,
    /// Client ids of the received messages, by sequence.
    received: Mutex<BTreeMap<u64, String>>,
    /// Senders of messages not acknowledged yet, by client id.
    pending: Mutex<HashMap<String, oneshot::Sender<u64>>>,
}

impl Device {
    fn open(address: SocketAddr, token: String, conversation: String) -> Arc<Self> {
        let (out, frames) = mpsc::unbounded_channel();
        let device = Arc::new(Self {
            out,
            connected: AtomicBool::new(false),
            received: Mutex::default(),
            pending: Mutex::default(),
        });
        tokio::spawn(Arc::clone(&device).run(address, token, conversation, frames));
        device
    }

    /// Returns the sequence of the last message before the first gap.
    fn complete_up_to(&self) -> u64 {
        let received = self.received.lock().unwrap();
        (1..).zip(received.keys()).take_while(|(expected, sequence)| expected == *sequence).count() as u64
    }

    async fn run(
        self: Arc<Self>,
        address: SocketAddr,
        token: String,
        conversation: String,
        mut frames: mpsc::UnboundedReceiver<String>,
    ) {
        loop {
            let mut request = format!("ws://{address}/api/v1/socket").into_client_request().unwrap();
            request.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
            let connected = async {
                let stream = TcpStream::connect(address).await.ok()?;
                tokio_tungstenite::client_async(request, stream).await.ok()
            };
            let Ok(Some((mut socket, _))) = timeout(Duration::from_secs(5), connected).await else {
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            };
            let resume =
                |after: u64| json!({"type": "resume", "conversations": [{"id": conversation, "sequence": after}]});
            let mut alive = socket.send(Message::Text(resume(self.complete_up_to()).to_string().into())).await.is_ok();
            self.connected.store(alive, Ordering::SeqCst);
            while alive {
                tokio::select! {
                    Some(frame) = frames.recv() => alive = socket.send(Message::Text(frame.into())).await.is_ok(),
                    received = socket.next() => match received {
                        Some(Ok(Message::Text(text))) => {
                            let frame: Value = serde_json::from_str(&text).unwrap();
                            if let Some(after) = self.handle(&frame) {
                                alive = socket.send(Message::Text(resume(after).to_string().into())).await.is_ok();
                            }
                        }
                        Some(Ok(Message::Close(_)) | Err(_)) | None => alive = false,
                        Some(Ok(_)) => {}
                    }
                }
            }
            self.connected.store(false, Ordering::SeqCst);
            self.pending.lock().unwrap().clear();
        }
    }

    /// Records a frame. Returns the sequence to resume after if the server has more messages.
    fn handle(&self, frame: &Value) -> Option<u64> {
        let kind = frame["type"].as_str().unwrap();
        match kind {
            "message.new" | "message.stored" => {
                let (sequence, name) = (frame["message"]["sequence"].as_u64().unwrap(), &frame["message"]["client_id"]);
                let name = name.as_str().unwrap().to_owned();
                if let Some(other) = self.received.lock().unwrap().insert(sequence, name.clone()) {
                    assert_eq!(other, name, "two messages with one sequence");
                }
                if kind == "message.stored"
                    && let Some(waiting) = self.pending.lock().unwrap().remove(&name)
                {
                    let _ = waiting.send(sequence);
                }
                None
            }
            "resumed" => {
                let position = &frame["conversations"][0];
                (position["more"] == true).then(|| position["sequence"].as_u64().unwrap())
            }
            _ => None,
        }
    }

    /// Sends a message and returns its sequence once it is acknowledged.
    async fn send(&self, conversation: &str, name: &str) -> Option<u64> {
        if !self.connected.load(Ordering::SeqCst) {
            return None;
        }
        let (sender, done) = oneshot::channel();
        self.pending.lock().unwrap().insert(name.to_owned(), sender);
        let frame = json!({"type": "message.send", "client_id": name, "conversation_id": conversation, "text": name});
        self.out.send(frame.to_string()).ok()?;
        timeout(Duration::from_secs(3), done).await.ok()?.ok()
    }
}

/// Writes `each` messages through whichever node responds, each after the previous one is
/// acknowledged. Returns their sequences.
async fn write(
    devices: [Arc<Device>; 2],
    conversation: String,
    writer: String,
    each: u64,
    pause: Duration,
) -> Vec<u64> {
    let mut sequences = Vec::new();
    for n in 0..each {
        let name = format!("{writer}-{n}");
        let mut turn = n as usize;
        let sequence = loop {
            if let Some(sequence) = devices[turn % 2].send(&conversation, &name).await {
                break sequence;
            }
            turn += 1;
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        sequences.push(sequence);
        tokio::time::sleep(pause).await;
    }
    sequences
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_message_is_lost_between_two_nodes() {
    let Some(database) = TestDatabase::postgres() else { return };
    let Location::Postgres(url) = database.location().clone() else { unreachable!() };
    if std::env::var("HABITRO_TEST_NATS").is_ok_and(|text| text == "none") {
        return;
    }
    let messages = setting("HABITRO_CHAT_MESSAGES", 5_000);
    let kill_every = Duration::from_secs(setting("HABITRO_CHAT_KILL_SECONDS", 4));
    let without_nats = Duration::from_secs(setting("HABITRO_CHAT_NATS_SECONDS", 5));
    let each = messages / (2 * PAIRS as u64);
    // Long enough for two kills of each node.
    let pause = (kill_every * 5 / u32::try_from(each).unwrap()).min(Duration::from_millis(250));

    let folder = Folder::new();
    let (nats_port, ports) = (free_port(), [free_port(), free_port()]);
    let mut nats = Process::start(nats_port, move || {
        let mut command = Command::new(nats_server());
        command.args(["-a", "127.0.0.1", "-p", &nats_port.to_string()]);
        command
    });
    nats.wait_until_listening().await;
    let mut nodes: Vec<Process> = Vec::new();
    for port in ports {
        let (data, url) = (folder.0.clone(), url.clone());
        nodes.push(Process::start(port, move || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_habitro"));
            command
                .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
                .current_dir(&data)
                .env_clear()
                .env("HABITRO_LIMITS", "off")
                .env("HABITRO_DATABASE_URL", &url)
                .env("HABITRO_BUS_URL", format!("nats://127.0.0.1:{nats_port}"))
                .env("HABITRO_MAIL_URL", format!("file://{}", data.join("mail").display()));
            command
        }));
        // One after the other, because the first creates the keys that both use.
        nodes.last().unwrap().wait_until_listening().await;
    }
    let addresses = [nodes[0].address, nodes[1].address];

    let mailbox = Mailbox::at(folder.0.join("mail"));
    let mut people = Vec::new();
    for some in (0..2 * PAIRS).collect::<Vec<_>>().chunks(10) {
        let signed = some.iter().map(|n| {
            let (mailbox, name) = (mailbox.clone(), format!("person{n}"));
            async move { Person::sign_up(addresses[0], &mailbox, &name).await }
        });
        people.extend(futures_util::future::join_all(signed).await);
    }
    let (mut writers, mut devices, mut conversations) = (JoinSet::new(), Vec::new(), Vec::new());
    for pair in people.chunks(2) {
        for (one, other) in [(0, 1), (1, 0)] {
            let body = json!({"user_id": pair[other].id});
            pair[one].client.post("/api/v1/friends/requests", body).await.expect(202);
        }
        let body = json!({"user_id": pair[1].id});
        let opened = pair[0].client.post("/api/v1/conversations", body).await.expect(201).json();
        let conversation = opened["id"].as_str().unwrap().to_owned();
        for person in pair {
            let both = addresses.map(|address| Device::open(address, person.token.clone(), conversation.clone()));
            devices.extend(both.iter().cloned());
            writers.spawn(write(both, conversation.clone(), person.id.clone(), each, pause));
        }
        conversations.push(conversation);
    }
    assert_eq!(devices.len(), 200);

    let started = Instant::now();
    let done = Arc::new(AtomicBool::new(false));
    let over = Arc::clone(&done);
    let failures = tokio::spawn(async move {
        let (mut kills, mut turn) = (0, 0);
        let mut outage = false;
        while !over.load(Ordering::SeqCst) {
            tokio::time::sleep(kill_every).await;
            if over.load(Ordering::SeqCst) {
                break;
            }
            if kills == 1 && !outage {
                outage = true;
                nats.kill();
                tokio::time::sleep(without_nats).await;
                nats.restart();
                nats.wait_until_listening().await;
            }
            nodes[turn % 2].kill();
            nodes[turn % 2].restart();
            nodes[turn % 2].wait_until_listening().await;
            (kills, turn) = (kills + 1, turn + 1);
        }
        (nats, nodes, kills, outage)
    });
    while let Some(sequences) = writers.join_next().await {
        let sequences = sequences.unwrap();
        assert!(sequences.windows(2).all(|pair| pair[0] < pair[1]), "a writer's messages stay in order");
    }
    let took = started.elapsed();
    done.store(true, Ordering::SeqCst);
    let (_nats, _nodes, kills, outage) = failures.await.unwrap();
    assert!(kills >= 2 && outage, "nodes and NATS failed: {kills} kills");

    // Nothing fails from here on.
    let recovered = Instant::now();
    let total = 2 * each;
    let all_received = async {
        while devices.iter().any(|device| device.complete_up_to() < total) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let result = timeout(CATCH_UP_TIMEOUT, all_received).await;
    let behind: Vec<u64> = devices.iter().map(|device| device.complete_up_to()).filter(|last| *last < total).collect();
    assert!(result.is_ok(), "{} of 200 devices are behind: {behind:?} of {total}", behind.len());
    let caught_up = recovered.elapsed();
    for (pair, conversation) in people.chunks(2).zip(&conversations) {
        let mut names = Vec::new();
        let mut path = format!("/api/v1/conversations/{conversation}/messages?after=0&limit=200");
        loop {
            let page = pair[0].client.get(&path).await.expect(200).json();
            for item in page["items"].as_array().unwrap() {
                names.push(item["client_id"].as_str().unwrap().to_owned());
                assert_eq!(item["sequence"].as_u64().unwrap(), names.len() as u64, "no sequence is missing");
                assert_eq!(item["text"], item["client_id"], "each text is the one written");
            }
            match page["next_cursor"].as_str() {
                Some(next) => path = format!("/api/v1/conversations/{conversation}/messages?limit=200&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(names.len() as u64, total, "no message is lost or duplicated");
        let mut unique = names.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), names.len());
    }
    eprintln!(
        "{} messages over 200 sockets in {took:.1?}, {kills} nodes killed, NATS down for {without_nats:?}; all \
         received {caught_up:.2?} after the failures ended",
        total * PAIRS as u64
    );
}

fn nats_server() -> PathBuf {
    let paths = ["/usr/sbin/nats-server", "/usr/bin/nats-server", "/usr/local/bin/nats-server"];
    let found = paths.into_iter().map(PathBuf::from).find(|path| path.exists());
    found.expect("nats-server (scripts/setup-tests installs it), or HABITRO_TEST_NATS=none")
}

struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("habitro-nodes-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("mail")).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
