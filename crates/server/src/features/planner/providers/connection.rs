//! One HTTP/1.1 request on a connection of its own, over TCP or TLS.
//!
//! Plans are requested rarely and take seconds, so nothing is pooled; dropping a response
//! closes the connection, which stops the model. Redirects are not followed: the key
//! goes where the operator said and nowhere else.

use std::time::Duration;

use axum::body::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::header::{HOST, HeaderValue};
use hyper::{Request, Response, Uri};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use url::{Position, Url};

use crate::platform::tls;

/// An answer whose body is still to be read. Dropping it closes the connection.
pub(super) struct Reply {
    pub head: Response<()>,
    body: Incoming,
    _connection: JoinSet<()>,
}

impl Reply {
    /// The next piece of the body; `None` at its end.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, String> {
        loop {
            match self.body.frame().await {
                None => return Ok(None),
                Some(Err(error)) => return Err(error.to_string()),
                Some(Ok(frame)) => {
                    if let Ok(bytes) = frame.into_data() {
                        return Ok(Some(bytes));
                    }
                }
            }
        }
    }
}

/// Connects to `url`'s host within `connect_timeout`, sends `request` and returns once the head has arrived.
pub(super) async fn send(
    url: &Url,
    mut request: Request<Full<Bytes>>,
    connect_timeout: Duration,
) -> Result<Reply, String> {
    let host = url.host_str().ok_or("no host")?;
    let port = url.port_or_known_default().ok_or("no port")?;
    let named = if url.port().is_some() { format!("{host}:{port}") } else { host.to_owned() };
    request.headers_mut().insert(HOST, HeaderValue::from_str(&named).map_err(|error| error.to_string())?);
    let path = &url[Position::BeforePath..Position::AfterQuery];
    *request.uri_mut() = path.parse::<Uri>().map_err(|error| error.to_string())?;

    let connected = timeout(connect_timeout, connect(url.scheme() == "https", host, port)).await;
    match connected.map_err(|_| format!("no connection within {} s", connect_timeout.as_secs_f32()))?? {
        Stream::Plain(stream) => exchange(stream, request).await,
        Stream::Tls(stream) => exchange(*stream, request).await,
    }
}

enum Stream {
    Plain(TcpStream),
    Tls(Box<tokio_rustls::client::TlsStream<TcpStream>>),
}

async fn connect(tls: bool, host: &str, port: u16) -> Result<Stream, String> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let tcp = TcpStream::connect((bare, port)).await.map_err(|error| error.to_string())?;
    let _ = tcp.set_nodelay(true);
    if !tls {
        return Ok(Stream::Plain(tcp));
    }
    let name = ServerName::try_from(bare.to_owned()).map_err(|error| error.to_string())?;
    let stream =
        TlsConnector::from(tls::client_config()).connect(name, tcp).await.map_err(|error| error.to_string())?;
    Ok(Stream::Tls(Box::new(stream)))
}

async fn exchange<S>(stream: S, request: Request<Full<Bytes>>) -> Result<Reply, String>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|error| error.to_string())?;
    let mut driver = JoinSet::new();
    driver.spawn(async move {
        // A failure of the connection shows up in the response or in its body.
        let _ = connection.await;
    });
    let answer = sender.send_request(request).await.map_err(|error| error.to_string())?;
    let (head, body) = answer.into_parts();
    Ok(Reply { head: Response::from_parts(head, ()), body, _connection: driver })
}
