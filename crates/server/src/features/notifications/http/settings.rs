//! Preferences, tests, snoozing, and the way out of mails.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::NotificationsState;
use crate::features::accounts::CurrentUser;
use crate::features::notifications::actions::preferences::{self, Settings, TestChannel};
use crate::features::notifications::actions::{self, dispatch};
use crate::features::notifications::rules::{self, Quiet, Wanted};
use crate::features::notifications::{Kind, NotificationError, NotificationId};
use crate::platform::db::DbError;
use crate::platform::http::{Answer, Command, NoBody, Path, PathId};
use crate::platform::problem::{FieldError, Problem};

pub(super) fn routes() -> OpenApiRouter<NotificationsState> {
    OpenApiRouter::new()
        .routes(routes!(get_preferences, put_preferences))
        .routes(routes!(send_test))
        .routes(routes!(snooze))
        .routes(routes!(mark_one_read))
        .routes(routes!(unsubscribe, ask_before_unsubscribing))
}

/// What somebody wants to hear of, and when it is quiet.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct PreferencesView {
    /// One for each kind of alert.
    kinds: Vec<KindView>,
    /// Nothing rings in these hours of the user's own day, but what is about security.
    #[schema(required)]
    quiet_hours: Option<QuietView>,
}

/// The whole of it as it is to be from now on.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SetPreferences {
    /// Kinds left out go back to their defaults.
    #[serde(default)]
    kinds: Vec<KindView>,
    /// Left out or null: none.
    quiet_hours: Option<QuietView>,
}

/// On which channels alerts of one kind go out, beside the feed.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct KindView {
    kind: Kind,
    push: bool,
    mail: bool,
}

/// Over midnight when `from` is later than `until`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct QuietView {
    #[schema(example = "22:00", pattern = r"^([01]\d|2[0-3]):[0-5]\d$")]
    from: String,
    #[schema(example = "07:00", pattern = r"^([01]\d|2[0-3]):[0-5]\d$")]
    until: String,
}

impl From<Settings> for PreferencesView {
    fn from(settings: Settings) -> Self {
        let kinds =
            settings.kinds.into_iter().map(|(kind, wanted)| KindView { kind, push: wanted.push, mail: wanted.mail });
        let quiet = settings
            .quiet
            .map(|Quiet { from, until }| QuietView { from: rules::clock_text(from), until: rules::clock_text(until) });
        Self { kinds: kinds.collect(), quiet_hours: quiet }
    }
}

fn quiet_of(view: &QuietView) -> Result<Quiet, NotificationError> {
    let read = |name: &str, text: &str| {
        rules::minutes(text).ok_or_else(|| {
            FieldError::new(format!("quiet_hours.{name}"), "invalid-time", "Write the time as HH:MM, like 22:00.")
        })
    };
    match (read("from", &view.from), read("until", &view.until)) {
        (Ok(from), Ok(until)) => Ok(Quiet { from, until }),
        (from, until) => Err(NotificationError::Invalid([from.err(), until.err()].into_iter().flatten().collect())),
    }
}

#[utoipa::path(
    get, path = "/notifications/preferences", tag = "notifications",
    responses((status = 200, description = "What holds, defaults included", body = PreferencesView))
)]
async fn get_preferences(
    State(state): State<NotificationsState>,
    user: CurrentUser,
) -> Result<Json<PreferencesView>, Problem> {
    let found = state.executor.db().read(move |tx| preferences::settings(tx, user.id)).await;
    Ok(Json(found.map_err(|error: DbError| Problem::from(error))?.into()))
}

#[utoipa::path(
    put, path = "/notifications/preferences", tag = "notifications", request_body = SetPreferences,
    responses((status = 200, description = "What holds now", body = PreferencesView))
)]
async fn put_preferences(
    State(state): State<NotificationsState>,
    user: CurrentUser,
    command: Command<SetPreferences>,
) -> Result<Answer, Problem> {
    state
        .executor
        .run(user.id.0, StatusCode::OK, command, move |tx, input| {
            let quiet = input.quiet_hours.as_ref().map(quiet_of).transpose()?;
            let wanted = |view: &KindView| (view.kind, Wanted { push: view.push, mail: view.mail });
            let kinds: Vec<_> = input.kinds.iter().map(wanted).collect();
            Ok::<_, NotificationError>(PreferencesView::from(preferences::replace_settings(
                tx, user.id, &kinds, quiet,
            )?))
        })
        .await
}

