import type { Ground } from '../../platform/ground.js';
import type { Sql } from '../../platform/reading/shape.js';
import { Statement } from '../../platform/reading/statement.js';
import { fieldOf } from './segment.catalogue.js';
import { answerOf } from './segment.opened.js';
import { questionOf } from './segment.questions.js';
import { holds, questionsOf, type RuleLeaf, type SegmentRule } from './segment.rule.js';
import { answersSql, type RuleTools, ruleSql } from './segment.sql.js';
import type { RecipientType } from './segment.vocabulary.js';

/** Runs one bound statement: inside a transaction or outside of any. */
export type RunSql = <Row extends object>(text: string, values: unknown[]) => Promise<Row[]>;

/** Who belongs, as SQL that is true of their rows `{t}` among those that are present. */
export interface Matching {
  appliesTo: RecipientType;
  write(st: Statement): Sql;
}

export const tableOf = { LEAD: 'leads', CONTACT: 'contacts' } as const;

/** Rows of the practice that are there. */
export const presentRows: Sql = '{t}.practice_id = {practice} and {t}.deleted_at is null';

/** Candidates that are opened at a time. */
const batch = 1_000;

interface Candidate {
  id: string;
  at: string;
  answers: (boolean | null)[];
  sealed: (string | null)[];
}

const isSealed = (leaf: RuleLeaf, appliesTo: RecipientType): boolean =>
  fieldOf(appliesTo, leaf.field)!.source.in === 'SEALED';

/** Finds who a rule holds of. */
export class SegmentMatching {
  constructor(private readonly ground: Ground) {}

  /** When and where rules are asked. */
  async tools(run: RunSql, practiceId: string, appliesTo: RecipientType): Promise<RuleTools> {
    const [practice] = await run<{ time_zone: string }>('select time_zone from practices where id = $1', [practiceId]);
    const { cipher, clock } = this.ground;
    return { appliesTo, practiceId, cipher, now: clock.now(), timeZone: practice!.time_zone };
  }

  /**
   * The rule as a condition. One that asks by sealed fields is decided here: what SQL leaves is opened by the
   * batch, and the condition names those who are left.
   */
  async byRule(run: RunSql, rule: SegmentRule, tools: RuleTools): Promise<Matching> {
    const { appliesTo } = tools;
    if (!questionsOf(rule).some(({ leaf }) => isSealed(leaf, appliesTo))) {
      return { appliesTo, write: st => ruleSql(rule, tools, st) };
    }
    const ids: string[] = [];
    for await (const found of this.#opened(run, rule, tools)) ids.push(...found);
    return { appliesTo, write: st => `{t}.id = any(${st.bind(ids, 'uuid[]')})` };
  }

  /** The answers of one person's row to each question of a rule; null when there is no such row. */
  async answersOf(run: RunSql, rule: SegmentRule, tools: RuleTools, id: string): Promise<Answers | null> {
    const st = new Statement();
    const [row] = await this.#candidates(run, rule, tools, st, `{t}.id = ${st.bind(id, 'uuid')}`);
    return row ? this.#reader(rule, tools)(row) : null;
  }

  async *#opened(run: RunSql, rule: SegmentRule, tools: RuleTools): AsyncGenerator<string[]> {
    const read = this.#reader(rule, tools);
    let last: Candidate | undefined;
    do {
      const st = new Statement();
      const after = last
        ? ` and ({t}.created_at, {t}.id) > (${st.bind(last.at, 'timestamptz')}, ${st.bind(last.id, 'uuid')})`
        : '';
      const rows = await this.#candidates(run, rule, tools, st, `${ruleSql(rule, tools, st)}${after}`);
      yield rows.filter(row => holds(rule, read(row))).map(row => row.id);
      last = rows.length === batch ? rows.at(-1) : undefined;
    } while (last);
  }

  /** Rows that may belong, in the order in which they were added. */
  #candidates(run: RunSql, rule: SegmentRule, tools: RuleTools, st: Statement, where: Sql): Promise<Candidate[]> {
    const answers = answersSql(leavesOf(rule), tools, st).map(sql => sql ?? 'null');
    const sealed = sealedColumnsOf(rule, tools.appliesTo).map(column => `{t}.${column}`);
    const text = `select {t}.id, {t}.created_at::text as at, array[${answers.join(', ')}]::boolean[] as answers,
      array[${sealed.join(', ')}]::text[] as sealed from ${tableOf[tools.appliesTo]} {t}
      where ${presentRows} and ${where} order by {t}.created_at, {t}.id limit ${batch}`;
    return runOf(run, tools, text, st);
  }

  /** Opens a row's columns no earlier than a question needs them. */
  #reader(rule: SegmentRule, tools: RuleTools): (row: Candidate) => Answers {
    const { appliesTo, practiceId, cipher } = tools;
    const columns = sealedColumnsOf(rule, appliesTo);
    const asked = new Map(
      leavesOf(rule).map((leaf, at) => {
        const field = fieldOf(appliesTo, leaf.field)!;
        const column = field.source.in === 'SEALED' ? columns.indexOf(field.source.column) : -1;
        return [leaf, { at, field, column, question: questionOf(leaf, field, tools) }];
      }),
    );
    return row => {
      const opened = new Map<number, unknown>();
      const open = (column: number) => {
        const text = row.sealed[column];
        const place = { practiceId, table: tableOf[appliesTo], column: columns[column]!, rowId: row.id };
        if (!opened.has(column)) opened.set(column, text ? cipher.open(place, text) : null);
        return opened.get(column);
      };
      return leaf => {
        const { at, field, column, question } = asked.get(leaf)!;
        if (column < 0) return row.answers[at] === true;
        return answerOf(field, question.inquiry, open(column), tools) !== question.isNegated;
      };
    };
  }
}

/** What each question of a rule answers of one person. */
export type Answers = (leaf: RuleLeaf) => boolean;

const leavesOf = (rule: SegmentRule) => questionsOf(rule).map(({ leaf }) => leaf);

function sealedColumnsOf(rule: SegmentRule, appliesTo: RecipientType): string[] {
  const sources = leavesOf(rule).map(leaf => fieldOf(appliesTo, leaf.field)!.source);
  return [...new Set(sources.flatMap(source => (source.in === 'SEALED' ? source.column : [])))];
}

/** Where and when a text is run, and by whom where that matters. */
interface Occasion extends Pick<RuleTools, 'practiceId' | 'now'> {
  viewerId?: string;
}

/** Runs a text over rows `{t}` of a practice. */
export function runOf<Row extends object>(
  run: RunSql,
  { practiceId, now, viewerId = practiceId }: Occasion,
  text: string,
  st: Statement,
): Promise<Row[]> {
  const written = st.write(text, 't');
  return run<Row>(written, st.values({ practice: practiceId, viewer: viewerId, now }));
}
