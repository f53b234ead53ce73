// Fingerprint or face: the browser's own virtual authenticator stands for the device's.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { oneHabit, until, world } from './harness.mjs';

const here = world();
const scanButton = (page) => page.getByRole('button', { name: /use fingerprint or face/iu });
const DAY = 24 * 60 * 60 * 1000;

/** Gives the page's browser an authenticator; answers what changes it. */
async function authenticator(page, options = {}) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable', { enableUI: false });
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      hasPrf: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      ...options
    }
  });
  return (method, more = {}) => cdp.send(`WebAuthn.${method}`, { authenticatorId, ...more });
}

/** Notes what the PRF gives in this context, and all that is sent: neither may meet. */
async function eavesdrop(person) {
  const secrets = [];
  const sent = [];
  await person.context.exposeFunction('noteSecret', (bytes) => secrets.push(Buffer.from(bytes)));
  await person.context.addInitScript(() => {
    for (const way of ['create', 'get']) {
      const real = navigator.credentials[way].bind(navigator.credentials);
      navigator.credentials[way] = async (options) => {
        const answer = await real(options);
        const first = answer?.getClientExtensionResults?.().prf?.results?.first;
        if (first) await globalThis.noteSecret([...new Uint8Array(first)]);
        return answer;
      };
    }
  });
  person.context.on('request', (request) =>
    sent.push(`${request.url()} ${JSON.stringify(request.headers())} ${request.postData() ?? ''}`)
  );
  return { secrets, sent };
}

/** All that lies in the device's store, as text: bytes are read as letters, too. */
const stored = (page) =>
  page.evaluate(async () => {
    const db = await new Promise((done, failed) => {
      const asked = indexedDB.open('habitro');
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
    const text = (value) => {
      if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
        const bytes = new Uint8Array(value.buffer ?? value);
        return `bytes:${new TextDecoder('latin1').decode(bytes)}`;
      }
      return value && typeof value === 'object'
        ? Object.entries(value)
            .map(([key, each]) => `${key}=${text(each)}`)
            .join(';')
        : String(value);
    };
    const rows = [];
    for (const name of db.objectStoreNames) {
      const all = db.transaction(name).objectStore(name).getAll();
      await new Promise((done) => (all.onsuccess = done));
      rows.push(...all.result.map((row) => `${name}: ${text(row)}`));
    }
    db.close();
    return rows.join('\n');
  });

async function turnOn(page) {
  await page.goto(`${here.origin}/you/passkeys`);
  await page.getByRole('button', { name: /turn it on here/iu }).click();
  const sheet = page.getByRole('dialog', { name: /on this device/iu });
  await sheet.getByLabel(/name of this device/iu).fill('Blue phone');
  await sheet.getByRole('button', { name: /continue to the scan/iu }).click();
  await page.getByText('You can sign in here with a scan', { exact: false }).waitFor();
}

async function signOut(page, { locked = false } = {}) {
  await page.goto(`${here.origin}/you`);
  if (locked) await page.getByRole('button', { name: /open habitro/iu }).click();
  await page.getByRole('button', { name: /^sign out/iu }).click();
  await page.getByRole('link', { name: /already have an account/iu }).waitFor();
}

async function toSignIn(page) {
  await page.goto(`${here.origin}/sign-in`);
  await page.getByLabel(/email or phone/iu).waitFor();
}

async function withPasskey(name, options, { proposes = false } = {}) {
  const person = await here.member(name);
  // The browser's list of passkeys at the field: a person chooses there, the virtual authenticator
  // at once and by itself. Most journeys do without.
  if (!proposes)
    await person.context.addInitScript(() => {
      PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
    });
  const heard = await eavesdrop(person);
  const device = await authenticator(person.page, options);
  await turnOn(person.page);
  return { ...person, ...heard, device };
}

/** Waits until the button takes a press again: it does not while a scan is asked for. */
const free = (page) =>
  page.locator('main button:not([aria-disabled="true"])', { hasText: /use fingerprint or face/iu }).waitFor();

const today = (page) => page.waitForURL(`${here.origin}/today`);

async function byPassword(page, person) {
  await page.getByLabel(/email or phone/iu).fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: /^sign in$/iu }).click();
}

