//! `habitro admin reports | suspend | unsuspend`: moderates users.

use clap::Subcommand;
use habitro_server::app::key_ring_source;
use habitro_server::features::accounts::UserId;
use habitro_server::features::chat::{self, MessageView};
use habitro_server::features::moderation::{self, OpenReport, ReportId};
use habitro_server::platform::bus::Bus;
use habitro_server::platform::clock::Clock;
use habitro_server::platform::config::Config;
use habitro_server::platform::db::{Db, DbError, DbOptions, Location};
use habitro_server::platform::key_ring::KeyRing;
use habitro_server::platform::phones::Phones;
use habitro_server::platform::rng::Entropy;
use uuid::Uuid;

/// Reports read per query.
const PAGE_SIZE: i64 = 200;

#[derive(Clone, Debug, Subcommand)]
pub enum ReportsCommand {
    /// List open reports, oldest first
    List,
    /// Close a report without acting on it
    Dismiss {
        /// The report's id
        id: Uuid,
    },
}

/// Lists or closes reports; an error is a message for the user.
pub fn reports(config: &Config, command: &ReportsCommand) -> Result<(), String> {
    on_database(config, async |db| match command {
        ReportsCommand::List => list(config, db).await,
        ReportsCommand::Dismiss { id } => {
            let id = ReportId(*id);
            let dismissed: Result<bool, DbError> = db.write(id, move |tx| moderation::dismiss_report(tx, id)).await;
            if dismissed.map_err(|error| error.to_string())? {
                Ok("dismissed\n".to_owned())
            } else {
                Err("no open report has this id".to_owned())
            }
        }
    })
}

pub fn suspend(config: &Config, user: &str, reason: &str) -> Result<(), String> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 500 {
        return Err("the reason must have 1 to 500 characters; the user will see it".to_owned());
    }
    on_database(config, async |db| {
        let (id, reason) = (find_account(config, db, user).await?, reason.to_owned());
        let closed: Result<u64, DbError> = db.write(id, move |tx| moderation::suspend(tx, id, &reason)).await;
        Ok(format!("suspended {id}; {} reports closed\n", closed.map_err(|error| error.to_string())?))
    })
}

pub fn unsuspend(config: &Config, user: &str) -> Result<(), String> {
    on_database(config, async |db| {
        let id = find_account(config, db, user).await?;
        let opened: Result<bool, DbError> = db.write(id, move |tx| moderation::unsuspend(tx, id)).await;
        if opened.map_err(|error| error.to_string())? {
            Ok(format!("{id} can sign in again\n"))
        } else {
            Err("this account is not suspended".to_owned())
        }
    })
}

/// Runs `work` on the configured database, which a running server may be using, and prints its result.
fn on_database(config: &Config, work: impl AsyncFnOnce(&Db) -> Result<String, String>) -> Result<(), String> {
    // Opening a mistyped path would create an empty database.
    if let Location::Sqlite(path) = &config.database
        && !path.exists()
    {
        return Err(format!("database_url: there is no database at {}", path.display()));
    }
    let options = DbOptions::new(config.database.clone());
    let db = Db::open(&options, Clock::system(), Entropy::system(), Bus::in_process())
        .map_err(|error| format!("database_url: {error}"))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let result = runtime.map_err(|error| error.to_string())?.block_on(work(&db));
    db.close();
    crate::print_text(&result?)
}

async fn find_account(config: &Config, db: &Db, user: &str) -> Result<UserId, String> {
    let text = user.to_owned();
    let phones = Phones::new(&config.phone_region, config.phone_countries.as_deref());
    let found: Result<Option<UserId>, DbError> = db.read(move |tx| moderation::find_account(tx, &text, &phones)).await;
    found.map_err(|error| error.to_string())?.ok_or_else(|| format!("no account matches {user}"))
}

/// Reports with the reported message, unless there is none or it was deleted.
type Page = Vec<(OpenReport, Option<MessageView>)>;

async fn list(config: &Config, db: &Db) -> Result<String, String> {
    let ring = KeyRing::read(key_ring_source(config)).map_err(|error| format!("chat_keys: {error}"))?;
    // A command creates no keys; without a file no message can be read.
    let ring = ring.unwrap_or_else(KeyRing::empty);
    let mut text = String::new();
    let mut after = Uuid::nil();
    loop {
        let ring = ring.clone();
        let page: Result<Page, DbError> = db
            .read(move |tx| {
                let reports = moderation::open_reports(tx, after, PAGE_SIZE)?.into_iter();
                reports
                    .map(|report| {
                        let message = report.message.map(|id| chat::reported_message(tx, &ring, id)).transpose()?;
                        Ok((report, message.flatten()))
                    })
                    .collect()
            })
            .await;
        let page = page.map_err(|error| error.to_string())?;
        for (report, message) in &page {
            text.push_str(&format_report(report, message.as_ref()));
            after = report.id.0;
        }
        if page.len() < PAGE_SIZE.unsigned_abs() as usize {
            break;
        }
    }
    Ok(if text.is_empty() { "no open reports\n".to_owned() } else { text })
}

fn format_report(report: &OpenReport, message: Option<&MessageView>) -> String {
    let (about, by) = (&report.about, &report.reporter);
    let message = match (report.message, message) {
        (None, _) => String::new(),
        (Some(id), None) => format!("\n  message {id}: deleted"),
        (Some(id), Some(message)) => {
            format!("\n  message {id} of {}:{}", message.sent_at, quote(&message.text))
        }
    };
    format!(
        "{} {}\n  about {} ({})\n  by {} ({}){message}\n  {}\n",
        report.id, report.created_at, about.1, about.0, by.1, by.0, report.reason
    )
}

/// Prefixes each line of a user's text, so that it can't be mistaken for our output, and replaces
/// characters that control the terminal or the text direction.
fn quote(text: &str) -> String {
    let replace_unsafe = |c: char| {
        let unsafe_char = c.is_control()
            || matches!(c, '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if unsafe_char { char::REPLACEMENT_CHARACTER } else { c }
    };
    text.split('\n').map(|line| format!("\n  > {}", line.chars().map(replace_unsafe).collect::<String>())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quote_prefixes_lines_and_removes_control_characters() {
        assert_eq!(quote("hello"), "\n  > hello");
        assert_eq!(quote("one\n  by Anna"), "\n  > one\n  >   by Anna");
        assert_eq!(quote("\u{1b}[2Jgone\r\u{202e}x"), "\n  > \u{fffd}[2Jgone\u{fffd}\u{fffd}x");
    }
}
