//! A server process with users who open WebSockets.

use std::net::SocketAddr;
use std::path::PathBuf;

use futures_util::{SinkExt, StreamExt};
use habitro_testkit::{Mailbox, Person};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

use crate::server::{Folder, Server};

/// A client's end of a WebSocket.
pub type Socket = WebSocketStream<TcpStream>;

/// A server that writes mails to files, killed when dropped.
pub struct ChatServer {
    server: Server,
    folder: Folder,
}

impl ChatServer {
    /// Starts `$HABITRO_BIN`, or `target/release/habitro`, with these `HABITRO_...` variables.
    #[must_use]
    pub fn start(name: &str, variables: &[(&str, &str)]) -> Self {
        let program = std::env::var("HABITRO_BIN").unwrap_or_else(|_| "target/release/habitro".into());
        let folder = Folder::new(name);
        std::fs::create_dir_all(folder.0.join("mail")).unwrap();
        let mail = format!("file://{}", folder.0.join("mail").display());
        let variables = [&[("HABITRO_MAIL_URL", mail.as_str())], variables].concat();
        let server = Server::start(&PathBuf::from(program), &folder.0.join("data"), &variables);
        Self { server, folder }
    }

    /// Signs a user up by e-mail.
    pub async fn sign_up(&self, name: &str) -> Person {
        Person::sign_up(self.address(), &Mailbox::at(self.folder.0.join("mail")), name).await
    }

    /// Opens a WebSocket, authenticated by `token`.
    pub async fn open_socket(&self, token: &str, config: WebSocketConfig) -> Socket {
        let mut request = format!("ws://{}/api/v1/socket", self.address()).into_client_request().unwrap();
        request.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
        let stream = TcpStream::connect(self.address()).await.unwrap();
        stream.set_nodelay(true).unwrap();
        tokio_tungstenite::client_async_with_config(request, stream, Some(config)).await.unwrap().0
    }

    /// Returns the server's resident memory in bytes.
    #[must_use]
    pub fn memory(&self) -> u64 {
        self.server.memory().0
    }

    fn address(&self) -> SocketAddr {
        self.server.address
    }
}

/// Sends a ping frame and waits for the response.
pub async fn ping(socket: &mut Socket) {
    socket.send(Message::Text(r#"{"type":"ping"}"#.into())).await.unwrap();
    while !matches!(socket.next().await.unwrap().unwrap(), Message::Text(_)) {}
}
