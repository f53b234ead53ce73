//! Preferences, test alerts, snoozing and unsubscribing from emails.

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
use crate::features::notifications::actions::preferences::{self, NotificationPreferences, TestChannel};
use crate::features::notifications::actions::{dispatch, feed, unsubscribe};
use crate::features::notifications::rules::{self, ChannelPreference, QuietHours};
use crate::features::notifications::{AlertKind, NotificationError, NotificationId};
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

/// The channels of each kind of alert, and quiet hours.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct PreferencesView {
    /// One entry per kind of alert.
    kinds: Vec<KindView>,
    /// Local hours in which only security alerts are pushed; other alerts wait until they end.
    #[schema(required)]
    quiet_hours: Option<QuietView>,
}

/// Replaces all preferences.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SetPreferences {
    /// Kinds that are left out get their defaults.
    #[serde(default)]
    kinds: Vec<KindView>,
    /// Omitted or `null`: no quiet hours.
    quiet_hours: Option<QuietView>,
}

/// The channels that alerts of one kind go out on, in addition to the feed.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct KindView {
    kind: AlertKind,
    push: bool,
    mail: bool,
}

/// Local times; the hours span midnight if `from` is later than `until`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct QuietView {
    #[schema(example = "22:00", pattern = r"^([01]\d|2[0-3]):[0-5]\d$")]
    from: String,
    #[schema(example = "07:00", pattern = r"^([01]\d|2[0-3]):[0-5]\d$")]
    until: String,
}

impl From<NotificationPreferences> for PreferencesView {
    fn from(settings: NotificationPreferences) -> Self {
        let kinds = settings.kinds.into_iter().map(|(kind, preference)| KindView {
            kind,
            push: preference.push,
            mail: preference.mail,
        });
        let quiet_hours = settings.quiet_hours.map(|QuietHours { from, until }| QuietView {
            from: rules::format_clock_time(from),
            until: rules::format_clock_time(until),
        });
        Self { kinds: kinds.collect(), quiet_hours }
    }
}

fn parse_quiet_hours(view: &QuietView) -> Result<QuietHours, NotificationError> {
    let read = |name: &str, text: &str| {
        rules::parse_clock_time(text).ok_or_else(|| {
            FieldError::new(
                format!("quiet_hours.{name}"),
                "invalid-time",
                "Write the time as HH:MM, for example 22:00.",
            )
        })
    };
    match (read("from", &view.from), read("until", &view.until)) {
        (Ok(from), Ok(until)) => Ok(QuietHours { from, until }),
        (from, until) => Err(NotificationError::Invalid([from.err(), until.err()].into_iter().flatten().collect())),
    }
}

#[utoipa::path(
    get, path = "/notifications/preferences", tag = "notifications",
    responses((status = 200, description = "The preferences, including defaults", body = PreferencesView))
)]
async fn get_preferences(
    State(state): State<NotificationsState>,
    user: CurrentUser,
) -> Result<Json<PreferencesView>, Problem> {
    let found = state.executor.db().read(move |tx| preferences::preferences(tx, user.id)).await;
    Ok(Json(found.map_err(|error: DbError| Problem::from(error))?.into()))
}

#[utoipa::path(
    put, path = "/notifications/preferences", tag = "notifications", request_body = SetPreferences,
    responses((status = 200, description = "The new preferences", body = PreferencesView))
)]
async fn put_preferences(
    State(state): State<NotificationsState>,
    user: CurrentUser,
    command: Command<SetPreferences>,
) -> Result<Answer, Problem> {
    state
        .executor
        .run(user.id.0, StatusCode::OK, command, move |tx, input| {
            let quiet_hours = input.quiet_hours.as_ref().map(parse_quiet_hours).transpose()?;
            let preference = |view: &KindView| (view.kind, ChannelPreference { push: view.push, mail: view.mail });
            let kinds: Vec<_> = input.kinds.iter().map(preference).collect();
            Ok::<_, NotificationError>(PreferencesView::from(preferences::replace_preferences(
                tx,
                user.id,
                &kinds,
                quiet_hours,
            )?))
        })
        .await
}

/// The channel a test alert is sent on.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ChannelName {
    /// The feed and open sockets.
    Feed,
    /// All devices.
    Push,
    /// The email address.
    Mail,
}

#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SendTest {
    channel: ChannelName,
}

#[utoipa::path(
    post, path = "/notifications/test", tag = "notifications", request_body = SendTest,
    responses((status = 204, description = "The test alert is on its way"))
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
    /// Minutes until the alert is pushed again.
    #[schema(minimum = 5, maximum = 1440, example = 60)]
    minutes: u32,
}

#[utoipa::path(
    post, path = "/notifications/{id}/snooze", tag = "notifications", request_body = Snooze,
    responses((status = 204, description = "The alert will be pushed again"))
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
    responses((status = 204, description = "The alert is read; other devices close its notification"))
)]
async fn mark_one_read(
    State(state): State<NotificationsState>,
    user: CurrentUser,
    PathId(id): PathId<NotificationId>,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    state
        .executor
        .run(user.id.0, StatusCode::NO_CONTENT, command, move |tx, _| feed::mark_one_read(tx, user.id, id))
        .await
}

/// Turns off emails of one kind with one click in a mail program (RFC 8058). No session is needed; the body
/// is ignored.
#[utoipa::path(
    post, path = "/notifications/unsubscribe/{token}", tag = "notifications", security(()),
    params(("token" = String, Path, description = "The token from the email's List-Unsubscribe header")),
    responses((status = 204, description = "No more emails of this kind"))
)]
async fn unsubscribe(State(state): State<NotificationsState>, Path(token): Path<String>) -> Result<Answer, Problem> {
    let secrets = state.channels.secrets.clone();
    let key = crate::platform::db::Key::of(&token);
    state
        .executor
        .db()
        .write(key, move |tx| unsubscribe::unsubscribe(tx, &secrets, &token))
        .await
        .map_err(|error: NotificationError| Problem::from(error))?;
    Ok(Answer::empty())
}

/// Redirects to the settings. Mail scanners follow links, so a GET must not unsubscribe.
#[utoipa::path(
    get, path = "/notifications/unsubscribe/{token}", tag = "notifications", security(()),
    params(("token" = String, Path, description = "The token from the email's List-Unsubscribe header")),
    responses((status = 303, description = "Redirects to the notification settings"))
)]
async fn ask_before_unsubscribing(Path(_): Path<String>) -> Response {
    Redirect::to("/notifications/settings").into_response()
}
