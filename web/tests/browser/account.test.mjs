// The account: sign-up by phone, password reset, contacts, picture, profile and deletion.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createHabit, testApp } from './harness.mjs';

const app = testApp();

test('deleting the account asks for the password and removes everything', async () => {
  const nimali = await app.newUser('Nimali');
  await createHabit(nimali, 'Walk to the lighthouse');
  const elsewhere = await app.newVisitor();
  const login = { identifier: nimali.email, password: nimali.password };
  await elsewhere.api('POST', '/auth/login', login);

  const { page } = nimali;
  await page.goto(`${app.origin}/today`);
  await page.getByRole('heading', { name: 'Walk to the lighthouse' }).waitFor();
  await page.goto(`${app.origin}/you`);
  await page.getByRole('button', { name: /delete.*account/iu }).click();
  const sheet = page.getByRole('dialog', { name: /delete your account/iu });
  await sheet.waitFor();
  const remove = sheet.getByRole('button', { name: /delete/iu });
  const password = sheet.getByLabel('Password', { exact: true });

  nimali.pageErrors.allow(/status of 40[0-9]/u);
  await password.fill('not this one');
  await remove.click();
  await sheet.locator('[aria-invalid="true"]').waitFor();
  assert.equal((await nimali.api('GET', '/me')).email, nimali.email, 'a wrong password deletes nothing');

  await password.fill(nimali.password);
  await remove.click();
  await page.getByRole('link', { name: /already have an account/iu }).waitFor();
  assert.equal(new URL(page.url()).pathname, '/');

  await assert.rejects(nimali.api('GET', '/me'), /: 401 /u);
  await assert.rejects(elsewhere.api('GET', '/me'), /: 401 /u);
  const again = await app.newVisitor();
  await assert.rejects(again.api('POST', '/auth/login', login), /: 401 /u);
  // Nothing stays on the device, either.
  await page.goto(`${app.origin}/today`);
  await page.getByLabel(/email or phone/iu).waitFor();
  assert.equal((await page.locator('body').innerText()).includes('lighthouse'), false);
  await nimali.pageErrors.assertNone();
});

test('a phone number signs up and signs in in any format', async () => {
  const ruwan = await app.newVisitor();
  const { page } = ruwan;
  await page.goto(`${app.origin}/sign-up`);
  await page.getByRole('button', { name: /phone number instead/iu }).click();
  await page.getByLabel(/your name/iu).fill('Ruwan');
  await page.getByLabel(/^phone/iu).fill('12');
  await page.getByLabel('Password', { exact: true }).fill('three quiet lanterns');
  await page.getByRole('button', { name: /send me a code/iu }).click();
  await page.locator('input[type="tel"][aria-invalid="true"]').waitFor();
  // Digits of other scripts, as keyboards in those languages type them.
  await page.getByLabel(/^phone/iu).fill('٠٧٧ ١٢٣ ٤٥٦٧');
  await page.getByRole('button', { name: /send me a code/iu }).click();
  await page.getByText('+94771234567').waitFor();
  const code = await app.server.code('+94771234567');
  const digits = [...code].map((digit) => String.fromCodePoint(0x966 + Number(digit))).join('');
  await page.getByLabel(/6-digit code/iu).fill(`${digits.slice(0, 3)} ${digits.slice(3)}`);
  await page.waitForURL(/\/today$/u);
  assert.equal((await ruwan.api('GET', '/me')).phone_number, '+94771234567');

  const elsewhere = await app.newVisitor();
  await elsewhere.page.goto(`${app.origin}/sign-in`);
  await elsewhere.page.getByLabel(/email or phone/iu).fill('0094 77 1234567');
  await elsewhere.page.getByLabel('Password', { exact: true }).fill('three quiet lanterns');
  await elsewhere.page.getByRole('button', { name: /^sign in$/iu }).click();
  await elsewhere.page.waitForURL(/\/today$/u);
  for (const each of [ruwan, elsewhere]) await each.pageErrors.assertNone();
});

