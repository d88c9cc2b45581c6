import { defineEntity, p } from '@mikro-orm/core';
import { baseColumns } from '../../platform/database/columns.js';

const MailTopicSchema = defineEntity({
  name: 'MailTopic',
  tableName: 'mail_topics',
  properties: {
    ...baseColumns,
    name: p.text(),
    nameKey: p.text(),
    key: p.text(),
    description: p.text().strictNullable(),
    isRetired: p.boolean(),
  },
});

/** What a practice writes about, as people choose from it. */
export class MailTopic extends MailTopicSchema.class {}
MailTopicSchema.setClass(MailTopic);
