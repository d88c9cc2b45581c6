import type { Permission } from '../../platform/access/role-matrix.js';
import type { RequestContext } from '../../platform/context.js';
import { NotFoundError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { Statement } from '../../platform/reading/statement.js';
import type { UnitOfWork } from '../../platform/use-case.js';
import { isId } from '../../platform/validation.js';
import { type Matching, presentRows, type RunSql, SegmentMatching, tableOf } from './segment.matching.js';
import { rulePlace } from './segment.protection.js';
import type { SegmentRule } from './segment.rule.js';
import type { RuleTools } from './segment.sql.js';
import { type RecipientType, recipientTypes, type SegmentKind } from './segment.vocabulary.js';

/** A segment as its members are found by it. */
export interface KeptSegment {
  id: string;
  appliesTo: RecipientType;
  kind: SegmentKind;
  isSensitive: boolean;
  guards: Permission[];
  rule: SegmentRule | null;
}

/** Rows (person_type, person_id, segment_id, is_sensitive), each person once, as a bound statement from $1 on. */
export interface AudienceRows {
  text: string;
  values: unknown[];
  /** Whether some of the segments ask by protected fields, so that who is here may tell something. */
  isSensitive: boolean;
}

export interface AudienceWish {
  segmentIds: readonly string[];
  excludeSegmentIds?: readonly string[];
}

interface SegmentRow extends Omit<KeptSegment, 'rule'> {
  rule: SegmentRule | null;
  sealedRule: string | null;
}

/** Who belongs to segments, for whoever reaches people by them: by name, without seeing rule or members. */
export class SegmentAudience {
  readonly matching: SegmentMatching;

  constructor(private readonly ground: Ground) {
    this.matching = new SegmentMatching(ground);
  }

  /**
   * The people of some segments without those of others, for `insert into … select … from (<text>)`. A person of
   * several is there by the first of them that is not sensitive: to be missed there would tell of the other.
   * @throws NotFoundError at `segmentIds.0` where one is not there.
   */
  async rows(unit: UnitOfWork, wish: AudienceWish): Promise<AudienceRows> {
    return this.rowsBy(unit.sql.bind(unit), unit.ctx.practiceId, wish);
  }

  /** How many people that are. */
  async count(ctx: RequestContext, wish: AudienceWish): Promise<number> {
    const run = this.reading();
    const { text, values } = await this.rowsBy(run, ctx.practiceId, wish);
    const [row] = await run<{ count: string }>(`select count(*) as count from (${text}) a`, values);
    return Number(row!.count);
  }

  /**
   * Segments in the order asked for, deleted ones where told so. @throws NotFoundError at the path of one that is
   * not there.
   */
  async kept(
    run: RunSql,
    practiceId: string,
    ids: readonly string[],
    path = 'segmentIds',
    isDeletedToo = false,
  ): Promise<KeptSegment[]> {
    const rows = await run<SegmentRow>(
      `select id, applies_to as "appliesTo", kind, is_sensitive as "isSensitive", guards, rule, sealed_rule as "sealedRule"
       from segments where practice_id = $1 and id = any($2::uuid[]) and (deleted_at is null or $3)`,
      [practiceId, ids.filter(isId), isDeletedToo],
    );
    const byId = new Map(rows.map(row => [row.id, row]));
    return ids.map((id, at) => {
      const row = byId.get(id.toLowerCase());
      if (!row) throw new NotFoundError('SEGMENT', path === 'id' ? [path] : [path, String(at)]);
      return this.#open(row, practiceId);
    });
  }

  /** The condition that holds of the members of a segment. */
  async membersOf(run: RunSql, segment: KeptSegment, tools: RuleTools): Promise<Matching> {
    const { id, appliesTo, kind, rule } = segment;
    if (kind === 'DYNAMIC') return this.matching.byRule(run, rule!, tools);
    const kept = 'select from segment_members m where m.practice_id = {practice} and m.person_type =';
    return {
      appliesTo,
      write: st => `exists (${kept} '${appliesTo}' and m.person_id = {t}.id and m.segment_id = ${st.bind(id, 'uuid')})`,
    };
  }

  /** Statements of their own, outside of any transaction. */
  reading(): RunSql {
    const { database } = this.ground;
    return async (text, values) => (await database.query(text, values)).rows as never;
  }

  /** As `rows`, by statements inside a transaction or outside of any. */
  async rowsBy(run: RunSql, practiceId: string, wish: AudienceWish): Promise<AudienceRows> {
    const included = await this.kept(run, practiceId, wish.segmentIds);
    const excluded = await this.kept(run, practiceId, wish.excludeSegmentIds ?? [], 'excludeSegmentIds');
    const st = new Statement();
    const parts: string[] = [];
    for (const appliesTo of recipientTypes) {
      const tools = await this.matching.tools(run, practiceId, appliesTo);
      const ofType = (segments: KeptSegment[]) => segments.filter(one => one.appliesTo === appliesTo);
      const without: Matching[] = [];
      for (const segment of ofType(excluded)) without.push(await this.membersOf(run, segment, tools));
      for (const segment of ofType(included)) {
        const matching = await this.membersOf(run, segment, tools);
        // Who is missed because of a sensitive segment tells of it as well.
        const isSensitive = segment.isSensitive || ofType(excluded).some(one => one.isSensitive);
        parts.push(memberRows({ ...segment, isSensitive }, matching, without, included.indexOf(segment), st));
      }
    }
    const all = parts.length > 0 ? parts.join(' union all ') : nobody;
    const text = `select distinct on (person_type, person_id) person_type, person_id, segment_id, is_sensitive
      from (${all}) p order by person_type, person_id, is_sensitive, position`;
    const isSensitive = [...included, ...excluded].some(one => one.isSensitive);
    const values = st.values({ practice: practiceId, viewer: practiceId, now: this.ground.clock.now() });
    return { text, values, isSensitive };
  }

  #open({ sealedRule, ...segment }: SegmentRow, practiceId: string): KeptSegment {
    if (!sealedRule) return segment;
    return { ...segment, rule: this.ground.cipher.open(rulePlace(practiceId, segment.id), sealedRule) };
  }
}

const nobody = `select null::text as person_type, null::uuid as person_id, null::uuid as segment_id,
  false as is_sensitive, 0 as position where false`;

function memberRows(segment: KeptSegment, matching: Matching, without: Matching[], position: number, st: Statement) {
  const { id, appliesTo, isSensitive } = segment;
  const excluded = without.map(one => ` and (${one.write(st)}) is not true`).join('');
  const text = `select '${appliesTo}' as person_type, {t}.id as person_id, ${st.bind(id, 'uuid')} as segment_id,
    ${isSensitive} as is_sensitive, ${position} as position from ${tableOf[appliesTo]} {t}
    where ${presentRows} and ${matching.write(st)}${excluded}`;
  return st.write(text, 't');
}
