// Many who watch one email campaign, each on a socket of its own that comes back after its last cursor.
import { setTimeout as pause } from 'node:timers/promises';
import WebSocket from 'ws';

const { urls, keys, sockets, emailCampaignId } = JSON.parse(process.env.BENCH_LIVE);
const figures =
  'recipients pending claimed sending accepted rejected suppressed cancelled unknown delivered bounced complained';
const query = `subscription ($emailCampaignId: ID!, $after: String) {
  emailCampaignMetrics(emailCampaignId: $emailCampaignId, after: $after) { cursor at status metrics { ${figures} } } }`;

class Watcher {
  cursors = [];
  receivedAt = [];
  latest = null;
  isOpen = false;
  reconnects = -1;

  constructor(number) {
    this.url = `${urls[number % urls.length].replace(/^http/, 'ws')}/graphql`;
    this.key = keys[Math.floor(number / urls.length) % keys.length];
  }

  /** Stays connected: whatever ends the socket, another one takes up after the last cursor. */
  async stay() {
    for (;;) {
      this.reconnects += 1;
      await this.#once().catch(() => undefined);
      this.isOpen = false;
      await pause(200 + 800 * Math.random());
    }
  }

  #once() {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(this.url, 'graphql-transport-ws');
      const send = message => socket.send(JSON.stringify(message));
      socket.on('open', () => send({ type: 'connection_init', payload: { 'x-api-key': this.key } }));
      socket.on('error', reject);
      socket.on('close', resolve);
      socket.on('message', data => {
        const at = Date.now();
        const { type, payload } = JSON.parse(data);
        if (type === 'connection_ack') {
          const after = this.latest?.cursor ?? null;
          send({ id: '1', type: 'subscribe', payload: { query, variables: { emailCampaignId, after } } });
          this.isOpen = true;
        } else if (type === 'ping') send({ type: 'pong' });
        else if (type === 'next') this.#take(payload, at);
        else if (type === 'error') socket.close();
      });
    });
  }

  #take({ data }, at) {
    this.latest = data.emailCampaignMetrics;
    this.cursors.push(BigInt(this.latest.cursor));
    this.receivedAt.push(at);
  }

  /** How long after each event a message came that has it; events that none has yet are left out. */
  lags(events) {
    const found = [];
    let at = 0;
    for (const event of events) {
      while (at < this.cursors.length && this.cursors[at] < event.sequence) at += 1;
      if (at === this.cursors.length) break;
      found.push(this.receivedAt[at] - event.at);
    }
    return found;
  }
}

const watchers = Array.from({ length: sockets }, (_, number) => new Watcher(number));

const answers = {
  connect: async () => {
    for (const [at, watcher] of watchers.entries()) {
      void watcher.stay();
      if (at % 20 === 19) await pause(50);
    }
  },
  open: () => watchers.filter(watcher => watcher.isOpen).length,
  lags: given => {
    const events = given.map(event => ({ sequence: BigInt(event.sequence), at: event.at }));
    const all = Float64Array.from(watchers.flatMap(watcher => watcher.lags(events))).sort();
    const at = share => all[Math.min(all.length - 1, Math.floor(all.length * share))];
    const missing = sockets * events.length - all.length;
    return { p50: at(0.5), p95: at(0.95), p99: at(0.99), most: all.at(-1), count: all.length, missing };
  },
  state: () => ({
    messages: watchers.reduce((sum, watcher) => sum + watcher.cursors.length, 0),
    reconnects: watchers.filter(watcher => watcher.reconnects > 0).length,
    /** Each different answer, and how many have it. */
    totals: [...Map.groupBy(watchers, ({ latest }) => JSON.stringify([latest?.status, latest?.metrics])).entries()].map(
      ([text, same]) => ({ text, count: same.length }),
    ),
  }),
};

process.send({ ready: {} });
process.once('disconnect', () => process.exit());
process.on('message', async ({ name, given }) => process.send({ value: (await answers[name](given)) ?? null }));
