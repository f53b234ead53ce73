//! `habitro admin`: what the server's keeper does about people.

use clap::Subcommand;
use habitro_server::features::accounts::UserId;
use habitro_server::features::moderation::{self, ReportId, Reported};
use habitro_server::platform::bus::Bus;
use habitro_server::platform::clock::Clock;
use habitro_server::platform::config::Config;
use habitro_server::platform::db::{Db, DbError, DbOptions, Location};
use habitro_server::platform::rng::Entropy;
use uuid::Uuid;

/// Reports on one page of the list.
const PAGE: i64 = 200;

#[derive(Clone, Debug, Subcommand)]
pub enum Admin {
    /// What people reported
    #[command(subcommand)]
    Reports(Reports),
    /// Shut an account: its sessions end, and whoever signs in is told why
    Suspend {
        /// An e-mail address, a phone number or a user id
        user: String,
        /// Told to the person
        #[arg(long)]
        reason: String,
    },
    /// Open an account again
    Unsuspend {
        /// An e-mail address, a phone number or a user id
        user: String,
    },
}

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

/// Runs one of the commands on the configured database. The server may be running.
///
/// # Errors
/// What went wrong, in words.
pub fn run(command: &Admin, config: Config) -> Result<(), String> {
    // A mistyped folder must not become a new, empty database.
    if let Location::Sqlite(path) = &config.database
        && !path.exists()
    {
        return Err(format!("database_url: there is no database at {}", path.display()));
    }
    let options = DbOptions::new(config.database);
    let db = Db::open(&options, Clock::system(), Entropy::system(), Bus::in_process())
        .map_err(|error| format!("database_url: {error}"))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let done = runtime.map_err(|error| error.to_string())?.block_on(done(command, &db));
    db.close();
    crate::print_whole(&done?)
}

async fn done(command: &Admin, db: &Db) -> Result<String, String> {
    match command {
        Admin::Reports(Reports::List) => list(db).await,
        Admin::Reports(Reports::Dismiss { id }) => {
            let id = ReportId(*id);
            let dismissed: Result<bool, DbError> = db.write(id, move |tx| moderation::dismiss_report(tx, id)).await;
            match dismissed.map_err(|error| told(&error))? {
                true => Ok("dismissed\n".to_owned()),
                false => Err("no open report has this id".to_owned()),
            }
        }
        Admin::Suspend { user, reason } => {
            let reason = reason.trim().to_owned();
            if reason.is_empty() || reason.chars().count() > 500 {
                return Err("say the reason in 1 to 500 characters: the person will read it".to_owned());
            }
            let id = somebody(db, user).await?;
            let closed: Result<u64, DbError> = db.write(id, move |tx| moderation::suspend(tx, id, &reason)).await;
            Ok(format!("suspended {id}; {} reports closed\n", closed.map_err(|error| told(&error))?))
        }
        Admin::Unsuspend { user } => {
            let id = somebody(db, user).await?;
            let opened: Result<bool, DbError> = db.write(id, move |tx| moderation::unsuspend(tx, id)).await;
            match opened.map_err(|error| told(&error))? {
                true => Ok(format!("{id} may sign in again\n")),
                false => Err("this account was not suspended".to_owned()),
            }
        }
    }
}

async fn somebody(db: &Db, user: &str) -> Result<UserId, String> {
    let text = user.to_owned();
    let found: Result<Option<UserId>, DbError> = db.read(move |tx| moderation::somebody(tx, &text)).await;
    found.map_err(|error| told(&error))?.ok_or_else(|| format!("nobody is known by {user}"))
}

async fn list(db: &Db) -> Result<String, String> {
    let mut text = String::new();
    let mut after = Uuid::nil();
    loop {
        let page: Result<Vec<Reported>, DbError> = db.read(move |tx| moderation::open_reports(tx, after, PAGE)).await;
        let page = page.map_err(|error| told(&error))?;
        for report in &page {
            text.push_str(&in_words(report));
            after = report.id.0;
        }
        if page.len() < PAGE.unsigned_abs() as usize {
            break;
        }
    }
    Ok(if text.is_empty() { "no open reports\n".to_owned() } else { text })
}

fn in_words(report: &Reported) -> String {
    let (about, by) = (&report.about, &report.reporter);
    let message = report.message.map(|id| format!("\n  message {id}")).unwrap_or_default();
    format!(
        "{} {}\n  about {} ({})\n  by {} ({}){message}\n  {}\n",
        report.id, report.created_at, about.1, about.0, by.1, by.0, report.reason
    )
}

fn told(error: &DbError) -> String {
    error.to_string()
}
