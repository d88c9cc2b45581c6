import { select } from '../../platform/reading/selection.js';
import type { DemoContact, DemoOrganization } from './community.js';
import { type DemoErrand, demoErrands } from './errands.js';
import { dayMs, type Narrator } from './narrator.js';

/** How an organization came to be known; its id. */
export async function tellOrganization(
  narrator: Narrator,
  { city, ...input }: DemoOrganization,
  position: number,
): Promise<string> {
  narrator.goTo(Date.now() - (430 - position) * dayMs);
  const address = { line1: `${12 + position * 31} Harbor Way`, city, region: 'OR', country: 'US' };
  const given = { ...input, address, phone: `+1503555${String(9000 + position)}` };
  return (await narrator.services.organizations.create(narrator.as('OWNER'), given)).id;
}

/** How a contact was made and when they last spoke; its id. */
export async function tellContact(
  narrator: Narrator,
  { input, organization, daysAgo, talkedDaysAgo }: DemoContact,
  position: number,
  organizations: readonly string[],
): Promise<string> {
  const { contacts, contactInteractions } = narrator.services;
  narrator.goTo(Date.now() - daysAgo * dayMs);
  const assignedToId = position % 2 === 0 ? narrator.practice.staffIds.OWNER : narrator.practice.staffIds.INTAKE;
  const given = { ...input, organizationId: organizations[organization], assignedToId };
  const { id } = await contacts.create(narrator.as('INTAKE'), given);
  if (talkedDaysAgo === null) return id;
  narrator.goTo(Date.now() - talkedDaysAgo * dayMs);
  await contactInteractions.add(narrator.as('OWNER'), id, {
    kind: position % 3 === 0 ? 'MEETING' : 'CALL',
    direction: 'OUTBOUND',
    occurredAt: narrator.now,
    durationMinutes: 15,
    summary: `Talked about whom ${input.firstName} sees and how we answer.`,
    outcome: position % 4 === 0 ? 'Will send people' : 'Keep in touch',
  });
  return id;
}

/** Every second follow-up whose time has come: the talk is noted and the task done in one call. */
export async function tellFollowUps(narrator: Narrator): Promise<void> {
  const { taskQueries, taskCompletion } = narrator.services;
  narrator.goTo(Date.now());
  const filter = { type: 'FOLLOW_UP' as const, isOverdue: true };
  const wanted = select([{ nodes: ['id', 'dueAt'] }]);
  const { nodes } = await taskQueries.list(narrator.as('OWNER'), { first: 100, filter }, wanted);
  for (const { id, dueAt } of nodes.filter((_, at) => at % 2 === 0)) {
    narrator.goTo(new Date(dueAt as string).getTime());
    await taskCompletion.complete(narrator.as('INTAKE'), id as string, {
      interaction: { kind: 'CALL', direction: 'OUTBOUND', occurredAt: narrator.now, summary: 'Called back.' },
    });
  }
}

type Ids = Readonly<Record<NonNullable<DemoErrand['about']>, readonly string[]>>;

/** What the practice set itself to do, and what of it is done. */
export async function tellErrands(narrator: Narrator, ids: Ids): Promise<void> {
  const { tasks, taskCompletion } = narrator.services;
  for (const [at, { input, about, by, dueIn, isDone }] of demoErrands.entries()) {
    narrator.goTo(Date.now() - (Math.max(-dueIn, 0) + 4) * dayMs);
    const relatedTo = about ? { type: about, id: ids[about][(at * 3) % ids[about].length] } : null;
    const dueAt = new Date(Math.ceil(Date.now() / dayMs) * dayMs + dueIn * dayMs - 7 * 3_600_000);
    const assignedToId = narrator.practice.staffIds[by];
    const { id } = await tasks.create(narrator.as('OWNER'), { ...input, relatedTo, dueAt, assignedToId });
    if (!isDone) continue;
    narrator.pass(72);
    await taskCompletion.complete(narrator.as('OWNER'), id, {});
  }
}
