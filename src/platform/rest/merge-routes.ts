import { type ZodType, z } from 'zod';
import type { Permission } from '../access/role-matrix.js';
import { NotFoundError } from '../errors/errors.js';
import type { DuplicateSearch } from '../merging/duplicate-search.js';
import { type MergeableRow, type MergeNoun, wordOf } from '../merging/merge-noun.js';
import { mergeRules } from '../merging/merge-rules.js';
import type { Merging } from '../merging/merging.js';
import type { Unmerging } from '../merging/unmerging.js';
import type { Selection } from '../reading/selection.js';
import { figures, present } from './answers.js';
import type { Route } from './route.js';

/** The likes of one noun, and what is done with them. */
export interface MergeDoor {
  noun: Pick<MergeNoun<MergeableRow, string>, 'objectType' | 'plural' | 'permission' | 'fields'>;
  reasons: readonly string[];
  duplicates: Pick<DuplicateSearch<string>, 'list' | 'read'>;
  merging: Pick<Merging<MergeableRow, string>, 'merge'>;
  unmerging: Pick<Unmerging<MergeableRow>, 'unmerge'>;
  /** How a row is shown beside what it has in common. */
  selection: Selection;
  answer: ZodType;
}

/** REST door of records that are one person. */
export function mergeRoutes(door: MergeDoor): Route[] {
  const { objectType, permission, plural } = door.noun;
  const [word, rows, tag] = [wordOf({ objectType }), plural.toLowerCase(), plural];
  return [
    {
      ...{ method: 'get', path: `/${rows}/:id/duplicates`, operation: `${word}Duplicates`, tag },
      permission: `${word}:read` as Permission,
      summary: `Other ${rows} that may be the same person`,
      answer: z.array(z.object({ id: z.guid(), matchedOn: z.array(z.enum(door.reasons)), [word]: door.answer })),
      handle: async (ctx, { params }) => {
        const found = await door.duplicates.list(ctx, params.id as string);
        const candidates = await door.duplicates.read(ctx, found, door.selection);
        return figures(candidates.map(one => ({ ...one, [word]: present(one[word] as Record<string, unknown>) })));
      },
    },
    {
      ...{ method: 'post', path: `/${rows}/merge`, operation: `merge${plural}`, permission, tag },
      summary: `Makes one of several ${rows}, or with dryRun says what it would be`,
      body: mergeRules(door.noun.fields.all, rows),
      answer: mergeAnswer(plural, door.noun.fields.all),
      handle: async (ctx, { body }) => figures(await door.merging.merge(ctx, body)),
    },
    {
      ...{ method: 'post', path: `/${rows}/merges/:id/undo`, operation: `unmerge${plural}`, permission, tag },
      summary: `Parts merged ${rows} again; what was changed since stays`,
      answer: unmergeAnswer(plural),
      handle: async (ctx, { params }) => figures(await addressed(door.unmerging.unmerge(ctx, params.id as string))),
    },
  ];
}

/** The merge stands in the address here, so that one that is not there is the address's fault. */
async function addressed<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof NotFoundError ? new NotFoundError(error.objectType) : error;
  }
}

const mergeAnswer = (plural: string, fields: readonly string[]) =>
  z
    .looseObject({
      mergeId: z.guid().nullable(),
      primaryId: z.guid(),
      fields: z.array(z.object({ field: z.enum(fields), fromIds: z.array(z.guid()) })),
      movedInteractions: z.int(),
      movedTasks: z.int(),
    })
    .meta({ id: `Merged${plural}` });

const unmergeAnswer = (plural: string) =>
  z
    .object({ primaryId: z.guid(), duplicateIds: z.array(z.guid()), keptFields: z.array(z.string()) })
    .meta({ id: `Unmerged${plural}` });
