//! The calls of this room.

mod calendar;

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ReminderError;
use super::actions::health::{self, Report};
use super::actions::schedule::{self, Planned};
use super::actions::settings;
use super::rules::{AHEAD_DAYS, Settings};
use crate::features::accounts::CurrentUser;
use crate::features::habits::{HabitId, parse_time};
use crate::features::notifications::Kind;
use crate::platform::db::DbError;
use crate::platform::http::{Answer, Command, Executor};
use crate::platform::problem::{FieldError, Problem};

/// What the calls of this room need.
#[derive(Clone)]
pub struct RemindersState {
    /// Runs units of work.
    pub executor: Executor,
    /// The public URL, without a slash at its end.
    pub origin: Arc<str>,
}

/// The calls of this room.
pub fn routes(state: RemindersState) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(get_reminder_settings, put_reminder_settings))
        .routes(routes!(get_reminder_schedule))
        .routes(routes!(get_reminder_health))
        .routes(routes!(acknowledge_reminders))
        .merge(calendar::routes())
        .with_state(state)
}

/// Reminders that are about the day and not about one habit.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReminderSettings {
    /// When the morning's summary comes; null: not wanted.
    #[serde(deserialize_with = "said")]
    #[schema(required, example = "08:00", pattern = r"^([01]\d|2[0-3]):[0-5]\d$")]
    morning_at: Option<String>,
    /// When the warning comes that the streak is about to break; null: not wanted. 20:00 where nothing was said.
    #[serde(deserialize_with = "said")]
    #[schema(required, example = "20:00", pattern = r"^([01]\d|2[0-3]):[0-5]\d$")]
    evening_at: Option<String>,
}

/// Null is an answer, and leaving it out is none.
fn said<'de, D: Deserializer<'de>>(source: D) -> Result<Option<String>, D::Error> {
    Option::deserialize(source)
}

impl From<Settings> for ReminderSettings {
    fn from(said: Settings) -> Self {
        let text = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        Self { morning_at: said.morning_at.map(text), evening_at: said.evening_at.map(text) }
    }
}

impl ReminderSettings {
    fn read(&self) -> Result<Settings, ReminderError> {
        let mut faults = Vec::new();
        let mut read = |field: &str, text: Option<&String>| {
            let minute = text.map(|text| parse_time(text));
            if minute == Some(None) {
                faults.push(FieldError::new(field, "not-a-time", "A time looks like 07:30, from 00:00 to 23:59."));
            }
            minute.flatten()
        };
        let said = Settings {
            morning_at: read("morning_at", self.morning_at.as_ref()),
            evening_at: read("evening_at", self.evening_at.as_ref()),
        };
        if faults.is_empty() { Ok(said) } else { Err(ReminderError::Invalid(faults)) }
    }
}

#[utoipa::path(
    get, path = "/reminders/settings", tag = "reminders",
    responses((status = 200, description = "What holds, defaults included", body = ReminderSettings))
)]
async fn get_reminder_settings(
    State(state): State<RemindersState>,
    user: CurrentUser,
) -> Result<Json<ReminderSettings>, Problem> {
    let found = state.executor.db().read(move |tx| settings::settings(tx, user.id)).await;
    Ok(Json(found.map_err(|error: DbError| Problem::from(error))?.into()))
}

#[utoipa::path(
    put, path = "/reminders/settings", tag = "reminders", request_body = ReminderSettings,
    responses((status = 200, description = "What holds now", body = ReminderSettings))
)]
async fn put_reminder_settings(
    State(state): State<RemindersState>,
    user: CurrentUser,
    command: Command<ReminderSettings>,
) -> Result<Answer, Problem> {
    state
        .executor
        .run(user.id.0, StatusCode::OK, command, move |tx, input| {
            let said = input.read()?;
            Ok::<_, ReminderError>(ReminderSettings::from(settings::replace_settings(tx, user.id, said)?))
        })
        .await
}

