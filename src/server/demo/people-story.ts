import type { DemoCampaign } from './campaigns.js';
import { dayMs, hourMs, type Narrator } from './narrator.js';
import type { DemoPerson } from './people.js';

/** Who and what brings people to the practice. */
export interface Bringers {
  /** Ids of contacts who send people. */
  referrers: readonly string[];
  campaigns: readonly { id: string; campaign: DemoCampaign }[];
}

/** What became of a person who asked for care; the lead's id. */
export async function tellPerson(
  narrator: Narrator,
  person: DemoPerson,
  position: number,
  bringers: Bringers,
): Promise<string> {
  const { leads } = narrator.services;
  const asked = Date.now() - person.daysAgo * dayMs - ((position * 37) % 20) * hourMs;
  narrator.goTo(asked);
  const { OWNER: _, ...staff } = narrator.practice.staffIds;
  const carers = [staff.CLINICIAN, staff.INTAKE, null];
  const brought = campaignOf(person, position, bringers);
  const { id } = await leads.create(narrator.as('INTAKE'), {
    ...person.input,
    assignedToId: carers[person.carer],
    ...(brought && { campaignId: brought }),
  });
  const referralId = await refer(narrator, person, position, id, bringers);
  if (person.answeredAfterHours === null) return id;
  await answer(narrator, id, person, position, asked + person.answeredAfterHours * hourMs);
  if (referralId && position % 6 !== 0) {
    await narrator.services.referrals.acknowledge(narrator.as('INTAKE'), referralId);
    if (person.fate !== 'CONTACTED') await follow(narrator, referralId, person);
  }
  narrator.pass(48);
  if (person.fate === 'LOST' || person.fate === 'UNQUALIFIED') {
    await leads.update(narrator.as('INTAKE'), id, { status: person.fate, lostReason: person.lostReason });
  }
  if (person.fate === 'QUALIFIED' || person.fate === 'CONVERTED') {
    await leads.update(narrator.as('INTAKE'), id, { status: 'QUALIFIED', stage: 'CONSULTATION' });
  }
  if (person.fate === 'CONVERTED') await convert(narrator, id, person);
  return id;
}

/** The campaign that ran when the person asked, if it brings people of this source. */
function campaignOf({ daysAgo, input }: DemoPerson, position: number, { campaigns }: Bringers): string | null {
  const found = campaigns.find(({ campaign: { startsIn, endsIn, brings } }) => {
    const isRunning = startsIn !== null && -daysAgo >= startsIn && -daysAgo <= (endsIn ?? 0);
    return isRunning && brings.sources.includes(String(input.source)) && (position * 7) % 10 < brings.share * 10;
  });
  return found?.id ?? null;
}

async function refer(
  narrator: Narrator,
  { input }: DemoPerson,
  position: number,
  leadId: string,
  { referrers }: Bringers,
): Promise<string | null> {
  if (input.source !== 'REFERRAL' || referrers.length === 0) return null;
  const { id } = await narrator.services.referrals.record(narrator.as('INTAKE'), {
    direction: 'INBOUND',
    contactId: referrers[(position * position) % referrers.length],
    leadId,
    receivedAt: narrator.now,
  });
  return id;
}

/** Where the referral stands by what became of the person. */
async function follow(narrator: Narrator, referralId: string, { fate }: DemoPerson): Promise<void> {
  const status = fate === 'QUALIFIED' ? 'SCHEDULED' : 'CLOSED';
  await narrator.services.referrals.update(narrator.as('INTAKE'), referralId, { status });
}

async function answer(narrator: Narrator, id: string, person: DemoPerson, position: number, at: number): Promise<void> {
  narrator.goTo(at);
  const needsFollowUp = position % 5 === 0;
  const dueAt = new Date(Date.now() + ((position % 21) - 7) * dayMs);
  await narrator.services.leadInteractions.add(narrator.as('INTAKE'), id, {
    kind: position % 3 === 0 ? 'EMAIL' : 'CALL',
    direction: 'OUTBOUND',
    occurredAt: narrator.now,
    durationMinutes: 5 + (position % 4) * 5,
    summary: `Talked about what ${person.input.firstName} is looking for and what a first visit is like.`,
    outcome: needsFollowUp ? 'Will think it over' : 'Wants an appointment',
    ...(needsFollowUp && { followUp: { title: `Call ${person.input.firstName} back about openings`, dueAt } }),
  });
}

async function convert(narrator: Narrator, id: string, person: DemoPerson): Promise<void> {
  narrator.pass(72 + (person.daysAgo % 9) * 24);
  await narrator.services.leadConversion.convert(narrator.as('OWNER'), id, {
    verifyInsurance: 'insurance' in person.input,
    appointment: {
      startsAt: new Date(narrator.now.getTime() + 7 * dayMs),
      clinicianId: narrator.practice.staffIds.CLINICIAN,
    },
  });
}
