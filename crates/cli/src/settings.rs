//! Command line flags, generated from the server's table of settings.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};
use habitro_server::platform::config::{KEYS, Sources};

/// Settings given on the command line.
pub struct Settings {
    file: Option<PathBuf>,
    flags: Vec<(String, String)>,
}

impl Settings {
    /// Returns all configuration sources: these flags, the environment and the file.
    pub fn sources(&self) -> Sources {
        Sources { file: self.file.clone(), flags: self.flags.clone(), ..Sources::from_process() }
    }
}

impl Args for Settings {
    fn augment_args(command: Command) -> Command {
        let file = Arg::new("config").long("config").value_name("FILE").global(true);
        let file = file.help("The TOML file [HABITRO_CONFIG]").help_heading("Settings");
        KEYS.iter().filter_map(|key| Some((key, key.flag()?))).fold(command.arg(file), |command, (key, flag)| {
            let help = format!("{} [default: {}]", key.doc, key.default);
            let value = key.name.to_ascii_uppercase();
            command
                .arg(Arg::new(key.name).long(flag).value_name(value).global(true).help(help).help_heading("Settings"))
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Settings {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let text = |name: &str| matches.get_one::<String>(name).cloned();
        let flags = KEYS.iter().filter(|key| key.flag().is_some());
        Ok(Self {
            file: text("config").map(PathBuf::from),
            flags: flags.filter_map(|key| Some((key.name.to_owned(), text(key.name)?))).collect(),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
