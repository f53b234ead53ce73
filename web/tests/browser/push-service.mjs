// A push service for Firefox on this machine: the protocol that `dom.push.serverURL` speaks, and an
// address a subscription to which messages are POSTed. It hands them on as they came, encrypted.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

import { WebSocketServer } from 'ws';

/** `acks` are the codes that browsers answered (100: decrypted and shown), `posts` what the server sent. */
export async function startPushService() {
  const acks = [];
  const posts = [];
  const channels = new Map();
  let browser;
  const http = createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const channelID = channels.get(request.url);
      posts.push({ url: request.url, headers: request.headers, body: Buffer.concat(parts) });
      if (!channelID) return response.writeHead(410).end();
      browser?.send(
        JSON.stringify({
          messageType: 'notification',
          channelID,
          version: randomUUID(),
          data: Buffer.concat(parts).toString('base64url'),
          headers: { encoding: request.headers['content-encoding'] }
        })
      );
      response.writeHead(201, { location: request.url }).end();
    });
  });
  const sockets = new WebSocketServer({ server: http });
  sockets.on('connection', (socket) => {
    browser = socket;
    const answer = (message) => socket.send(JSON.stringify(message));
    socket.on('message', (text) => {
      const said = JSON.parse(text);
      if (said.messageType === 'hello')
        answer({
          messageType: 'hello',
          status: 200,
          uaid: said.uaid || randomUUID().replaceAll('-', ''),
          use_webpush: true
        });
      else if (said.messageType === 'register') {
        const path = `/push/${randomUUID()}`;
        channels.set(path, said.channelID);
        const pushEndpoint = `http://127.0.0.1:${http.address().port}${path}`;
        answer({ messageType: 'register', status: 200, channelID: said.channelID, pushEndpoint });
      } else if (said.messageType === 'unregister') {
        for (const [path, id] of channels) if (id === said.channelID) channels.delete(path);
        answer({ messageType: 'unregister', status: 200, channelID: said.channelID });
      } else if (said.messageType === 'ack') acks.push(...said.updates.map((update) => update.code));
      else if (said.messageType === 'ping') answer({ messageType: 'ping' });
    });
  });
  await new Promise((listening) => http.listen(0, '127.0.0.1', listening));
  return {
    port: http.address().port,
    acks,
    posts,
    stop: () => {
      for (const socket of sockets.clients) socket.terminate();
      return new Promise((stopped) => http.close(stopped));
    }
  };
}
