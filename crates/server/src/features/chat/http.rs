//! The calls of this room.

mod views;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use self::views::{ConversationView, views};
use super::actions::conversations::{self, OpenConversation};
use super::actions::messages::{self, MessageSeen, Send, Window};
use super::actions::reading::ReadOn;
use super::actions::settings;
use super::actions::{Chat, Writer};
use super::{ChatError, ConversationId, MessageId};
use crate::features::accounts::{CurrentUser, Person};
use crate::platform::db::{DbError, Tx};
use crate::platform::http::{Answer, Command, Cursor, Executor, Limit, List, NoBody, Page, PathId, Query};
use crate::platform::problem::Problem;

/// What the calls of this room need.
#[derive(Clone, Debug)]
pub struct ChatState {
    /// Runs units of work.
    pub executor: Executor,
    /// The chat.
    pub chat: Chat,
}

/// The calls of this room.
pub fn routes(state: ChatState) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(list_conversations, open_conversation))
        .routes(routes!(show_conversation))
        .routes(routes!(list_messages, send_message))
        .routes(routes!(delete_message))
        .routes(routes!(read_conversation))
        .routes(routes!(show_settings, change_settings))
        .with_state(state)
}

/// Part of a conversation's history.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct HistoryQuery {
    /// How many items at most.
    #[serde(default)]
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200, default = 50)]
    limit: Limit,
    /// `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
    /// Messages before this `sequence`, the newest of them.
    before: Option<u32>,
    /// Messages after this `sequence`, the oldest of them.
    after: Option<u32>,
}

/// A page of messages and who wrote them.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct MessagesPage {
    /// The messages, oldest first.
    items: Vec<MessageSeen>,
    /// Ask for the next page with it; `null` at the end.
    #[schema(required, value_type = Option<String>)]
    next_cursor: Option<Cursor>,
    /// The people who wrote them.
    people: Vec<Person>,
}

/// What the chat is to be like for somebody.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChatSettings {
    /// Whether friends see that this person is here.
    show_presence: bool,
}

fn writer(user: &CurrentUser) -> Writer {
    Writer { user: user.id, session: user.session, socket: 0 }
}

#[utoipa::path(
    get, path = "/conversations", tag = "chat", params(List),
    responses((status = 200, description = "Conversations, the latest first", body = Page<ConversationView>))
)]
async fn list_conversations(
    State(state): State<ChatState>,
    user: CurrentUser,
    Query(list): Query<List>,
) -> Result<Json<Page<ConversationView>>, Problem> {
    let before: (Timestamp, Uuid) = list.after()?.unwrap_or((Timestamp::MAX, Uuid::max()));
    // Beyond what the databases keep there is nothing either.
    let before = (before.0.min(LATEST), before.1);
    let (limit, ring) = (list.limit, state.chat.ring().clone());
    let read = state.executor.db().read(move |tx| conversations::list(tx, &ring, user.id, before, limit.and_one()));
    let found = read.await.map_err(|error: DbError| Problem::from(error))?;
    let page = Page::cut(found, limit, |seen| (seen.last_at, seen.id.0));
    Ok(Json(Page { items: views(&state.chat, page.items), next_cursor: page.next_cursor }))
}

/// 9000-01-01: later than anything that is kept.
const LATEST: Timestamp = Timestamp::constant(221_845_392_000, 0);

#[utoipa::path(
    post, path = "/conversations", tag = "chat", request_body = OpenConversation,
    responses((status = 201, description = "The conversation with a friend, new or not", body = ConversationView))
)]
async fn open_conversation(
    State(state): State<ChatState>,
    user: CurrentUser,
    command: Command<OpenConversation>,
) -> Result<Answer, Problem> {
    let chat = state.chat.clone();
    state
        .executor
        .run(user.id.0, StatusCode::CREATED, command, move |tx, input| {
            let seen = conversations::open(tx, chat.ring(), user.id, input)?;
            Ok::<_, ChatError>(ConversationView::of(&chat, seen))
        })
        .await
}

#[utoipa::path(
    get, path = "/conversations/{id}", tag = "chat",
    params(("id" = ConversationId, Path, description = "A conversation; a room's is its challenge's id")),
    responses((status = 200, description = "The conversation", body = ConversationView))
)]
async fn show_conversation(
    State(state): State<ChatState>,
    user: CurrentUser,
    PathId(id): PathId<ConversationId>,
) -> Result<Json<ConversationView>, Problem> {
    let ring = state.chat.ring().clone();
    let seen = state.executor.db().read(move |tx| conversations::show(tx, &ring, user.id, id)).await?;
    Ok(Json(ConversationView::of(&state.chat, seen)))
}

