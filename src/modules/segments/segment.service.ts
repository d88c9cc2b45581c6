import { assertMayOn } from '../../platform/access/viewer.js';
import type { AuditChanges } from '../../platform/audit/audit-entry.js';
import type { RequestContext } from '../../platform/context.js';
import { actorId, assertVersion, lockPresent, newRow } from '../../platform/database/rows.js';
import { assertNameFree } from '../../platform/database/unique-names.js';
import { lockRestorable } from '../../platform/deletion/restoring.js';
import { ConflictError, ForbiddenError, ValidationError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { normalizeName } from '../../platform/reading/words.js';
import { change, type UnitOfWork, useCasesOf } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import { Segment } from './segment.entity.js';
import { canLookInto } from './segment.policy.js';
import { SegmentProtection } from './segment.protection.js';
import { parseRule } from './segment.rule.js';
import { CreateSegment, UpdateSegment } from './segment.rules.js';

const useCase = useCasesOf('SEGMENT');

/** Something of a noun above that reaches people by a segment: while there is any, it stays. */
export interface SegmentUse {
  /** What it is called, as `campaign`. */
  word: string;
  isUsed(unit: UnitOfWork, segmentId: string): Promise<boolean>;
}

/** The only writer of segments. */
export class SegmentService {
  readonly #protection: SegmentProtection;

  constructor(
    private readonly ground: Ground,
    private readonly uses: readonly SegmentUse[],
  ) {
    this.#protection = new SegmentProtection(ground.cipher);
  }

  /** Adds a segment. @throws ForbiddenError for a rule by fields that the viewer may not read; ConflictError DUPLICATE. */
  create(ctx: RequestContext, raw: unknown): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('createSegment', 'segment:create', 'CREATE'), async unit => {
      const { name, description, appliesTo, kind, rule } = parse(CreateSegment, raw);
      const isRuled = kind ? kind === 'DYNAMIC' : rule !== null && rule !== undefined;
      const segment = Object.assign(new Segment(), {
        ...newRow(ctx, this.ground.clock.now()),
        ...{ name, nameKey: normalizeName(name), description: description ?? null, appliesTo },
        kind: isRuled ? ('DYNAMIC' as const) : ('STATIC' as const),
        isOnLegalHold: false,
      });
      this.#rule(unit, segment, rule);
      await assertNameFree(unit, 'segments', segment, 'a segment');
      unit.em.persist(segment);
      unit.record(segment.id);
      unit.publish({ type: 'SEGMENT_CREATED', objectType: 'SEGMENT', objectId: segment.id });
      return { id: segment.id };
    });
  }

  /** Changes the fields that are present. @throws StaleVersionError, ForbiddenError, ConflictError DUPLICATE. */
  update(ctx: RequestContext, id: string, raw: unknown, expectedVersion?: number | null): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('updateSegment', 'segment:update', 'UPDATE', id), async unit => {
      const input = parse(UpdateSegment, raw);
      const segment = await this.lock(unit, id);
      assertVersion(segment, expectedVersion);
      const changes = await this.#revise(unit, segment, input);
      unit.record(segment.id, changes);
      if (Object.keys(changes).length === 0) return { id: segment.id };
      segment.updatedAt = this.ground.clock.now();
      const data = { fields: Object.keys(changes) };
      unit.publish({ type: 'SEGMENT_UPDATED', objectType: 'SEGMENT', objectId: segment.id, data });
      return { id: segment.id };
    });
  }

  /** Takes a segment out of sight. @throws ConflictError IN_USE while people are reached by it. */
  delete(ctx: RequestContext, id: string, expectedVersion?: number | null): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('deleteSegment', 'segment:delete', 'DELETE', id), async unit => {
      const segment = await lockPresent(unit, Segment, 'SEGMENT', id);
      assertMayOn(ctx.signedIn, 'segment:delete', segment);
      assertVersion(segment, expectedVersion);
      await this.#assertUnused(unit, segment.id);
      const now = this.ground.clock.now();
      Object.assign(segment, { deletedAt: now, deletedById: actorId(ctx), updatedAt: now });
      unit.record(segment.id);
      unit.publish({ type: 'SEGMENT_DELETED', objectType: 'SEGMENT', objectId: segment.id });
      return { id: segment.id };
    });
  }

  /** Brings a deleted segment back within its days. @throws ConflictError NOT_RESTORABLE, DUPLICATE. */
  restore(ctx: RequestContext, id: string): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('restoreSegment', 'segment:restore', 'RESTORE', id), async unit => {
      const now = this.ground.clock.now();
      const segment = await lockRestorable(unit, Segment, id, now);
      await assertNameFree(unit, 'segments', segment, 'a segment');
      Object.assign(segment, { deletedAt: null, deletedById: null, updatedAt: now });
      unit.record(segment.id);
      unit.publish({ type: 'SEGMENT_RESTORED', objectType: 'SEGMENT', objectId: segment.id });
      return { id: segment.id };
    });
  }

  /** The segment, locked for a change by someone who may see what it is made of. */
  async lock(unit: UnitOfWork, id: string, path: string[] = ['id']): Promise<Segment> {
    const segment = await lockPresent(unit, Segment, 'SEGMENT', id, path);
    assertMayOn(unit.ctx.signedIn, 'segment:update', segment);
    if (!canLookInto(unit.ctx.signedIn, segment)) throw new ForbiddenError();
    return segment;
  }

  async #revise(unit: UnitOfWork, segment: Segment, input: ReturnType<typeof UpdateSegment.parse>) {
    const changes: AuditChanges = {};
    if (input.name !== undefined && input.name !== segment.name) {
      changes.name = { from: segment.name, to: input.name };
      Object.assign(segment, { name: input.name, nameKey: normalizeName(input.name) });
      await assertNameFree(unit, 'segments', segment, 'a segment');
    }
    if (input.description !== undefined && input.description !== (segment.description ?? null)) {
      changes.description = { from: segment.description ?? null, to: input.description };
      segment.description = input.description;
    }
    return input.rule === undefined ? changes : { ...changes, ...this.#rule(unit, segment, input.rule) };
  }

  /** Gives the segment a rule. What it says may be protected: the log only hears that it changed. */
  #rule(unit: UnitOfWork, segment: Segment, raw: unknown): AuditChanges {
    const isGiven = raw !== undefined && raw !== null;
    if (segment.kind === 'STATIC' && isGiven) throw ValidationError.at('rule', 'INVALID', 'A list has no rule.');
    if (segment.kind === 'DYNAMIC' && !isGiven) throw ValidationError.at('rule', 'REQUIRED', 'This field is required.');
    const isChanged = this.#protection.apply(segment, isGiven ? parseRule(raw, segment.appliesTo) : null);
    if (!canLookInto(unit.ctx.signedIn, segment)) {
      throw new ForbiddenError('You may not build a rule on a field you may not see.');
    }
    return isChanged ? { rule: true } : {};
  }

  async #assertUnused(unit: UnitOfWork, id: string): Promise<void> {
    for (const use of this.uses) {
      if (!(await use.isUsed(unit, id))) continue;
      throw new ConflictError('IN_USE', `A segment that a ${use.word} uses can't be deleted.`, ['id']);
    }
  }
}
