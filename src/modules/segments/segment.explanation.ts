import type { RequestContext } from '../../platform/context.js';
import { ForbiddenError, NotFoundError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { Statement } from '../../platform/reading/statement.js';
import { observe, useCasesOf } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import { assertPerson } from '../consents/consent.people.js';
import { PersonRules } from '../consents/consent.rules.js';
import type { PersonRef } from '../consents/consent.vocabulary.js';
import type { KeptSegment, SegmentAudience } from './segment.audience.js';
import { type Answers, presentRows, type RunSql, runOf, tableOf } from './segment.matching.js';
import { canLookInto } from './segment.policy.js';
import { holds, type SegmentRule } from './segment.rule.js';

/** A rule, or a part of one, and whether it holds of a person; what the person's record says is not told. */
export interface RuleExplanation {
  form: 'ALL' | 'ANY' | 'NOT' | 'FIELD';
  /** Where it stands in the rule: `all.0.not`; empty for the whole. */
  path: string;
  holds: boolean;
  field: string | null;
  op: string | null;
  value: unknown;
  rules: RuleExplanation[];
}

export interface MembershipExplanation {
  segmentId: string;
  person: PersonRef;
  isMember: boolean;
  /** Null of a list, and of a person of another kind than the segment holds. */
  rule: RuleExplanation | null;
  /** The questions of the rule alone. */
  questions: RuleExplanation[];
}

const useCase = useCasesOf('SEGMENT');

/** Says why one person is in a segment or is not. */
export class SegmentExplanations {
  constructor(
    private readonly ground: Ground,
    private readonly audience: SegmentAudience,
  ) {}

  /** @throws ForbiddenError for who may use the segment by its name only, NotFoundError of a segment or person. */
  explain(ctx: RequestContext, segmentId: string, raw: unknown): Promise<MembershipExplanation> {
    const explaining = useCase('explainMembership', 'segment:read', 'READ', segmentId);
    return observe(this.ground, ctx, explaining, async () => {
      const run = this.audience.reading();
      const [segment] = await this.audience.kept(run, ctx.practiceId, [segmentId], 'id');
      if (!canLookInto(ctx.signedIn, segment!)) throw new ForbiddenError();
      const person = parse(PersonRules, raw);
      await assertPerson(run as never, ctx.practiceId, person);
      const value = await this.#explain(ctx, run, segment!, person);
      return { value, report: { ids: [segment!.id, person.id] } };
    });
  }

  async #explain(ctx: RequestContext, run: RunSql, segment: KeptSegment, person: PersonRef) {
    const { id: segmentId, rule } = segment;
    const answer = { segmentId, person, rule: null, questions: [] };
    if (person.type !== segment.appliesTo) return { ...answer, isMember: false };
    const tools = await this.audience.matching.tools(run, ctx.practiceId, segment.appliesTo);
    if (rule) {
      const answers = await this.audience.matching.answersOf(run, rule, tools, person.id);
      if (!answers) throw new NotFoundError(person.type, ['person', 'id']);
      const explained = explanationOf(rule, answers, []);
      return { ...answer, isMember: explained.holds, rule: explained, questions: questionsIn(explained) };
    }
    const st = new Statement();
    const members = await this.audience.membersOf(run, segment, tools);
    const where = `${presentRows} and {t}.id = ${st.bind(person.id, 'uuid')} and ${members.write(st)}`;
    const rows = await runOf(run, tools, `select 1 from ${tableOf[segment.appliesTo]} {t} where ${where}`, st);
    return { ...answer, isMember: rows.length > 0 };
  }
}

function explanationOf(rule: SegmentRule, answers: Answers, path: readonly string[]): RuleExplanation {
  const part = { path: path.join('.'), holds: holds(rule, answers), field: null, op: null, value: null };
  if ('field' in rule) {
    const { field, op, value = null } = rule;
    return { ...part, form: 'FIELD', field, op, value, rules: [] };
  }
  if ('not' in rule) return { ...part, form: 'NOT', rules: [explanationOf(rule.not, answers, [...path, 'not'])] };
  const [form, rules] = 'all' in rule ? (['ALL', rule.all] as const) : (['ANY', rule.any] as const);
  const inner = rules.map((one, at) => explanationOf(one, answers, [...path, form.toLowerCase(), String(at)]));
  return { ...part, form, rules: inner };
}

const questionsIn = (explained: RuleExplanation): RuleExplanation[] =>
  explained.form === 'FIELD' ? [explained] : explained.rules.flatMap(questionsIn);
