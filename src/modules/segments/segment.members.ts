import type { RequestContext } from '../../platform/context.js';
import { actorId } from '../../platform/database/rows.js';
import { NotFoundError, ValidationError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { change, type UnitOfWork, useCasesOf } from '../../platform/use-case.js';
import { isId, parse } from '../../platform/validation.js';
import type { PersonRef } from '../consents/consent.vocabulary.js';
import type { Segment } from './segment.entity.js';
import { tableOf } from './segment.matching.js';
import { SegmentPeople } from './segment.rules.js';
import type { SegmentService } from './segment.service.js';

/** A person who was not taken in or out, and why. */
export interface RejectedMember extends PersonRef {
  code: 'NOT_FOUND' | 'INVALID';
}

export interface AddedMembers {
  id: string;
  added: number;
  alreadyPresent: number;
  rejected: RejectedMember[];
}

export interface RemovedMembers {
  id: string;
  removed: number;
  alreadyAbsent: number;
  rejected: RejectedMember[];
}

const useCase = useCasesOf('SEGMENT');

/** The members of lists: whoever is there already stays, and a call that is repeated changes nothing. */
export class SegmentMembers {
  constructor(
    private readonly ground: Ground,
    private readonly segments: SegmentService,
  ) {}

  /** Adds people to a list, telling of each who can't be. */
  add(ctx: RequestContext, id: string, raw: unknown): Promise<AddedMembers> {
    return change(this.ground, ctx, useCase('addSegmentMembers', 'segment:update', 'UPDATE', id), async unit => {
      const { segment, ids, rejected } = await this.#people(unit, id, parse(SegmentPeople, raw));
      const present = await unit.sql<{ id: string }>(
        `select id from ${tableOf[segment.appliesTo]}
         where practice_id = $1 and id = any($2::uuid[]) and deleted_at is null for share`,
        [segment.practiceId, ids],
      );
      const known = new Set(present.map(row => row.id));
      for (const missing of ids.filter(one => !known.has(one))) {
        rejected.push({ type: segment.appliesTo, id: missing, code: 'NOT_FOUND' });
      }
      const rows = await unit.sql<{ id: string }>(
        `insert into segment_members (practice_id, segment_id, person_type, person_id, added_at, added_by_id)
         select $1, $2, $3, person, $5, $6 from unnest($4::uuid[]) as person
         on conflict do nothing returning person_id as id`,
        [segment.practiceId, segment.id, segment.appliesTo, [...known], this.ground.clock.now(), actorId(ctx)],
      );
      this.#tell(unit, segment, rows, 'SEGMENT_MEMBERS_ADDED');
      return { id: segment.id, added: rows.length, alreadyPresent: known.size - rows.length, rejected };
    });
  }

  /** Takes people out of a list; who is not in it is counted, be it anybody. */
  remove(ctx: RequestContext, id: string, raw: unknown): Promise<RemovedMembers> {
    return change(this.ground, ctx, useCase('removeSegmentMembers', 'segment:update', 'UPDATE', id), async unit => {
      const { segment, ids, rejected } = await this.#people(unit, id, parse(SegmentPeople, raw));
      const rows = await this.#delete(unit, segment, ids);
      return { id: segment.id, removed: rows.length, alreadyAbsent: ids.length - rows.length, rejected };
    });
  }

  /** Takes one person out of a list. @throws NotFoundError when it is not in it. */
  removeOne(ctx: RequestContext, id: string, raw: { type: unknown; id: unknown }): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('removeSegmentMember', 'segment:update', 'UPDATE', id), async unit => {
      const { segment, ids } = await this.#people(unit, id, parse(SegmentPeople, { members: [raw] }));
      const rows = await this.#delete(unit, segment, ids);
      if (rows.length === 0) throw new NotFoundError('SEGMENT_MEMBER');
      return { id: segment.id };
    });
  }

  async #delete(unit: UnitOfWork, segment: Segment, ids: string[]): Promise<{ id: string }[]> {
    const rows = await unit.sql<{ id: string }>(
      `delete from segment_members
       where practice_id = $1 and segment_id = $2 and person_type = $3 and person_id = any($4::uuid[])
       returning person_id as id`,
      [segment.practiceId, segment.id, segment.appliesTo, ids],
    );
    this.#tell(unit, segment, rows, 'SEGMENT_MEMBERS_REMOVED');
    return rows;
  }

  /** The list, locked, with those of the people who can be in it, each once. */
  async #people(unit: UnitOfWork, id: string, { members }: SegmentPeople) {
    const segment = await this.segments.lock(unit, id);
    if (segment.kind !== 'STATIC') {
      throw ValidationError.at('segmentId', 'INVALID', 'A rule says who is in this segment.');
    }
    const rejected = members.flatMap((person): RejectedMember[] => {
      if (person.type !== segment.appliesTo) return [{ ...person, code: 'INVALID' }];
      return isId(person.id) ? [] : [{ ...person, code: 'NOT_FOUND' }];
    });
    const ids = members.filter(({ type, id: one }) => type === segment.appliesTo && isId(one)).map(one => one.id);
    return { segment, ids: [...new Set(ids)], rejected };
  }

  #tell(unit: UnitOfWork, segment: Segment, rows: { id: string }[], type: string): void {
    unit.record([segment.id, ...rows.map(row => row.id)], { members: true });
    if (rows.length === 0) return;
    unit.publish({ type, objectType: 'SEGMENT', objectId: segment.id, data: { count: rows.length } });
  }
}
