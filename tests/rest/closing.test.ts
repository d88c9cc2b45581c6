import { Agent, request } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type ProbeServer, startProbe } from './probe-server.js';

let probe: ProbeServer;
beforeAll(async () => {
  probe = await startProbe();
});
afterAll(async () => {
  await probe.ground.database.close();
  await probe.database.drop();
});

/** A write over a connection that asks to be kept. */
function create(agent: Agent): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', authorization: 'Bearer owner' };
    const req = request(`${probe.server.url}/api/v1/things`, { method: 'POST', headers, agent }, res => {
      let text = '';
      res.on('data', part => {
        text += part;
      });
      res.on('end', () => resolve({ status: res.statusCode, text }));
    });
    req.on('error', reject);
    req.end('{"title":"the last one"}');
  });
}

test('a call under way is finished, a new one is refused, and the end comes at once', async () => {
  const agent = new Agent({ keepAlive: true });
  let open = () => {};
  const opened = new Promise<void>(resolve => {
    open = resolve;
  });
  const isReached = new Promise<void>(resolve => {
    probe.behaviour.before = () => {
      resolve();
      return opened;
    };
  });
  const underWay = create(agent);
  await isReached;
  const closed = probe.server.close(20_000);
  await expect(fetch(`${probe.server.url}/health/live`)).rejects.toThrow('fetch failed');
  const from = Date.now();
  open();
  expect(await underWay).toMatchObject({ status: 201 });
  await closed;
  expect(Date.now() - from).toBeLessThan(3_000);
  expect(await probe.database.query(`select title from tasks`)).toEqual([{ title: 'the last one' }]);
  agent.destroy();
});