/// A reminder to come, for a device that may have no connection then.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct PlannedReminder {
    kind: Kind,
    /// When it is to be shown.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// Which occurrence it is: pushes of it say the same.
    #[schema(value_type = String, format = DateTime)]
    occurs_at: Timestamp,
    /// The local day it is about.
    #[schema(value_type = String, format = Date)]
    date: Date,
    /// The habit it is about; null: about the day.
    #[schema(required)]
    habit_id: Option<HabitId>,
    /// The tag of its notification.
    tag: String,
    title: String,
    body: String,
    /// Where it leads: a path of the web app.
    link: String,
}

impl From<Planned> for PlannedReminder {
    fn from(planned: Planned) -> Self {
        let Planned { at, occurs_at, day, habit, tag, words } = planned;
        Self {
            kind: words.kind,
            at,
            occurs_at,
            date: day,
            habit_id: habit,
            tag,
            title: words.title,
            body: words.body,
            link: words.link,
        }
    }
}

/// The reminders of the next days as they stand now.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct ReminderSchedule {
    /// Days it reaches ahead.
    #[schema(example = 14)]
    days: i32,
    /// In order. Those whose tasks are done, skipped or resting are not among them.
    items: Vec<PlannedReminder>,
}

#[utoipa::path(
    get, path = "/reminders/schedule", tag = "reminders",
    responses((status = 200, description = "What devices show by themselves while offline", body = ReminderSchedule))
)]
async fn get_reminder_schedule(
    State(state): State<RemindersState>,
    user: CurrentUser,
) -> Result<Json<ReminderSchedule>, Problem> {
    let found = state.executor.db().read(move |tx| schedule::schedule(tx, user.id)).await;
    let found = found.map_err(|error: DbError| Problem::from(error))?;
    Ok(Json(ReminderSchedule { days: AHEAD_DAYS, items: found.into_iter().map(PlannedReminder::from).collect() }))
}

/// Whether reminders reach somebody.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
struct ReminderHealth {
    /// Sent in a row without any device saying that it showed one.
    unseen: u32,
    /// When a device last said so.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    last_shown_at: Option<Timestamp>,
    /// Never sent, because the server was away for more than half an hour.
    dropped: u32,
    /// Whether reminders come by mail as well.
    mail: bool,
    /// Three or more in a row were seen by no device, and no mail says the same.
    trouble: bool,
}

impl From<Report> for ReminderHealth {
    fn from(Report { health, mail, trouble }: Report) -> Self {
        Self { unseen: health.unseen, last_shown_at: health.last_shown_at, dropped: health.dropped, mail, trouble }
    }
}

#[utoipa::path(
    get, path = "/reminders/health", tag = "reminders",
    responses((status = 200, description = "Whether reminders were seen", body = ReminderHealth))
)]
async fn get_reminder_health(
    State(state): State<RemindersState>,
    user: CurrentUser,
) -> Result<Json<ReminderHealth>, Problem> {
    let found = state.executor.db().read(move |tx| health::report(tx, user.id)).await;
    Ok(Json(found.map_err(|error: DbError| Problem::from(error))?.into()))
}

/// What a device has shown, by push or by itself.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ShownReminders {
    /// The tags of the notifications.
    #[schema(min_items = 1, max_items = 100)]
    tags: Vec<String>,
}

#[utoipa::path(
    post, path = "/reminders/shown", tag = "reminders", request_body = ShownReminders,
    responses((status = 204, description = "It is known that reminders are seen"))
)]
async fn acknowledge_reminders(
    State(state): State<RemindersState>,
    user: CurrentUser,
    command: Command<ShownReminders>,
) -> Result<Answer, Problem> {
    state
        .executor
        .run(user.id.0, StatusCode::NO_CONTENT, command, move |tx, input| {
            if !(1..=100).contains(&input.tags.len()) {
                let fault = FieldError::new("tags", "wrong-count", "1 to 100 tags.");
                return Err(ReminderError::Invalid(vec![fault]));
            }
            Ok(health::shown(tx, user.id)?)
        })
        .await
}
