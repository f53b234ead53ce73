// Two people and two browsers: a message is sent, stored, arrives, is read; deleted on one side; written
// offline and sent on coming back; a reload in the middle, also offline; the room of a challenge.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { call, isKept, until, world } from './harness.mjs';

const here = world();

/** A challenge of the catalogue. */
const WALK = 'c4a11e00-0000-8000-8000-000000000100';

const log = (page) => page.getByRole('log', { name: 'Messages' });
const bubble = (page, text) => log(page).getByRole('button', { name: text, exact: true });
const field = (page) => page.getByRole('textbox', { name: /^message /iu });
/** What stands under the message that comes last. */
const mark = (page, words) => log(page).getByRole('listitem').last().getByText(words);

async function say(page, text) {
  await field(page).fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
}

async function friends(one, other) {
  const [me, you] = await Promise.all([one.api('GET', '/me'), other.api('GET', '/me')]);
  await one.api('POST', '/friends/requests', { user_id: you.id });
  await other.api('POST', '/friends/requests', { user_id: me.id });
  return [me, you];
}

test('two friends write to each other', async () => {
  const nimali = await here.member('Nimali');
  const kavindu = await here.member('Kavindu');
  await friends(nimali, kavindu);
  const [hers, his] = [nimali.page, kavindu.page];

  // She begins, from the empty list.
  await hers.goto(`${here.origin}/chat`);
  await hers.getByRole('button', { name: /message a friend/iu }).click();
  await hers.getByRole('dialog').getByRole('button', { name: 'Kavindu' }).click();
  await hers.waitForURL(/\/chat\/[\w-]{36}$/u);
  const path = new URL(hers.url()).pathname;
  await say(hers, 'Rained all the way but I walked');
  await bubble(hers, 'Rained all the way but I walked').waitFor();
  await mark(hers, 'Sent').waitFor();

  // He sees the badge, then the conversation, and she sees that he has read.
  await his.goto(`${here.origin}/today`);
  await his.getByRole('link', { name: 'Chat, 1 unread' }).first().click();
  await his.getByRole('link', { name: /Nimali.*1 unread/u }).click();
  await bubble(his, 'Rained all the way but I walked').waitFor();
  await mark(hers, 'Read').waitFor();
  await hers.getByText('Online now').waitFor();

  // Live, both ways, in both browsers.
  await field(his).pressSequentially('Tha');
  await hers.getByText('Typing').waitFor();
  await say(his, 'That counts double in my book');
  await bubble(hers, 'That counts double in my book').waitFor();
  await mark(his, 'Read').waitFor();

  // Words that were typed stay over a reload, and so does what was said.
  await field(hers).fill('Unfinished thou');
  await until(
    () => hers.evaluate(() => indexedDB.databases().then((all) => all.length)),
    (count) => count > 0,
    'what was typed is kept'
  );
  await hers.waitForTimeout(600);
  await hers.reload();
  await bubble(hers, 'That counts double in my book').waitFor();
  await until(
    () => field(hers).inputValue(),
    (text) => text === 'Unfinished thou',
    'what was typed'
  );
  await field(hers).fill('');

  // Deleted for him alone.
  await bubble(his, 'Rained all the way but I walked').click();
  await his.getByRole('dialog').getByRole('button', { name: 'Delete for me' }).click();
  await his.getByRole('dialog').getByRole('button', { name: 'Delete for me' }).click();
  await his.getByText('Deleted for you.').waitFor();
  assert.equal(await bubble(his, 'Rained all the way but I walked').count(), 0);
  await his.reload();
  await bubble(his, 'That counts double in my book').waitFor();
  assert.equal(await bubble(his, 'Rained all the way but I walked').count(), 0);
  await bubble(hers, 'Rained all the way but I walked').waitFor();

  // Offline: it waits, also over leaving the page, and goes out on coming back.
  nimali.seen.allow(/ERR_INTERNET_DISCONNECTED|WebSocket|Failed to fetch/u);
  await nimali.context.setOffline(true);
  await say(hers, 'Written in the tunnel');
  await say(hers, 'And one more');
  await mark(hers, 'Waiting to be sent').waitFor();
  await nimali.context.setOffline(false);
  await bubble(his, 'And one more').waitFor();
  await mark(hers, /Sent|Read/u).waitFor();
  const { items } = await kavindu.api('GET', `${path.replace('/chat', '/conversations')}/messages`);
  assert.deepEqual(
    items.map(({ text }) => text),
    ['That counts double in my book', 'Written in the tunnel', 'And one more'],
    'in order, each once'
  );

  await nimali.seen.nothing();
  await kavindu.seen.nothing();
});

