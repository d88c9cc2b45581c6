// Tells events at a fixed rate, whether those before were answered or not, as a provider does.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';

const { url, file, perSecond, authorization } = JSON.parse(process.env.BENCH_HOOKS);
const agent = new Agent({ keepAlive: true, maxSockets: 256 });
const bodies = readFileSync(file, 'utf8').trimEnd().split('\n');
const headers = { authorization, 'content-type': 'application/json' };

function tell(body) {
  return new Promise(resolve => {
    const call = request(url, { method: 'POST', agent, headers }, answer => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode));
    });
    call.on('error', () => resolve(0));
    call.end(body);
  });
}

async function run() {
  const [times, answers, open] = [[], {}, []];
  const from = performance.now();
  await new Promise(resolve => {
    let next = 0;
    const timer = setInterval(() => {
      const due = Math.min(bodies.length, Math.floor(((performance.now() - from) * perSecond) / 1_000));
      for (; next < due; next++) {
        // from when it was due: a sender that is held up does not hide it
        const dueAt = from + (next * 1_000) / perSecond;
        open.push(
          tell(bodies[next]).then(status => {
            times.push(performance.now() - dueAt);
            answers[status] = (answers[status] ?? 0) + 1;
          }),
        );
      }
      if (next === bodies.length) {
        clearInterval(timer);
        resolve();
      }
    }, 4);
  });
  await Promise.all(open);
  return { ms: performance.now() - from, times, answers };
}

process.send({ ready: {} });
process.once('disconnect', () => process.exit());
process.on('message', async () => process.send(await run()));
