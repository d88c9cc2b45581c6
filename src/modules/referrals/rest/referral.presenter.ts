import { z } from 'zod';
import { type Selection, select } from '../../../platform/reading/selection.js';
import { colleague, colleagueFields, record, recordFields, text } from '../../../platform/rest/answer-parts.js';
import { referralStatuses } from '../referral.status.js';
import { referralDirections } from '../referral.vocabulary.js';

/** What REST shows of a referral. */
export const referralSelection: Selection = select([
  ...recordFields,
  ...['direction', 'contactId', 'leadId', 'receivedAt', 'acknowledgementDueAt', 'isOverdue', 'status'],
  { contact: ['id', 'fullName', 'credentials', 'email', 'phone'] },
  ...['note', 'outcome', 'acknowledgedAt', 'acknowledgedById', 'outcomeSharedAt', 'outcomeSharedById'],
  { acknowledgedBy: colleagueFields },
  ...['viewerCanUpdate', 'viewerCanDelete', 'viewerCanAcknowledge'],
]);

const time = z.iso.datetime().nullable();

/** For the document: a referral; what the caller may not see is absent. */
export const ReferralAnswer = z
  .object({
    ...record,
    direction: z.enum(referralDirections),
    contactId: z.guid(),
    contact: z.object({ id: z.guid(), fullName: text, credentials: text, email: text, phone: text }).nullable(),
    leadId: text,
    receivedAt: z.iso.datetime(),
    acknowledgementDueAt: time,
    isOverdue: z.boolean(),
    status: z.enum(referralStatuses),
    note: text,
    outcome: text,
    acknowledgedAt: time,
    acknowledgedById: text,
    acknowledgedBy: colleague,
    outcomeSharedAt: time,
    outcomeSharedById: text,
    viewerCanUpdate: z.boolean(),
    viewerCanDelete: z.boolean(),
    viewerCanAcknowledge: z.boolean(),
  })
  .meta({ id: 'Referral' });
