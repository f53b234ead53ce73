//! Starts and measures server processes.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::machine;

/// A running server, killed when dropped.
pub struct Server {
    child: Child,
    /// The listening address.
    pub address: SocketAddr,
    /// The time from the start of the process to the first 200 of /readyz.
    pub ready_after: Duration,
}

impl Server {
    /// Starts `program` with its files in `folder` and these `HABITRO_...` variables.
    #[must_use]
    pub fn start(program: &Path, folder: &Path, variables: &[(&str, &str)]) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut command = Command::new(program);
        command
            .arg("serve")
            .env_clear()
            .env("HABITRO_LISTEN", address.to_string())
            .env("HABITRO_PUBLIC_URL", format!("http://localhost:{}", address.port()))
            .env("HABITRO_DATA_DIR", folder)
            .envs(variables.iter().copied())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let started = Instant::now();
        let child = command.spawn().unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        let mut server = Self { child, address, ready_after: Duration::ZERO };
        while !is_ready(address) {
            assert!(server.child.try_wait().unwrap().is_none(), "the server exited during its start");
            assert!(started.elapsed() < Duration::from_secs(60), "the server is not ready after a minute");
            std::thread::sleep(Duration::from_micros(500));
        }
        server.ready_after = started.elapsed();
        server
    }

    /// Starts this program as the baseline server on `database`, sized for `users` users.
    #[must_use]
    pub fn baseline(database: &str, users: u64) -> Self {
        let started = Instant::now();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--serve-limits", database, "--users", &users.to_string()])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().parse().unwrap_or_else(|_| panic!("expected an address, got {line:?}"));
        Self { child, address, ready_after: started.elapsed() }
    }

    /// Returns the process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Returns the resident memory in bytes: the total, and the part without mapped files.
    #[must_use]
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
    let request = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(address)?;
        stream.write_all(b"GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
        let mut response = String::new();
        stream.read_to_string(&mut response)?;
        Ok(response)
    };
    request().is_ok_and(|response| response.starts_with("HTTP/1.1 200"))
}

/// A folder removed when dropped.
pub struct Folder(pub PathBuf);

impl Folder {
    /// Creates a folder under `target`, which is on a disk and not in memory like /tmp on some systems.
    #[must_use]
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