test('turned on, signed out, and in again with a scan; the secret stays in the page', async () => {
  const nimali = await withPasskey('Nimali');
  const { page } = nimali;
  const [passkey] = (await nimali.api('GET', '/auth/passkeys')).items;
  assert.equal(passkey.name, 'Blue phone');
  await signOut(page);
  await toSignIn(page);
  await scanButton(page).click();
  await today(page);
  assert.equal((await nimali.api('GET', '/me')).email, nimali.email);
  assert.notEqual((await nimali.api('GET', '/auth/passkeys')).items[0].last_used_at, null);
  await page.goto(`${here.origin}/you/activity`);
  await page.getByText('Signed in with fingerprint or face').waitFor();
  await page.getByText('Passkey added').waitFor();

  assert.ok(nimali.secrets.length >= 2, 'the PRF was asked both times');
  const lies = await stored(page);
  assert.match(lies, /logins: .*vault=/u);
  for (const secret of nimali.secrets) {
    for (const form of ['base64', 'base64url', 'hex', 'latin1']) {
      const text = secret.toString(form);
      assert.ok(!nimali.sent.some((each) => each.includes(text)), `sent as ${form}`);
      assert.ok(!lies.includes(text), `stored as ${form}`);
    }
  }
  assert.ok(!nimali.sent.some((each) => each.includes('"results"')));
  assert.ok(nimali.sent.some((each) => each.includes('/auth/passkeys/login') && each.includes('signature')));
  await nimali.seen.nothing();
});

test('after 30 days the password is asked for once', async () => {
  const nimali = await withPasskey('Nimali');
  const { page } = nimali;
  await signOut(page);
  await page.clock.setFixedTime(Date.now() + 31 * DAY);
  await toSignIn(page);
  await page.getByText(/older than 30 days/iu).waitFor();
  assert.equal(await scanButton(page).count(), 0);
  await byPassword(page, nimali);
  await today(page);
  await signOut(page);
  await toSignIn(page);
  await scanButton(page).click();
  await today(page);
});

test('a passkey that was removed says so, and the password works', async () => {
  const nimali = await withPasskey('Nimali');
  const { page } = nimali;
  const [{ id }] = (await nimali.api('GET', '/auth/passkeys')).items;
  await nimali.api('DELETE', `/auth/passkeys/${id}`);
  await signOut(page);
  await toSignIn(page);
  nimali.seen.allow(/status of 401/u);
  await scanButton(page).click();
  await page.getByText(/it was removed, or your password was changed/iu).waitFor();
  assert.equal(await scanButton(page).count(), 0, 'the saved login is gone');
  await byPassword(page, nimali);
  await today(page);
  await nimali.seen.nothing();
});

test('a finger that is not known opens nothing, and the next try may', async () => {
  // Without PRF: with it the browser asks again and again, until its authenticator locks for good.
  const nimali = await withPasskey('Nimali', { hasPrf: false });
  const { page, device } = nimali;
  await signOut(page);
  await toSignIn(page);
  await device('setUserVerified', { isUserVerified: false });
  await scanButton(page).click();
  await page.getByText(/the scan didn’t go through/iu).waitFor();
  await assert.rejects(nimali.api('GET', '/me'), /: 401 /u);
  await device('setUserVerified', { isUserVerified: true });
  await free(page);
  await scanButton(page).click();
  await today(page);
});

test('a finger that is not known leads to the password where there is a vault, too', async () => {
  const nimali = await withPasskey('Nimali');
  const { page, device } = nimali;
  await signOut(page);
  await toSignIn(page);
  await device('setUserVerified', { isUserVerified: false });
  await scanButton(page).click();
  await page.getByText(/the scan didn’t go through/iu).waitFor();
  await assert.rejects(nimali.api('GET', '/me'), /: 401 /u);
  await byPassword(page, nimali);
  await today(page);
});

test('cancelled or not here: nobody comes in, and it can be tried again', async () => {
  const nimali = await withPasskey('Nimali');
  const { page, device } = nimali;
  await signOut(page);
  await toSignIn(page);
  // Nobody can press the system's own "Cancel" here: the browser then says this.
  await page.evaluate(() => {
    const real = navigator.credentials.get;
    navigator.credentials.get = () => {
      navigator.credentials.get = real;
      return Promise.reject(new DOMException('cancelled', 'NotAllowedError'));
    };
  });
  await scanButton(page).click();
  await page.getByText(/the scan didn’t go through/iu).waitFor();
  await assert.rejects(nimali.api('GET', '/me'), /: 401 /u);
  await free(page);
  await scanButton(page).click();
  await today(page);

  await signOut(page);
  await toSignIn(page);
  await device('clearCredentials');
  await scanButton(page).click();
  await page.getByText(/no longer has the passkey/iu).waitFor();
  await assert.rejects(nimali.api('GET', '/me'), /: 401 /u);
});

