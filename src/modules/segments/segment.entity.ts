import { defineEntity, p } from '@mikro-orm/core';
import type { Permission } from '../../platform/access/role-matrix.js';
import { baseColumns } from '../../platform/database/columns.js';
import type { SegmentRule } from './segment.rule.js';
import type { RecipientType, SegmentKind } from './segment.vocabulary.js';

const SegmentSchema = defineEntity({
  name: 'Segment',
  tableName: 'segments',
  properties: {
    ...baseColumns,
    createdById: p.uuid().strictNullable(),
    name: p.text(),
    nameKey: p.text(),
    description: p.text().strictNullable(),
    appliesTo: p.text().$type<RecipientType>(),
    kind: p.text().$type<SegmentKind>(),
    rule: p.json().$type<SegmentRule>().strictNullable(),
    sealedRule: p.text().strictNullable(),
    fields: p.array().$type<string[]>(),
    guards: p.array().$type<Permission[]>(),
    isSensitive: p.boolean(),
    isOnLegalHold: p.boolean(),
    deletedAt: p.datetime(3).strictNullable(),
    deletedById: p.uuid().strictNullable(),
  },
});

/** A named group of leads or contacts: a list kept by hand, or whoever a rule holds of. */
export class Segment extends SegmentSchema.class {}
SegmentSchema.setClass(Segment);
