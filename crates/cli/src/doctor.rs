//! `habitro doctor`: reports problems with the configuration and the machine.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use habitro_server::platform::clock::Clock;
use habitro_server::platform::config::{Config, MailTarget, SmsTarget};
use habitro_server::platform::db::{Db, Location};
use jiff::Timestamp;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Ok,
    Warn,
    Fail,
}

struct Finding {
    verdict: Verdict,
    subject: &'static str,
    message: String,
}

fn ok(subject: &'static str, message: impl Into<String>) -> Finding {
    Finding { verdict: Verdict::Ok, subject, message: message.into() }
}

fn warn(subject: &'static str, message: impl Into<String>) -> Finding {
    Finding { verdict: Verdict::Warn, subject, message: message.into() }
}

fn fail(subject: &'static str, message: impl Into<String>) -> Finding {
    Finding { verdict: Verdict::Fail, subject, message: message.into() }
}

/// Prints one line per finding. Returns `false` if a check failed.
pub fn run(config: &Config) -> bool {
    let mut findings =
        vec![data_dir(&config.data_dir), database(&config.database), disk(&config.data_dir), clock(&Clock::system())];
    findings.extend(key_files(&config.data_dir));
    findings.extend([public_url(config), mail(&config.mail), sms(&config.sms), planner(config)]);
    if !config.limits {
        findings.push(warn("limits", "off: rate limits are lifted. For load tests only"));
    }
    findings.extend(config.warnings().iter().map(|warning| warn("environment", warning)));
    for Finding { verdict, subject, message } in &findings {
        let verdict = match verdict {
            Verdict::Ok => "ok  ",
            Verdict::Warn => "warn",
            Verdict::Fail => "fail",
        };
        println!("{verdict}  {subject}: {message}");
    }
    findings.iter().all(|finding| finding.verdict != Verdict::Fail)
}

fn data_dir(folder: &Path) -> Finding {
    let shown = folder.display();
    if !folder.exists() {
        let parent = nearest_existing(folder);
        return match rustix::fs::access(parent, rustix::fs::Access::WRITE_OK) {
            Ok(()) => warn("data folder", format!("{shown} does not exist yet; the first start creates it")),
            Err(error) => fail("data folder", format!("{shown} can't be created in {}: {error}", parent.display())),
        };
    }
    let probe = folder.join(format!(".doctor-{}", std::process::id()));
    let written = fs::write(&probe, b"x").and_then(|()| fs::remove_file(&probe));
    match written {
        Ok(()) => ok("data folder", format!("{shown} can be written")),
        Err(error) => fail("data folder", format!("{shown} can't be written: {error}")),
    }
}

/// Returns `folder` if it exists, else its nearest existing parent.
fn nearest_existing(folder: &Path) -> &Path {
    let existing = folder.ancestors().find(|path| path.exists());
    existing.filter(|path| !path.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn database(location: &Location) -> Finding {
    if let Location::Sqlite(path) = location
        && !path.exists()
    {
        return warn("database", format!("{} does not exist yet; the first start creates it", path.display()));
    }
    let wanted = Db::schema_wanted();
    match Db::schema_at(location) {
        Ok(at) if at == wanted => ok("database", format!("reachable, schema {at} is up to date")),
        Ok(at) if at < wanted => {
            warn("database", format!("reachable, schema {at}; the next start migrates it to {wanted}"))
        }
        Ok(at) => {
            fail("database", format!("schema {at} was created by a newer Habitro; this version supports {wanted}"))
        }
        Err(error) => fail("database", error.to_string()),
    }
}

fn disk(folder: &Path) -> Finding {
    let free = rustix::fs::statvfs(nearest_existing(folder)).map(|disk| disk.f_bavail * disk.f_frsize / 1_000_000);
    match free {
        Err(error) => warn("disk", format!("can't read the free space: {error}")),
        Ok(mb) if mb < 100 => fail("disk", format!("only {mb} MB free; the database needs free space to write")),
        Ok(mb) if mb < 1000 => warn("disk", format!("{mb} MB free")),
        Ok(mb) => ok("disk", format!("{} GB free", mb / 1000)),
    }
}

/// Checks the clock, which determines what today is. There is no other clock to compare it with, but a time
/// before this program was written or far in the future must be wrong.
fn clock(clock: &Clock) -> Finding {
    let now = clock.now();
    let sane = "2025-01-01T00:00:00Z".parse::<Timestamp>().ok()..="2100-01-01T00:00:00Z".parse::<Timestamp>().ok();
    if sane.contains(&Some(now)) {
        ok("clock", format!("{now:.0} (UTC)"))
    } else {
        fail("clock", format!("{now:.0} can't be right; set the system's clock"))
    }
}

fn key_files(folder: &Path) -> Vec<Finding> {
    const FILES: [&str; 3] = ["secret.key", "chat.keys", "vapid.pem"];
    let files = FILES.iter().filter_map(|name| Some((*name, fs::metadata(folder.join(name)).ok()?)));
    files
        .map(|(name, metadata)| match metadata.permissions().mode() & 0o777 {
            mode if mode & 0o077 == 0 => ok("key file", format!("{name} is readable only by its owner")),
            mode => fail("key file", format!("{name} has mode {mode:o}, so other users can read it; run chmod 600")),
        })
        .collect()
}

fn public_url(config: &Config) -> Finding {
    let url = &config.public_url;
    let local = matches!(url.host(), "localhost" | "127.0.0.1" | "[::1]");
    let subject = "public URL";
    if url.is_https() {
        ok(subject, format!("{url}: passkeys, push and offline use work"))
    } else if url.host() == "localhost" {
        ok(subject, format!("{url}: works on this machine; other devices need https"))
    } else if local {
        warn(subject, format!("{url}: passkeys need a host name; use http://localhost"))
    } else {
        warn(subject, format!("{url}: without https browsers refuse passkeys, push and offline use"))
    }
}

fn mail(target: &MailTarget) -> Finding {
    match target {
        MailTarget::Log => warn("mail", "printed to the console: users will not receive their codes"),
        MailTarget::File(folder) => mail_folder("mail", folder),
        MailTarget::Smtp(relay) => ok("mail", format!("sent through {}:{} {}", relay.host, relay.port, relay.security)),
    }
}

fn sms(target: &SmsTarget) -> Finding {
    match target {
        SmsTarget::Log => warn("text messages", "printed to the console: users will not receive their codes"),
        SmsTarget::File(folder) => mail_folder("text messages", folder),
        SmsTarget::TextLk { base, sender, .. } => ok("text messages", format!("sent through {base} as {sender}")),
    }
}

fn mail_folder(subject: &'static str, folder: &Path) -> Finding {
    let shown = folder.display();
    if folder.is_dir() {
        warn(subject, format!("written to files in {shown}: users will not receive their codes"))
    } else {
        fail(subject, format!("the folder {shown} does not exist"))
    }
}

fn planner(config: &Config) -> Finding {
    match &config.ai {
        None => ok("planner", "built in: needs no network and no key"),
        Some(ai) => {
            let key = if ai.api_key.is_some() { "with a key" } else { "without a key" };
            ok(
                "planner",
                format!("{} at {} {key}; the built-in planner replaces failed responses", ai.model, ai.base_url),
            )
        }
    }
}