test('without PRF the scan signs in, and the lock says what it can not do', async () => {
  const nimali = await withPasskey('Nimali', { hasPrf: false });
  const { page } = nimali;
  await page.getByText(/can’t encrypt what’s saved/iu).waitFor();
  assert.doesNotMatch(await stored(page), /vault=/u);
  await oneHabit(nimali, 'Feed the lighthouse cat');
  await page.getByRole('radio', { name: '1 min', exact: true }).check({ force: true });
  await page.waitForFunction(() => localStorage.getItem('habitro.lock') === '1');
  await page.goto(`${here.origin}/today`);
  // Opened anew: locked, and only the server can tell that the scan was good.
  await page.getByRole('button', { name: /open habitro/iu }).click();
  await page.getByText('Feed the lighthouse cat').waitFor();
  assert.doesNotMatch(await stored(page), /lighthouse/u, 'nothing is kept plain');
  await signOut(page, { locked: true });
  await toSignIn(page);
  await scanButton(page).click();
  await today(page);
});

test('the app lock hides everything and seals what is kept', async () => {
  const nimali = await withPasskey('Nimali');
  const { page } = nimali;
  await oneHabit(nimali, 'Feed the lighthouse cat');
  await page.goto(`${here.origin}/today`);
  await page.getByText('Feed the lighthouse cat').waitFor();
  await until(
    () => stored(page),
    (lies) => lies.includes('lighthouse'),
    'without the lock it can be read'
  );

  await page.goto(`${here.origin}/you/passkeys`);
  await page.getByRole('radio', { name: '5 min', exact: true }).check({ force: true });
  await page.waitForFunction(() => localStorage.getItem('habitro.lock') === '5');
  assert.doesNotMatch(await stored(page), /lighthouse/u);

  // Opened anew it is locked; a scan opens it.
  await page.clock.install();
  await page.goto(`${here.origin}/today`);
  await page.getByRole('heading', { name: 'Locked' }).waitFor();
  assert.equal((await page.locator('body').innerText()).includes('lighthouse'), false);
  await page.getByRole('button', { name: /open habitro/iu }).click();
  await page.getByText('Feed the lighthouse cat').waitFor();

  // So it is after five minutes without a touch, and what was kept lies there sealed.
  await until(
    () =>
      page.evaluate(
        () =>
          new Promise((done) => {
            const asked = indexedDB.open('habitro');
            asked.onsuccess = () => {
              const row = asked.result.transaction('kept').objectStore('kept').get('today');
              row.onsuccess = () => done('sealed' in (row.result?.value ?? {}));
            };
          })
      ),
    (sealed) => sealed,
    'the day is kept sealed'
  );
  await page.clock.fastForward('04:00');
  assert.equal(await page.getByRole('heading', { name: 'Locked' }).count(), 0);
  await page.clock.fastForward('01:10');
  await page.getByRole('heading', { name: 'Locked' }).waitFor();
  assert.equal((await page.locator('body').innerText()).includes('lighthouse'), false);
  const lies = await stored(page);
  assert.doesNotMatch(lies, /lighthouse|pillow/u);
  assert.ok(!lies.includes(nimali.email), 'nor who it is');

  // Without the internet the scan alone opens it, and what was kept can be read again.
  nimali.seen.allow(/ERR_INTERNET_DISCONNECTED|Failed to load resource/u);
  await nimali.context.setOffline(true);
  await page.getByRole('button', { name: /open habitro/iu }).click();
  await page.getByText('Feed the lighthouse cat').waitFor();
  await nimali.context.setOffline(false);

  // A finger that is not known does not; the password does.
  await page.clock.fastForward('05:10');
  await nimali.device('setUserVerified', { isUserVerified: false });
  await page.getByRole('button', { name: /open habitro/iu }).click();
  await page.getByText(/the scan didn’t go through/iu).waitFor();
  await page.getByRole('button', { name: /use my password/iu }).click();
  await byPassword(page, nimali);
  await page.getByText('Feed the lighthouse cat').waitFor();
});

test('a scan stands for the password when the account is deleted', async () => {
  const nimali = await withPasskey('Nimali');
  const { page } = nimali;
  await page.goto(`${here.origin}/you`);
  await page.getByRole('button', { name: /delete.*account/iu }).click();
  await page.getByRole('button', { name: /delete with fingerprint or face/iu }).click();
  await page.getByRole('link', { name: /already have an account/iu }).waitFor();
  const again = await here.visitor();
  const login = { identifier: nimali.email, password: nimali.password };
  await assert.rejects(again.api('POST', '/auth/login', login), /: 401 /u);
});

test('a passkey from the list that the browser proposes at the field signs in', async () => {
  const nimali = await withPasskey('Nimali', {}, { proposes: true });
  const { page } = nimali;
  await signOut(page);
  await page.goto(`${here.origin}/sign-in`);
  await today(page);
  assert.equal((await nimali.api('GET', '/me')).email, nimali.email);
});
