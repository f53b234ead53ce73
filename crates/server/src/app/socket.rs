//! `GET /api/v1/socket`: opens a WebSocket.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::live::Live;
use crate::features::accounts::CurrentUser;
use crate::platform::problem::Problem;
use crate::platform::socket::Handshake;

#[derive(Clone)]
pub(super) struct SocketState {
    pub(super) live: Live,
    /// The origin whose pages may open a socket.
    pub(super) origin: String,
}

pub(super) fn routes(state: SocketState) -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(open_socket)).with_state(state)
}

#[utoipa::path(
    get, path = "/socket", tag = "socket",
    description = "A WebSocket of text frames, one JSON object with a `type` each. \
        To the server: `message.send {client_id, conversation_id, text}`, `message.read {conversation_id, sequence}`, \
        `typing {conversation_id}`, `resume {conversations: [{id, sequence}]}`, `ping`. \
        From the server: `message.stored {client_id, message}` once it is durable, to the socket that sent it; \
        `message.new {message}` to all others of all members; `message.hidden {conversation_id, message_id}`; \
        `message.read {conversation_id, user_id, sequence, unread?}`; `typing {conversation_id, user_id}`; \
        `presence {user_id, online}`; `resumed {conversations: [{id, sequence, more}]}` after what a `resume` asked \
        for; `notification` (an alert as in the feed, with `unread`), `notifications.read`, `rewards.changed`, `pong`, \
        and `problem` with `code`, `detail` and the frame's `client_id`. A client may get a message twice and recognises \
        it by its `sequence`. \
        Closes with 4401 when the session ends, 4408 when the reader falls behind, 4409 when the account has opened 20 others since, 1009 for a frame over 64 KiB.",
    responses((status = 101, description = "Switches to the WebSocket protocol"))
)]
async fn open_socket(
    State(state): State<SocketState>,
    user: CurrentUser,
    headers: HeaderMap,
    handshake: Result<Handshake, Problem>,
) -> Result<Response, Problem> {
    check_origin(&headers, &state.origin)?;
    let handshake = handshake?;
    Ok(handshake.open(state.live.connect(user).await?))
}

/// Refuses pages of other sites, which would use their visitor's cookie: browsers send `Origin` with
/// every handshake. Programs send none, but a token, which no browser adds by itself.
fn check_origin(headers: &HeaderMap, origin: &str) -> Result<(), Problem> {
    let has_token = headers.contains_key(header::AUTHORIZATION);
    let allowed = match headers.get(header::ORIGIN) {
        Some(from) => from.as_bytes() == origin.as_bytes(),
        None => has_token,
    };
    if allowed {
        return Ok(());
    }
    Err(Problem::new(StatusCode::FORBIDDEN, "cross-origin", "This comes from another site")
        .detail("Open the socket from a page of this site, or with a bearer token and no `Origin`."))
}
