//! `habitro admin ledger`: audits the ledger of coins and gems.

use clap::Subcommand;
use habitro_server::features::rewards::{LedgerAudit, audit_ledger};
use habitro_server::platform::bus::Bus;
use habitro_server::platform::clock::Clock;
use habitro_server::platform::config::Config;
use habitro_server::platform::db::{Db, DbOptions};
use habitro_server::platform::rng::Entropy;

#[derive(Clone, Copy, Subcommand)]
pub enum LedgerCommand {
    /// Check that every balance equals the sum of its entries; safe while the server runs
    Check,
}

/// Runs `command`. Returns `false` if a balance is wrong.
pub fn run(config: &Config, command: LedgerCommand) -> Result<bool, String> {
    let LedgerCommand::Check = command;
    let database_error = |error: &dyn std::fmt::Display| format!("database_url: {error}");
    let at = Db::schema_at(&config.database).map_err(|error| database_error(&error))?;
    if at != Db::schema_wanted() {
        return Err(format!("database_url: schema {at}, wanted {}; run `habitro migrate` first", Db::schema_wanted()));
    }
    let options = DbOptions::new(config.database.clone());
    let db = Db::open(&options, Clock::system(), Entropy::system(), Bus::in_process())
        .map_err(|error| database_error(&error))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let audit = runtime.block_on(audit_ledger(&db)).map_err(|error| database_error(&error));
    db.close();
    let audit = audit?;
    print_audit(&audit);
    Ok(audit.is_consistent())
}

fn print_audit(audit: &LedgerAudit) {
    for account in &audit.wrong {
        println!(
            "wrong  {}: coins {} but entries {}, milligems {} but entries {}",
            account.user, account.coins, account.coin_entries, account.milligems, account.milligem_entries
        );
    }
    if audit.without_balance > 0 {
        println!("wrong  {} entries have no balance", audit.without_balance);
    }
    let verdict =
        if audit.is_consistent() { "every balance equals its entries" } else { "the ledger does not balance" };
    println!("{} accounts, {} entries: {verdict}", audit.accounts, audit.entries);
}
