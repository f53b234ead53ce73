//! Two nodes over one PostgreSQL, joined by NATS, while people write to each other: nodes are killed,
//! NATS is stopped for a while, and afterwards nothing is lost, nothing is there twice, and all
//! devices have everything in order.
//!
//! `HABITRO_CHAT_MESSAGES` (5,000), `HABITRO_CHAT_KILL_SECONDS` between two kills (4) and
//! `HABITRO_CHAT_NATS_SECONDS` without NATS (5) make it as long as one likes: see scripts/soak.
#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]
#![allow(clippy::print_stderr, reason = "the figures of the run")]
#![allow(clippy::disallowed_methods, reason = "the test's own settings, not the server's")]

use std::collections::{BTreeMap, HashMap};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use habitro_server::platform::db::Location;
use habitro_testkit::{Client, Mailbox, TestDatabase};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

/// Pairs of friends; each of the two has a device on each node.
const PAIRS: usize = 50;
/// All has been told so long after everything works again.
const HEALED: Duration = Duration::from_secs(6);

fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A process that ends with this value, and can be started again on the same port.
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

    /// SIGKILL: nothing gets to be finished.
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn start_again(&mut self) {
        self.child = spawn(&self.command);
    }

    async fn answers(&self) {
        let here = async {
            while TcpStream::connect(self.address).await.is_err() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(Duration::from_secs(30), here).await.expect("the process listens");
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

/// One device: a socket to one node that comes back whenever it is closed.
struct Device {
    out: mpsc::UnboundedSender<String>,
    up: AtomicBool,
    /// What it has got, by place.
    seen: Mutex<BTreeMap<u64, String>>,
    acknowledged: Mutex<HashMap<String, oneshot::Sender<u64>>>,
}

impl Device {
    fn open(address: SocketAddr, token: String, conversation: String) -> Arc<Self> {
        let (out, frames) = mpsc::unbounded_channel();
        let device =
            Arc::new(Self { out, up: AtomicBool::new(false), seen: Mutex::default(), acknowledged: Mutex::default() });
        tokio::spawn(Arc::clone(&device).live(address, token, conversation, frames));
        device
    }

    /// The last place up to which nothing is missing.
    fn whole_up_to(&self) -> u64 {
        let seen = self.seen.lock().unwrap();
        (1..).zip(seen.keys()).take_while(|(at, place)| at == *place).count() as u64
    }

    async fn live(
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
            let mut alive = socket.send(Message::Text(resume(self.whole_up_to()).to_string().into())).await.is_ok();
            self.up.store(alive, Ordering::SeqCst);
            while alive {
                tokio::select! {
                    Some(frame) = frames.recv() => alive = socket.send(Message::Text(frame.into())).await.is_ok(),
                    told = socket.next() => match told {
                        Some(Ok(Message::Text(text))) => {
                            let frame: Value = serde_json::from_str(&text).unwrap();
                            let again = self.hear(&frame);
                            if let Some(after) = again {
                                alive = socket.send(Message::Text(resume(after).to_string().into())).await.is_ok();
                            }
                        }
                        Some(Ok(Message::Close(_)) | Err(_)) | None => alive = false,
                        Some(Ok(_)) => {}
                    }
                }
            }
            self.up.store(false, Ordering::SeqCst);
            self.acknowledged.lock().unwrap().clear();
        }
    }

    /// Notes what a frame says; answers from where to ask on, if there is more.
    fn hear(&self, frame: &Value) -> Option<u64> {
        let kind = frame["type"].as_str().unwrap();
        match kind {
            "message.new" | "message.stored" => {
                let (place, name) = (frame["message"]["sequence"].as_u64().unwrap(), &frame["message"]["client_id"]);
                let name = name.as_str().unwrap().to_owned();
                if let Some(other) = self.seen.lock().unwrap().insert(place, name.clone()) {
                    assert_eq!(other, name, "one place, two messages");
                }
                if kind == "message.stored"
                    && let Some(waiting) = self.acknowledged.lock().unwrap().remove(&name)
                {
                    let _ = waiting.send(place);
                }
                None
            }
            "resumed" => {
                let told = &frame["conversations"][0];
                (told["more"] == true).then(|| told["sequence"].as_u64().unwrap())
            }
            _ => None,
        }
    }

    /// Sends a message; its place once it is acknowledged.
    async fn send(&self, conversation: &str, name: &str) -> Option<u64> {
        if !self.up.load(Ordering::SeqCst) {
            return None;
        }
        let (told, done) = oneshot::channel();
        self.acknowledged.lock().unwrap().insert(name.to_owned(), told);
        let frame = json!({"type": "message.send", "client_id": name, "conversation_id": conversation, "text": name});
        self.out.send(frame.to_string()).ok()?;
        timeout(Duration::from_secs(3), done).await.ok()?.ok()
    }
}

struct Person {
    client: Client,
    token: String,
    id: String,
}

async fn sign_up(address: SocketAddr, mailbox: &Mailbox, name: &str) -> Person {
    let client = Client::new(address);
    let email = format!("{name}@example.org");
    let body = json!({"full_name": name, "email": email, "password": "nine long stones", "time_zone": "UTC"});
    let pending = client.post("/api/v1/auth/register", body).await.expect(202).json();
    let code = async {
        loop {
            match mailbox.latest_code(&email) {
                Some(code) => return code,
                None => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    };
    let otp = timeout(Duration::from_secs(30), code).await.expect("the code arrives");
    let body = json!({"email": email, "otp": otp, "flow": pending["flow"]});
    let opened = client.post("/api/v1/auth/verify-otp", body).await.expect(201).json();
    let token = opened["token"].as_str().unwrap().to_owned();
    Person { client: client.signed_in(&token), token, id: opened["user"]["id"].as_str().unwrap().to_owned() }
}

/// Writes `each` messages, each once the one before is acknowledged, by whichever node answers.
async fn write(
    devices: [Arc<Device>; 2],
    conversation: String,
    writer: String,
    each: u64,
    pause: Duration,
) -> Vec<u64> {
    let mut places = Vec::new();
    for n in 0..each {
        let name = format!("{writer}-{n}");
        let mut turn = n as usize;
        let place = loop {
            if let Some(place) = devices[turn % 2].send(&conversation, &name).await {
                break place;
            }
            turn += 1;
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        places.push(place);
        tokio::time::sleep(pause).await;
    }
    places
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_between_two_nodes() {
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
    nats.answers().await;
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
        // One after the other: the first makes the keys that both use.
        nodes.last().unwrap().answers().await;
    }
    let addresses = [nodes[0].address, nodes[1].address];

    let mailbox = Mailbox::at(folder.0.join("mail"));
    let mut people = Vec::new();
    for some in (0..2 * PAIRS).collect::<Vec<_>>().chunks(10) {
        let signed = some.iter().map(|n| {
            let (mailbox, name) = (mailbox.clone(), format!("person{n}"));
            async move { sign_up(addresses[0], &mailbox, &name).await }
        });
        people.extend(futures_util::future::join_all(signed).await);
    }
    let (mut writers, mut devices, mut talks) = (JoinSet::new(), Vec::new(), Vec::new());
    for pair in people.chunks(2) {
        for (one, other) in [(0, 1), (1, 0)] {
            let body = json!({"user_id": pair[other].id});
            pair[one].client.post("/api/v1/friends/requests", body).await.expect(202);
        }
        let body = json!({"user_id": pair[1].id});
        let talk = pair[0].client.post("/api/v1/conversations", body).await.expect(201).json();
        let talk = talk["id"].as_str().unwrap().to_owned();
        for person in pair {
            let both = addresses.map(|address| Device::open(address, person.token.clone(), talk.clone()));
            devices.extend(both.iter().cloned());
            writers.spawn(write(both, talk.clone(), person.id.clone(), each, pause));
        }
        talks.push(talk);
    }
    assert_eq!(devices.len(), 200);

    let begun = Instant::now();
    let done = Arc::new(AtomicBool::new(false));
    let over = Arc::clone(&done);
    let trouble = tokio::spawn(async move {
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
                nats.start_again();
                nats.answers().await;
            }
            nodes[turn % 2].kill();
            nodes[turn % 2].start_again();
            nodes[turn % 2].answers().await;
            (kills, turn) = (kills + 1, turn + 1);
        }
        (nats, nodes, kills, outage)
    });
    while let Some(places) = writers.join_next().await {
        let places = places.unwrap();
        assert!(places.windows(2).all(|pair| pair[0] < pair[1]), "one writer's messages stand as they were written");
    }
    let took = begun.elapsed();
    done.store(true, Ordering::SeqCst);
    let (_nats, _nodes, kills, outage) = trouble.await.unwrap();
    assert!(kills >= 2 && outage, "there was trouble: {kills} kills");

    // All works again from here on.
    let healed = Instant::now();
    let whole = 2 * each;
    let all_told = async {
        while devices.iter().any(|device| device.whole_up_to() < whole) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let told = timeout(HEALED, all_told).await;
    let behind: Vec<u64> = devices.iter().map(|device| device.whole_up_to()).filter(|up| *up < whole).collect();
    assert!(told.is_ok(), "{} of 200 devices are behind: {behind:?} of {whole}", behind.len());
    let caught_up = healed.elapsed();
    for (pair, talk) in people.chunks(2).zip(&talks) {
        let mut names = Vec::new();
        let mut path = format!("/api/v1/conversations/{talk}/messages?after=0&limit=200");
        loop {
            let page = pair[0].client.get(&path).await.expect(200).json();
            for item in page["items"].as_array().unwrap() {
                names.push(item["client_id"].as_str().unwrap().to_owned());
                assert_eq!(item["sequence"].as_u64().unwrap(), names.len() as u64, "no place is left out");
                assert_eq!(item["text"], item["client_id"], "and each says what was written");
            }
            match page["next_cursor"].as_str() {
                Some(next) => path = format!("/api/v1/conversations/{talk}/messages?limit=200&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(names.len() as u64, whole, "none lost, none twice");
        let mut each_once = names.clone();
        each_once.sort();
        each_once.dedup();
        assert_eq!(each_once.len(), names.len());
    }
    eprintln!(
        "{} messages over 200 sockets in {took:.1?}, {kills} nodes killed, NATS away for {without_nats:?}; all told \
         {caught_up:.2?} after it was over",
        whole * PAIRS as u64
    );
}

fn nats_server() -> PathBuf {
    let usual = ["/usr/sbin/nats-server", "/usr/bin/nats-server", "/usr/local/bin/nats-server"];
    let found = usual.into_iter().map(PathBuf::from).find(|path| path.exists());
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
