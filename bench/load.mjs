// One server under load for a few seconds, and what its process spent.
import { readFileSync } from 'node:fs';
import autocannon from 'autocannon';

/** Processor time of a process so far, in microseconds; null where the system does not tell. */
export function spentBy(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10_000;
  } catch {
    return null;
  }
}

/** Asks one server the same question for some seconds. Throws when any answer is not what was asked for. */
export async function load(server, bodyOf, { seconds, connections }) {
  let index = 0;
  const before = spentBy(server.pid);
  const result = await autocannon({
    url: server.url,
    connections,
    duration: seconds,
    requests: [
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...server.headers?.() },
        setupRequest: request => ({ ...request, body: JSON.stringify(bodyOf(index++)) }),
      },
    ],
  });
  const spent = spentBy(server.pid) - before;
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${server.name}: ${result.non2xx} bad answers, ${result.errors} errors.`);
  const requests = result.requests.total;
  return { requests, seconds: result.duration, microseconds: before === null ? null : spent / requests };
}

/** One answer, checked: errors in it would make the measure worthless. */
export async function ask(server, body) {
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...server.headers?.() },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  const answer = JSON.parse(text);
  if (!response.ok || answer.errors) throw new Error(`${server.name}: ${response.status} ${text.slice(0, 800)}`);
  return answer.data;
}
