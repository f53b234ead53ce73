//! `habitro admin ledger`: do the books balance?

use clap::Subcommand;
use habitro_server::features::rewards::{LedgerAudit, audit_ledger};
use habitro_server::platform::bus::Bus;
use habitro_server::platform::clock::Clock;
use habitro_server::platform::config::Config;
use habitro_server::platform::db::{Db, DbOptions};
use habitro_server::platform::rng::Entropy;

#[derive(Clone, Copy, Subcommand)]
pub enum LedgerCommand {
    /// Prove that every balance equals the sum of its entries; a running server may go on
    Check,
}

/// Runs `command`; answers whether everything is as it should be.
///
/// # Errors
/// When the database can't be read.
pub fn run(config: &Config, command: LedgerCommand) -> Result<bool, String> {
    let LedgerCommand::Check = command;
    let said = |error: &dyn std::fmt::Display| format!("database_url: {error}");
    let at = Db::schema_at(&config.database).map_err(|error| said(&error))?;
    if at != Db::schema_wanted() {
        return Err(format!("database_url: schema {at}, wanted {}; run `habitro migrate` first", Db::schema_wanted()));
    }
    let options = DbOptions::new(config.database.clone());
    let db = Db::open(&options, Clock::system(), Entropy::system(), Bus::in_process()).map_err(|error| said(&error))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let found = runtime.block_on(audit_ledger(&db)).map_err(|error| said(&error));
    db.close();
    let found = found?;
    report(&found);
    Ok(found.is_consistent())
}

fn report(found: &LedgerAudit) {
    for account in &found.wrong {
        println!(
            "wrong  {}: coins {} but entries {}, milligems {} but entries {}",
            account.user, account.coins, account.coin_entries, account.milligems, account.milligem_entries
        );
    }
    if found.without_balance > 0 {
        println!("wrong  {} entries belong to no balance", found.without_balance);
    }
    let verdict = if found.is_consistent() { "every balance equals its entries" } else { "the books do not balance" };
    println!("{} accounts, {} entries: {verdict}", found.accounts, found.entries);
}
