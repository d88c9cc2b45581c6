import { RequestContext } from '../../platform/context.js';
import { DomainError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { transact, type UnitOfWork, useCasesOf } from '../../platform/use-case.js';
import type { PersonRef, PersonType } from '../consents/consent.vocabulary.js';
import type { ContactService } from '../contacts/contact.service.js';
import type { LeadService } from '../leads/lead.service.js';
import type { TaskService } from '../tasks/task.service.js';
import type { StepTask } from './campaign.automation-rules.js';
import type { StepMail } from './campaign.step-mail.js';
import type { StepAction } from './campaign.vocabulary.js';

interface Run {
  id: string;
  stepId: string;
  personType: PersonType;
  personId: string;
  attempts: number;
  action: StepAction;
  details: { tag?: string; assignedToId?: string; task?: StepTask; emailCampaignId?: string };
  ownerId: string | null;
  /** Still in the audience, and for this step to reach. */
  isMember: boolean;
}

interface Member {
  assignedToId: string | null;
  tags: string[];
}

interface Writers {
  leads: LeadService;
  contacts: ContactService;
  tasks: TaskService;
  mail: StepMail;
}

const lanes = 4;
const batch = 200;
const mostAttempts = 5;
const mostTags = 50;

const dueCampaigns = `
  select c.id, c.practice_id from campaigns c
  where c.status = 'ACTIVE' and c.deleted_at is null and exists (
    select from campaign_step_runs r where r.campaign_id = c.id and r.state = 'WAITING' and r.due_at <= $1)`;

const personOf = `
  select person_type as type, person_id as id from campaign_step_runs
  where practice_id = $1 and id = $2 and state = 'WAITING'`;

/**
 * The run, locked if it still waits and no other worker has it, with what its action needs to know. Its campaign stays
 * as it is meanwhile; one that is being changed waits for nobody here, as it may be about to cancel this very run.
 */
const claim = `
  select r.id, r.step_id as "stepId", r.person_type as "personType", r.person_id as "personId", r.attempts,
    s.action, s.action_details as details, c.owner_id as "ownerId",
    exists (select from campaign_recipients m
      where m.practice_id = r.practice_id and m.campaign_id = r.campaign_id and m.person_type = r.person_type
        and m.person_id = r.person_id and (s.reaches_sensitive or not m.is_sensitive)) as "isMember"
  from campaign_step_runs r
  join campaign_steps s on s.id = r.step_id
  join campaigns c on c.id = r.campaign_id and c.status = 'ACTIVE' and c.deleted_at is null
  where r.practice_id = $1 and r.id = $2 and r.state = 'WAITING' and r.due_at <= $3
    and r.person_id = $4
  for update of r skip locked for key share of c skip locked`;

const followers = `
  insert into campaign_step_runs (practice_id, campaign_id, step_id, person_type, person_id, due_at)
  select r.practice_id, r.campaign_id, s.id, r.person_type, r.person_id,
    $2::timestamptz + s.delay_minutes * interval '1 minute'
  from campaign_step_runs r join campaign_steps s on s.after_step_id = r.step_id and s.retired_at is null
  where r.id = $1 on conflict do nothing`;

/** Takes the steps of campaigns for each member: the deed and the note that it was done commit together. */
export class AutomationRunner {
  constructor(
    private readonly ground: Ground,
    private readonly writers: Writers,
  ) {}

  /** Takes every step that is due in a campaign under way; answers how many. */
  async run(): Promise<number> {
    const now = this.ground.clock.now();
    const { rows } = await this.ground.database.query<{ id: string; practice_id: string }>(dueCampaigns, [now]);
    let taken = 0;
    for (const { id, practice_id } of rows) taken += await this.#campaign(practice_id, id);
    return taken;
  }

  async #campaign(practiceId: string, campaignId: string): Promise<number> {
    let taken = 0;
    for (;;) {
      const { rows } = await this.ground.database.query<{ id: string }>(
        `select id from campaign_step_runs where campaign_id = $1 and state = 'WAITING' and due_at <= $2
         order by due_at, id limit ${batch}`,
        [campaignId, this.ground.clock.now()],
      );
      const waiting = rows.map(row => row.id);
      const done = await Promise.all(
        Array.from({ length: lanes }, async () => {
          let count = 0;
          for (let id = waiting.shift(); id; id = waiting.shift()) {
            if (await this.#take(practiceId, campaignId, id)) count += 1;
          }
          return count;
        }),
      );
      const count = done.reduce((sum, one) => sum + one, 0);
      taken += count;
      if (count === 0) return taken;
    }
  }

  /** Whether the step was taken here; what fails is noted, and tried again a few times. */
  async #take(practiceId: string, campaignId: string, id: string): Promise<boolean> {
    const ctx = RequestContext.system(practiceId, 'worker');
    const acting = useCasesOf('CAMPAIGN')('runCampaignStep', 'campaign:update', 'UPDATE', campaignId);
    try {
      return await transact(this.ground, ctx, acting, async unit => {
        const [person] = await unit.sql<PersonRef>(personOf, [practiceId, id]);
        // The person first, as who changes or merges people holds them before what hangs on them.
        const member = person ? await this.#hold(unit, person) : null;
        const [run] = person ? await unit.sql<Run>(claim, [practiceId, id, this.ground.clock.now(), person.id]) : [];
        if (!run) return false;
        await this.#act(unit, campaignId, run, run.isMember ? member : null);
        return true;
      });
    } catch (error) {
      await this.#fail(id, error);
      return false;
    }
  }

  async #act(unit: UnitOfWork, campaignId: string, run: Run, member: Member | null): Promise<void> {
    const person = { type: run.personType, id: run.personId };
    if (!member) return this.#settle(unit, run, 'SKIPPED', { reason: 'NOT_A_MEMBER' });
    const { action, details, ownerId } = run;
    const { assignedToId, tags } = member;
    if (action === 'CREATE_TASK') {
      const { dueInMinutes, ...task } = details.task!;
      const now = this.ground.clock.now();
      const dueAt = dueInMinutes == null ? null : new Date(now.getTime() + dueInMinutes * 60_000);
      const assignee = task.assignedToId ?? assignedToId ?? ownerId;
      const made = await this.writers.tasks.enter(unit, { ...task, dueAt, assignedToId: assignee, relatedTo: person });
      unit.record([campaignId, person.id], undefined, { details: { stepId: run.stepId, taskId: made.id } });
      return this.#settle(unit, run, 'DONE', { taskId: made.id });
    }
    if (action === 'SEND_EMAIL_CAMPAIGN') {
      const reason = await this.writers.mail.send(unit, {
        emailCampaignId: details.emailCampaignId!,
        campaignId,
        person,
      });
      unit.record([campaignId, person.id], undefined, { details: { stepId: run.stepId } });
      return this.#settle(unit, run, reason ? 'SKIPPED' : 'DONE', { reason: reason ?? undefined });
    }
    const tag = details.tag ?? '';
    const isTagged = action === 'ADD_TAG' && tags.some(one => one.toLowerCase() === tag.toLowerCase());
    if (action === 'ADD_TAG' && !isTagged && tags.length >= mostTags) {
      return this.#settle(unit, run, 'SKIPPED', { reason: 'TOO_MANY_TAGS' });
    }
    const change = action === 'ASSIGN' ? { assignedToId: details.assignedToId } : { tags: [...tags, tag] };
    const writer = person.type === 'LEAD' ? this.writers.leads : this.writers.contacts;
    if (!isTagged) await writer.revisePresent(unit, person.id, change);
    unit.record([campaignId, person.id], undefined, { details: { stepId: run.stepId } });
    return this.#settle(unit, run, 'DONE', {});
  }

  /** The person, kept from changing by another step or by anybody; null when gone. */
  async #hold(unit: UnitOfWork, { type, id }: PersonRef): Promise<Member | null> {
    const [member] = await unit.sql<Member>(
      `select assigned_to_id as "assignedToId", tags from ${type === 'LEAD' ? 'leads' : 'contacts'}
       where practice_id = $1 and id = $2 and deleted_at is null for update`,
      [unit.ctx.practiceId, id],
    );
    return member ?? null;
  }

  /** Notes what came of the step, and sets off the steps after it. */
  async #settle(unit: UnitOfWork, run: Run, state: string, { reason, taskId }: { reason?: string; taskId?: string }) {
    const now = this.ground.clock.now();
    await unit.sql(
      `update campaign_step_runs set state = $2, ran_at = $3, reason = $4, task_id = $5, attempts = attempts + 1
       where id = $1`,
      [run.id, state, now, reason ?? null, taskId ?? null],
    );
    if (state === 'DONE') await unit.sql(followers, [run.id, now]);
  }

  async #fail(id: string, error: unknown): Promise<void> {
    this.ground.logger.warn({ err: error, runId: id }, 'a step of a campaign could not be taken');
    const reason = error instanceof DomainError ? error.code : 'INTERNAL';
    const again = new Date(this.ground.clock.now().getTime() + 60_000);
    await this.ground.database
      .query(
        `update campaign_step_runs set attempts = attempts + 1, reason = $2, due_at = $3,
           state = case when attempts + 1 >= ${mostAttempts} then 'FAILED' else 'WAITING' end
         where id = $1 and state = 'WAITING'`,
        [id, reason, again],
      )
      // The database itself may be what fails; the run then waits as it did.
      .catch(() => undefined);
  }
}