test('a long history, and the place in it', async () => {
  const nimali = await here.member('Nimali');
  const kavindu = await here.member('Kavindu');
  const [, you] = await friends(nimali, kavindu);
  const { id } = await nimali.api('POST', '/conversations', { user_id: you.id });
  for (let n = 1; n <= 120; n += 1)
    await nimali.api('POST', `/conversations/${id}/messages`, { client_id: `${n}`, text: `Step ${n}` });
  const his = kavindu.page;
  await his.goto(`${here.origin}/chat/${id}`);
  await bubble(his, 'Step 120').waitFor();
  assert.ok(await bubble(his, 'Step 120').isVisible());
  assert.equal(await bubble(his, 'Step 70').count(), 0, 'only the end is loaded');
  // Scrolling up brings what came before, and what one looks at stays where it is.
  await log(his).evaluate((box) => (box.scrollTop = 300));
  await bubble(his, 'Step 30').waitFor({ state: 'attached' });
  await log(his).evaluate((box) => (box.scrollTop = 0));
  await bubble(his, 'Step 1').waitFor({ state: 'attached' });
  await kavindu.seen.nothing();
});

test('a conversation is opened again without a connection, and goes on by itself with one', async () => {
  const nimali = await here.member('Nimali');
  const kavindu = await here.member('Kavindu');
  const sena = await here.member('Sena');
  const [, his] = await friends(nimali, kavindu);
  const [, senas] = await friends(nimali, sena);
  const { id } = await nimali.api('POST', '/conversations', { user_id: his.id });
  const unseen = await nimali.api('POST', '/conversations', { user_id: senas.id });
  const write = (person, client_id, text, to = id) =>
    person.api('POST', `/conversations/${to}/messages`, { client_id, text });
  await write(kavindu, 'a', 'How was the walk?');
  const doomed = await write(kavindu, 'b', 'And the knee?');
  await write(sena, 'c', 'Tea on Sunday?', unseen.id);

  const { page, context, seen } = nimali;
  await page.goto(`${here.origin}/chat/${id}`);
  await bubble(page, 'And the knee?').waitFor();
  await isKept(page, ['me', 'conversations', `chat/end/${id}`]);
  const offline = page.getByRole('status').filter({ hasText: /you’re offline/iu });

  seen.allow(/ERR_INTERNET_DISCONNECTED|WebSocket|Failed to fetch/u);
  await context.setOffline(true);
  await say(page, 'Written in the tunnel');
  await mark(page, 'Waiting to be sent').waitFor();
  await page.reload();
  // What was said, what waits, whose it is, and no failure.
  await bubble(page, 'How was the walk?').waitFor();
  await bubble(page, 'Written in the tunnel').waitFor();
  await offline.waitFor();
  await page.getByRole('heading', { level: 1, name: 'Kavindu' }).waitFor();
  assert.equal(await page.getByRole('alert').count(), 0);
  await say(page, 'And after it');

  // Meanwhile, elsewhere.
  await write(kavindu, 'd', 'Are you there?');
  await context.setOffline(false);
  await bubble(page, 'Are you there?').waitFor();
  await offline.waitFor({ state: 'detached' });
  await until(
    () => kavindu.api('GET', `/conversations/${id}/messages`),
    ({ items }) => items.length === 5,
    'both that were written offline'
  );
  await mark(page, /Sent|Read/u).waitFor();
  const { items } = await kavindu.api('GET', `/conversations/${id}/messages`);
  assert.deepEqual(
    items.map(({ text }) => text).filter((text) => /tunnel|after/u.test(text)),
    ['Written in the tunnel', 'And after it'],
    'in order, each once'
  );

  // One was deleted on another device meanwhile: what is kept here does not bring it back.
  await context.setOffline(true);
  const phone = await here.browser.newContext({ storageState: await context.storageState() });
  await call(phone, here.origin, 'DELETE', `/messages/${doomed.id}`);
  await phone.close();
  await page.reload();
  await bubble(page, 'And the knee?').waitFor();
  await context.setOffline(false);
  await bubble(page, 'And the knee?').waitFor({ state: 'detached' });

  // One that was never opened here: nothing is known, and one can write all the same.
  await page.goto(`${here.origin}/chat`);
  await context.setOffline(true);
  await page.goto(`${here.origin}/chat/${unseen.id}`);
  await page.getByText(/load when you’re back online/iu).waitFor();
  assert.equal(await page.getByRole('alert').count(), 0);
  await say(page, 'Gladly');
  await mark(page, 'Waiting to be sent').waitFor();
  await context.setOffline(false);
  await bubble(page, 'Tea on Sunday?').waitFor();
  await mark(page, /Sent|Read/u).waitFor();
  await seen.nothing();
});

test('the room of a challenge', async () => {
  const nimali = await here.member('Nimali');
  const kavindu = await here.member('Kavindu');
  for (const person of [nimali, kavindu]) {
    const challenge = await person.api('GET', `/challenges/${WALK}`);
    await person.api('POST', `/challenges/${WALK}/members`, { habit_ids: [challenge.habits[0].id] });
  }
  const [hers, his] = [nimali.page, kavindu.page];
  await hers.goto(`${here.origin}/challenges/${WALK}`);
  await hers.getByRole('link', { name: /open the chat room/iu }).click();
  await his.goto(`${here.origin}/chat/${WALK}`);
  await log(his).waitFor();
  await say(hers, 'Who walks today?');
  await bubble(his, 'Who walks today?').waitFor();
  await log(his).getByText('Nimali', { exact: true }).waitFor();
  await nimali.seen.nothing();
  await kavindu.seen.nothing();
});