test('a password reset by code signs out other devices', async () => {
  const nimali = await app.newUser('Nimali');
  const visitor = await app.newVisitor();
  visitor.pageErrors.allow(/status of 400/u);
  const { page } = visitor;
  await page.goto(`${app.origin}/sign-in`);
  await page.getByRole('link', { name: /forgot your password/iu }).click();
  // Both pages have a field with this label.
  await page.getByRole('button', { name: /send me a code/iu }).waitFor();
  await page.getByLabel(/email or phone/iu).fill(nimali.email);
  await page.getByRole('button', { name: /send me a code/iu }).click();
  const box = page.getByLabel(/6-digit code/iu);
  await box.waitFor();
  const code = await app.server.code(nimali.email);
  await box.fill(code === '000000' ? '000001' : '000000');
  await page.getByLabel(/new password/iu).fill('four loud lanterns');
  const save = page.getByRole('button', { name: /save and sign in/iu });
  await save.click();
  await page.getByText(/didn.t match/iu).waitFor();
  await box.fill(code);
  await save.click();
  await page.waitForURL(/\/today$/u);
  assert.equal((await visitor.api('GET', '/me')).email, nimali.email);
  await assert.rejects(nimali.api('GET', '/me'), /: 401 /u);
  await visitor.pageErrors.assertNone();
});

test('a second contact is confirmed by a code and shows in recent activity', async () => {
  const nimali = await app.newUser('Nimali');
  const { page } = nimali;
  await page.goto(`${app.origin}/you`);
  await page.getByRole('button', { name: /^phone number/iu }).click();
  const sheet = page.getByRole('dialog', { name: /add a phone number/iu });
  await sheet.getByLabel(/^phone/iu).fill('077 765 4321');
  await sheet.getByRole('button', { name: /send code/iu }).click();
  const box = sheet.getByLabel(/6-digit code/iu);
  await box.waitFor();
  await box.fill(await app.server.code('+94777654321'));
  await sheet.getByRole('button', { name: /confirm/iu }).click();
  await page.getByRole('button', { name: /phone number.*\+94777654321/iu }).waitFor();
  await page.getByRole('link', { name: /recent activity/iu }).click();
  await page.getByText('Phone number changed').waitFor();
  await page.getByText('Account created').waitFor();
  await nimali.pageErrors.assertNone();
});

test('a picture can be set and removed; date of birth and gender are saved', async () => {
  const nimali = await app.newUser('Nimali');
  const { page } = nimali;
  await page.goto(`${app.origin}/you`);
  // Larger than the server accepts: the page scales it down first.
  const file = await page.evaluate(async () => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [5000, 4000];
    const context = canvas.getContext('2d');
    context.fillStyle = 'teal';
    context.fillRect(0, 0, 5000, 4000);
    const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
    return Array.from(new Uint8Array(await blob.arrayBuffer()));
  });
  await page.getByRole('button', { name: /change your picture/iu }).click();
  const sheet = page.getByRole('dialog', { name: /your picture/iu });
  await sheet
    .locator('input[type="file"]')
    .setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: Buffer.from(file) });
  await page.getByText(/picture updated/iu).waitFor();
  const { avatar_url } = await nimali.api('GET', '/me');
  const shown = page.locator(`main img[src="${avatar_url}"]`).first();
  await shown.waitFor();
  const side = await shown.evaluate((image) =>
    image.complete ? image.naturalWidth : image.decode().then(() => image.naturalWidth)
  );
  assert.equal(side, 512);
  await page.getByRole('button', { name: /change your picture/iu }).click();
  await sheet.getByRole('button', { name: /remove/iu }).click();
  await page.getByText(/picture removed/iu).waitFor();
  assert.equal((await nimali.api('GET', '/me')).avatar_url, null);

  await page.getByRole('button', { name: /edit your profile/iu }).click();
  const about = page.getByRole('dialog', { name: /your profile/iu });
  await about.getByLabel(/date of birth/iu).fill('1994-05-06');
  await about.getByLabel(/gender/iu).fill('woman');
  await about.getByRole('button', { name: /save/iu }).click();
  await page.getByText('Saved.').waitFor();
  const me = await nimali.api('GET', '/me');
  assert.deepEqual([me.date_of_birth, me.gender], ['1994-05-06', 'woman']);
  await nimali.pageErrors.assertNone();
});
