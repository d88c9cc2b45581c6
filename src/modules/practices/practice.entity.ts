import { defineEntity, p } from '@mikro-orm/core';
import { baseColumns } from '../../platform/database/columns.js';

export interface PostalAddress {
  line1: string;
  line2?: string | null;
  city: string;
  region?: string | null;
  postalCode: string;
  country: string;
}

/** A practice belongs to no practice and is made by no member of it. */
const { practiceId: _practiceId, createdById: _createdById, ...columns } = baseColumns;

const PracticeSchema = defineEntity({
  name: 'Practice',
  tableName: 'practices',
  properties: {
    ...columns,
    name: p.string(),
    timeZone: p.string(),
    phone: p.string().nullable(),
    postalAddress: p.json<PostalAddress>().nullable(),
    currency: p.string(),
    senderDomains: p.array(),
    trackingDefault: p.json<{ opens: boolean; clicks: boolean }>(),
    frequencyCap: p.json<{ messages: number; days: number }>().nullable(),
    quietHours: p.json<{ from: string; to: string }>().nullable(),
    firstResponseTargetHours: p.integer(),
    requiresMarketingConsent: p.boolean(),
    isPart2Program: p.boolean().name('is_part2_program'),
    formKey: p.string(),
    postmarkWebhookKey: p.string(),
  },
});

/** The tenant: the practice whose rows nobody else sees. */
export class Practice extends PracticeSchema.class {}
PracticeSchema.setClass(Practice);
