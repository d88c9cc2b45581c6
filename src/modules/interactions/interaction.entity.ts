import { defineEntity, p } from '@mikro-orm/core';
import { baseColumns } from '../../platform/database/columns.js';
import type { InteractionDirection, InteractionKind } from './interaction.vocabulary.js';

export type SubjectType = 'LEAD' | 'CONTACT';

const InteractionSchema = defineEntity({
  name: 'Interaction',
  tableName: 'interactions',
  properties: {
    ...baseColumns,
    subjectType: p.text().$type<SubjectType>(),
    subjectId: p.uuid(),
    kind: p.text().$type<InteractionKind>(),
    direction: p.text().$type<InteractionDirection>(),
    occurredAt: p.datetime(3),
    durationMinutes: p.integer().strictNullable(),
    sealedSummary: p.text().strictNullable(),
    outcome: p.text().strictNullable(),
    staffId: p.uuid().strictNullable(),
    followUpTaskId: p.uuid().strictNullable(),
  },
});

/** Something that was said or written between the practice and a person. */
export class Interaction extends InteractionSchema.class {
  /** Whether the practice reached out, which answers a lead's inquiry. */
  get isOutbound(): boolean {
    return this.direction === 'OUTBOUND';
  }
}
InteractionSchema.setClass(Interaction);
