//! Routes of reminders: settings, schedule and health here, calendars in a submodule.

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
use super::actions::health::{self, HealthReport};
use super::actions::settings;
use super::actions::upcoming::{self, UpcomingReminder};
use super::rules::{DailyReminders, UPCOMING_DAYS};
use crate::features::accounts::CurrentUser;
use crate::features::habits::{HabitId, parse_time};
use crate::features::notifications::AlertKind;
use crate::platform::db::DbError;
use crate::platform::http::{Answer, Command, Executor};
use crate::platform::problem::{FieldError, Problem};

/// State shared by the handlers.
#[derive(Clone)]
#[allow(missing_docs, reason = "the names say it")]
pub struct RemindersState {
    pub executor: Executor,
    /// The public URL without a trailing slash.
    pub origin: Arc<str>,
}

/// The routes of reminders.
pub fn routes(state: RemindersState) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(get_reminder_settings, put_reminder_settings))
        .routes(routes!(get_reminder_schedule))
        .routes(routes!(get_reminder_health))
        .routes(routes!(acknowledge_reminders))
        .merge(calendar::routes())
        .with_state(state)
}

/// Times of the reminders about the whole day.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReminderSettings {
    /// When the morning summary is sent; `null`: never.
    #[serde(deserialize_with = "required_nullable")]
    #[schema(required, example = "08:00", pattern = r"^([01]\d|2[0-3]):[0-5]\d$")]
    morning_at: Option<String>,
    /// When a user whose streak is about to end is warned; `null`: never. The default is 20:00.
    #[serde(deserialize_with = "required_nullable")]
    #[schema(required, example = "20:00", pattern = r"^([01]\d|2[0-3]):[0-5]\d$")]
    evening_at: Option<String>,
}

/// Distinguishes `null` from a missing field, which is an error.
fn required_nullable<'de, D: Deserializer<'de>>(source: D) -> Result<Option<String>, D::Error> {
    Option::deserialize(source)
}

impl From<DailyReminders> for ReminderSettings {
    fn from(reminders: DailyReminders) -> Self {
        let text = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        Self { morning_at: reminders.morning_at.map(text), evening_at: reminders.evening_at.map(text) }
    }
}

impl ReminderSettings {
    fn read(&self) -> Result<DailyReminders, ReminderError> {
        let mut faults = Vec::new();
        let mut read = |field: &str, text: Option<&String>| {
            let minute = text.map(|text| parse_time(text));
            if minute == Some(None) {
                faults.push(FieldError::new(field, "not-a-time", "A time looks like 07:30, from 00:00 to 23:59."));
            }
            minute.flatten()
        };
        let reminders = DailyReminders {
            morning_at: read("morning_at", self.morning_at.as_ref()),
            evening_at: read("evening_at", self.evening_at.as_ref()),
        };
        if faults.is_empty() { Ok(reminders) } else { Err(ReminderError::Invalid(faults)) }
    }
}

#[utoipa::path(
    get, path = "/reminders/settings", tag = "reminders",
    responses((status = 200, description = "The settings, including defaults", body = ReminderSettings))
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
    responses((status = 200, description = "The new settings", body = ReminderSettings))
)]
async fn put_reminder_settings(
    State(state): State<RemindersState>,
    user: CurrentUser,
    command: Command<ReminderSettings>,
) -> Result<Answer, Problem> {
    state
        .executor
        .run(user.id.0, StatusCode::OK, command, move |tx, input| {
            let reminders = input.read()?;
            Ok::<_, ReminderError>(ReminderSettings::from(settings::replace_settings(tx, user.id, reminders)?))
        })
        .await
}

/// A reminder in the next days, for devices that may be offline then.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct PlannedReminder {
    kind: AlertKind,
    /// When to show it.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// Identifies the occurrence; its push has the same value.
    #[schema(value_type = String, format = DateTime)]
    occurs_at: Timestamp,
    /// The local day it is about.
    #[schema(value_type = String, format = Date)]
    date: Date,
    /// The habit it is about; `null` if it is about the whole day.
    #[schema(required)]
    habit_id: Option<HabitId>,
    /// The tag of its notification.
    tag: String,
    title: String,
    body: String,
    /// A path of the web app.
    link: String,
}

impl From<UpcomingReminder> for PlannedReminder {
    fn from(planned: UpcomingReminder) -> Self {
        let UpcomingReminder { at, occurs_at, day, habit, tag, text } = planned;
        Self {
            kind: text.kind,
            at,
            occurs_at,
            date: day,
            habit_id: habit,
            tag,
            title: text.title,
            body: text.body,
            link: text.link,
        }
    }
}

/// The reminders of the next days.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct ReminderSchedule {
    /// The number of days covered.
    #[schema(example = 14)]
    days: i32,
    /// In order, without reminders whose tasks are completed, skipped or paused.
    items: Vec<PlannedReminder>,
}

#[utoipa::path(
    get, path = "/reminders/schedule", tag = "reminders",
    responses((status = 200, description = "The reminders of the next days", body = ReminderSchedule))
)]
async fn get_reminder_schedule(
    State(state): State<RemindersState>,
    user: CurrentUser,
) -> Result<Json<ReminderSchedule>, Problem> {
    let found = state.executor.db().read(move |tx| upcoming::upcoming_reminders(tx, user.id)).await;
    let found = found.map_err(|error: DbError| Problem::from(error))?;
    Ok(Json(ReminderSchedule { days: UPCOMING_DAYS, items: found.into_iter().map(PlannedReminder::from).collect() }))
}

/// Whether reminders reach the user.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
struct ReminderHealth {
    /// Reminders sent since a device last reported that it showed some.
    unseen: u32,
    /// When a device last reported that it showed reminders.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    last_shown_at: Option<Timestamp>,
    /// Reminders never sent because the server was down for more than half an hour.
    dropped: u32,
    /// Whether reminders are also sent by email.
    mail: bool,
    /// No device has shown the last three reminders, and they are not sent by email.
    trouble: bool,
}

impl From<HealthReport> for ReminderHealth {
    fn from(HealthReport { health, mail, trouble }: HealthReport) -> Self {
        Self { unseen: health.unseen, last_shown_at: health.last_shown_at, dropped: health.dropped, mail, trouble }
    }
}

#[utoipa::path(
    get, path = "/reminders/health", tag = "reminders",
    responses((status = 200, description = "Whether reminders were shown", body = ReminderHealth))
)]
async fn get_reminder_health(
    State(state): State<RemindersState>,
    user: CurrentUser,
) -> Result<Json<ReminderHealth>, Problem> {
    let found = state.executor.db().read(move |tx| health::report(tx, user.id)).await;
    Ok(Json(found.map_err(|error: DbError| Problem::from(error))?.into()))
}

/// Reminders that a device has shown.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ShownReminders {
    /// The tags of the notifications.
    #[schema(min_items = 1, max_items = 100)]
    tags: Vec<String>,
}

#[utoipa::path(
    post, path = "/reminders/shown", tag = "reminders", request_body = ShownReminders,
    responses((status = 204, description = "Recorded"))
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
            Ok(health::record_shown(tx, user.id)?)
        })
        .await
}
