//! `habitro admin reports | suspend | unsuspend`: what the server's keeper does about people.

use clap::Subcommand;
use habitro_server::features::accounts::UserId;
use habitro_server::features::chat::{self, MessageSeen};
use habitro_server::features::moderation::{self, OpenReport, ReportId};
use habitro_server::platform::bus::Bus;
use habitro_server::platform::clock::Clock;
use habitro_server::platform::config::Config;
use habitro_server::platform::db::{Db, DbError, DbOptions, Location};
use habitro_server::platform::key_ring::KeyRing;
use habitro_server::platform::phones::Phones;
use habitro_server::platform::rng::Entropy;
use uuid::Uuid;

use crate::keys;

/// Reports on one page of the list.
const PAGE: i64 = 200;

#[derive(Clone, Debug, Subcommand)]
pub enum Reports {
    /// Those nobody has looked at yet, oldest first
    List,
    /// Close one without doing anything
    Dismiss {
        /// The report's id
        id: Uuid,
    },
}

/// Lists or closes reports.
///
/// # Errors
/// What went wrong, in words.
pub fn reports(config: &Config, command: &Reports) -> Result<(), String> {
    on_database(config, async |db| match command {
        Reports::List => list(config, db).await,
        Reports::Dismiss { id } => {
            let id = ReportId(*id);
            let dismissed: Result<bool, DbError> = db.write(id, move |tx| moderation::dismiss_report(tx, id)).await;
            if dismissed.map_err(|error| told(&error))? {
                Ok("dismissed\n".to_owned())
            } else {
                Err("no open report has this id".to_owned())
            }
        }
    })
}

/// Shuts an account.
///
/// # Errors
/// What went wrong, in words.
pub fn suspend(config: &Config, user: &str, reason: &str) -> Result<(), String> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 500 {
        return Err("say the reason in 1 to 500 characters: the person will read it".to_owned());
    }
    on_database(config, async |db| {
        let (id, reason) = (find_account(config, db, user).await?, reason.to_owned());
        let closed: Result<u64, DbError> = db.write(id, move |tx| moderation::suspend(tx, id, &reason)).await;
        Ok(format!("suspended {id}; {} reports closed\n", closed.map_err(|error| told(&error))?))
    })
}

/// Opens an account again.
///
/// # Errors
/// What went wrong, in words.
pub fn unsuspend(config: &Config, user: &str) -> Result<(), String> {
    on_database(config, async |db| {
        let id = find_account(config, db, user).await?;
        let opened: Result<bool, DbError> = db.write(id, move |tx| moderation::unsuspend(tx, id)).await;
        if opened.map_err(|error| told(&error))? {
            Ok(format!("{id} may sign in again\n"))
        } else {
            Err("this account was not suspended".to_owned())
        }
    })
}

/// Does `work` on the configured database, which a server may be using, and prints what it says.
fn on_database(config: &Config, work: impl AsyncFnOnce(&Db) -> Result<String, String>) -> Result<(), String> {
    // A mistyped folder must not become a new, empty database.
    if let Location::Sqlite(path) = &config.database
        && !path.exists()
    {
        return Err(format!("database_url: there is no database at {}", path.display()));
    }
    let options = DbOptions::new(config.database.clone());
    let db = Db::open(&options, Clock::system(), Entropy::system(), Bus::in_process())
        .map_err(|error| format!("database_url: {error}"))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let done = runtime.map_err(|error| error.to_string())?.block_on(work(&db));
    db.close();
    crate::print_whole(&done?)
}

async fn find_account(config: &Config, db: &Db, user: &str) -> Result<UserId, String> {
    let text = user.to_owned();
    let phones = Phones::new(&config.phone_region, config.phone_countries.as_deref());
    let found: Result<Option<UserId>, DbError> = db.read(move |tx| moderation::find_account(tx, &text, &phones)).await;
    found.map_err(|error| told(&error))?.ok_or_else(|| format!("nobody is known by {user}"))
}

/// A report, and what the message it is about says, if it is about one that is there.
type Page = Vec<(OpenReport, Option<MessageSeen>)>;

async fn list(config: &Config, db: &Db) -> Result<String, String> {
    let ring = KeyRing::load(keys::place(config), &Entropy::system()).map_err(|error| format!("chat_keys: {error}"))?;
    let mut text = String::new();
    let mut after = Uuid::nil();
    loop {
        let ring = ring.clone();
        let page: Result<Page, DbError> = db
            .read(move |tx| {
                let reports = moderation::open_reports(tx, after, PAGE)?.into_iter();
                reports
                    .map(|report| {
                        let said = report.message.map(|id| chat::reported_message(tx, &ring, id)).transpose()?;
                        Ok((report, said.flatten()))
                    })
                    .collect()
            })
            .await;
        let page = page.map_err(|error| told(&error))?;
        for (report, said) in &page {
            text.push_str(&in_words(report, said.as_ref()));
            after = report.id.0;
        }
        if page.len() < PAGE.unsigned_abs() as usize {
            break;
        }
    }
    Ok(if text.is_empty() { "no open reports\n".to_owned() } else { text })
}

fn in_words(report: &OpenReport, said: Option<&MessageSeen>) -> String {
    let (about, by) = (&report.about, &report.reporter);
    let message = match (report.message, said) {
        (None, _) => String::new(),
        (Some(id), None) => format!("\n  message {id}: deleted since"),
        (Some(id), Some(said)) => format!("\n  message {id} of {}:{}", said.sent_at, quoted(&said.text)),
    };
    format!(
        "{} {}\n  about {} ({})\n  by {} ({}){message}\n  {}\n",
        report.id, report.created_at, about.1, about.0, by.1, by.0, report.reason
    )
}

/// Each line of what somebody wrote behind a mark, so that it can't pass for ours; and nothing in it
/// that a terminal obeys.
fn quoted(text: &str) -> String {
    let shown = |c: char| {
        let steers = c.is_control()
            || matches!(c, '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if steers { char::REPLACEMENT_CHARACTER } else { c }
    };
    text.split('\n').map(|line| format!("\n  > {}", line.chars().map(shown).collect::<String>())).collect()
}

fn told(error: &DbError) -> String {
    error.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_quoted_neither_steers_the_terminal_nor_passes_for_a_report() {
        assert_eq!(quoted("hello"), "\n  > hello");
        assert_eq!(quoted("one\n  by Anna"), "\n  > one\n  >   by Anna");
        assert_eq!(quoted("\u{1b}[2Jgone\r\u{202e}x"), "\n  > \u{fffd}[2Jgone\u{fffd}\u{fffd}x");
    }
}
