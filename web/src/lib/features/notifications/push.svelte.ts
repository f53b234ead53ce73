/** Push notifications on this device: status, subscribing and unsubscribing. */
import { api, unwrap } from '$lib/api/client';
import { withTimeout } from '$lib/data/timeout';
import { m } from '$lib/i18n';

/**
 * `blocked`: the user denied permission, which only the browser's settings can change; `missing`: the
 * browser does not support push; `install`: on an iPhone, only from the home screen.
 */
export type PushStatus = 'on' | 'off' | 'blocked' | 'missing' | 'install';

/** Milliseconds; without a network some browsers never resolve. */
const TIMEOUT = 15_000;
/** localStorage key of this browser's device id. */
const DEVICE_ID_KEY = 'habitro.device';

class Push {
  #status = $state<PushStatus>('off');

  get status(): PushStatus {
    return this.#status;
  }

  /** Updates the status. An existing subscription is registered again, because another user may have signed in. */
  async refresh(): Promise<void> {
    this.#status = await this.#detect();
    if (this.#status === 'on') await this.#register().catch(() => {});
  }

  async #detect(): Promise<PushStatus> {
    if (!('PushManager' in window) || !('serviceWorker' in navigator)) {
      const phone = /iphone|ipad/iu.test(navigator.userAgent);
      return phone && !matchMedia('(display-mode: standalone)').matches ? 'install' : 'missing';
    }
    if (Notification.permission === 'denied') return 'blocked';
    if (Notification.permission !== 'granted') return 'off';
    return (await this.#subscription()) ? 'on' : 'off';
  }

  async #subscription(): Promise<PushSubscription | null> {
    const worker = await navigator.serviceWorker.getRegistration();
    return (await worker?.pushManager.getSubscription()) ?? null;
  }

  /** Asks for permission, subscribes and registers the device. Returns the new status. */
  async turnOn(): Promise<PushStatus> {
    if ((await Notification.requestPermission()) !== 'granted') return (this.#status = await this.#detect());
    await this.#register();
    return (this.#status = 'on');
  }

  /** Unsubscribes this device. */
  async turnOff(): Promise<void> {
    const id = localStorage.getItem(DEVICE_ID_KEY);
    if (id) {
      await unwrap(api.DELETE('/api/v1/devices/{id}', { params: { path: { id } } })).catch(
        (problem: { status?: number }) => {
          // Already gone: with its session, or removed by its push service.
          if (problem.status !== 404) throw problem;
        }
      );
      localStorage.removeItem(DEVICE_ID_KEY);
    }
    await (await this.#subscription())?.unsubscribe();
    this.#status = await this.#detect();
  }

  async #register(): Promise<void> {
    const worker = await withTimeout(navigator.serviceWorker.ready, TIMEOUT, 'the service worker did not become ready');
    const { public_key } = await unwrap(api.GET('/api/v1/push/vapid-key'));
    const key = bytes(public_key);
    let subscription = await worker.pushManager.getSubscription();
    if (subscription && !equalKeys(subscription.options.applicationServerKey, key)) {
      // The server's key has changed since this subscription was made.
      await subscription.unsubscribe();
      subscription = null;
    }
    subscription ??= await withTimeout(
      worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key as BufferSource }),
      TIMEOUT,
      'the browser did not subscribe'
    );
    const { endpoint, keys } = subscription.toJSON();
    const body = {
      kind: 'web_push' as const,
      subscription: { endpoint: endpoint ?? '', keys: { p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' } }
    };
    const device = await unwrap(api.POST('/api/v1/devices', { body }));
    localStorage.setItem(DEVICE_ID_KEY, device.id);
    await cachePushLabels();
  }
}

/** Stores the texts of notifications for the service worker, which has no messages. */
async function cachePushLabels(): Promise<void> {
  const words = { done: m.push_done(), snooze: m.push_snooze(), news: m.push_news() };
  const cache = await caches.open('push-labels');
  await cache.put('/push-labels', new Response(JSON.stringify(words)));
}

function bytes(text: string): Uint8Array {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function equalKeys(buffer: ArrayBuffer | null, key: Uint8Array): boolean {
  const own = buffer ? new Uint8Array(buffer) : undefined;
  return own?.length === key.length && own.every((byte, at) => byte === key[at]);
}

export const push = new Push();
