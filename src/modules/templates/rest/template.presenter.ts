import { z } from 'zod';
import { type Selection, select } from '../../../platform/reading/selection.js';
import { record, recordFields, text, time } from '../../../platform/rest/answer-parts.js';
import { mailPurposes } from '../template.vocabulary.js';

/** What REST shows of a template. */
export const templateSelection: Selection = select([
  ...recordFields,
  'name',
  'purpose',
  'subject',
  'preheader',
  'html',
  'mjml',
  'text',
  'variables',
  'publishedNumber',
  'publishedAt',
  'hasUnpublishedChanges',
  'viewerCanUpdate',
  'viewerCanDelete',
  'viewerCanPublish',
]);

/** What REST shows of a version. */
export const versionSelection: Selection = select([
  ...['id', 'number', 'publishedAt', 'publishedById', 'subject', 'preheader', 'html', 'text', 'variables'],
]);

export const TemplateAnswer = z
  .object({
    ...record,
    name: z.string(),
    purpose: z.enum(mailPurposes),
    subject: z.string(),
    preheader: text,
    html: text,
    mjml: text,
    text,
    variables: z.array(z.string()),
    publishedNumber: z.int().nullable(),
    publishedAt: time,
    hasUnpublishedChanges: z.boolean(),
    viewerCanUpdate: z.boolean(),
    viewerCanDelete: z.boolean(),
    viewerCanPublish: z.boolean(),
  })
  .meta({ id: 'EmailTemplate' });

export const TemplateVersionAnswer = z
  .object({
    id: z.guid(),
    number: z.int(),
    publishedAt: time,
    publishedById: text,
    subject: z.string(),
    preheader: text,
    html: z.string(),
    text: z.string(),
    variables: z.array(z.string()),
  })
  .meta({ id: 'EmailTemplateVersion' });

export const RenderedEmailAnswer = z
  .object({ subject: z.string(), preheader: text, html: z.string(), text: z.string() })
  .meta({ id: 'RenderedEmail' });
