use super::*;

fn sources(environment: &[(&str, &str)]) -> Sources {
    let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Sources { environment, ..Sources::default() }
}

fn load(environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
    Config::load(&sources(environment))
}

/// A file in a folder of this test's own, gone with the guard.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str, text: &str) -> Self {
        let path = std::env::temp_dir().join(format!("habitro-config-{}-{name}", std::process::id()));
        std::fs::write(&path, text).unwrap();
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn all_settings_have_defaults() {
    let config = load(&[("PATH", "/bin")]).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.public_url.origin(), "http://localhost:8080");
    assert_eq!(config.database, Location::Sqlite("./data/habitro.db".into()));
    assert_eq!((config.mail, config.sms, config.ai), (MailTarget::Log, SmsTarget::Log, None));
    assert!(config.limits && config.trusted_proxies.is_empty() && config.warnings.is_empty());
}

#[test]
fn flags_override_environment_which_overrides_file() {
    let file = Scratch::new(
        "layers.toml",
        "listen = '1.1.1.1:1'\nlog = 'warn'\nlimits = false\ntrusted_proxies = ['10.0.0.0/8', '::1']\n",
    );
    let mut sources = sources(&[("HABITRO_LISTEN", "2.2.2.2:2"), ("HABITRO_MAIL_FROM", "a@b.c")]);
    sources.file = Some(file.0.clone());
    let config = Config::load(&sources).unwrap();
    assert_eq!(config.listen.to_string(), "2.2.2.2:2");
    assert_eq!((config.log.as_str(), config.limits, config.trusted_proxies.len()), ("warn", false, 2));

    sources.flags.push(("listen".into(), "3.3.3.3:3".into()));
    let config = Config::load(&sources).unwrap();
    assert_eq!(config.listen.to_string(), "3.3.3.3:3");
    let origins: Vec<_> =
        config.shown().iter().filter(|s| matches!(s.name, "listen" | "log" | "mail_from")).map(|s| &s.origin).collect();
    assert_eq!(origins, [&Origin::Flag, &Origin::Variable("HABITRO_MAIL_FROM".into()), &Origin::File]);
}

#[test]
fn file_can_be_named_by_variable() {
    let file = Scratch::new("named.toml", "log = 'debug'");
    assert_eq!(load(&[("HABITRO_CONFIG", file.0.to_str().unwrap())]).unwrap().log, "debug");
    assert_eq!(load(&[("HABITRO_CONFIG", "/nowhere.toml")]).unwrap_err().key, "config");
}

#[test]
fn unknown_keys_fail_and_unknown_variables_warn() {
    let file = Scratch::new("unknown.toml", "lisen = 'x'");
    let mut sources = sources(&[]);
    sources.file = Some(file.0.clone());
    assert_eq!(Config::load(&sources).unwrap_err().key, "lisen");
    let config = load(&[("HABITRO_LISEN", "x"), ("HABITRO_LISTEN_FILE", "y")]).unwrap();
    assert_eq!(config.warnings().len(), 2);
    assert!(config.warnings()[0].contains("HABITRO_LISEN"));
}

#[test]
fn secrets_are_read_from_files_and_never_displayed() {
    let file = Scratch::new("secret", "sk-very-secret\n");
    let path = file.0.to_str().unwrap();
    let config = load(&[("HABITRO_AI_API_KEY_FILE", path)]).unwrap();
    assert_eq!(config.ai.as_ref().unwrap().api_key.as_deref(), Some("sk-very-secret"));
    assert!(!format!("{config:?} {:?} {:?}", config.ai, config.shown()).contains("very-secret"));

    let twice = load(&[("HABITRO_AI_API_KEY_FILE", path), ("HABITRO_AI_API_KEY", "x")]).unwrap_err();
    assert!(twice.key.starts_with("HABITRO_AI_API_KEY"));
    assert_eq!(load(&[("HABITRO_MAIL_URL_FILE", "/nowhere")]).unwrap_err().key, "HABITRO_MAIL_URL_FILE");
    // This one is a path by itself, not a secret's file.
    assert_eq!(load(&[("HABITRO_VAPID_KEY_FILE", "/k.pem")]).unwrap().vapid_key_file, Some("/k.pem".into()));
}

