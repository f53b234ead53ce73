// Passkeys and the app lock, with the virtual authenticator of the browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createHabit, until, testApp } from './harness.mjs';

const app = testApp();
const scanButton = (page) => page.getByRole('button', { name: /use fingerprint or face/iu });
const DAY = 24 * 60 * 60 * 1000;

/** Adds a virtual authenticator; returns a function that sends it WebAuthn commands. */
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

/** Records PRF outputs and all requests of a context, to check that no secret is ever sent. */
async function recordSecretsAndRequests(person) {
  const secrets = [];
  const sent = [];
  await person.context.exposeFunction('noteSecret', (bytes) => secrets.push(Buffer.from(bytes)));
  await person.context.addInitScript(() => {
    for (const method of ['create', 'get']) {
      const real = navigator.credentials[method].bind(navigator.credentials);
      navigator.credentials[method] = async (options) => {
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

/** The content of the page's IndexedDB as text; bytes are decoded as Latin-1. */
const stored = (page) =>
  page.evaluate(async () => {
    const db = await new Promise((resolve, reject) => {
      const request = indexedDB.open('habitro');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
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

async function addPasskey(page) {
  await page.goto(`${app.origin}/you/passkeys`);
  await page.getByRole('button', { name: /turn it on here/iu }).click();
  const sheet = page.getByRole('dialog', { name: /on this device/iu });
  await sheet.getByLabel(/name of this device/iu).fill('Blue phone');
  await sheet.getByRole('button', { name: /continue to the scan/iu }).click();
  await page.getByText('You can sign in here with a scan', { exact: false }).waitFor();
}

async function signOut(page, { locked = false } = {}) {
  await page.goto(`${app.origin}/you`);
  if (locked) await page.getByRole('button', { name: /open habitro/iu }).click();
  await page.getByRole('button', { name: /^sign out/iu }).click();
  await page.getByRole('link', { name: /already have an account/iu }).waitFor();
}

async function goToSignIn(page) {
  await page.goto(`${app.origin}/sign-in`);
  await page.getByLabel(/email or phone/iu).waitFor();
}

async function withPasskey(name, options, { conditional = false } = {}) {
  const person = await app.newUser(name);
  // Conditional mediation: the virtual authenticator accepts at once, so most tests turn it off.
  if (!conditional)
    await person.context.addInitScript(() => {
      PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
    });
  const recorded = await recordSecretsAndRequests(person);
  const device = await authenticator(person.page, options);
  await addPasskey(person.page);
  return { ...person, ...recorded, device };
}

/** Waits until the button is enabled again after a scan. */
const scanButtonEnabled = (page) =>
  page.locator('main button:not([aria-disabled="true"])', { hasText: /use fingerprint or face/iu }).waitFor();

const onToday = (page) => page.waitForURL(`${app.origin}/today`);

async function signInByPassword(page, person) {
  await page.getByLabel(/email or phone/iu).fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: /^sign in$/iu }).click();
}

test('a passkey signs in, and its PRF secret never leaves the page', async () => {
  const nimali = await withPasskey('Nimali');
  const { page } = nimali;
  const [passkey] = (await nimali.api('GET', '/auth/passkeys')).items;
  assert.equal(passkey.name, 'Blue phone');
  await signOut(page);
  await goToSignIn(page);
  await scanButton(page).click();
  await onToday(page);
  assert.equal((await nimali.api('GET', '/me')).email, nimali.email);
  assert.notEqual((await nimali.api('GET', '/auth/passkeys')).items[0].last_used_at, null);
  await page.goto(`${app.origin}/you/activity`);
  await page.getByText('Signed in with fingerprint or face').waitFor();
  await page.getByText('Passkey added').waitFor();

  assert.ok(nimali.secrets.length >= 2, 'the PRF was evaluated both times');
  const content = await stored(page);
  assert.match(content, /logins: .*vault=/u);
  for (const secret of nimali.secrets) {
    for (const form of ['base64', 'base64url', 'hex', 'latin1']) {
      const text = secret.toString(form);
      assert.ok(!nimali.sent.some((each) => each.includes(text)), `sent as ${form}`);
      assert.ok(!content.includes(text), `stored as ${form}`);
    }
  }
  assert.ok(!nimali.sent.some((each) => each.includes('"results"')));
  assert.ok(nimali.sent.some((each) => each.includes('/auth/passkeys/login') && each.includes('signature')));
  await nimali.pageErrors.assertNone();
});

test('the saved sign-in expires after 30 days', async () => {
  const nimali = await withPasskey('Nimali');
  const { page } = nimali;
  await signOut(page);
  await page.clock.setFixedTime(Date.now() + 31 * DAY);
  await goToSignIn(page);
  await page.getByText(/older than 30 days/iu).waitFor();
  assert.equal(await scanButton(page).count(), 0);
  await signInByPassword(page, nimali);
  await onToday(page);
  await signOut(page);
  await goToSignIn(page);
  await scanButton(page).click();
  await onToday(page);
});

test('a removed passkey is reported, and the password still works', async () => {
  const nimali = await withPasskey('Nimali');
  const { page } = nimali;
  const [{ id }] = (await nimali.api('GET', '/auth/passkeys')).items;
  await nimali.api('DELETE', `/auth/passkeys/${id}`);
  await signOut(page);
  await goToSignIn(page);
  nimali.pageErrors.allow(/status of 401/u);
  await scanButton(page).click();
  await page.getByText(/it was removed, or your password was changed/iu).waitFor();
  assert.equal(await scanButton(page).count(), 0, 'the saved sign-in is gone');
  await signInByPassword(page, nimali);
  await onToday(page);
  await nimali.pageErrors.assertNone();
});

test('a failed scan can be tried again', async () => {
  // Without PRF, because with it the browser retries until the authenticator locks.
  const nimali = await withPasskey('Nimali', { hasPrf: false });
  const { page, device } = nimali;
  await signOut(page);
  await goToSignIn(page);
  await device('setUserVerified', { isUserVerified: false });
  await scanButton(page).click();
  await page.getByText(/the scan didn’t go through/iu).waitFor();
  await assert.rejects(nimali.api('GET', '/me'), /: 401 /u);
  await device('setUserVerified', { isUserVerified: true });
  await scanButtonEnabled(page);
  await scanButton(page).click();
  await onToday(page);
});

test('after a failed scan with a vault the password works', async () => {
  const nimali = await withPasskey('Nimali');
  const { page, device } = nimali;
  await signOut(page);
  await goToSignIn(page);
  await device('setUserVerified', { isUserVerified: false });
  await scanButton(page).click();
  await page.getByText(/the scan didn’t go through/iu).waitFor();
  await assert.rejects(nimali.api('GET', '/me'), /: 401 /u);
  await signInByPassword(page, nimali);
  await onToday(page);
});

test('a cancelled scan or a missing credential does not sign in', async () => {
  const nimali = await withPasskey('Nimali');
  const { page, device } = nimali;
  await signOut(page);
  await goToSignIn(page);
  // The error that the browser reports when the user cancels the system dialog.
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
  await scanButtonEnabled(page);
  await scanButton(page).click();
  await onToday(page);

  await signOut(page);
  await goToSignIn(page);
  await device('clearCredentials');
  await scanButton(page).click();
  await page.getByText(/no longer has the passkey/iu).waitFor();
  await assert.rejects(nimali.api('GET', '/me'), /: 401 /u);
});

test('without PRF a scan signs in, and the app lock explains its limits', async () => {
  const nimali = await withPasskey('Nimali', { hasPrf: false });
  const { page } = nimali;
  await page.getByText(/can’t encrypt what’s saved/iu).waitFor();
  assert.doesNotMatch(await stored(page), /vault=/u);
  await createHabit(nimali, 'Feed the lighthouse cat');
  await page.getByRole('radio', { name: '1 min', exact: true }).check({ force: true });
  await page.waitForFunction(() => localStorage.getItem('habitro.lock') === '1');
  await page.goto(`${app.origin}/today`);
  // Reopening locks the app, and only the server can verify the scan.
  await page.getByRole('button', { name: /open habitro/iu }).click();
  await page.getByText('Feed the lighthouse cat').waitFor();
  assert.doesNotMatch(await stored(page), /lighthouse/u, 'nothing is stored in plain text');
  await signOut(page, { locked: true });
  await goToSignIn(page);
  await scanButton(page).click();
  await onToday(page);
});

test('the app lock hides the page and encrypts the cache', async () => {
  const nimali = await withPasskey('Nimali');
  const { page } = nimali;
  await createHabit(nimali, 'Feed the lighthouse cat');
  await page.goto(`${app.origin}/today`);
  await page.getByText('Feed the lighthouse cat').waitFor();
  await until(
    () => stored(page),
    (content) => content.includes('lighthouse'),
    'readable content without the lock'
  );

  await page.goto(`${app.origin}/you/passkeys`);
  await page.getByRole('radio', { name: '5 min', exact: true }).check({ force: true });
  await page.waitForFunction(() => localStorage.getItem('habitro.lock') === '5');
  assert.doesNotMatch(await stored(page), /lighthouse/u);

  // Reopening locks the app; a scan unlocks it.
  await page.clock.install();
  await page.goto(`${app.origin}/today`);
  await page.getByRole('heading', { name: 'Locked' }).waitFor();
  assert.equal((await page.locator('body').innerText()).includes('lighthouse'), false);
  await page.getByRole('button', { name: /open habitro/iu }).click();
  await page.getByText('Feed the lighthouse cat').waitFor();

  // It also locks after five minutes of inactivity, and the cache stays encrypted.
  await until(
    () =>
      page.evaluate(
        () =>
          new Promise((done) => {
            const request = indexedDB.open('habitro');
            request.onsuccess = () => {
              const row = request.result.transaction('kept').objectStore('kept').get('today');
              row.onsuccess = () => done('sealed' in (row.result?.value ?? {}));
            };
          })
      ),
    (sealed) => sealed,
    'the encrypted day'
  );
  await page.clock.fastForward('04:00');
  assert.equal(await page.getByRole('heading', { name: 'Locked' }).count(), 0);
  await page.clock.fastForward('01:10');
  await page.getByRole('heading', { name: 'Locked' }).waitFor();
  assert.equal((await page.locator('body').innerText()).includes('lighthouse'), false);
  const content = await stored(page);
  assert.doesNotMatch(content, /lighthouse|pillow/u);
  assert.ok(!content.includes(nimali.email), 'and no email address');

  // Offline, the scan alone unlocks the app and decrypts the cache.
  nimali.pageErrors.allow(/ERR_INTERNET_DISCONNECTED|Failed to load resource/u);
  await nimali.context.setOffline(true);
  await page.getByRole('button', { name: /open habitro/iu }).click();
  await page.getByText('Feed the lighthouse cat').waitFor();
  await nimali.context.setOffline(false);

  // A failed scan does not unlock it; the password does.
  await page.clock.fastForward('05:10');
  await nimali.device('setUserVerified', { isUserVerified: false });
  await page.getByRole('button', { name: /open habitro/iu }).click();
  await page.getByText(/the scan didn’t go through/iu).waitFor();
  await page.getByRole('button', { name: /use my password/iu }).click();
  await signInByPassword(page, nimali);
  await page.getByText('Feed the lighthouse cat').waitFor();
});

test('a scan can confirm account deletion', async () => {
  const nimali = await withPasskey('Nimali');
  const { page } = nimali;
  await page.goto(`${app.origin}/you`);
  await page.getByRole('button', { name: /delete.*account/iu }).click();
  await page.getByRole('button', { name: /delete with fingerprint or face/iu }).click();
  await page.getByRole('link', { name: /already have an account/iu }).waitFor();
  const again = await app.newVisitor();
  const login = { identifier: nimali.email, password: nimali.password };
  await assert.rejects(again.api('POST', '/auth/login', login), /: 401 /u);
});

test('a passkey from autofill signs in', async () => {
  const nimali = await withPasskey('Nimali', {}, { conditional: true });
  const { page } = nimali;
  await signOut(page);
  await page.goto(`${app.origin}/sign-in`);
  await onToday(page);
  assert.equal((await nimali.api('GET', '/me')).email, nimali.email);
});
