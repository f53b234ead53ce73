// Starts a Habitro server for a script or test: on a free port, in a new directory, with emails as files.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('../..', import.meta.url));

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
    probe.on('error', reject);
  });
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Starts a server (HABITRO_BIN, else target/debug/habitro). `stop()` ends it and removes its directory. */
export async function startServer({ limits = true, env = {} } = {}) {
  const port = await freePort();
  const directory = mkdtempSync(join(tmpdir(), 'habitro-web-'));
  const mails = join(directory, 'mail');
  mkdirSync(mails);
  const origin = `http://localhost:${port}`;
  const program = process.env.HABITRO_BIN ?? join(root, 'target/debug/habitro');
  const options = {
    cwd: directory,
    env: {
      ...process.env,
      HABITRO_LISTEN: `127.0.0.1:${port}`,
      HABITRO_PUBLIC_URL: origin,
      HABITRO_DATA_DIR: join(directory, 'data'),
      HABITRO_MAIL_URL: `file://${mails}`,
      HABITRO_SMS_URL: `file://${mails}`,
      ...(limits ? {} : { HABITRO_LIMITS: 'off' }),
      ...env
    }
  };
  const child = spawn(program, ['serve'], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  // The server must not outlive a crashed test.
  const end = () => child.kill();
  process.once('exit', end);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes) => (output = (output + bytes).slice(-20_000)));
  for (let tries = 0; ; tries++) {
    const ready = await fetch(`${origin}/readyz`).catch(() => undefined);
    if (ready?.ok) break;
    if (tries > 150 || child.exitCode !== null) throw new Error(`the server did not start:\n${output}`);
    await sleep(100);
  }
  // Each code is returned once; a second call waits for the next one.
  const used = new Set();
  return {
    origin,
    mails,
    log: () => output,
    /** Runs a CLI command on the server's data and returns its output. */
    run: (...command) => execFileSync(program, command, { ...options, encoding: 'utf8' }),
    /** Waits for the newest email or text message to `address` with a code and returns its six digits. */
    async code(address) {
      for (let tries = 0; tries < 100; tries++) {
        const found = readdirSync(mails)
          .filter((name) => /^[^.].*\.(eml|txt)$/u.test(name))
          .sort()
          .map((name) => readFileSync(join(mails, name), 'utf8'))
          .filter((mail) => mail.includes(`To: ${address}`))
          .map((mail) => /(?<!\d)\d{6}(?!\d)/u.exec(mail.slice(mail.search(/\r?\n\r?\n/u)))?.[0])
          .filter((digits) => digits !== undefined && !used.has(digits))
          .at(-1);
        if (found) {
          used.add(found);
          return found;
        }
        await sleep(100);
      }
      throw new Error(`no code came to ${address}`);
    },
    async stop() {
      process.off('exit', end);
      child.kill('SIGTERM');
      await new Promise((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve()));
      rmSync(directory, { recursive: true, force: true });
    }
  };
}

/** Starts the fake AI, which is built next to the server. `behave(mode)` changes its behaviour. */
export async function startFakeAi(mode = 'well') {
  const port = await freePort();
  const directory = process.env.HABITRO_BIN ? dirname(process.env.HABITRO_BIN) : join(root, 'target/debug');
  const child = spawn(join(directory, 'fake-ai'), [String(port), mode], { stdio: ['ignore', 'pipe', 'ignore'] });
  const end = () => child.kill();
  process.once('exit', end);
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('error', reject);
    child.once('exit', () => reject(new Error('the fake AI did not start')));
  });
  return {
    base: `http://127.0.0.1:${port}/v1`,
    async behave(other) {
      const answer = await fetch(`http://127.0.0.1:${port}/mode`, { method: 'PUT', body: other });
      if (!answer.ok) throw new Error(`no such mode: ${other}`);
    },
    async stop() {
      process.off('exit', end);
      child.kill();
      await new Promise((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve()));
    }
  };
}

/** Calls the API as the page does, with the context's cookie and origin. Throws unless the status is 2xx. */
export async function call(context, origin, method, path, data) {
  const answer = await context.request.fetch(`${origin}/api/v1${path}`, {
    method,
    data,
    headers: { origin, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }
  });
  if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
  return answer.status() === 204 ? undefined : answer.json();
}

/** Creates an account and stores its session cookie in the context. */
export async function signUp(server, context, { name = 'Nimali Perera', email = 'nimali.p@example.com' } = {}) {
  const password = 'three quiet lanterns';
  const sent = await call(context, server.origin, 'POST', '/auth/register', {
    full_name: name,
    email,
    password,
    time_zone: 'Asia/Colombo',
    locale: 'en'
  });
  const otp = await server.code(email);
  const opened = await call(context, server.origin, 'POST', '/auth/verify-otp', { email, otp, flow: sent.flow });
  return { email, password, user: opened.user };
}

/** Creates three habits and completes four of today's tasks. */
export async function createHabits(server, context) {
  const habits = [
    [
      'Read before bed',
      'good',
      'book-open',
      'clay',
      ['Put the book on your pillow', 'Charge the phone in the kitchen', 'Read 8 pages, then lights out']
    ],
    [
      'Less sugar in my tea',
      'bad',
      'apple',
      'yolk',
      ['Half a spoon in the first cup', 'A glass of water before tea', 'No sugar after four']
    ],
    [
      'Walk after dinner',
      'good',
      'footprints',
      'moss',
      ['Shoes by the door', 'Walk 25 minutes, phone at home', 'Note one thing you saw outside']
    ]
  ];
  for (const [name, type, icon, color, daily_tasks] of habits) {
    await call(context, server.origin, 'POST', '/habits', {
      name,
      type,
      icon,
      color,
      daily_tasks,
      duration_days: 21,
      reminder_times: ['21:30']
    });
  }
  const today = await call(context, server.origin, 'GET', '/today');
  for (const task of [today.habits[0]?.tasks[0], ...(today.habits[1]?.tasks ?? [])]) {
    if (task) await call(context, server.origin, 'PUT', `/tasks/${task.id}/completion`);
  }
  return today;
}

export const chromiumPath = process.env.HABITRO_CHROMIUM ?? '/usr/bin/chromium';
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync'
];
const launchOptions = { executablePath: chromiumPath, args: chromiumFlags };

/** Opens a browser with fixed settings plus `flags`. */
export function openBrowser(flags = []) {
  return chromium.launch({ ...launchOptions, args: [...chromiumFlags, ...flags] });
}

/** Opens a browser with the profile in `directory`: a context that is not a private window. */
export function openProfile(directory) {
  return chromium.launchPersistentContext(directory, launchOptions);
}
