import { type DemoCampaign, type DemoSegment, demoCampaigns, demoSegments } from './campaigns.js';
import { dayMs, type Narrator } from './narrator.js';

const inDays = (days: number | null): Date | null => (days === null ? null : new Date(Date.now() + days * dayMs));

/** What was planned, by id; campaigns in their order. */
export interface DemoPlans {
  campaigns: string[];
  segments: ReadonlyMap<DemoSegment, string>;
}

/** What the practice meant to do to be found: segments, and campaigns that have not begun. */
export async function tellPlans(narrator: Narrator): Promise<DemoPlans> {
  narrator.goTo(Date.now() - 200 * dayMs);
  const segments = new Map<DemoSegment, string>();
  for (const [name, { ...input }] of Object.entries(demoSegments)) {
    const { id } = await narrator.services.segments.create(narrator.as('OWNER'), { ...input, kind: 'DYNAMIC' });
    segments.set(name as DemoSegment, id);
  }
  const ids: string[] = [];
  for (const { input, segments: reached, exclude, startsIn, endsIn, automation } of demoCampaigns) {
    narrator.goTo(Date.now() + (Math.min(startsIn ?? 0, 0) - 20) * dayMs);
    const { id } = await narrator.services.campaigns.create(narrator.as('MARKETING'), {
      ...input,
      segmentIds: reached.map(name => segments.get(name)),
      excludeSegmentIds: exclude.map(name => segments.get(name)),
      startAt: inDays(startsIn),
      endAt: inDays(endsIn),
      ownerId: narrator.practice.staffIds.MARKETING,
    });
    if (automation.length > 0) {
      await narrator.services.campaignAutomation.set(narrator.as('MARKETING'), id, { steps: automation });
    }
    ids.push(id);
  }
  return { campaigns: ids, segments };
}

/** How a campaign began, what it cost and how it ended. */
export async function tellCampaign(narrator: Narrator, campaign: DemoCampaign, id: string): Promise<void> {
  const { fate, startsIn, endsIn, expenses } = campaign;
  const { campaignMachine, campaignExpenses } = narrator.services;
  const marketer = narrator.as('MARKETING');
  if (fate === 'DRAFT' || startsIn === null) return;
  narrator.goTo(Date.now() + (Math.min(startsIn, 0) - 10) * dayMs);
  await campaignMachine.schedule(marketer, id, {});
  if (fate === 'SCHEDULED') return;
  narrator.goTo(Date.now() + startsIn * dayMs);
  await campaignMachine.take(marketer, 'activate', id);
  for (const { daysIn, ...expense } of expenses) {
    narrator.goTo(Date.now() + (startsIn + daysIn) * dayMs);
    await campaignExpenses.record(marketer, id, { ...expense, spentOn: narrator.now.toISOString().slice(0, 10) });
  }
  if (fate !== 'COMPLETED') return;
  narrator.goTo(Date.now() + (endsIn ?? 0) * dayMs);
  await campaignMachine.take(marketer, 'complete', id);
}
