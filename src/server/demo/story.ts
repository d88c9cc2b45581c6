import type { Role } from '../../platform/access/roles.js';
import type { Clock } from '../../platform/clock.js';
import { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { buildServices } from '../services.js';
import type { DemoPractice } from './accounts.js';
import { type DemoPerson, demoPeople } from './people.js';

const hourMs = 3_600_000;
const lanes = 4;

/** Lets the demo practice live through its last half year, by the same use cases that people call. */
export async function tellDemoStory(ground: Ground, practice: DemoPractice, count = 200): Promise<void> {
  const people = demoPeople(count);
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      const narrator = new Narrator(ground, practice);
      for (let at = lane; at < people.length; at += lanes) await narrator.tell(people[at] as DemoPerson, at);
    }),
  );
}

/** Tells the story of one person after another on a clock of its own. */
class Narrator {
  readonly #clock: Clock & { at: Date } = { at: new Date(), now: () => this.#clock.at };
  readonly #services;
  constructor(
    ground: Ground,
    private readonly practice: DemoPractice,
  ) {
    this.#services = buildServices({ ...ground, clock: this.#clock });
  }

  async tell(person: DemoPerson, position: number): Promise<void> {
    const { leads } = this.#services;
    const asked = Date.now() - person.daysAgo * 24 * hourMs - ((position * 37) % 20) * hourMs;
    this.#clock.at = new Date(asked);
    const carers = [this.practice.staffIds.CLINICIAN, this.practice.staffIds.INTAKE, null];
    const { id } = await leads.create(this.#as('INTAKE'), { ...person.input, assignedToId: carers[person.carer] });
    if (person.answeredAfterHours === null) return;
    await this.#answer(id, person, position, asked + person.answeredAfterHours * hourMs);
    this.#pass(48);
    if (person.fate === 'LOST' || person.fate === 'UNQUALIFIED') {
      await leads.update(this.#as('INTAKE'), id, { status: person.fate, lostReason: person.lostReason });
    }
    if (person.fate === 'QUALIFIED' || person.fate === 'CONVERTED') {
      await leads.update(this.#as('INTAKE'), id, { status: 'QUALIFIED', stage: 'CONSULTATION' });
    }
    if (person.fate === 'CONVERTED') await this.#convert(id, person);
  }

  async #answer(id: string, person: DemoPerson, position: number, at: number): Promise<void> {
    this.#clock.at = new Date(Math.min(at, Date.now()));
    const needsFollowUp = position % 5 === 0;
    const dueAt = new Date(Date.now() + ((position % 21) - 7) * 24 * hourMs);
    await this.#services.leadInteractions.add(this.#as('INTAKE'), id, {
      kind: position % 3 === 0 ? 'EMAIL' : 'CALL',
      direction: 'OUTBOUND',
      occurredAt: this.#clock.at,
      durationMinutes: 5 + (position % 4) * 5,
      summary: `Talked about what ${person.input.firstName} is looking for and what a first visit is like.`,
      outcome: needsFollowUp ? 'Will think it over' : 'Wants an appointment',
      ...(needsFollowUp && { followUp: { title: `Call ${person.input.firstName} back about openings`, dueAt } }),
    });
  }

  async #convert(id: string, person: DemoPerson): Promise<void> {
    this.#pass(72 + (person.daysAgo % 9) * 24);
    await this.#services.leadConversion.convert(this.#as('OWNER'), id, {
      verifyInsurance: 'insurance' in person.input,
      appointment: {
        startsAt: new Date(this.#clock.at.getTime() + 7 * 24 * hourMs),
        clinicianId: this.practice.staffIds.CLINICIAN,
      },
    });
  }

  /** Moves the clock on, never past now. */
  #pass(hours: number): void {
    this.#clock.at = new Date(Math.min(this.#clock.at.getTime() + hours * hourMs, Date.now()));
  }

  #as(role: Role): RequestContext {
    const { practiceId, staffIds } = this.practice;
    return new RequestContext({
      channel: 'cli',
      viewer: { kind: 'STAFF', id: staffIds[role], practiceId, roles: [role] },
    });
  }
}
