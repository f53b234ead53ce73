//! Routes of chat.

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
use super::actions::messages::{self, HistoryRange};
use super::actions::reading::MarkRead;
use super::actions::sending::SendMessage;
use super::actions::{Actor, settings};
use super::{Chat, ChatError, ConversationId, MessageId, MessageView};
use crate::features::accounts::{CurrentUser, Person};
use crate::platform::db::{DbError, Tx};
use crate::platform::http::{Answer, Command, Cursor, Executor, Limit, List, NoBody, Page, PathId, Query};
use crate::platform::problem::Problem;

/// State shared by the handlers.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub struct ChatState {
    pub executor: Executor,
    pub chat: Chat,
}

/// The routes of chat.
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

/// A range of a conversation's history.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct HistoryQuery {
    /// Maximum number of items.
    #[serde(default)]
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200, default = 50)]
    limit: Limit,
    /// `next_cursor` of the previous page.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
    /// The newest messages before this `sequence`.
    before: Option<u32>,
    /// The oldest messages after this `sequence`.
    after: Option<u32>,
}

/// A page of messages and their senders.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct MessagesPage {
    /// The messages, oldest first.
    items: Vec<MessageView>,
    /// The cursor of the next page; `null` on the last page.
    #[schema(required, value_type = Option<String>)]
    next_cursor: Option<Cursor>,
    /// The senders of the messages.
    people: Vec<Person>,
}

/// A user's chat settings.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChatSettings {
    /// Whether friends see that this user is online.
    show_presence: bool,
}

fn actor(user: &CurrentUser) -> Actor {
    Actor { user: user.id, session: user.session, socket: 0 }
}

#[utoipa::path(
    get, path = "/conversations", tag = "chat", params(List),
    responses((status = 200, description = "The user's conversations, most recent first", body = Page<ConversationView>))
)]
async fn list_conversations(
    State(state): State<ChatState>,
    user: CurrentUser,
    Query(list): Query<List>,
) -> Result<Json<Page<ConversationView>>, Problem> {
    let before: (Timestamp, Uuid) = list.after()?.unwrap_or((Timestamp::MAX, Uuid::max()));
    let before = (before.0.min(LATEST_INSTANT), before.1);
    let (limit, ring) = (list.limit, state.chat.ring().clone());
    let read = state.executor.db().read(move |tx| conversations::list(tx, &ring, user.id, before, limit.and_one()));
    let found = read.await.map_err(|error: DbError| Problem::from(error))?;
    let page = Page::cut(found, limit, |conversation| (conversation.last_at, conversation.id.0));
    Ok(Json(Page { items: views(&state.chat, page.items), next_cursor: page.next_cursor }))
}

/// 9000-01-01: later than any stored instant, and within the range of both databases.
const LATEST_INSTANT: Timestamp = Timestamp::constant(221_845_392_000, 0);

#[utoipa::path(
    post, path = "/conversations", tag = "chat", request_body = OpenConversation,
    responses((status = 201, description = "The conversation with the friend, created if there was none", body = ConversationView))
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
            let conversation = conversations::open(tx, chat.ring(), user.id, input)?;
            Ok::<_, ChatError>(ConversationView::of(&chat, conversation))
        })
        .await
}

#[utoipa::path(
    get, path = "/conversations/{id}", tag = "chat",
    params(("id" = ConversationId, Path, description = "A conversation; a chat room has its challenge's id")),
    responses((status = 200, description = "The conversation", body = ConversationView))
)]
async fn show_conversation(
    State(state): State<ChatState>,
    user: CurrentUser,
    PathId(id): PathId<ConversationId>,
) -> Result<Json<ConversationView>, Problem> {
    let ring = state.chat.ring().clone();
    let conversation = state.executor.db().read(move |tx| conversations::show(tx, &ring, user.id, id)).await?;
    Ok(Json(ConversationView::of(&state.chat, conversation)))
}

