//! `habitro admin`: looking after what is stored, and after people.

mod ledger;
mod people;

use clap::Subcommand;
use habitro_server::platform::config::Config;

#[derive(Clone, Subcommand)]
pub enum AdminCommand {
    /// The ledger of coins and gems
    #[command(subcommand)]
    Ledger(ledger::LedgerCommand),
    /// What people reported
    #[command(subcommand)]
    Reports(people::Reports),
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

/// Runs `command`; answers whether everything is as it should be.
///
/// # Errors
/// What went wrong, in words.
pub fn run(config: &Config, command: &AdminCommand) -> Result<bool, String> {
    match command {
        AdminCommand::Ledger(command) => ledger::run(config, *command),
        AdminCommand::Reports(command) => people::reports(config, command).map(|()| true),
        AdminCommand::Suspend { user, reason } => people::suspend(config, user, reason).map(|()| true),
        AdminCommand::Unsuspend { user } => people::unsuspend(config, user).map(|()| true),
    }
}
