import { z } from 'zod';
import { scopeOf } from '../../platform/access/viewer.js';
import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import { observe, useCasesOf } from '../../platform/use-case.js';
import { oneOf, parse } from '../../platform/validation.js';
import { catalogues, operatorsOf } from './segment.catalogue.js';
import { recipientTypes, type SegmentOperator, type SegmentValueType } from './segment.vocabulary.js';

/** One field as those who build rules see it. */
export interface ListedField {
  field: string;
  type: SegmentValueType;
  description: string;
  operators: readonly SegmentOperator[];
  values: readonly string[] | null;
  isProtected: boolean;
  viewerCanUse: boolean;
}

const Asked = z.strictObject({ appliesTo: oneOf(recipientTypes) });
const useCase = useCasesOf('SEGMENT');

/** What rules can ask by. */
export class SegmentFieldList {
  constructor(private readonly ground: Ground) {}

  list(ctx: RequestContext, appliesTo: unknown): Promise<ListedField[]> {
    return observe(this.ground, ctx, useCase('segmentFields', 'segment:read', 'READ'), async () => {
      const catalogue = catalogues[parse(Asked, { appliesTo }).appliesTo];
      const value = Object.entries(catalogue).map(
        ([field, { type, description, values, isProtected, permission }]) => ({
          ...{ field, type, description, operators: operatorsOf[type], values: values ?? null, isProtected },
          viewerCanUse: scopeOf(ctx.signedIn, permission) === 'ALL',
        }),
      );
      return { value, report: { ids: [] } };
    });
  }
}
