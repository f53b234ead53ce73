//! Starts, runs and stops the server.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use super::{App, Jobs, KeyProblem, router};
use crate::features::accounts;
use crate::features::notifications::PushTransport;
#[cfg(feature = "nats")]
use crate::platform::bus::nats::Nats;
use crate::platform::config::Config;
use crate::platform::db::{DbError, ServerLock, ServerLockError};
use crate::platform::http::{self, Limits, ServeOptions};
use crate::platform::key_ring::KeyRingError;
use crate::platform::outbox::mail::MailError;
use crate::platform::outbox::{Outbox, Transport, Transports, mail, sms};
use crate::platform::push::{FcmError, VapidError};
#[cfg(feature = "nats")]
use crate::platform::rng::Entropy;
use crate::platform::secrets::SecretsError;
use crate::platform::uploads::UploadsError;

/// How long background jobs may take to stop after the last request.
const JOBS_GRACE: Duration = Duration::from_secs(1);

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data folder can't be created.
    #[error("data_dir: can't create {}: {}", .0.display(), .1)]
    DataDir(PathBuf, String),
    /// Another server uses the database, or the lock can't be taken.
    #[error("database_url: {0}")]
    Lock(#[from] ServerLockError),
    /// The keys are not those that the database has been used with.
    #[error("{}", key_advice(.0))]
    Keys(Vec<KeyProblem>),
    /// The server's secret can't be read or created.
    #[error("secret_key: {0}")]
    Secrets(#[from] SecretsError),
    /// The chat's key ring can't be read or created.
    #[error("chat_keys: {0}")]
    ChatKeys(#[from] KeyRingError),
    /// The bus can't be set up.
    #[cfg(feature = "nats")]
    #[error("bus_url: {0}")]
    Bus(#[from] crate::platform::bus::nats::NatsError),
    /// The database can't be opened.
    #[error("database_url: {0}")]
    Db(#[from] DbError),
    /// The store of uploads can't be set up.
    #[error("uploads_url: {0}")]
    Uploads(#[from] UploadsError),
    /// The mail transport can't be set up.
    #[error("mail_url: {0}")]
    Mail(#[from] MailError),
    /// The key of Web Push can't be read or created.
    #[error("vapid_key_file: {0}")]
    Vapid(#[from] VapidError),
    /// Firebase's service account can't be used.
    #[error("fcm_credentials_file: {0}")]
    Fcm(#[from] FcmError),
    /// The address can't be listened on.
    #[error("listen: can't listen on {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
}

/// A server that listens but does not accept connections yet.
pub struct Server {
    app: App,
    /// Released once the database is closed.
    lock: ServerLock,
    listener: TcpListener,
    mail: Arc<dyn Transport>,
    sms: Arc<dyn Transport>,
    #[cfg(feature = "nats")]
    nats: Option<Nats>,
}

impl Server {
    /// Opens everything that `config` names, and listens. With `accept_lost_keys` the present keys replace those that
    /// the database has been used with.
    pub async fn start(config: Config, accept_lost_keys: bool) -> Result<Self, StartError> {
        let listen = config.listen;
        let mail = mail::configured(&config.mail, &config.mail_from)?;
        let sms = sms::configured(&config.sms);
        // First what other servers may hold, so that a second one fails before it opens anything.
        let location = config.database.clone();
        let lock = tokio::task::spawn_blocking(move || ServerLock::take(&location)).await;
        let lock = lock.map_err(|_| DbError::Panicked)??;
        let listener = http::listen(listen).map_err(|error| StartError::Listen(listen, error))?;
        let opened = tokio::task::spawn_blocking(move || App::open(config, accept_lost_keys)).await;
        let app = opened.unwrap_or_else(|_| Err(DbError::Panicked.into()))?;
        accounts::update_email_keys(&app.db).await?;
        #[cfg(feature = "nats")]
        let nats =
            app.config.bus_url.as_deref().map(|url| Nats::join(app.db.bus(), url, &Entropy::system())).transpose()?;
        Ok(Self {
            app,
            lock,
            listener,
            mail,
            sms,
            #[cfg(feature = "nats")]
            nats,
        })
    }

    /// Returns the address it listens on, with the real port if 0 was configured.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.listener.local_addr().unwrap_or(self.app.config.listen)
    }

    /// Returns the app.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Serves until `shutdown` completes, then stops connections, jobs and the database, in this order.
    pub async fn run(self, limits: Limits, shutdown: impl Future<Output = ()>) {
        #[cfg(feature = "nats")]
        let Self { app, lock, listener, mail, sms, nats } = self;
        #[cfg(not(feature = "nats"))]
        let Self { app, lock, listener, mail, sms } = self;
        if !app.config.limits {
            tracing::warn!("HABITRO_LIMITS=off: RATE LIMITS ARE LIFTED. For load tests only; never on the internet.");
        }
        if app.config.push_loopback {
            tracing::warn!(
                "HABITRO_PUSH_LOOPBACK=on: pushes may go to this machine. For tests only; never on the internet."
            );
        }
        let push = Arc::new(PushTransport::new(app.db.clone(), app.pushes.clone()));
        let transports = Transports { mail, push, sms };
        let outbox = Outbox::new(app.db.clone(), app.secrets.clone(), transports);
        #[allow(unused_mut, reason = "without a bus no job is added")]
        let mut jobs = Jobs::start(&app, outbox);
        #[cfg(feature = "nats")]
        if let Some(nats) = nats {
            let bus = app.db.bus().clone();
            jobs.spawn(|mut shutdown| async move { nats.run(bus, shutdown.wait()).await });
        }
        let trusted_proxies = app.config.trusted_proxies.clone();
        http::serve(listener, router(&app), ServeOptions { limits, trusted_proxies }, shutdown).await;
        jobs.stop(JOBS_GRACE).await;
        let _ = tokio::task::spawn_blocking(move || app.db.close()).await;
        drop(lock);
    }
}

/// Serves until SIGTERM, SIGINT or SIGHUP; calls `ready` once it listens.
///
/// # Errors
/// When the server can't be started.
pub async fn serve(config: Config, accept_lost_keys: bool, ready: impl FnOnce(&Config)) -> Result<(), StartError> {
    let server = Server::start(config, accept_lost_keys).await?;
    // Before others learn that the server is ready, and may stop it.
    let stop = stop_signal();
    ready(&server.app.config);
    tracing::info!(address = %server.address(), public_url = %server.app.config.public_url, "serving");
    server.run(Limits::default().within_file_limit(), stop).await;
    tracing::info!("stopped");
    Ok(())
}

/// Names what is wrong with the keys, and what to do about it.
fn key_advice(problems: &[KeyProblem]) -> String {
    let problems: Vec<String> = problems.iter().map(|problem| format!("{problem}.\n")).collect();
    format!(
        "the keys don't match the database:\n{}Put the right keys in place, from a backup or from another server that \
         uses this database. If they are lost for good, start once with `habitro serve --accept-lost-keys`; \
         docs/operations.md, \"The data folder\", says what is lost with each",
        problems.concat()
    )
}

/// Listens for the signals that stop the server from now on; the result completes when one arrives. A
/// terminal that is closed sends SIGHUP.
fn stop_signal() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    let listen = || -> io::Result<_> {
        Ok((signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?, signal(SignalKind::hangup())?))
    };
    let signals = listen();
    async {
        let Ok((mut terminate, mut interrupt, mut hangup)) = signals else {
            tracing::error!("can't listen for signals: stop this process by ending it");
            return std::future::pending().await;
        };
        tokio::select! {
            _ = terminate.recv() => tracing::info!("SIGTERM: stopping"),
            _ = interrupt.recv() => tracing::info!("SIGINT: stopping"),
            _ = hangup.recv() => tracing::info!("SIGHUP: stopping"),
        }
    }
}