#[test]
fn error_names_key_and_hides_secret() {
    for (name, value) in [
        ("HABITRO_LISTEN", "here"),
        ("HABITRO_PUBLIC_URL", "habits.example"),
        ("HABITRO_DATABASE_URL", "mysql://secret"),
        ("HABITRO_MAIL_URL", "smpt://me:secret@x"),
        ("HABITRO_MAIL_FROM", "nobody"),
        ("HABITRO_SMS_URL", "textlk://secret@x"),
        ("HABITRO_AI_BASE_URL", "openrouter"),
        ("HABITRO_TRUSTED_PROXIES", "10.0.0.0/8,proxy"),
        ("HABITRO_LIMITS", "maybe"),
        ("HABITRO_LOG", "info,=loud"),
        ("HABITRO_LOG_FORMAT", "xml"),
    ] {
        let error = load(&[(name, value)]).unwrap_err();
        assert_eq!(error.key, name);
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}

#[test]
fn error_about_the_default_sender_names_the_sender() {
    let mail = ("HABITRO_MAIL_URL", "smtp://mail.example");
    for url in ["http://[::1]:8080", "http://127.0.0.1:8080", "https://habits.example"] {
        assert!(load(&[("HABITRO_PUBLIC_URL", url), mail]).is_ok(), "{url}");
    }
    let no_domain = ("HABITRO_PUBLIC_URL", "http://-host:8080");
    let error = load(&[no_domain, mail]).unwrap_err();
    assert!(error.key == "mail_from" && error.reason.contains("-host"), "{error}");
    assert!(load(&[no_domain, mail, ("HABITRO_MAIL_FROM", "habitro@example.org")]).is_ok());
    assert!(load(&[no_domain]).is_ok(), "nothing is sent");
}

#[test]
fn custom_ai_url_needs_no_key() {
    let ai = load(&[("HABITRO_AI_BASE_URL", "http://127.0.0.1:11434/v1/")]).unwrap().ai.unwrap();
    assert_eq!((ai.base_url.as_str(), ai.api_key), ("http://127.0.0.1:11434/v1", None));
}

#[test]
fn bus_requires_postgres() {
    let bus = ("HABITRO_BUS_URL", "nats://me:secret@10.0.0.5:4222");
    let refused = load(&[bus]).unwrap_err();
    assert_eq!(refused.key, "HABITRO_BUS_URL");
    assert!(refused.reason.contains("PostgreSQL") && !refused.reason.contains("secret"), "{refused}");
    let postgres = ("HABITRO_DATABASE_URL", "postgres://h@localhost/h");
    assert!(load(&[postgres, bus]).unwrap().bus_url.is_some());
    for wrong in ["http://10.0.0.5", "nats:", "10.0.0.5:4222"] {
        let refused = load(&[postgres, ("HABITRO_BUS_URL", wrong)]).unwrap_err();
        assert_eq!(refused.key, "HABITRO_BUS_URL", "{wrong}");
    }
}

#[test]
fn key_ring_keeps_its_file_path() {
    let file = Scratch::new("ring.keys", "a key\n");
    let config = load(&[("HABITRO_CHAT_KEYS_FILE", file.0.to_str().unwrap())]).unwrap();
    assert_eq!((config.chat_keys.as_deref(), config.chat_keys_file.as_ref()), (Some("a key"), Some(&file.0)));
    assert_eq!(load(&[("HABITRO_CHAT_KEYS", "a key")]).unwrap().chat_keys_file, None);
    // `keys rotate` creates it. No command creates another secret that is missing.
    let missing = "nowhere/chat.keys";
    assert_eq!(load(&[("HABITRO_CHAT_KEYS_FILE", missing)]).unwrap().chat_keys_file, Some(missing.into()));
    assert!(load(&[("HABITRO_SECRET_KEY_FILE", missing)]).is_err());
}

#[test]
fn sender_has_an_ascii_domain() {
    let config = load(&[("HABITRO_MAIL_FROM", "Habitro <habitro@münchen.example>")]).unwrap();
    assert_eq!(config.mail_from.to_string(), "Habitro <habitro@xn--mnchen-3ya.example>");
}