/// Where a test goes.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ChannelName {
    /// The feed and the sockets.
    Feed,
    /// Every device.
    Push,
    /// The address.
    Mail,
}

#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SendTest {
    channel: ChannelName,
}

#[utoipa::path(
    post, path = "/notifications/test", tag = "notifications", request_body = SendTest,
    responses((status = 204, description = "It is on its way"))
)]
async fn send_test(
    State(state): State<NotificationsState>,
    user: CurrentUser,
    command: Command<SendTest>,
) -> Result<Answer, Problem> {
    state
        .executor
        .run(user.id.0, StatusCode::NO_CONTENT, command, move |tx, input| {
            let channel = match input.channel {
                ChannelName::Feed => TestChannel::Feed,
                ChannelName::Push => TestChannel::Push,
                ChannelName::Mail => TestChannel::Mail,
            };
            preferences::send_test(tx, user.id, channel)
        })
        .await
}

#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Snooze {
    /// After how long it is pushed again.
    #[schema(minimum = 5, maximum = 1440, example = 60)]
    minutes: u32,
}

#[utoipa::path(
    post, path = "/notifications/{id}/snooze", tag = "notifications", request_body = Snooze,
    responses((status = 204, description = "It is pushed again later"))
)]
async fn snooze(
    State(state): State<NotificationsState>,
    user: CurrentUser,
    PathId(id): PathId<NotificationId>,
    command: Command<Snooze>,
) -> Result<Answer, Problem> {
    state
        .executor
        .run(user.id.0, StatusCode::NO_CONTENT, command, move |tx, input| {
            if !(5..=1_440).contains(&input.minutes) {
                let fault = FieldError::new("minutes", "out-of-range", "5 minutes to a day.");
                return Err(NotificationError::Invalid(vec![fault]));
            }
            dispatch::snooze(tx, user.id, id, input.minutes)
        })
        .await
}

#[utoipa::path(
    post, path = "/notifications/{id}/read", tag = "notifications",
    responses((status = 204, description = "This one is read; other devices take it away"))
)]
async fn mark_one_read(
    State(state): State<NotificationsState>,
    user: CurrentUser,
    PathId(id): PathId<NotificationId>,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    state
        .executor
        .run(user.id.0, StatusCode::NO_CONTENT, command, move |tx, _| actions::mark_one_read(tx, user.id, id))
        .await
}

/// One click in a mail program ends mails of one kind (RFC 8058); no session is needed and the
/// body, which says the same in another way, is not read.
#[utoipa::path(
    post, path = "/notifications/unsubscribe/{token}", tag = "notifications",
    params(("token" = String, Path, description = "From the mail's List-Unsubscribe")),
    responses((status = 204, description = "No more mails of this kind"))
)]
async fn unsubscribe(State(state): State<NotificationsState>, Path(token): Path<String>) -> Result<Answer, Problem> {
    let secrets = state.channels.secrets.clone();
    let key = crate::platform::db::Key::of(&token);
    state
        .executor
        .db()
        .write(key, move |tx| preferences::unsubscribe(tx, &secrets, &token))
        .await
        .map_err(|error: NotificationError| Problem::from(error))?;
    Ok(Answer::empty())
}

/// Programs that look where links lead must not end anything: whoever opens the address is
/// shown the settings.
#[utoipa::path(
    get, path = "/notifications/unsubscribe/{token}", tag = "notifications",
    params(("token" = String, Path, description = "From the mail's List-Unsubscribe")),
    responses((status = 303, description = "To the settings"))
)]
async fn ask_before_unsubscribing(Path(_): Path<String>) -> Response {
    Redirect::to("/notifications/settings").into_response()
}
