//! Devices that pushes go to.

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
use crate::features::notifications::actions::devices::{self, Offered};
use crate::features::notifications::store::{Address, Device};
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
    /// A browser.
    WebPush,
    /// An app, by Firebase.
    Fcm,
}

/// Which system an app runs on.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Platform {
    Android,
    Ios,
    Web,
}

/// A browser's `PushSubscription` as its `toJSON` writes it; what is not named here is ignored.
#[derive(Clone, Debug, Deserialize, ToSchema)]
struct SubscriptionInput {
    #[schema(example = "https://updates.push.services.mozilla.com/wpush/v2/gAAAA", max_length = 2048)]
    endpoint: String,
    keys: KeysInput,
}

/// Its keys in base64url.
#[derive(Clone, Debug, Deserialize, ToSchema)]
struct KeysInput {
    /// The public key: 65 bytes.
    p256dh: String,
    /// The secret: 16 bytes.
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

/// A device. Its address is shown to nobody.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct DeviceView {
    id: DeviceId,
    kind: DeviceKind,
    /// Of `fcm`: `android`, `ios` or `web`.
    #[schema(required)]
    platform: Option<String>,
    /// "Firefox on Linux".
    name: String,
    /// Whether this session registered it.
    current: bool,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When a push last went out, to the day.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    last_push_at: Option<Timestamp>,
}

fn view(device: Device, session: SessionId) -> DeviceView {
    let (kind, platform) = match device.address {
        Address::WebPush(_) => (DeviceKind::WebPush, None),
        Address::Fcm { platform, .. } => (DeviceKind::Fcm, Some(platform)),
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
    fn address(&self, state: &NotificationsState) -> Result<Address, NotificationError> {
        let missing = |field: &str| FieldError::new(field, "required", "This is needed for this kind of device.");
        let extra = |field: &str| FieldError::new(field, "unknown-field", "This kind of device has no such thing.");
        let Self { kind, subscription, token, platform } = self;
        match (kind, subscription, token, platform) {
            (DeviceKind::WebPush, Some(offered), None, None) => {
                let SubscriptionInput { endpoint, keys } = offered;
                let offered = Offered { endpoint, p256dh: &keys.p256dh, auth: &keys.auth };
                devices::web_address(&offered, state.pushes.web.reach())
            }
            (DeviceKind::Fcm, None, Some(token), Some(platform)) => {
                let platform = match platform {
                    Platform::Android => "android",
                    Platform::Ios => "ios",
                    Platform::Web => "web",
                };
                devices::app_address(token, platform)
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
    responses((status = 200, description = "Where pushes go, newest first", body = Page<DeviceView>))
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
    responses((status = 201, description = "Pushes go there, until its session ends", body = DeviceView))
)]
async fn register_device(
    State(state): State<NotificationsState>,
    user: CurrentUser,
    command: Command<RegisterDevice>,
) -> Result<Answer, Problem> {
    let rooms = state.clone();
    state
        .executor
        .run(user.id.0, StatusCode::CREATED, command, move |tx, input| {
            let address = input.address(&rooms)?;
            let device = devices::register(tx, user.id, user.session, &address)?;
            Ok::<_, NotificationError>(view(device, user.session))
        })
        .await
}

#[utoipa::path(
    delete, path = "/devices/{id}", tag = "notifications",
    responses((status = 204, description = "Nothing is pushed there any more"))
)]
async fn remove_device(
    State(state): State<NotificationsState>,
    user: CurrentUser,
    PathId(id): PathId<DeviceId>,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    state.executor.run(user.id.0, StatusCode::NO_CONTENT, command, move |tx, _| devices::remove(tx, user.id, id)).await
}

/// The key that browsers subscribe with.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct VapidKeyView {
    /// An uncompressed point of P-256 in base64url.
    public_key: String,
}

#[utoipa::path(
    get, path = "/push/vapid-key", tag = "notifications", security(()),
    responses((status = 200, description = "For `applicationServerKey`", body = VapidKeyView))
)]
async fn get_vapid_key(State(state): State<NotificationsState>) -> Json<VapidKeyView> {
    Json(VapidKeyView { public_key: state.pushes.web.public_key().to_owned() })
}
