import { byId, element, figure, words } from './elements.js';
import { codeOf, type Session } from './session.js';

interface Count {
  count: number | null;
}

interface Stats {
  leadStats: {
    total: number | null;
    bySource: (Count & { source: string })[];
    byStage: (Count & { stage: string })[];
  };
}

const query = `query Leads { leadStats { total bySource { source count } byStage { stage count } } }`;

/** Leads by where they came from and how far they are. */
export async function showLeads(session: Session): Promise<void> {
  const { data, errors } = await session.query<Stats>(query);
  byId('leads').hidden = codeOf(errors) === 'FORBIDDEN';
  if (!data?.leadStats) return;
  const { total, bySource, byStage } = data.leadStats;
  byId('leads-total').textContent = figure(total);
  bars(
    'by-source',
    bySource.map(({ source, count }) => ({ name: words(source), count })),
  );
  bars(
    'by-stage',
    byStage.map(({ stage, count }) => ({ name: words(stage), count })),
  );
}

/** A list that reads as one, with a bar behind each number. */
function bars(id: string, entries: { name: string; count: number | null }[]): void {
  const most = Math.max(1, ...entries.map(({ count }) => count ?? 0));
  const items = entries.map(({ name, count }) =>
    element(
      'li',
      {},
      element('span', { class: 'name' }, name),
      element('span', { class: 'bar', style: `--share: ${((count ?? 0) / most) * 100}%` }),
      element('span', { class: 'count' }, count === null ? 'under 11' : figure(count)),
    ),
  );
  byId(id).replaceChildren(...(items.length > 0 ? items : [element('li', { class: 'none' }, 'None yet.')]));
}