#[utoipa::path(
    get, path = "/conversations/{id}/messages", tag = "chat",
    params(("id" = ConversationId, Path, description = "A conversation"), HistoryQuery),
    responses((status = 200, description = "Messages, oldest first; without `before` and `after` the newest. \
        `next_cursor` goes on in the same direction", body = MessagesPage))
)]
async fn list_messages(
    State(state): State<ChatState>,
    user: CurrentUser,
    PathId(id): PathId<ConversationId>,
    Query(query): Query<HistoryQuery>,
) -> Result<Json<MessagesPage>, Problem> {
    let window = window(&query);
    let (limit, ring) = (query.limit.get(), state.chat.ring().clone());
    // Whose it is comes before what the cursor means.
    let known = window.is_ok();
    let asked = window.clone().unwrap_or(Window { after: 0, before: 0, newest: false });
    let limit = if known { limit } else { 1 };
    let read = state.executor.db().read(move |tx| messages::history(tx, &ring, user.id, id, asked, limit));
    let found = read.await?;
    window?;
    let next = found
        .more
        .map(|(first, last)| if asked.newest { (asked.after, first, true) } else { (last, asked.before, false) });
    let next_cursor = next.map(|next| Cursor::of(&next));
    Ok(Json(MessagesPage { items: found.messages, next_cursor, people: found.people }))
}

fn window(query: &HistoryQuery) -> Result<Window, Problem> {
    if let Some(cursor) = &query.cursor {
        let (after, before, newest) = cursor.read()?;
        return Ok(Window { after, before, newest });
    }
    Ok(Window {
        after: query.after.map_or(0, i64::from),
        before: query.before.map_or(i64::MAX, i64::from),
        newest: query.after.is_none(),
    })
}

#[utoipa::path(
    post, path = "/conversations/{id}/messages", tag = "chat", request_body = Send,
    params(("id" = ConversationId, Path, description = "A conversation")),
    responses((status = 201, description = "Stored; the same `client_id` again answers the same message", body = MessageSeen))
)]
async fn send_message(
    State(state): State<ChatState>,
    user: CurrentUser,
    PathId(id): PathId<ConversationId>,
    command: Command<Send>,
) -> Result<(StatusCode, Json<MessageSeen>), Problem> {
    state.chat.take_token(user.id)?;
    let message = state.chat.send(writer(&user), id, command.input).await?;
    Ok((StatusCode::CREATED, Json(MessageSeen::clone(&message))))
}

#[utoipa::path(
    delete, path = "/messages/{id}", tag = "chat",
    params(("id" = MessageId, Path, description = "A message")),
    responses((status = 204, description = "Hidden from the one who asked; gone once all members did"))
)]
async fn delete_message(
    State(state): State<ChatState>,
    user: CurrentUser,
    PathId(id): PathId<MessageId>,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    let writer = writer(&user);
    let events = state.chat.events.clone();
    let work = move |tx: &mut Tx<'_>, _: &NoBody| messages::hide(tx, &events, writer, id);
    state.executor.run(user.id.0, StatusCode::NO_CONTENT, command, work).await
}

#[utoipa::path(
    put, path = "/conversations/{id}/read", tag = "chat", request_body = ReadOn,
    params(("id" = ConversationId, Path, description = "A conversation")),
    responses((status = 204, description = "Read up to there; never back, never beyond what there is"))
)]
async fn read_conversation(
    State(state): State<ChatState>,
    user: CurrentUser,
    PathId(id): PathId<ConversationId>,
    command: Command<ReadOn>,
) -> Result<StatusCode, Problem> {
    state.chat.read_on(writer(&user), id, command.input).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(
    get, path = "/chat/settings", tag = "chat",
    responses((status = 200, description = "What the chat is like for this person", body = ChatSettings))
)]
async fn show_settings(State(state): State<ChatState>, user: CurrentUser) -> Result<Json<ChatSettings>, Problem> {
    let read = state.executor.db().read(move |tx| settings::shows_presence(tx, user.id));
    let show_presence = read.await.map_err(|error: DbError| Problem::from(error))?;
    Ok(Json(ChatSettings { show_presence }))
}

#[utoipa::path(
    put, path = "/chat/settings", tag = "chat", request_body = ChatSettings,
    responses((status = 204, description = "Kept"))
)]
async fn change_settings(
    State(state): State<ChatState>,
    user: CurrentUser,
    command: Command<ChatSettings>,
) -> Result<Answer, Problem> {
    let work = move |tx: &mut Tx<'_>, input: &ChatSettings| settings::show_presence(tx, user.id, input.show_presence);
    state.executor.run(user.id.0, StatusCode::NO_CONTENT, command, work).await
}
