import type { ZodType } from 'zod';
import { type Fault, ValidationError } from '../../platform/errors/errors.js';
import { parse } from '../../platform/validation.js';
import { fieldOf, operatorsOf } from './segment.catalogue.js';
import type { SegmentField } from './segment.fields.js';
import { valueRules } from './segment.values.js';
import { type RecipientType, type SegmentOperator, segmentOperators } from './segment.vocabulary.js';

/** One question about one field. */
export interface RuleLeaf {
  field: string;
  op: SegmentOperator;
  value?: unknown;
}

/** Who belongs to a segment: exactly one of these forms. */
export type SegmentRule = { all: SegmentRule[] } | { any: SegmentRule[] } | { not: SegmentRule } | RuleLeaf;

/** Groups within groups; a question in the fifth is the deepest. */
export const deepestRule = 5;
export const mostQuestions = 100;
const widestGroup = 50;

const forms = ['all', 'any', 'not', 'field'] as const;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads a rule, gathering every fault with the path at which it stands. */
class RuleReader {
  readonly faults: Fault[] = [];
  #questions = 0;

  constructor(
    private readonly appliesTo: RecipientType,
    private readonly root: readonly string[],
  ) {}

  read(raw: unknown, path: readonly string[], depth: number): SegmentRule | null {
    if (!isObject(raw)) return this.#refuse(path, 'INVALID', 'A rule is an object.');
    const given = Object.entries(raw).filter(([, value]) => value !== undefined && value !== null);
    const present = forms.filter(form => given.some(([name]) => name === form));
    if (present.length !== 1) return this.#refuse(path, 'INVALID', 'A rule has one of all, any, not and field.');
    const form = present[0]!;
    const allowed = form === 'field' ? ['field', 'op', 'value'] : [form];
    const strange = given.find(([name]) => !allowed.includes(name));
    if (strange) return this.#refuse([...path, strange[0].slice(0, 50)], 'UNKNOWN_FIELD', 'There is no such field.');
    if (form === 'field') return this.#question(raw, path);
    if (depth >= deepestRule) {
      return this.#refuse(path, 'OUT_OF_RANGE', `Rules nest to a depth of ${deepestRule}.`);
    }
    return form === 'not' ? this.#not(raw.not, path, depth) : this.#group(form, raw[form], path, depth);
  }

  #not(raw: unknown, path: readonly string[], depth: number): SegmentRule | null {
    const not = this.read(raw, [...path, 'not'], depth + 1);
    return not && { not };
  }

  #group(form: 'all' | 'any', raw: unknown, path: readonly string[], depth: number): SegmentRule | null {
    if (!Array.isArray(raw) || raw.length === 0) {
      return this.#refuse([...path, form], 'REQUIRED', 'A group holds at least one rule.');
    }
    if (raw.length > widestGroup) {
      return this.#refuse([...path, form], 'TOO_LONG', `A group holds at most ${widestGroup} rules.`);
    }
    const rules = raw.map((rule, at) => this.read(rule, [...path, form, String(at)], depth + 1));
    return rules.some(rule => rule === null) ? null : ({ [form]: rules } as SegmentRule);
  }

  #question(raw: Record<string, unknown>, path: readonly string[]): SegmentRule | null {
    if (++this.#questions > mostQuestions) {
      return this.#refuse([], 'TOO_LONG', `A rule asks at most ${mostQuestions} questions.`);
    }
    const field = typeof raw.field === 'string' ? fieldOf(this.appliesTo, raw.field) : undefined;
    if (!field) return this.#refuse([...path, 'field'], 'UNKNOWN_FIELD', 'Rules ask by no such field.');
    const op = segmentOperators.find(word => typeof raw.op === 'string' && word === raw.op.trim().toUpperCase());
    if (!op || !operatorsOf[field.type].includes(op)) {
      const words = operatorsOf[field.type].join(', ');
      return this.#refuse([...path, 'op'], op || raw.op ? 'INVALID' : 'REQUIRED', `Of this field ask ${words}.`);
    }
    return this.#valued({ field: raw.field as string, op }, field, raw.value, path);
  }

  #valued(leaf: RuleLeaf, field: SegmentField, raw: unknown, path: readonly string[]): SegmentRule | null {
    const rules: ZodType | null = valueRules(field, leaf.op);
    const at = [...path, 'value'];
    if (!rules) {
      if (raw === undefined || raw === null) return leaf;
      return this.#refuse(at, 'INVALID', `${leaf.op} takes no value.`);
    }
    if (raw === undefined || raw === null) return this.#refuse(at, 'REQUIRED', 'This field is required.');
    try {
      return { ...leaf, value: parse(rules, raw) };
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      for (const fault of error.faults) this.#refuse([...at, ...fault.path], fault.code, fault.message);
      return null;
    }
  }

  #refuse(path: readonly string[], code: string, message: string): null {
    this.faults.push({ path: [...this.root, ...path], code, message });
    return null;
  }
}

/** A valid rule in its one written form. @throws ValidationError naming every fault. */
export function parseRule(raw: unknown, appliesTo: RecipientType, root: readonly string[] = ['rule']): SegmentRule {
  const reader = new RuleReader(appliesTo, root);
  const rule = reader.read(raw, [], 0);
  if (!rule || reader.faults.length > 0) throw new ValidationError(reader.faults.slice(0, 50));
  return rule;
}

/** Every question of a rule, with the path at which it stands. */
export function questionsOf(rule: SegmentRule, path: readonly string[] = []): { leaf: RuleLeaf; path: string[] }[] {
  if ('field' in rule) return [{ leaf: rule, path: [...path] }];
  if ('not' in rule) return questionsOf(rule.not, [...path, 'not']);
  const [form, rules] = 'all' in rule ? (['all', rule.all] as const) : (['any', rule.any] as const);
  return rules.flatMap((inner, at) => questionsOf(inner, [...path, form, String(at)]));
}

/** Whether a rule holds of someone, given what each question answers. */
export function holds(rule: SegmentRule, answer: (leaf: RuleLeaf) => boolean): boolean {
  if ('field' in rule) return answer(rule);
  if ('not' in rule) return !holds(rule.not, answer);
  return 'all' in rule ? rule.all.every(r => holds(r, answer)) : rule.any.some(r => holds(r, answer));
}
