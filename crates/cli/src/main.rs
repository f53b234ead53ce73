//! `habitro`: the server and what belongs to running it.
//!
//! Exit codes: 0 fine, 1 failed, 2 wrong usage or configuration.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line talks on both")]

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
use habitro_server::platform::telemetry;

use settings::Settings;

#[derive(Parser)]
#[command(
    name = "habitro",
    version,
    about = "Three small steps a day: Habitro's server",
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
    /// Serve the API until told to stop (SIGTERM, Ctrl-C)
    Serve,
    /// Bring the database's schema up to date and say what was applied
    Migrate,
    /// Ask a running server whether it is ready (for containers)
    Healthcheck,
    /// Look for what would keep the server from running well
    Doctor,
    /// Show the configuration that holds and where it comes from, without secrets
    Config {
        /// Print the reference of every setting (docs/configuration.md) instead
        #[arg(long)]
        reference: bool,
    },
    /// Print the OpenAPI document
    Openapi,
    /// Make a plan without a server
    Plan(plan::PlanArgs),
    /// The keys that the chat is sealed with
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// Look after what is stored, and after people
    #[command(subcommand)]
    Admin(admin::AdminCommand),
}

/// Why a command ended without success.
enum Failure {
    /// Exit code 2.
    Config(ConfigError),
    /// Exit code 1.
    Told(String),
    /// Exit code 1, and everything was said already.
    Silent,
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        Self::Told(error.to_string())
    }
}

fn main() -> ExitCode {
    // Wrong usage ends here, with code 2.
    let cli = Cli::parse();
    match run(&cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Silent) => ExitCode::from(1),
        Err(Failure::Told(reason)) => {
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
        return print_whole(&config::reference()).map_err(Failure::Told);
    }
    if let Command::Plan(args) = &cli.command {
        return plan::print(args).map_err(Failure::Told);
    }
    let config = Config::load(&cli.settings.sources())?;
    match &cli.command {
        Command::Serve => serve(config),
        Command::Migrate => migrate(&config),
        Command::Healthcheck => healthcheck::ask(config.listen).map_err(Failure::Told),
        Command::Doctor => {
            if doctor::examine(&config) {
                Ok(())
            } else {
                Err(Failure::Silent)
            }
        }
        Command::Config { .. } => {
            show(&config);
            Ok(())
        }
        Command::Openapi => openapi(config),
        Command::Keys(command) => keys::run(&config, *command).map_err(Failure::Told),
        Command::Admin(command) => match admin::run(&config, command).map_err(Failure::Told)? {
            true => Ok(()),
            false => Err(Failure::Silent),
        },
        // Answered above: it needs no configuration.
        Command::Plan(_) => Ok(()),
    }
}

/// Prints `text`; a reader that has seen enough (`| head`) is no failure.
///
/// # Errors
/// When it can't be written for another reason.
fn print_whole(text: &str) -> Result<(), String> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(format!("can't print: {error}")),
        _ => Ok(()),
    }
}

fn serve(config: Config) -> Result<(), Failure> {
    telemetry::start(&config)?;
    if !config.limits {
        eprintln!("WARNING: HABITRO_LIMITS=off, rate limits are lifted. For load tests only, never on the internet.");
    }
    // One thread for each core, but never one alone: a long answer must not hold the others.
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::Told(format!("can't start: {error}")))?;
    let served = runtime.block_on(app::serve(config, |config| println!("{}", config.public_url)));
    // Work that hangs in a blocking thread must not keep the process from ending.
    runtime.shutdown_timeout(std::time::Duration::from_millis(200));
    Ok(served?)
}

fn migrate(config: &Config) -> Result<(), Failure> {
    let applied = Db::migrate(&config.database).map_err(|error| Failure::Told(format!("database_url: {error}")))?;
    for name in &applied {
        println!("applied {name}");
    }
    if applied.is_empty() {
        println!("up to date (schema {})", Db::schema_wanted());
    }
    Ok(())
}

fn show(config: &Config) {
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

/// The description is the same whatever is configured: it is made beside a database of its
/// own, so that no other is touched.
fn openapi(mut config: Config) -> Result<(), Failure> {
    let scratch = std::env::temp_dir().join(format!("habitro-openapi-{}", std::process::id()));
    config.database = Location::Sqlite(scratch.join("habitro.db"));
    config.data_dir.clone_from(&scratch);
    let app = App::open(config)?;
    let document = app::document(&app);
    app.db.close();
    let _ = std::fs::remove_dir_all(&scratch);
    let text = serde_json::to_string_pretty(&document).map_err(|error| Failure::Told(error.to_string()))?;
    print_whole(&(text + "\n")).map_err(Failure::Told)
}
