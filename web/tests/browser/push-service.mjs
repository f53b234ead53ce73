// A local push service for Firefox: speaks the protocol of `dom.push.serverURL` and gives every
// subscription an endpoint. Messages are forwarded as received, still encrypted.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

import { WebSocketServer } from 'ws';

/** `acks` has the status codes of the browser (100: decrypted and shown), `posts` the requests of the server. */
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
      const request = JSON.parse(text);
      if (request.messageType === 'hello')
        answer({
          messageType: 'hello',
          status: 200,
          uaid: request.uaid || randomUUID().replaceAll('-', ''),
          use_webpush: true
        });
      else if (request.messageType === 'register') {
        const path = `/push/${randomUUID()}`;
        channels.set(path, request.channelID);
        const pushEndpoint = `http://127.0.0.1:${http.address().port}${path}`;
        answer({ messageType: 'register', status: 200, channelID: request.channelID, pushEndpoint });
      } else if (request.messageType === 'unregister') {
        for (const [path, id] of channels) if (id === request.channelID) channels.delete(path);
        answer({ messageType: 'unregister', status: 200, channelID: request.channelID });
      } else if (request.messageType === 'ack') acks.push(...request.updates.map((update) => update.code));
      else if (request.messageType === 'ping') answer({ messageType: 'ping' });
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
