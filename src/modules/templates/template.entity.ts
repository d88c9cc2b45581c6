import { defineEntity, p } from '@mikro-orm/core';
import { baseColumns } from '../../platform/database/columns.js';
import type { MailPurpose } from './template.vocabulary.js';

const EmailTemplateSchema = defineEntity({
  name: 'EmailTemplate',
  tableName: 'email_templates',
  properties: {
    ...baseColumns,
    createdById: p.uuid().strictNullable(),
    name: p.text(),
    nameKey: p.text(),
    purpose: p.text().$type<MailPurpose>(),
    subject: p.text(),
    preheader: p.text().strictNullable(),
    html: p.text().strictNullable(),
    mjml: p.text().strictNullable(),
    text: p.text().strictNullable(),
    variables: p.array().$type<string[]>(),
    publishedNumber: p.integer().strictNullable(),
    isOnLegalHold: p.boolean(),
    deletedAt: p.datetime(3).strictNullable(),
    deletedById: p.uuid().strictNullable(),
  },
});

/** What messages are written from: a draft that its authors change, and what was published of it. */
export class EmailTemplate extends EmailTemplateSchema.class {}
EmailTemplateSchema.setClass(EmailTemplate);
