import { z } from 'zod';
import { email, id, instant, line, oneOf, phone } from '../../platform/validation.js';
import { leadStatuses } from './lead.status.js';
import { contactMethods, insuranceStatuses, leadSources, leadStages } from './lead.vocabulary.js';

const absent = (value: unknown) => value ?? undefined;
const optional = <S extends z.ZodType>(schema: S) => {
  const given = z.preprocess(absent, schema.optional());
  return (given as unknown as z.ZodType<z.output<S> | undefined, z.input<S> | null | undefined>).optional();
};
const several = <S extends z.ZodType>(schema: S) => {
  const list = z.preprocess(value => (Array.isArray(value) ? value : [value]), z.array(schema).min(1).max(50));
  return optional(list as unknown as z.ZodType<z.output<S>[], z.input<S>[] | z.input<S>>);
};
const range = optional(z.strictObject({ from: optional(instant), to: optional(instant) }));
const flag = optional(z.boolean());

const fields = {
  status: several(oneOf(leadStatuses)),
  stage: several(oneOf(leadStages)),
  source: several(oneOf(leadSources)),
  preferredContactMethod: several(oneOf(contactMethods)),
  insuranceStatus: several(oneOf(insuranceStatuses)),
  isSelfPay: flag,
  /** Null asks for leads that nobody has. */
  assignedToId: z.union([z.null(), several(id)]).optional(),
  createdById: several(id),
  tags: several(line(50)),
  allTags: several(line(50)),
  createdAt: range,
  updatedAt: range,
  nextFollowUpAt: range,
  firstRespondedAt: range,
  convertedAt: range,
  isFollowUpOverdue: flag,
  hasResponse: flag,
  email: optional(email),
  phone: optional(phone),
  firstName: optional(line(100)),
  lastName: optional(line(100)),
  okToEmail: flag,
  okToText: flag,
  okToVoicemail: flag,
  campaignId: several(id),
  referredById: several(id),
  clientId: several(id),
};

/** All fields present must hold; a list holds when one of its values does, `allTags` when all do. */
const Fields = z.strictObject(fields);
export type LeadFilterInput = z.input<typeof Fields> & {
  isDeleted?: boolean | null;
  and?: LeadFilterInput[] | null;
  or?: LeadFilterInput[] | null;
  not?: LeadFilterInput | null;
};
export type LeadFilterField = keyof typeof fields | 'isDeleted';
export type LeadFilter = Partial<z.output<typeof Fields>> & { and?: LeadFilter[]; or?: LeadFilter[]; not?: LeadFilter };

const Nested: z.ZodType<LeadFilter, LeadFilterInput> = z.lazy(() =>
  z.strictObject({ ...fields, ...branches }),
) as unknown as z.ZodType<LeadFilter, LeadFilterInput>;
const branches = {
  and: optional(z.array(Nested).max(20)),
  or: optional(z.array(Nested).max(20)),
  not: optional(Nested),
};

export const LeadFilterRules = z.strictObject({ ...fields, ...branches, isDeleted: flag });
