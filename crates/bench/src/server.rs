//! A server process: started, waited for, looked at, ended.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::machine;

/// A running server; ends with this value.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// From the start of the process to its first good answer of /readyz.
    pub ready_after: Duration,
}

impl Server {
    /// Starts `program` on `database` (an URL) with its files in `folder`.
    pub fn start(program: &Path, folder: &Path, database: &str) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut command = Command::new(program);
        command
            .arg("serve")
            .env_clear()
            .env("HABITRO_LISTEN", address.to_string())
            .env("HABITRO_PUBLIC_URL", format!("http://localhost:{}", address.port()))
            .env("HABITRO_DATA_DIR", folder)
            .env("HABITRO_DATABASE_URL", database)
            .env("HABITRO_LIMITS", "off")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let started = Instant::now();
        let child = command.spawn().unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        let mut server = Self { child, address, ready_after: Duration::ZERO };
        while !is_ready(address) {
            assert!(server.child.try_wait().unwrap().is_none(), "the server ended at once");
            assert!(started.elapsed() < Duration::from_secs(60), "the server is not ready after a minute");
            std::thread::sleep(Duration::from_micros(500));
        }
        server.ready_after = started.elapsed();
        server
    }

    /// This program as the bare server of the limits on `database`, sized for so many users.
    pub fn limits(database: &str, users: u64) -> Self {
        let started = Instant::now();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--serve-limits", database, "--users", &users.to_string()])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().parse().unwrap_or_else(|_| panic!("no address but {line:?}"));
        Self { child, address, ready_after: started.elapsed() }
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Resident memory in bytes, and the part that is no mapped file.
    pub fn memory(&self) -> (u64, u64) {
        machine::memory(self.pid())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn is_ready(address: SocketAddr) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(address)?;
        stream.write_all(b"GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}

/// A folder that is removed with this value.
pub struct Folder(pub PathBuf);

impl Folder {
    /// A new one among the build's files, which lie on a disk and not in memory.
    pub fn new(name: &str) -> Self {
        let path = PathBuf::from(format!("target/bench/{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(std::path::absolute(path).unwrap())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
