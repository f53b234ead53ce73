//! A PostgreSQL server of its own, for tests that depend on its settings.

use std::net::TcpListener;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A running server, stopped and removed when dropped.
#[derive(Debug)]
pub struct PostgresServer {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
}

impl PostgresServer {
    /// Starts a server with these settings. Returns `None` if PostgreSQL's programs are not installed.
    pub(crate) fn start(folder: PathBuf, settings: &[(&str, &str)]) -> Option<Self> {
        let programs = programs()?;
        std::fs::create_dir_all(&folder).unwrap();
        if is_root() && !run(Command::new("chown").arg("postgres").arg(&folder)) {
            return None;
        }
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let server = Self { programs, folder, port };
        let shown = server.folder.display();
        let mut options = format!("-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={shown}");
        for (name, value) in settings {
            options.push_str(&format!(" -c {name}={value}"));
        }
        let created = run(server.command("initdb").args([
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        ]));
        let log = server.folder.join("log");
        let started = run(server.command("pg_ctl").args(["-w", "-o", &options, "-l"]).arg(&log).arg("start"));
        let reason = || std::fs::read_to_string(&log).unwrap_or_default();
        assert!(created && started, "PostgreSQL did not start: {}", reason());
        Some(server)
    }

    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}", self.port)
    }

    /// A program with the server's data folder. PostgreSQL refuses to run as root.
    fn command(&self, program: &str) -> Command {
        let program = self.programs.join(program);
        let mut command = if is_root() { Command::new("runuser") } else { Command::new(&program) };
        if is_root() {
            command.args(["-u", "postgres", "--"]).arg(&program);
        }
        command.current_dir(&self.folder).arg("-D").arg(self.folder.join("data"));
        command
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        run(self.command("pg_ctl").args(["-m", "immediate", "stop"]));
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// Returns the folder of the newest version installed by a distribution, or of the one in the search path.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let version = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = versions.map(|entry| entry.path()).max_by_key(|path| version(path));
    let in_path = [PathBuf::from("/usr/local/bin"), PathBuf::from("/usr/bin")];
    newest.map(|path| path.join("bin")).into_iter().chain(in_path).find(|path| path.join("initdb").exists())
}

fn run(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}
