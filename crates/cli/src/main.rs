//! `habitro`: the server and the commands to operate it.
//!
//! Exit codes: 0 success, 1 failure, 2 invalid usage or configuration.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command prints to both")]

mod admin;
mod doctor;
mod healthcheck;
mod keys;
mod plan;
mod settings;

use std::io::Write as _;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use habitro_server::app::{self, App, StartError};
use habitro_server::platform::config::{self, Config, ConfigError, Origin};
use habitro_server::platform::db::{Db, Location};
use habitro_server::platform::{secret_file, telemetry};

use settings::Settings;

#[derive(Parser)]
#[command(
    name = "habitro",
    version,
    about = "Habitro's server: three small steps a day",
    arg_required_else_help = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server until SIGTERM or Ctrl-C
    Serve {
        /// Use the present keys although the database has been used with others, which are lost for good
        #[arg(long)]
        accept_lost_keys: bool,
    },
    /// Bring the database schema up to date and print the applied migrations
    Migrate,
    /// Check that a running server is ready (for containers)
    Healthcheck,
    /// Check the configuration and the machine for problems
    Doctor,
    /// Show the effective configuration and the source of each setting, without secrets
    Config {
        /// Print the reference of every setting (docs/configuration.md) instead
        #[arg(long)]
        reference: bool,
    },
    /// Print the OpenAPI document
    Openapi,
    /// Print the licenses of the third-party software in this program
    Licenses,
    /// Create a plan without a server
    Plan(plan::PlanArgs),
    /// Manage the keys that encrypt chat messages
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// Check the ledger, handle reports, suspend accounts
    #[command(subcommand)]
    Admin(admin::AdminCommand),
}

/// Why a command ended without success.
enum Failure {
    /// Exit code 2.
    Config(ConfigError),
    /// Exit code 1.
    Message(String),
    /// Exit code 1; the command has already printed the reason.
    Silent,
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        Self::Message(error.to_string())
    }
}

fn main() -> ExitCode {
    secret_file::set_private_umask();
    // Exits with code 2 on invalid usage.
    let cli = Cli::parse();
    match run(&cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Silent) => ExitCode::from(1),
        Err(Failure::Message(reason)) => {
            eprintln!("habitro: {reason}");
            ExitCode::from(1)
        }
        Err(Failure::Config(error)) => {
            eprintln!("habitro: configuration: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(cli: &Cli) -> Result<(), Failure> {
    if let Command::Config { reference: true } = cli.command {
        return print_text(&config::reference()).map_err(Failure::Message);
    }
    if let Command::Plan(args) = &cli.command {
        return plan::print(args).map_err(Failure::Message);
    }
    if let Command::Licenses = cli.command {
        return print_text(&app::notices()).map_err(Failure::Message);
    }
    let config = Config::load(&cli.settings.sources())?;
    match &cli.command {
        Command::Serve { accept_lost_keys } => serve(config, *accept_lost_keys),
        Command::Migrate => migrate(&config),
        Command::Healthcheck => healthcheck::check(config.listen).map_err(Failure::Message),
        Command::Doctor => match doctor::run(&config).map_err(Failure::Message)? {
            true => Ok(()),
            false => Err(Failure::Silent),
        },
        Command::Config { .. } => {
            print_config(&config);
            Ok(())
        }
        Command::Openapi => openapi(config),
        Command::Keys(command) => keys::run(&config, *command).map_err(Failure::Message),
        Command::Admin(command) => match admin::run(&config, command).map_err(Failure::Message)? {
            true => Ok(()),
            false => Err(Failure::Silent),
        },
        // Handled above because they need no configuration.
        Command::Plan(_) | Command::Licenses => Ok(()),
    }
}

/// Prints `text`. A closed pipe (`| head`) is not an error.
fn print_text(text: &str) -> Result<(), String> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(format!("can't print: {error}")),
        _ => Ok(()),
    }
}

fn serve(config: Config, accept_lost_keys: bool) -> Result<(), Failure> {
    telemetry::start(&config)?;
    if !config.limits {
        eprintln!(
            "WARNING: HABITRO_LIMITS=off disables rate limits. Use it only for load tests, never on the internet."
        );
    }
    // One worker thread per core.
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::Message(format!("can't start: {error}")))?;
    let served = runtime.block_on(app::serve(config, accept_lost_keys, |config| println!("{}", config.public_url)));
    // Do not wait for blocking threads that hang.
    runtime.shutdown_timeout(std::time::Duration::from_millis(200));
    Ok(served?)
}

fn migrate(config: &Config) -> Result<(), Failure> {
    let applied = Db::migrate(&config.database).map_err(|error| Failure::Message(format!("database_url: {error}")))?;
    for name in &applied {
        println!("applied {name}");
    }
    if applied.is_empty() {
        println!("up to date (schema {})", Db::schema_wanted());
    }
    Ok(())
}

fn print_config(config: &Config) {
    let width = config.shown().iter().map(|shown| shown.name.len()).max().unwrap_or(0);
    for shown in config.shown() {
        let origin = match &shown.origin {
            Origin::Flag => "flag".to_owned(),
            Origin::Variable(name) => name.clone(),
            Origin::File => "file".to_owned(),
            Origin::Default => "default".to_owned(),
        };
        println!("{:width$} = {}  ({origin})", shown.name, shown.value);
    }
    for warning in config.warnings() {
        eprintln!("warning: {warning}");
    }
}

/// The document does not depend on the configuration, so the app is opened on a temporary database to
/// leave the configured one untouched.
fn openapi(mut config: Config) -> Result<(), Failure> {
    let scratch = std::env::temp_dir().join(format!("habitro-openapi-{}", std::process::id()));
    config.database = Location::Sqlite(scratch.join("habitro.db"));
    config.data_dir.clone_from(&scratch);
    let app = App::open(config, false)?;
    let document = app::document(&app);
    app.db.close();
    let _ = std::fs::remove_dir_all(&scratch);
    let text = serde_json::to_string_pretty(&document).map_err(|error| Failure::Message(error.to_string()))?;
    print_text(&(text + "\n")).map_err(Failure::Message)
}