#[utoipa::path(
    get, path = "/conversations/{id}/messages", tag = "chat",
    params(("id" = ConversationId, Path, description = "A conversation"), HistoryQuery),
    responses((status = 200, description = "Messages, oldest first; the newest ones without `before` and `after`. \
        `next_cursor` continues in the same direction", body = MessagesPage))
)]
async fn list_messages(
    State(state): State<ChatState>,
    user: CurrentUser,
    PathId(id): PathId<ConversationId>,
    Query(query): Query<HistoryQuery>,
) -> Result<Json<MessagesPage>, Problem> {
    let range = history_range(&query);
    // A cursor is checked after membership: to others the conversation does not exist, whatever they send.
    let (checked, limit) = match &range {
        Ok(range) => (*range, query.limit.get()),
        Err(_) => (HistoryRange { after: 0, before: 0, newest: false }, 1),
    };
    let ring = state.chat.ring().clone();
    let read = state.executor.db().read(move |tx| messages::history(tx, &ring, user.id, id, checked, limit));
    let page = read.await?;
    let range = range?;
    let next = page
        .more
        .map(|(first, last)| if range.newest { (range.after, first, true) } else { (last, range.before, false) });
    let next_cursor = next.map(|next| Cursor::of(&next));
    Ok(Json(MessagesPage { items: page.messages, next_cursor, people: page.people }))
}

fn history_range(query: &HistoryQuery) -> Result<HistoryRange, Problem> {
    if let Some(cursor) = &query.cursor {
        let (after, before, newest) = cursor.read()?;
        return Ok(HistoryRange { after, before, newest });
    }
    Ok(HistoryRange {
        after: query.after.map_or(0, i64::from),
        before: query.before.map_or(i64::MAX, i64::from),
        newest: query.after.is_none(),
    })
}

#[utoipa::path(
    post, path = "/conversations/{id}/messages", tag = "chat", request_body = SendMessage,
    params(("id" = ConversationId, Path, description = "A conversation")),
    responses((status = 201, description = "The stored message. The same `client_id` again returns the same message", body = MessageView))
)]
async fn send_message(
    State(state): State<ChatState>,
    user: CurrentUser,
    PathId(id): PathId<ConversationId>,
    command: Command<SendMessage>,
) -> Result<(StatusCode, Json<MessageView>), Problem> {
    state.chat.check_rate_limit(user.id)?;
    let message = state.chat.send_message(actor(&user), id, command.input).await?;
    Ok((StatusCode::CREATED, Json(MessageView::clone(&message))))
}

#[utoipa::path(
    delete, path = "/messages/{id}", tag = "chat",
    params(("id" = MessageId, Path, description = "A message")),
    responses((status = 204, description = "Hidden from this user; deleted once all members have hidden it"))
)]
async fn delete_message(
    State(state): State<ChatState>,
    user: CurrentUser,
    PathId(id): PathId<MessageId>,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    let (actor, events) = (actor(&user), state.chat.events.clone());
    let work = move |tx: &mut Tx<'_>, _: &NoBody| messages::hide(tx, &events, actor, id);
    state.executor.run(user.id.0, StatusCode::NO_CONTENT, command, work).await
}

#[utoipa::path(
    put, path = "/conversations/{id}/read", tag = "chat", request_body = MarkRead,
    params(("id" = ConversationId, Path, description = "A conversation")),
    responses((status = 204, description = "Read up to this sequence; it never moves back"))
)]
async fn read_conversation(
    State(state): State<ChatState>,
    user: CurrentUser,
    PathId(id): PathId<ConversationId>,
    command: Command<MarkRead>,
) -> Result<StatusCode, Problem> {
    state.chat.mark_read(actor(&user), id, command.input).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(
    get, path = "/chat/settings", tag = "chat",
    responses((status = 200, description = "The user's chat settings", body = ChatSettings))
)]
async fn show_settings(State(state): State<ChatState>, user: CurrentUser) -> Result<Json<ChatSettings>, Problem> {
    let read = state.executor.db().read(move |tx| settings::shows_presence(tx, user.id));
    let show_presence = read.await.map_err(|error: DbError| Problem::from(error))?;
    Ok(Json(ChatSettings { show_presence }))
}

#[utoipa::path(
    put, path = "/chat/settings", tag = "chat", request_body = ChatSettings,
    responses((status = 204, description = "Saved"))
)]
async fn change_settings(
    State(state): State<ChatState>,
    user: CurrentUser,
    command: Command<ChatSettings>,
) -> Result<Answer, Problem> {
    let work =
        move |tx: &mut Tx<'_>, input: &ChatSettings| settings::set_show_presence(tx, user.id, input.show_presence);
    state.executor.run(user.id.0, StatusCode::NO_CONTENT, command, work).await
}
