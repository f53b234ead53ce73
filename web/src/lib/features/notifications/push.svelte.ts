/** Notifications of this device: whether they can come, and having them come. */
import { api, ask } from '$lib/api/client';
import { m } from '$lib/words';

/**
 * `blocked`: the person said no and only the browser's settings change that; `missing`: this
 * browser has no such thing; `install`: on an iPhone only from the home screen.
 */
export type Standing = 'on' | 'off' | 'blocked' | 'missing' | 'install';

/** Without a network some browsers never answer. */
const PATIENCE = 15_000;
/** The id of the device that the server made of this browser. */
const KEPT = 'habitro.device';

class Push {
  #standing = $state<Standing>('off');

  get standing(): Standing {
    return this.#standing;
  }

  /** Finds out how it stands. A browser that is subscribed tells the server again: another person may have signed in. */
  async find(): Promise<void> {
    this.#standing = await this.#look();
    if (this.#standing === 'on') await this.#register().catch(() => {});
  }

  async #look(): Promise<Standing> {
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

  /** Asks for permission, subscribes and tells the server. Answers how it stands then. */
  async turnOn(): Promise<Standing> {
    if ((await Notification.requestPermission()) !== 'granted') return (this.#standing = await this.#look());
    await this.#register();
    return (this.#standing = 'on');
  }

  /** No more on this device. */
  async turnOff(): Promise<void> {
    const id = localStorage.getItem(KEPT);
    if (id) {
      await ask(api.DELETE('/api/v1/devices/{id}', { params: { path: { id } } })).catch(
        (problem: { status?: number }) => {
          // Gone already: with its session, or by its push service.
          if (problem.status !== 404) throw problem;
        }
      );
      localStorage.removeItem(KEPT);
    }
    await (await this.#subscription())?.unsubscribe();
    this.#standing = await this.#look();
  }

  async #register(): Promise<void> {
    const worker = await within(navigator.serviceWorker.ready);
    const { public_key } = await ask(api.GET('/api/v1/push/vapid-key'));
    const key = bytes(public_key);
    let subscription = await worker.pushManager.getSubscription();
    if (subscription && !same(subscription.options.applicationServerKey, key)) {
      // The server has another key than when this was made.
      await subscription.unsubscribe();
      subscription = null;
    }
    subscription ??= await within(
      worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key as BufferSource })
    );
    const { endpoint, keys } = subscription.toJSON();
    const body = {
      kind: 'web_push' as const,
      subscription: { endpoint: endpoint ?? '', keys: { p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' } }
    };
    const device = await ask(api.POST('/api/v1/devices', { body }));
    localStorage.setItem(KEPT, device.id);
    await keepWords();
  }
}

/** The words of the buttons on a notification, for the service worker, which has no dictionary. */
async function keepWords(): Promise<void> {
  const words = { done: m.push_done(), snooze: m.push_snooze() };
  const cache = await caches.open('push-words');
  await cache.put('/push-words', new Response(JSON.stringify(words)));
}

function within<T>(work: Promise<T>): Promise<T> {
  return Promise.race([
    work,
    new Promise<never>((_, fail) => setTimeout(() => fail(new Error('no answer')), PATIENCE))
  ]);
}

function bytes(text: string): Uint8Array {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function same(buffer: ArrayBuffer | null, key: Uint8Array): boolean {
  const own = buffer ? new Uint8Array(buffer) : undefined;
  return own?.length === key.length && own.every((byte, at) => byte === key[at]);
}

export const push = new Push();
