import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { conversionSteps } from '../../src/modules/leads/lead.conversion-rules.js';
import { Child } from '../support/child.js';
import { ModulesServer } from '../support/modules-server.js';
import { testEnvironment } from '../support/settings.js';
import { type Person, type PracticeInStory, useStory } from '../support/story.js';
import { until } from '../support/until.js';

/** How often each point is tried; the long run sets 20. */
const rounds = Number(process.env.KILL_ROUNDS ?? 3);

const modules = await new ModulesServer().open();
const settings = {
  ...modules.settings,
  CONVERSION_LEASE_SECONDS: '1',
  CONVERSION_RETRY_SECONDS: '1',
  INTEGRATION_TIMEOUT_MS: '5000',
};
const story = useStory({ settings });

const pathOf: Record<string, RegExp> = {
  DUPLICATE_CHECK: /^\/clients\/search$/,
  CLIENT_RECORD: /^\/clients$/,
  HISTORY_HANDOVER: /^\/clients\/.+\/history$/,
  INSURANCE_VERIFICATION: /^\/insurance-verifications$/,
  APPOINTMENT: /^\/appointments$/,
};

let owner: Person;
let practice: PracticeInStory;
/** Processes that wait to be killed; the next one starts while this one dies. */
const spares: Partial<Record<'api' | 'worker', Promise<Child>>> = {};

const start = (kind: 'api' | 'worker') => {
  const child = Child.start(kind, testEnvironment(story.database.adminUrl, settings));
  child.catch(() => undefined);
  return child;
};

async function victim(kind: 'api' | 'worker'): Promise<Child> {
  if (kind === 'worker') return start('worker');
  const child = await (spares[kind] ?? start(kind));
  spares[kind] = start(kind);
  return child;
}

beforeAll(async () => {
  ({ practice, owner } = await story.practice());
}, 60_000);

afterAll(async () => {
  for (const spare of Object.values(spares)) await (await spare.catch(() => null))?.kill();
  await modules.close();
}, 60_000);

async function leadOf(): Promise<string> {
  const input = { firstName: 'Dana', lastName: 'Rivers', insurance: { payer: 'P', memberId: 'M' } };
  const { id } = await story.services.leads.create(story.systemContext(practice), input);
  await story.database.query(`update leads set status = 'QUALIFIED' where id = $1`, [id]);
  await story.database.query(
    `insert into interactions (id, practice_id, created_at, updated_at, subject_type, subject_id, kind, direction, occurred_at)
     values (gen_random_uuid(), $1, now(), now(), 'LEAD', $2, 'CALL', 'INBOUND', now())`,
    [practice.id, id],
  );
  return id;
}

const first = async <Row extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<Row | undefined> =>
  (await story.database.query<Row>(text, values))[0];

/** Kills the process at a step that asks a module: when the call arrives, or when it has had its effect. */
function killAtModule(child: Child, step: string, when: 'before' | 'after'): Promise<void> {
  return new Promise(resolve => {
    let isDone = false;
    modules[when] = async ({ path }) => {
      if (isDone || !pathOf[step]!.test(path)) return undefined;
      isDone = true;
      await child.kill();
      resolve();
      return 'HANG_UP';
    };
  });
}

/** The last step is a transaction of this database: held back by the lead's row lock, or just committed. */
async function killAtFinish(child: Child, leadId: string, when: 'before' | 'after'): Promise<void> {
  if (when === 'after') {
    const text = `select 1 from outbox where object_id = $1 and type = 'LEAD_CONVERTED'`;
    await until('the conversion is committed', () => first(text, [leadId]));
    return child.kill();
  }
  const holder = new pg.Client({ connectionString: story.database.adminUrl });
  await holder.connect();
  const isHeld = new Promise<void>(resolve => {
    modules.after = async ({ path }) => {
      if (!pathOf.APPOINTMENT!.test(path)) return undefined;
      await holder.query('begin');
      await holder.query('select 1 from leads where id = $1 for update', [leadId]);
      resolve();
      return undefined;
    };
  });
  await isHeld;
  const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
    and query like '%leads%'`;
  await until('the last step waits for the row', () => first(waiting, []));
  await child.kill();
  await holder.end();
}

const input = () => ({
  verifyInsurance: true,
  appointment: { startsAt: '2027-01-15T15:00:00Z', clinicianId: owner.id },
});

async function convertAt(url: string, id: string): Promise<unknown> {
  return fetch(`${url}/api/v1/leads/${id}/convert`, {
    method: 'POST',
    headers: { ...owner.headers, 'content-type': 'application/json' },
    body: JSON.stringify(input()),
  }).catch(() => 'the process died');
}

/** The API dies while it serves the call. */
async function killApi(id: string, step: string, when: 'before' | 'after'): Promise<void> {
  const child = await victim('api');
  const death = step === 'FINISH' ? killAtFinish(child, id, when) : killAtModule(child, step, when);
  const call = convertAt(child.url!, id);
  await death;
  await call;
}

/** The call left a conversion that waits; the worker that takes it up dies. */
async function killWorker(id: string, step: string, when: 'before' | 'after'): Promise<void> {
  modules.before = async () => ({ status: 503 });
  const { status } = await owner.rest('POST', `/leads/${id}/convert`, input());
  expect(status).toBe(202);
  await story.database.query(`update lead_conversions set next_attempt_at = 'infinity' where lead_id = $1`, [id]);
  modules.before = async () => undefined;
  const child = await victim('worker');
  const death = step === 'FINISH' ? killAtFinish(child, id, when) : killAtModule(child, step, when);
  await story.database.query('update lead_conversions set next_attempt_at = now() where lead_id = $1', [id]);
  await death;
}

const points = conversionSteps.flatMap(step => (['before', 'after'] as const).map(when => [step, when] as const));

test.each(points)(
  'killed at %s, %s its effect: one client, one appointment, the lead CONVERTED',
  async (step, when) => {
    for (let round = 0; round < rounds; round++) {
      Object.assign(modules, { before: async () => undefined, after: async () => undefined });
      const id = await leadOf();
      await (round % 3 === 2 ? killWorker : killApi)(id, step, when);
      Object.assign(modules, { before: async () => undefined, after: async () => undefined });
      // This process takes the worker's part: it sweeps as the worker's schedule does.
      await until('the lead is converted', async () => {
        await story.services.leadConversion.resumeDue();
        return first(`select 1 from leads where id = $1 and status = 'CONVERTED'`, [id]);
      });
      const made = modules.clients.filter(client => client.leadId === id);
      expect(made).toHaveLength(1);
      expect(modules.appointments.filter(({ clientId }) => clientId === made[0]!.id)).toHaveLength(1);
      expect(modules.verifications.filter(({ leadId }) => leadId === id)).toHaveLength(1);
      expect(modules.history.get(made[0]!.id as string)?.size).toBe(1);
      const counts = await first(
        `select (select count(*)::int from clients where lead_id = $1) as clients,
           (select count(*)::int from appointments a join clients c on c.id = a.client_id where c.lead_id = $1) as appointments,
           (select count(*)::int from outbox where object_id = $1 and type = 'LEAD_CONVERTED') as events,
           (select state from lead_conversions where lead_id = $1) as state`,
        [id],
      );
      expect(counts).toEqual({ clients: 1, appointments: 1, events: 1, state: 'COMPLETED' });
    }
  },
  30_000 + rounds * 30_000,
);
