//! Devices that receive pushes.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::NotificationsState;
use crate::features::accounts::{CurrentUser, SessionId};
use crate::features::notifications::actions::devices::{self, SubscriptionParts};
use crate::features::notifications::store::{Device, DeviceAddress};
use crate::features::notifications::{DeviceId, NotificationError};
use crate::platform::db::DbError;
use crate::platform::http::{Answer, Command, List, NoBody, Page, PathId, Query};
use crate::platform::problem::{FieldError, Problem};

pub(super) fn routes() -> OpenApiRouter<NotificationsState> {
    OpenApiRouter::new()
        .routes(routes!(list_devices, register_device))
        .routes(routes!(remove_device))
        .routes(routes!(get_vapid_key))
}

/// How a device is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum DeviceKind {
    /// A browser, through Web Push.
    WebPush,
    /// An app, through Firebase.
    Fcm,
}

/// The system an app runs on.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Platform {
    Android,
    Ios,
    Web,
}

/// A browser's `PushSubscription` as its `toJSON` method returns it. Other fields are ignored.
#[derive(Clone, Debug, Deserialize, ToSchema)]
struct SubscriptionInput {
    #[schema(example = "https://updates.push.services.mozilla.com/wpush/v2/gAAAA", max_length = 2048)]
    endpoint: String,
    keys: KeysInput,
}

/// The subscription's keys in base64url.
#[derive(Clone, Debug, Deserialize, ToSchema)]
struct KeysInput {
    /// The public key: 65 bytes.
    p256dh: String,
    /// The authentication secret: 16 bytes.
    auth: String,
}

/// A device: `subscription` for `web_push`, `token` and `platform` for `fcm`.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RegisterDevice {
    kind: DeviceKind,
    #[serde(default)]
    subscription: Option<SubscriptionInput>,
    #[serde(default)]
    #[schema(max_length = 4096)]
    token: Option<String>,
    #[serde(default)]
    platform: Option<Platform>,
}

/// A device. Its address is never returned.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct DeviceView {
    id: DeviceId,
    kind: DeviceKind,
    /// For `fcm`: `android`, `ios` or `web`.
    #[schema(required)]
    platform: Option<String>,
    /// For example "Firefox on Linux".
    name: String,
    /// Whether the current session registered it.
    current: bool,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When a push was last accepted; updated at most once a day.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    last_push_at: Option<Timestamp>,
}

fn view(device: Device, session: SessionId) -> DeviceView {
    let (kind, platform) = match device.address {
        DeviceAddress::WebPush(_) => (DeviceKind::WebPush, None),
        DeviceAddress::Fcm { platform, .. } => (DeviceKind::Fcm, Some(platform)),
    };
    DeviceView {
        id: device.id,
        kind,
        platform,
        name: device.name,
        current: device.session == session,
        created_at: device.created_at,
        last_push_at: device.last_push_at,
    }
}

impl RegisterDevice {
    fn address(&self, state: &NotificationsState) -> Result<DeviceAddress, NotificationError> {
        let missing = |field: &str| FieldError::new(field, "required", "This kind of device needs this field.");
        let extra =
            |field: &str| FieldError::new(field, "unknown-field", "This kind of device doesn't have this field.");
        let Self { kind, subscription, token, platform } = self;
        match (kind, subscription, token, platform) {
            (DeviceKind::WebPush, Some(parts), None, None) => {
                let SubscriptionInput { endpoint, keys } = parts;
                let parts = SubscriptionParts { endpoint, p256dh: &keys.p256dh, auth: &keys.auth };
                devices::parse_web_address(&parts, state.pushes.web.reach())
            }
            (DeviceKind::Fcm, None, Some(token), Some(platform)) => {
                let platform = match platform {
                    Platform::Android => "android",
                    Platform::Ios => "ios",
                    Platform::Web => "web",
                };
                devices::parse_app_address(token, platform)
            }
            (DeviceKind::WebPush, _, _, _) => {
                let faults = [
                    subscription.is_none().then(|| missing("subscription")),
                    token.is_some().then(|| extra("token")),
                    platform.is_some().then(|| extra("platform")),
                ];
                Err(NotificationError::Invalid(faults.into_iter().flatten().collect()))
            }
            (DeviceKind::Fcm, _, _, _) => {
                let faults = [
                    subscription.is_some().then(|| extra("subscription")),
                    token.is_none().then(|| missing("token")),
                    platform.is_none().then(|| missing("platform")),
                ];
                Err(NotificationError::Invalid(faults.into_iter().flatten().collect()))
            }
        }
    }
}

#[utoipa::path(
    get, path = "/devices", tag = "notifications", params(List),
    responses((status = 200, description = "The user's devices, newest first", body = Page<DeviceView>))
)]
async fn list_devices(
    State(state): State<NotificationsState>,
    user: CurrentUser,
    Query(list): Query<List>,
) -> Result<Json<Page<DeviceView>>, Problem> {
    let before = list.after()?.unwrap_or(DeviceId(Uuid::max()));
    let limit = list.limit;
    let found = state.executor.db().read(move |tx| tx.notifications().devices(user.id, before, limit.and_one())).await;
    let found = found.map_err(|error: DbError| Problem::from(error))?;
    Ok(Json(Page::cut(found, limit, |device| device.id).map(|device| view(device, user.session))))
}

#[utoipa::path(
    post, path = "/devices", tag = "notifications", request_body = RegisterDevice,
    responses((status = 201, description = "The device receives pushes until its session ends", body = DeviceView))
)]
async fn register_device(
    State(state): State<NotificationsState>,
    user: CurrentUser,
    command: Command<RegisterDevice>,
) -> Result<Answer, Problem> {
    let parser = state.clone();
    state
        .executor
        .run(user.id.0, StatusCode::CREATED, command, move |tx, input| {
            let address = input.address(&parser)?;
            let device = devices::register(tx, user.id, user.session, &address)?;
            Ok::<_, NotificationError>(view(device, user.session))
        })
        .await
}

#[utoipa::path(
    delete, path = "/devices/{id}", tag = "notifications",
    responses((status = 204, description = "The device receives no more pushes"))
)]
async fn remove_device(
    State(state): State<NotificationsState>,
    user: CurrentUser,
    PathId(id): PathId<DeviceId>,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    state.executor.run(user.id.0, StatusCode::NO_CONTENT, command, move |tx, _| devices::remove(tx, user.id, id)).await
}

/// The server's VAPID key.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct VapidKeyView {
    /// An uncompressed P-256 point in base64url.
    public_key: String,
}

#[utoipa::path(
    get, path = "/push/vapid-key", tag = "notifications", security(()),
    responses((status = 200, description = "The key for `applicationServerKey`", body = VapidKeyView))
)]
async fn get_vapid_key(State(state): State<NotificationsState>) -> Json<VapidKeyView> {
    Json(VapidKeyView { public_key: state.pushes.web.public_key().to_owned() })
}
