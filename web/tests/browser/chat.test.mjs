// Chat between two users in two browsers: sending, receipts, deleting for yourself, writing offline,
// reloading (also offline), a long history, and the chat room of a challenge.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { call, waitForOfflineCache, until, testApp } from './harness.mjs';

const app = testApp();

/** A challenge from the catalogue. */
const WALK = 'c4a11e00-0000-8000-8000-000000000100';

const messageLog = (page) => page.getByRole('log', { name: 'Messages' });
const bubble = (page, text) => messageLog(page).getByRole('button', { name: text, exact: true });
const field = (page) => page.getByRole('textbox', { name: /^message /iu });
/** The status below the last message. */
const status = (page, text) => messageLog(page).getByRole('listitem').last().getByText(text);

async function send(page, text) {
  await field(page).fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
}

async function befriend(one, other) {
  const [me, you] = await Promise.all([one.api('GET', '/me'), other.api('GET', '/me')]);
  await one.api('POST', '/friends/requests', { user_id: you.id });
  await other.api('POST', '/friends/requests', { user_id: me.id });
  return [me, you];
}

test('two friends exchange messages', async () => {
  const nimali = await app.newUser('Nimali');
  const kavindu = await app.newUser('Kavindu');
  await befriend(nimali, kavindu);
  const [hers, his] = [nimali.page, kavindu.page];

  // She starts the conversation from the empty list.
  await hers.goto(`${app.origin}/chat`);
  await hers.getByRole('button', { name: /message a friend/iu }).click();
  await hers.getByRole('dialog').getByRole('button', { name: 'Kavindu' }).click();
  await hers.waitForURL(/\/chat\/[\w-]{36}$/u);
  const path = new URL(hers.url()).pathname;
  await send(hers, 'Rained all the way but I walked');
  await bubble(hers, 'Rained all the way but I walked').waitFor();
  await status(hers, 'Sent').waitFor();

  // He sees the badge and opens the conversation; she sees that he has read the message.
  await his.goto(`${app.origin}/today`);
  await his.getByRole('link', { name: 'Chat, 1 unread' }).first().click();
  await his.getByRole('link', { name: /Nimali.*1 unread/u }).click();
  await bubble(his, 'Rained all the way but I walked').waitFor();
  await status(hers, 'Read').waitFor();
  await hers.getByText('Online now').waitFor();

  // Both browsers update live.
  await field(his).pressSequentially('Tha');
  await hers.getByText('Typing').waitFor();
  await send(his, 'That counts double in my book');
  await bubble(hers, 'That counts double in my book').waitFor();
  await status(his, 'Read').waitFor();

  // A draft and the messages survive a reload.
  await field(hers).fill('Unfinished thou');
  await until(
    () => hers.evaluate(() => indexedDB.databases().then((all) => all.length)),
    (count) => count > 0,
    'the draft to be stored'
  );
  await hers.waitForTimeout(600);
  await hers.reload();
  await bubble(hers, 'That counts double in my book').waitFor();
  await until(
    () => field(hers).inputValue(),
    (text) => text === 'Unfinished thou',
    'the draft'
  );
  await field(hers).fill('');

  // Deleting removes the message for him only.
  await bubble(his, 'Rained all the way but I walked').click();
  await his.getByRole('dialog').getByRole('button', { name: 'Delete for me' }).click();
  await his.getByRole('dialog').getByRole('button', { name: 'Delete for me' }).click();
  await his.getByText('Deleted for you.').waitFor();
  assert.equal(await bubble(his, 'Rained all the way but I walked').count(), 0);
  await his.reload();
  await bubble(his, 'That counts double in my book').waitFor();
  assert.equal(await bubble(his, 'Rained all the way but I walked').count(), 0);
  await bubble(hers, 'Rained all the way but I walked').waitFor();

  // Messages written offline wait and are sent after reconnecting.
  nimali.pageErrors.allow(/ERR_INTERNET_DISCONNECTED|WebSocket|Failed to fetch/u);
  await nimali.context.setOffline(true);
  await send(hers, 'Written in the tunnel');
  await send(hers, 'And one more');
  await status(hers, 'Waiting to be sent').waitFor();
  await nimali.context.setOffline(false);
  await bubble(his, 'And one more').waitFor();
  await status(hers, /Sent|Read/u).waitFor();
  const { items } = await kavindu.api('GET', `${path.replace('/chat', '/conversations')}/messages`);
  assert.deepEqual(
    items.map(({ text }) => text),
    ['That counts double in my book', 'Written in the tunnel', 'And one more'],
    'in order, without duplicates'
  );

  await nimali.pageErrors.assertNone();
  await kavindu.pageErrors.assertNone();
});

