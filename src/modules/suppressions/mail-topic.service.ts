import { newId } from '../../platform/clock.js';
import type { RequestContext } from '../../platform/context.js';
import { setFields } from '../../platform/database/fields.js';
import { actorId, assertVersion, lockRow, newRow } from '../../platform/database/rows.js';
import { ConflictError, NotFoundError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { normalizeName } from '../../platform/reading/words.js';
import { change, type UnitOfWork, useCasesOf } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import { MailTopic } from './mail-topic.entity.js';
import { CreateMailTopic, UpdateMailTopic } from './mail-topic.rules.js';

const useCase = useCasesOf('MAIL_TOPIC');
const mostTopics = 100;

/** The only writer of the topics of mail. */
export class MailTopics {
  constructor(private readonly ground: Ground) {}

  /** Adds a topic. @throws ConflictError DUPLICATE, LIMIT_REACHED. */
  create(ctx: RequestContext, raw: unknown): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('createMailTopic', 'mailTopic:create', 'CREATE'), async unit => {
      const { name, description } = parse(CreateMailTopic, raw);
      const entered = await this.#enter(unit, name, description ?? null);
      if (!entered.isNew) throw taken();
      return { id: entered.id };
    });
  }

  /** The key of the topic of this name, which exists from its first use on, within another use case. */
  async known(unit: UnitOfWork, name: string): Promise<string> {
    return (await this.#enter(unit, name, null)).key;
  }

  /** Changes the fields that are present; a retired topic is no longer offered to anyone. @throws ConflictError DUPLICATE. */
  update(ctx: RequestContext, id: string, raw: unknown, expectedVersion?: number | null): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('updateMailTopic', 'mailTopic:update', 'UPDATE', id), async unit => {
      const input = parse(UpdateMailTopic, raw);
      const topic = await lockTopic(unit, id);
      assertVersion(topic, expectedVersion);
      const changes = setFields(topic, ['name', 'description', 'isRetired'], input);
      topic.nameKey = normalizeName(topic.name);
      if (changes.name) await assertNameFree(unit, topic);
      unit.record(topic.id, changes);
      if (Object.keys(changes).length === 0) return { id: topic.id };
      topic.updatedAt = this.ground.clock.now();
      const data = { fields: Object.keys(changes) };
      unit.publish({ type: 'MAIL_TOPIC_UPDATED', objectType: 'MAIL_TOPIC', objectId: topic.id, data });
      return { id: topic.id };
    });
  }

  /** Removes a topic; opt-outs from it stay, should it be added again. @throws ConflictError IN_USE. */
  delete(ctx: RequestContext, id: string, expectedVersion?: number | null): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('deleteMailTopic', 'mailTopic:delete', 'DELETE', id), async unit => {
      const topic = await lockTopic(unit, id);
      assertVersion(topic, expectedVersion);
      await assertUnused(unit, topic);
      unit.em.remove(topic);
      unit.record(topic.id, { name: { from: topic.name, to: null } });
      unit.publish({ type: 'MAIL_TOPIC_DELETED', objectType: 'MAIL_TOPIC', objectId: topic.id });
      return { id: topic.id };
    });
  }

  async #enter(unit: UnitOfWork, name: string, description: string | null) {
    const nameKey = normalizeName(name);
    await lockName(unit, nameKey);
    const [known] = await unit.sql<{ id: string; key: string }>(
      'select id, key from mail_topics where practice_id = $1 and name_key = $2',
      [unit.ctx.practiceId, nameKey],
    );
    if (known) return { ...known, isNew: false };
    const { id, key } = await this.#insert(unit, name, nameKey, description);
    unit.record(id, undefined, { action: 'CREATE', objectType: 'MAIL_TOPIC' });
    unit.publish({ type: 'MAIL_TOPIC_CREATED', objectType: 'MAIL_TOPIC', objectId: id });
    return { id, key, isNew: true };
  }

  /** A renamed topic may hold the key of its former name. */
  async #insert(unit: UnitOfWork, name: string, nameKey: string, description: string | null) {
    await assertRoom(unit);
    const { id, practiceId, createdAt } = newRow(unit.ctx, this.ground.clock.now());
    const [row] = await unit.sql<{ key: string }>(
      `insert into mail_topics (id, practice_id, created_at, updated_at, created_by_id, name, name_key, description, key)
       select $1, $2, $3, $3, $4, $5, $6, $7, case when exists (
         select 1 from mail_topics where practice_id = $2 and key = $6) then $6 || ' ' || $8 else $6 end
       returning key`,
      [id, practiceId, createdAt, actorId(unit.ctx), name, nameKey, description, newId()],
    );
    return { id, key: row!.key };
  }
}

async function lockTopic(unit: UnitOfWork, id: string): Promise<MailTopic> {
  const topic = await lockRow(unit, MailTopic, id);
  if (!topic) throw new NotFoundError('MAIL_TOPIC');
  return topic;
}

const taken = () => new ConflictError('DUPLICATE', 'There is a topic of this name.', ['name']);

/** Those who give the same name at once wait for each other. */
const lockName = (unit: UnitOfWork, nameKey: string) =>
  unit.sql('select pg_advisory_xact_lock(hashtextextended($1, 26))', [`${unit.ctx.practiceId} ${nameKey}`]);

async function assertNameFree(unit: UnitOfWork, { id, nameKey }: MailTopic): Promise<void> {
  await lockName(unit, nameKey);
  const text = 'select 1 from mail_topics where practice_id = $1 and name_key = $2 and id <> $3';
  if ((await unit.sql(text, [unit.ctx.practiceId, nameKey, id])).length > 0) throw taken();
}

async function assertRoom(unit: UnitOfWork): Promise<void> {
  const text = 'select count(*)::int as n from mail_topics where practice_id = $1';
  const [found] = await unit.sql<{ n: number }>(text, [unit.ctx.practiceId]);
  if (found!.n >= mostTopics) {
    throw new ConflictError('LIMIT_REACHED', `A practice has at most ${mostTopics} topics.`, ['name']);
  }
}

/** Email campaigns stand above; whether one is about a topic is all that is asked here. */
async function assertUnused(unit: UnitOfWork, { key }: MailTopic): Promise<void> {
  const text = `select 1 from email_campaigns where practice_id = $1 and topic_key = $2 and deleted_at is null limit 1`;
  if ((await unit.sql(text, [unit.ctx.practiceId, key])).length === 0) return;
  throw new ConflictError('IN_USE', "A topic that an email campaign is about can't be deleted; retire it.", ['id']);
}
