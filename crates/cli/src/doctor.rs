//! `habitro doctor`: what would keep the server from running well, in plain words.

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
    about: &'static str,
    words: String,
}

fn ok(about: &'static str, words: impl Into<String>) -> Finding {
    Finding { verdict: Verdict::Ok, about, words: words.into() }
}

fn warn(about: &'static str, words: impl Into<String>) -> Finding {
    Finding { verdict: Verdict::Warn, about, words: words.into() }
}

fn fail(about: &'static str, words: impl Into<String>) -> Finding {
    Finding { verdict: Verdict::Fail, about, words: words.into() }
}

/// Prints one line a finding; answers whether nothing failed.
pub fn examine(config: &Config) -> bool {
    let mut findings =
        vec![data_dir(&config.data_dir), database(&config.database), disk(&config.data_dir), clock(&Clock::system())];
    findings.extend(key_files(&config.data_dir));
    findings.extend([public_url(config), mail(&config.mail), sms(&config.sms), planner(config)]);
    if !config.limits {
        findings.push(warn("limits", "off: rate limits are lifted. For load tests only"));
    }
    findings.extend(config.warnings().iter().map(|warning| warn("environment", warning)));
    for Finding { verdict, about, words } in &findings {
        let verdict = match verdict {
            Verdict::Ok => "ok  ",
            Verdict::Warn => "warn",
            Verdict::Fail => "fail",
        };
        println!("{verdict}  {about}: {words}");
    }
    findings.iter().all(|finding| finding.verdict != Verdict::Fail)
}

fn data_dir(folder: &Path) -> Finding {
    let shown = folder.display();
    if !folder.exists() {
        let above = existing(folder);
        return match rustix::fs::access(above, rustix::fs::Access::WRITE_OK) {
            Ok(()) => warn("data folder", format!("{shown} is not there yet; the first start makes it")),
            Err(error) => fail("data folder", format!("{shown} can't be made in {}: {error}", above.display())),
        };
    }
    let probe = folder.join(format!(".doctor-{}", std::process::id()));
    let written = fs::write(&probe, b"x").and_then(|()| fs::remove_file(&probe));
    match written {
        Ok(()) => ok("data folder", format!("{shown} can be written")),
        Err(error) => fail("data folder", format!("{shown} can't be written: {error}")),
    }
}

/// The nearest folder above `folder`, or itself, that is there.
fn existing(folder: &Path) -> &Path {
    let there = folder.ancestors().find(|path| path.exists());
    there.filter(|path| !path.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn database(location: &Location) -> Finding {
    if let Location::Sqlite(path) = location
        && !path.exists()
    {
        return warn("database", format!("{} is not there yet; the first start makes it", path.display()));
    }
    let wanted = Db::schema_wanted();
    match Db::schema_at(location) {
        Ok(at) if at == wanted => ok("database", format!("reachable, schema {at} is up to date")),
        Ok(at) if at < wanted => {
            warn("database", format!("reachable, schema {at}; the next start brings it to {wanted}"))
        }
        Ok(at) => fail("database", format!("schema {at} was made by a newer Habitro; this one knows {wanted}")),
        Err(error) => fail("database", error.to_string()),
    }
}

fn disk(folder: &Path) -> Finding {
    let free = rustix::fs::statvfs(existing(folder)).map(|disk| disk.f_bavail * disk.f_frsize / 1_000_000);
    match free {
        Err(error) => warn("disk", format!("could not learn how much is free: {error}")),
        Ok(mb) if mb < 100 => fail("disk", format!("only {mb} MB free; the database needs room to write")),
        Ok(mb) if mb < 1000 => warn("disk", format!("{mb} MB free")),
        Ok(mb) => ok("disk", format!("{} GB free", mb / 1000)),
    }
}

/// The server's clock decides what today is. It can't be checked against another here, but a
/// clock before this program was written or far after it is wrong.
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
    let there = FILES.iter().filter_map(|name| Some((*name, fs::metadata(folder.join(name)).ok()?)));
    there
        .map(|(name, metadata)| match metadata.permissions().mode() & 0o777 {
            mode if mode & 0o077 == 0 => ok("key file", format!("{name} is for its owner only")),
            mode => fail("key file", format!("{name} has mode {mode:o}; others may read it: chmod 600")),
        })
        .collect()
}

fn public_url(config: &Config) -> Finding {
    let url = &config.public_url;
    let local = matches!(url.host(), "localhost" | "127.0.0.1" | "[::1]");
    let about = "public URL";
    if url.is_https() {
        ok(about, format!("{url}: passkeys, pushes and offline use work"))
    } else if url.host() == "localhost" {
        ok(about, format!("{url}: fine on this machine; others need https"))
    } else if local {
        warn(about, format!("{url}: passkeys need a name, use http://localhost"))
    } else {
        warn(about, format!("{url}: without https browsers refuse passkeys, pushes and offline use"))
    }
}

fn mail(target: &MailTarget) -> Finding {
    match target {
        MailTarget::Log => warn("mail", "printed on the console: people will not get their codes"),
        MailTarget::File(folder) => folder_for("mail", folder),
        MailTarget::Smtp { host, port, tls: true, .. } => ok("mail", format!("sent by {host}:{port} with TLS")),
        MailTarget::Smtp { host, port, credentials: Some(_), .. } => {
            ok("mail", format!("sent by {host}:{port} with STARTTLS"))
        }
        MailTarget::Smtp { host, port, .. } => {
            warn("mail", format!("sent by {host}:{port} without a password, STARTTLS if offered"))
        }
    }
}

fn sms(target: &SmsTarget) -> Finding {
    match target {
        SmsTarget::Log => warn("text messages", "printed on the console: people will not get their codes"),
        SmsTarget::File(folder) => folder_for("text messages", folder),
        SmsTarget::TextLk { base, sender, .. } => ok("text messages", format!("sent by {base} as {sender}")),
    }
}

fn folder_for(about: &'static str, folder: &Path) -> Finding {
    let shown = folder.display();
    if folder.is_dir() {
        warn(about, format!("written to files in {shown}: people will not get their codes"))
    } else {
        fail(about, format!("the folder {shown} is not there"))
    }
}

fn planner(config: &Config) -> Finding {
    match &config.ai {
        None => ok("planner", "built in: no network, no key"),
        Some(ai) => {
            let key = if ai.api_key.is_some() { "with a key" } else { "without a key" };
            ok(
                "planner",
                format!("{} by {} {key}; what fails is filled by the built-in planner", ai.model, ai.base_url),
            )
        }
    }
}