test('a long history loads as it is scrolled', async () => {
  const nimali = await app.newUser('Nimali');
  const kavindu = await app.newUser('Kavindu');
  const [, you] = await befriend(nimali, kavindu);
  const { id } = await nimali.api('POST', '/conversations', { user_id: you.id });
  for (let n = 1; n <= 120; n += 1)
    await nimali.api('POST', `/conversations/${id}/messages`, { client_id: `${n}`, text: `Step ${n}` });
  const his = kavindu.page;
  await his.goto(`${app.origin}/chat/${id}`);
  await bubble(his, 'Step 120').waitFor();
  assert.ok(await bubble(his, 'Step 120').isVisible());
  assert.equal(await bubble(his, 'Step 70').count(), 0, 'only the latest messages are loaded');
  // Scrolling up loads earlier messages.
  await messageLog(his).evaluate((box) => (box.scrollTop = 300));
  await bubble(his, 'Step 30').waitFor({ state: 'attached' });
  await messageLog(his).evaluate((box) => (box.scrollTop = 0));
  await bubble(his, 'Step 1').waitFor({ state: 'attached' });
  await kavindu.pageErrors.assertNone();
});

test('a conversation opens offline from the cache and catches up after reconnecting', async () => {
  const nimali = await app.newUser('Nimali');
  const kavindu = await app.newUser('Kavindu');
  const sena = await app.newUser('Sena');
  const [, his] = await befriend(nimali, kavindu);
  const [, senas] = await befriend(nimali, sena);
  const { id } = await nimali.api('POST', '/conversations', { user_id: his.id });
  const unopened = await nimali.api('POST', '/conversations', { user_id: senas.id });
  const write = (person, client_id, text, to = id) =>
    person.api('POST', `/conversations/${to}/messages`, { client_id, text });
  await write(kavindu, 'a', 'How was the walk?');
  const deleted = await write(kavindu, 'b', 'And the knee?');
  await write(sena, 'c', 'Tea on Sunday?', unopened.id);

  const { page, context, pageErrors } = nimali;
  await page.goto(`${app.origin}/chat/${id}`);
  await bubble(page, 'And the knee?').waitFor();
  await waitForOfflineCache(page, ['me', 'conversations', `chat/end/${id}`]);
  const offline = page.getByRole('status').filter({ hasText: /you’re offline/iu });

  pageErrors.allow(/ERR_INTERNET_DISCONNECTED|WebSocket|Failed to fetch/u);
  await context.setOffline(true);
  await send(page, 'Written in the tunnel');
  await status(page, 'Waiting to be sent').waitFor();
  await page.reload();
  // The cached and the waiting messages show, with the name and without an error.
  await bubble(page, 'How was the walk?').waitFor();
  await bubble(page, 'Written in the tunnel').waitFor();
  await offline.waitFor();
  await page.getByRole('heading', { level: 1, name: 'Kavindu' }).waitFor();
  assert.equal(await page.getByRole('alert').count(), 0);
  await send(page, 'And after it');

  // Meanwhile a message arrives from the other side.
  await write(kavindu, 'd', 'Are you there?');
  await context.setOffline(false);
  await bubble(page, 'Are you there?').waitFor();
  await offline.waitFor({ state: 'detached' });
  await until(
    () => kavindu.api('GET', `/conversations/${id}/messages`),
    ({ items }) => items.length === 5,
    'both messages written offline'
  );
  await status(page, /Sent|Read/u).waitFor();
  const { items } = await kavindu.api('GET', `/conversations/${id}/messages`);
  assert.deepEqual(
    items.map(({ text }) => text).filter((text) => /tunnel|after/u.test(text)),
    ['Written in the tunnel', 'And after it'],
    'in order, without duplicates'
  );

  // A message deleted on another device meanwhile is removed from the cache, too.
  await context.setOffline(true);
  const phone = await app.browser.newContext({ storageState: await context.storageState() });
  await call(phone, app.origin, 'DELETE', `/messages/${deleted.id}`);
  await phone.close();
  await page.reload();
  await bubble(page, 'And the knee?').waitFor();
  await context.setOffline(false);
  await bubble(page, 'And the knee?').waitFor({ state: 'detached' });

  // A conversation that was never opened on this device has no cache, but accepts new messages.
  await page.goto(`${app.origin}/chat`);
  await context.setOffline(true);
  await page.goto(`${app.origin}/chat/${unopened.id}`);
  await page.getByText(/load when you’re back online/iu).waitFor();
  assert.equal(await page.getByRole('alert').count(), 0);
  await send(page, 'Gladly');
  await status(page, 'Waiting to be sent').waitFor();
  await context.setOffline(false);
  await bubble(page, 'Tea on Sunday?').waitFor();
  await status(page, /Sent|Read/u).waitFor();
  await pageErrors.assertNone();
});

test('members of a challenge share a chat room', async () => {
  const nimali = await app.newUser('Nimali');
  const kavindu = await app.newUser('Kavindu');
  for (const person of [nimali, kavindu]) {
    const challenge = await person.api('GET', `/challenges/${WALK}`);
    await person.api('POST', `/challenges/${WALK}/members`, { habit_ids: [challenge.habits[0].id] });
  }
  const [hers, his] = [nimali.page, kavindu.page];
  await hers.goto(`${app.origin}/challenges/${WALK}`);
  await hers.getByRole('link', { name: /open the chat room/iu }).click();
  await his.goto(`${app.origin}/chat/${WALK}`);
  await messageLog(his).waitFor();
  await send(hers, 'Who walks today?');
  await bubble(his, 'Who walks today?').waitFor();
  await messageLog(his).getByText('Nimali', { exact: true }).waitFor();
  await nimali.pageErrors.assertNone();
  await kavindu.pageErrors.assertNone();
});
