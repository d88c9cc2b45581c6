// Guards of the design, taken out one at a time, to prove that the suite would tell.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './rig/processes.mjs';

const deliveries = 'modules/deliveries';

/**
 * Each names what goes: places of the compiled code, statements for the database,
 * and the scenario that has to tell.
 */
export const broken = {
  attempt: {
    title: 'the attempt that is committed before the call',
    tells: 'kills',
    places: [
      {
        file: `${deliveries}/delivery.attempting.js`,
        from: "set state = 'SENDING', attempts = d.attempts + 1, attempted_at = clock_timestamp(),",
        to: 'set attempts = d.attempts + 1, attempted_at = clock_timestamp(),',
      },
      {
        file: `${deliveries}/delivery.settling.js`,
        from: "(d.state = 'SENDING' or",
        to: "(d.state in ('CLAIMED', 'SENDING') or",
      },
    ],
  },
  folding: {
    title: 'the UNIQUE of campaign and address, and the folding of people who share one',
    tells: 'resets',
    sql: ['alter table deliveries drop constraint deliveries_address'],
    places: [
      {
        file: `${deliveries}/delivery.freezing.js`,
        from: 'case when place = 1 then address_index end as address_index',
        to: 'address_index',
      },
      {
        file: `${deliveries}/delivery.freezing.js`,
        from: "coalesce(reason, case when place > 1 then 'DUPLICATE_ADDRESS' end)",
        to: 'reason',
      },
    ],
  },
  fence: {
    title: 'the fence: a worker writes what it held once, whoever holds it now',
    tells: 'zombies',
    places: [
      {
        file: `${deliveries}/delivery.attempting.js`,
        from: "d.fence = h.fence and d.state = 'CLAIMED'\n    and exists (select from send_leases l join email_campaigns e on e.id = l.email_campaign_id\n      where l.id = $3 and l.lease_until > clock_timestamp() + make_interval(secs => $4) and e.status = 'SENDING')",
        to: '$3::uuid is not null and $4::float8 > 0',
      },
      {
        file: `${deliveries}/delivery.settling.js`,
        from: "and d.fence = s.fence and e.id = d.email_campaign_id\n    and (d.state = 'SENDING' or (d.state = 'UNKNOWN' and s.state <> 'UNKNOWN'))",
        to: 'and e.id = d.email_campaign_id',
      },
    ],
  },
  suppression: {
    title: 'the suppressions read in the claim',
    tells: 'optOuts',
    places: [
      {
        file: `${deliveries}/delivery.claiming.js`,
        from: `else \${sql} end as reason`,
        to: `else case when false then \${sql} end end as reason`,
      },
    ],
  },
};

export const brokenDist = 'dist-broken';

/** A copy of the compiled product without this guard. Throws when the code is no longer as the patch knows it. */
export function breakGuard(name) {
  rmSync(join(root, brokenDist), { recursive: true, force: true });
  cpSync(join(root, 'dist'), join(root, brokenDist), { recursive: true });
  for (const { file, from, to } of broken[name].places) {
    const path = join(root, brokenDist, file);
    const parts = readFileSync(path, 'utf8').split(from);
    if (parts.length !== 2)
      throw new Error(`${file} has ${parts.length - 1} places like "${from}": the patch "${name}" needs another look.`);
    writeFileSync(path, parts.join(to));
  }
}

export const mendGuard = () => rmSync(join(root, brokenDist), { recursive: true, force: true });
