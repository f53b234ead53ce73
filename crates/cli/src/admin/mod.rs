//! `habitro admin`: audits the ledger and moderates accounts.

mod ledger;
mod moderation;

use clap::Subcommand;
use habitro_server::platform::config::Config;

#[derive(Clone, Subcommand)]
pub enum AdminCommand {
    /// Audit the ledger of coins and gems
    #[command(subcommand)]
    Ledger(ledger::LedgerCommand),
    /// Handle reports by users
    #[command(subcommand)]
    Reports(moderation::ReportsCommand),
    /// Suspend an account: ends its sessions; signing in shows the reason
    Suspend {
        /// An e-mail address, a phone number or a user id
        user: String,
        /// Shown to the user
        #[arg(long)]
        reason: String,
    },
    /// Lift the suspension of an account
    Unsuspend {
        /// An e-mail address, a phone number or a user id
        user: String,
    },
}

/// Runs `command`. Returns `false` if the ledger is wrong; an error is a message for the user.
pub fn run(config: &Config, command: &AdminCommand) -> Result<bool, String> {
    match command {
        AdminCommand::Ledger(command) => ledger::run(config, *command),
        AdminCommand::Reports(command) => moderation::reports(config, command).map(|()| true),
        AdminCommand::Suspend { user, reason } => moderation::suspend(config, user, reason).map(|()| true),
        AdminCommand::Unsuspend { user } => moderation::unsuspend(config, user).map(|()| true),
    }
}
