// The server under test: its address and credentials, the routes of `realtimekit-fake` that act as browsers, and a webhook
// receiver that verifies signatures.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { verify } from 'node:crypto';

const required = (name) => {
  const value = process.env[name];
  assert.ok(value, `the environment variable ${name} is missing`);
  return value;
};

export const baseURL = required('REALTIMEKIT_BASE_URL');
export const apiToken = required('CLOUDFLARE_API_TOKEN');
export const account_id = required('CLOUDFLARE_ACCOUNT_ID');
export const appId = required('REALTIMEKIT_APP_ID');
/** The base URL without the validating proxy, if there is one: for requests that are invalid on purpose. */
export const directURL = process.env.REALTIMEKIT_DIRECT_URL ?? baseURL;
const { origin } = new URL(directURL);

/** Calls a route of `realtimekit-fake`, which is not part of the API: `control('join', { token })`. */
export async function control(name, body) {
  const response = await fetch(`${origin}/_fake/${name}`, { method: 'POST', body: JSON.stringify(body) });
  const { success, data, error } = await response.json();
  assert.ok(success, `${name}: ${error?.message}`);
  return data;
}

export async function join(token) {
  return (await control('join', { token })).peer_id;
}

export async function download(url) {
  const response = await fetch(url);
  assert.equal(response.status, 200, url);
  return response.text();
}

/** Receives webhooks and verifies each with the published key. */
export class Receiver {
  #server;
  #waiting = [];
  deliveries = [];

  static async start() {
    const published = await (await fetch(`${origin}/.well-known/webhooks.json`)).json();
    const receiver = new Receiver();
    receiver.#server = createServer((request, response) => {
      const parts = [];
      request.on('data', (part) => parts.push(part));
      request.on('end', () => {
        const body = Buffer.concat(parts);
        const signature = Buffer.from(request.headers['rtk-signature'] ?? '', 'base64');
        const isGenuine = verify('RSA-SHA256', body, published.data.publicKey, signature);
        response.writeHead(isGenuine ? 200 : 401).end();
        receiver.#received({ isGenuine, webhook: request.headers['rtk-webhook-id'], body: JSON.parse(body) });
      });
    });
    await new Promise((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}/`;
  }

  #received(delivery) {
    this.deliveries.push(delivery);
    this.#waiting = this.#waiting.filter((check) => !check(delivery));
  }

  /** The first delivery of an event, which may still be on its way. */
  async event(name) {
    const isWanted = (delivery) => delivery.body.event === name;
    const found = this.deliveries.find(isWanted);
    if (found) return found;
    return new Promise((resolve) => {
      this.#waiting.push((delivery) => isWanted(delivery) && (resolve(delivery), true));
    });
  }

  stop() {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
