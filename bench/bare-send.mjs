// The floor of a send: nothing but calls, with batches that were made before.
import { Agent, request } from 'node:http';

const { url, count, batchSize, concurrency, message } = JSON.parse(process.env.BENCH_BARE);
const agent = new Agent({ keepAlive: true });
const idLength = 36;
const addressOf = index => `bare.${String(index).padStart(9, '0')}@people.example`;

/** One batch as bytes, and where in them each message says whom it is for and its `send_id`. */
function batchOf(first) {
  const messages = Array.from({ length: batchSize }, (_, at) => ({
    ...message,
    To: addressOf(first + at),
    Metadata: { send_id: sendIdOf(first + at) },
  }));
  return Buffer.from(JSON.stringify(messages));
}

const sendIdOf = index => String(index).padStart(idLength, '0');

/** The same bytes for other people: written over in place, as making them anew is not what is measured. */
function placesOf(bytes) {
  const text = bytes.toString('latin1');
  const find = pattern => [...text.matchAll(pattern)].map(found => found.index + found[0].length);
  return { addresses: find(/"To":"bare\./g), sendIds: find(/"send_id":"/g) };
}

function post(bytes) {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': bytes.length,
      'x-postmark-server-token': 'a-server-token',
    };
    const call = request(`${url}/email/batch`, { method: 'POST', agent, headers }, answer => {
      const chunks = [];
      answer.on('data', chunk => chunks.push(chunk));
      answer.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
    });
    call.on('error', reject);
    call.end(bytes);
  });
}

const lanes = Array.from({ length: concurrency }, () => {
  const bytes = batchOf(0);
  return { bytes, places: placesOf(bytes) };
});

async function run() {
  let next = 0;
  let accepted = 0;
  const from = performance.now();
  await Promise.all(
    lanes.map(async ({ bytes, places }) => {
      while (next < count) {
        const first = next;
        next += batchSize;
        for (let at = 0; at < batchSize; at++) {
          bytes.write(String(first + at).padStart(9, '0'), places.addresses[at], 'latin1');
          bytes.write(sendIdOf(first + at), places.sendIds[at], 'latin1');
        }
        const results = await post(bytes);
        accepted += results.filter(result => result.ErrorCode === 0).length;
      }
    }),
  );
  if (accepted !== count) throw new Error(`${accepted} of ${count} were accepted.`);
  return performance.now() - from;
}

process.send({ ready: {} });
process.once('disconnect', () => process.exit());
process.on('message', async () => process.send({ ms: await run() }));
