//! A server on loopback that follows a script, for tests of the client.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread::JoinHandle;
use std::time::Duration;

use postgres::types::Type;

/// A server for one connection.
pub(super) struct FakeServer {
    address: SocketAddr,
    thread: JoinHandle<()>,
}

impl FakeServer {
    /// Runs `script` with the first client that connects.
    pub(super) fn start(script: impl FnOnce(&mut Peer) + Send + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let thread = std::thread::spawn(move || script(&mut Peer { socket: listener.accept().unwrap().0 }));
        Self { address, thread }
    }

    pub(super) fn url(&self) -> String {
        format!("postgres://anna:secret@{}/habitro", self.address)
    }

    /// Waits for the end of the script, and fails if it has failed.
    pub(super) fn finish(self) {
        self.thread.join().unwrap();
    }
}

/// The server's side of a connection.
pub(super) struct Peer {
    socket: TcpStream,
}

impl Peer {
    /// Answers everything that opening a session sends.
    pub(super) fn accept_session(&mut self) {
        self.startup();
        self.send(&[auth(0, b""), status(), message(b'K', &[0; 8]), ready(b'I')]);
        self.accept_settings();
        for _ in 0..2 {
            self.accept_statement(&[], &[]);
        }
    }

    pub(super) fn accept_settings(&mut self) {
        assert_eq!(self.request(), "Q");
        self.send(&[complete("SET"), complete("SET"), ready(b'I')]);
    }

    /// Answers the preparation of a statement.
    pub(super) fn accept_statement(&mut self, parameters: &[Type], columns: &[Type]) {
        assert_eq!(self.request(), "PDS");
        self.send(&[prepared(parameters, columns), ready(b'I')]);
    }

    /// Reads the first message of a client and returns it.
    pub(super) fn startup(&mut self) -> String {
        let body = self.body();
        String::from_utf8_lossy(&body).into_owned()
    }

    /// Reads a message and returns its tag and body.
    pub(super) fn read(&mut self) -> (char, Vec<u8>) {
        let mut tag = [0];
        self.socket.read_exact(&mut tag).unwrap();
        (char::from(tag[0]), self.body())
    }

    /// Reads messages up to a Sync or a simple query and returns their tags.
    pub(super) fn request(&mut self) -> String {
        let mut tags = String::new();
        while !tags.ends_with(['S', 'Q']) {
            tags.push(self.read().0);
        }
        tags
    }

    pub(super) fn send(&mut self, messages: &[Vec<u8>]) {
        // The client may have given up.
        let _ = self.socket.write_all(&messages.concat());
    }

    /// Sends nothing until the client closes the connection.
    pub(super) fn be_silent(&mut self) {
        let _ = self.socket.read_to_end(&mut Vec::new());
    }

    /// Sends `bytes` again and again, each time after `pause`, until the client closes the connection.
    pub(super) fn repeat(&mut self, bytes: &[u8], pause: Duration) {
        self.socket.set_read_timeout(Some(pause)).unwrap();
        while !matches!(self.socket.read(&mut [0; 64]), Ok(0)) && self.socket.write_all(bytes).is_ok() {}
    }

    fn body(&mut self) -> Vec<u8> {
        let mut length = [0; 4];
        self.socket.read_exact(&mut length).unwrap();
        let mut body = vec![0; usize::try_from(u32::from_be_bytes(length)).unwrap() - 4];
        self.socket.read_exact(&mut body).unwrap();
        body
    }
}

pub(super) fn message(tag: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap();
    [&[tag], length.to_be_bytes().as_slice(), body].concat()
}

pub(super) fn auth(kind: u32, data: &[u8]) -> Vec<u8> {
    message(b'R', &[kind.to_be_bytes().as_slice(), data].concat())
}

pub(super) fn ready(status: u8) -> Vec<u8> {
    message(b'Z', &[status])
}

pub(super) fn status() -> Vec<u8> {
    message(b'S', b"server_version\x0015\0")
}

pub(super) fn notice() -> Vec<u8> {
    message(b'N', b"SWARNING\0C01000\0Mtake care\0\0")
}

pub(super) fn bound() -> Vec<u8> {
    message(b'2', b"")
}

pub(super) fn complete(tag: &str) -> Vec<u8> {
    message(b'C', format!("{tag}\0").as_bytes())
}

/// BindComplete and CommandComplete.
pub(super) fn done(tag: &str) -> Vec<u8> {
    [bound(), complete(tag)].concat()
}

pub(super) fn error(severity: &str, code: &str) -> Vec<u8> {
    message(b'E', format!("S{severity}\0V{severity}\0C{code}\0Mon purpose\0nprobe_pkey\0\0").as_bytes())
}

/// A row of one column.
pub(super) fn row(value: i64) -> Vec<u8> {
    message(b'D', &[&[0, 1, 0, 0, 0, 8], value.to_be_bytes().as_slice()].concat())
}

/// The description of a statement that was prepared.
pub(super) fn prepared(parameters: &[Type], columns: &[Type]) -> Vec<u8> {
    let count = |types: &[Type]| u16::try_from(types.len()).unwrap().to_be_bytes();
    let mut wanted = count(parameters).to_vec();
    for parameter in parameters {
        wanted.extend(parameter.oid().to_be_bytes());
    }
    let mut fields = count(columns).to_vec();
    for column in columns {
        fields.extend(b"n\0\0\0\0\0\0\0");
        fields.extend(column.oid().to_be_bytes());
        fields.extend([0; 8]);
    }
    let result = if columns.is_empty() { message(b'n', b"") } else { message(b'T', &fields) };
    [message(b'1', b""), message(b't', &wanted), result].concat()
}
