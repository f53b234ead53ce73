// Web push, end to end: stock Firefox subscribes, decrypts and shows a push, also with the tab closed;
// in Chromium the "Done" action of a push completes its task without opening a page.
import assert from 'node:assert/strict';
import { createECDH, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import ece from 'http_ece';
import puppeteer from 'puppeteer-core';

import { startServer } from '../server.mjs';
import { DESKTOP, createHabit, until, testApp } from './harness.mjs';
import { startPushService } from './push-service.mjs';

const LOOPBACK = { HABITRO_PUSH_LOOPBACK: 'on' };

let service, server, firefox;
before(async () => {
  service = await startPushService();
  server = await startServer({ limits: false, env: LOOPBACK });
  firefox = await puppeteer.launch({
    browser: 'firefox',
    executablePath: process.env.HABITRO_FIREFOX ?? '/usr/bin/firefox-esr',
    extraPrefsFirefox: {
      'dom.push.enabled': true,
      'dom.push.connection.enabled': true,
      'dom.push.serverURL': `ws://127.0.0.1:${service.port}/`,
      'dom.push.testing.allowInsecureServerURL': true,
      'permissions.default.desktop-notification': 1,
      'alerts.useSystemBackend': false,
      'ui.prefersReducedMotion': 1,
      'intl.accept_languages': 'en-GB'
    }
  });
});
after(async () => {
  await firefox?.close();
  await server?.stop();
  await service?.stop();
});

/** Calls the API from within the page, as the app does. */
const callFromPage = (page, method, path, body) =>
  page.evaluate(
    async (method, path, body) => {
      const answer = await fetch(`/api/v1${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        body: body && JSON.stringify(body)
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
      return text ? JSON.parse(text) : undefined;
    },
    method,
    path,
    body
  );

const press = async (page, name) => {
  const handle = await page.waitForFunction(
    (source) =>
      [...document.querySelectorAll('button')].find((each) => {
        const label = each.getAttribute('aria-label') ?? each.textContent;
        return new RegExp(source, 'u').test(label.trim()) && each.checkVisibility();
      }),
    { timeout: 20_000 },
    name.source
  );
  await handle.asElement().click();
};

test('stock Firefox subscribes, decrypts and shows a push, also with the tab closed', async () => {
  const page = await firefox.newPage();
  await page.setViewport({ width: 390, height: 844 });
  await page.goto(server.origin);
  const email = 'nimali.push@example.com';
  const account = { full_name: 'Nimali Perera', email, password: 'three quiet lanterns', time_zone: 'Asia/Colombo' };
  const { flow } = await callFromPage(page, 'POST', '/auth/register', account);
  await callFromPage(page, 'POST', '/auth/verify-otp', { email, otp: await server.code(email), flow });

  await page.goto(`${server.origin}/notifications/settings`);
  await press(page, /^Turn on$/u);
  // The settings now offer a test.
  await press(page, /^Send a test: On this device$/u);
  await until(
    () => service.acks.length,
    (acks) => acks === 1,
    'an acknowledged push'
  );
  assert.deepEqual(service.acks, [100], 'decrypted');
  const [post] = service.posts;
  assert.equal(post.headers['content-encoding'], 'aes128gcm');
  assert.match(post.headers.authorization, /^vapid t=ey/u);
  const shown = () =>
    page.evaluate(async () => {
      const worker = await navigator.serviceWorker.ready;
      return (await worker.getNotifications()).map(({ title, body, tag }) => ({ title, body, tag }));
    });
  const [first] = await until(shown, (notes) => notes.length === 1, 'a notification');
  assert.equal(first.title, 'It works');
  assert.match(first.body, /notifications reach this device/u);

  // Without an open tab: the test is requested by this process, with the same session.
  const cookies = (await page.cookies(server.origin)).map(({ name, value }) => `${name}=${value}`).join('; ');
  await page.goto('about:blank');
  await page.close();
  const response = await fetch(`${server.origin}/api/v1/notifications/test`, {
    method: 'POST',
    headers: { cookie: cookies, origin: server.origin, 'content-type': 'application/json' },
    body: JSON.stringify({ channel: 'push' })
  });
  assert.equal(response.status, 204);
  await until(
    () => service.acks.length,
    (acks) => acks === 2,
    'a push with the tab closed'
  );
  assert.deepEqual(service.acks, [100, 100]);
  const again = await firefox.newPage();
  await again.goto(`${server.origin}/notifications`);
  const notes = await again.evaluate(async () => {
    const worker = await navigator.serviceWorker.ready;
    return (await worker.getNotifications()).map(({ title }) => title);
  });
  assert.deepEqual(notes, ['It works', 'It works'], 'the second was shown while no tab was open');
});

const app = testApp({ env: async () => LOOPBACK });

/** A push service that stores what it receives, for a subscription with known keys. */
async function startRecordingPushService() {
  const posts = [];
  const http = createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      posts.push(Buffer.concat(parts));
      response.writeHead(201).end();
    });
  });
  await new Promise((listening) => http.listen(0, '127.0.0.1', listening));
  const keys = createECDH('prime256v1');
  keys.generateKeys();
  const auth = randomBytes(16);
  return {
    subscription: {
      endpoint: `http://127.0.0.1:${http.address().port}/push/1`,
      keys: { p256dh: keys.getPublicKey('base64url'), auth: auth.toString('base64url') }
    },
    posts,
    open: (body) => JSON.parse(ece.decrypt(body, { version: 'aes128gcm', privateKey: keys, authSecret: auth })),
    stop: () => new Promise((stopped) => (http.close(stopped), http.closeAllConnections()))
  };
}

test('another implementation decrypts our push messages', async (t) => {
  const person = await app.newUser('Kamala');
  const push = await startRecordingPushService();
  t.after(() => push.stop());
  await person.api('POST', '/devices', { kind: 'web_push', subscription: push.subscription });
  await person.api('POST', '/notifications/test', { channel: 'push' });
  await until(
    () => push.posts.length,
    (posts) => posts === 1,
    'a push'
  );
  const message = push.open(push.posts[0]);
  assert.equal(message.title, 'It works');
  assert.equal(message.link, '/notifications');
});

test('Chromium shows a push, and its "Done" action completes the task', async () => {
  const person = await app.newUser('Ruwan');
  await createHabit(person);
  const today = await person.api('GET', '/today');
  const [task] = today.habits[0].tasks;
  await person.context.grantPermissions(['notifications'], { origin: app.origin });
  const { page } = person;
  await page.goto(`${app.origin}/today`);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const cdp = await person.context.newCDPSession(page);
  const registered = new Promise((found) =>
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const ours = registrations.find(({ scopeURL }) => scopeURL.startsWith(app.origin));
      if (ours) found(ours.registrationId);
    })
  );
  await cdp.send('ServiceWorker.enable');
  const registrationId = await registered;
  const deliver = (data) =>
    cdp.send('ServiceWorker.deliverPushMessage', { origin: app.origin, registrationId, data: JSON.stringify(data) });
  const shown = () =>
    page.evaluate(async () => {
      const worker = await navigator.serviceWorker.ready;
      return (await worker.getNotifications()).map(({ title, tag, actions }) => ({
        title,
        tag,
        actions: actions?.map(({ action }) => action)
      }));
    });

  await deliver({
    type: 'alert',
    title: 'Time to read',
    body: task.title,
    tag: 'reminder:/today',
    task_id: task.id,
    link: '/today'
  });
  const [note] = await until(shown, (notes) => notes.length === 1, 'a notification');
  assert.deepEqual(note, { title: 'Time to read', tag: 'reminder:/today', actions: ['done', 'snooze'] });
  // A newer push with the same tag replaces it.
  await deliver({ type: 'alert', title: 'Still time', tag: 'reminder:/today', task_id: task.id, link: '/today' });
  await until(shown, (notes) => notes.length === 1 && notes[0].title === 'Still time', 'the newer notification');

  // Dispatches the click to the worker, as the browser does. No page is opened or changed.
  const worker = person.context.serviceWorkers().find((each) => each.url().startsWith(app.origin));
  /** Clicks an action of the only notification; returns the worker's requests and their status codes. */
  const clickAction = (button) =>
    worker.evaluate(async (action) => {
      const [notification] = await self.registration.getNotifications();
      const event = new NotificationEvent('notificationclick', { notification, action });
      const [pending, sent, real] = [[], [], self.fetch];
      self.fetch = async (...call) => {
        const answer = await real(...call);
        sent.push([call[1]?.method, call[0], answer.status]);
        return answer;
      };
      event.waitUntil = (work) => pending.push(work);
      self.dispatchEvent(event);
      await Promise.all(pending);
      self.fetch = real;
      return sent;
    }, button);
  await clickAction('done');
  const after = await person.api('GET', '/today');
  assert.ok(after.habits[0].tasks.find((each) => each.id === task.id).completed_at, 'done on the server');
  assert.deepEqual(await shown(), []);
  assert.equal(person.context.pages().length, 1);

  // Snooze asks the server to send it again later and closes the notification.
  await person.api('POST', '/notifications/test', { channel: 'feed' });
  const [news] = (await person.api('GET', '/notifications')).items;
  await deliver({ type: 'alert', id: news.id, title: 'Later', tag: 'later', task_id: task.id, link: '/today' });
  await until(shown, (notes) => notes.length === 1, 'a notification to snooze');
  assert.deepEqual(await clickAction('snooze'), [['POST', `/api/v1/notifications/${news.id}/snooze`, 204]]);
  assert.deepEqual(await shown(), []);

  // An alert that was read elsewhere: its notification goes while the app is open, without a push.
  await person.api('POST', '/notifications/test', { channel: 'feed' });
  const [latest] = (await person.api('GET', '/notifications')).items;
  await deliver({ type: 'alert', id: latest.id, title: 'One', tag: 'one', link: '/today' });
  await until(shown, (notes) => notes.length === 1, 'another notification');
  await person.api('PUT', '/notifications/read', { up_to: latest.id });
  await until(shown, (notes) => notes.length === 0, 'the notification to close');
  // Whatever arrives shows something.
  await deliver({ type: 'close', tags: ['one'] });
  await until(shown, (notes) => notes.length === 1, 'a notification');
  await person.pageErrors.assertNone();
});

for (const viewport of [undefined, DESKTOP])
  test(`an alert updates the bell without a reload, ${viewport ? 'desktop' : 'phone'}`, async () => {
    const person = await app.newUser('Sunil', viewport && { viewport });
    const { page } = person;
    await page.goto(`${app.origin}/today`);
    await page.getByRole('link', { name: 'Notifications', exact: true }).first().waitFor();
    await person.api('POST', '/notifications/test', { channel: 'feed' });
    await page
      .getByRole('link', { name: /notifications, 1 new/iu })
      .first()
      .click();
    await page.getByText('This is how notifications look in Habitro.').waitFor();
    await until(
      () => person.api('GET', '/notifications'),
      (feed) => feed.unread === 0,
      'the feed to be read'
    );
    await person.pageErrors.assertNone();
  });
