//! `habitro doctor`: reports problems with the configuration and the machine. It checks what `serve` needs until it
//! listens, and whether the configured services can be used, and changes nothing.
//!
//! `fail`: something configured does not work. `warn`: it works, but probably not as intended.

mod files;
mod keys;
mod network;
mod services;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use habitro_server::platform::config::Config;

/// The longest that one check may take. All run at the same time.
const TIMEOUT: Duration = Duration::from_secs(6);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Ok,
    Warn,
    Fail,
}

struct Finding {
    verdict: Verdict,
    subject: &'static str,
    message: String,
}

fn ok(subject: &'static str, message: impl Into<String>) -> Finding {
    Finding { verdict: Verdict::Ok, subject, message: message.into() }
}

fn warn(subject: &'static str, message: impl Into<String>) -> Finding {
    Finding { verdict: Verdict::Warn, subject, message: message.into() }
}

fn fail(subject: &'static str, message: impl Into<String>) -> Finding {
    Finding { verdict: Verdict::Fail, subject, message: message.into() }
}

/// A check and its subject.
struct Check {
    subject: &'static str,
    findings: Pin<Box<dyn Future<Output = Vec<Finding>> + Send>>,
}

impl Check {
    fn new(subject: &'static str, findings: impl Future<Output = Vec<Finding>> + Send + 'static) -> Self {
        Self { subject, findings: Box::pin(findings) }
    }

    /// A check that waits for files, or for a database.
    fn blocking(
        config: &Arc<Config>,
        subject: &'static str,
        check: impl FnOnce(&Config) -> Vec<Finding> + Send + 'static,
    ) -> Self {
        let config = Arc::clone(config);
        Self::new(subject, async move {
            let checked = tokio::task::spawn_blocking(move || check(&config)).await;
            checked.unwrap_or_else(|_| vec![fail(subject, "the check failed; please report this")])
        })
    }
}

/// Prints one line per finding. Returns `false` if a check failed, or why no check could run.
pub fn run(config: &Config) -> Result<bool, String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("can't start: {error}"))?;
    let findings = runtime.block_on(run_checks(checks(&Arc::new(config.clone()))));
    // A check that took too long is abandoned.
    runtime.shutdown_background();
    for Finding { verdict, subject, message } in &findings {
        let verdict = match verdict {
            Verdict::Ok => "ok  ",
            Verdict::Warn => "warn",
            Verdict::Fail => "fail",
        };
        println!("{verdict}  {subject}: {message}");
    }
    Ok(findings.iter().all(|finding| finding.verdict != Verdict::Fail))
}

/// All checks, in the order of the output.
fn checks(config: &Arc<Config>) -> Vec<Check> {
    vec![
        Check::blocking(config, "data folder", files::data_folder),
        Check::blocking(config, "disk", |config| vec![files::disk(&config.data_dir)]),
        Check::blocking(config, "clock", |_| vec![files::clock()]),
        Check::blocking(config, "key files", keys::check),
        Check::blocking(config, "database", services::database),
        Check::new("listen", network::listen(Arc::clone(config))),
        Check::blocking(config, "public URL", network::public_url),
        Check::new("mail", services::mail(Arc::clone(config))),
        Check::new("text messages", services::sms(Arc::clone(config))),
        Check::blocking(config, "push", services::push),
        Check::new("uploads", services::uploads(Arc::clone(config))),
        Check::new("planner", services::planner(Arc::clone(config))),
        Check::new("bus", services::bus(Arc::clone(config))),
        Check::blocking(config, "settings", settings),
    ]
}

async fn run_checks(checks: Vec<Check>) -> Vec<Finding> {
    let started = checks.into_iter().map(|Check { subject, findings }| {
        tokio::spawn(async move {
            let timeout = || vec![fail(subject, format!("no answer within {} s", TIMEOUT.as_secs()))];
            tokio::time::timeout(TIMEOUT, findings).await.unwrap_or_else(|_| timeout())
        })
    });
    let started: Vec<_> = started.collect();
    let mut all = Vec::new();
    for check in started {
        all.extend(check.await.unwrap_or_default());
    }
    all
}

fn settings(config: &Config) -> Vec<Finding> {
    let limits = (!config.limits).then(|| warn("limits", "off: rate limits are lifted. For load tests only"));
    let push = config.push_loopback.then(|| warn("push", "push_loopback is on. For tests only"));
    let unknown = config.warnings().iter().map(|warning| warn("environment", warning));
    limits.into_iter().chain(push).chain(unknown).collect()
}
