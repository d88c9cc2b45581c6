import { ConflictError } from '../errors/errors.js';
import type { UnitOfWork } from '../use-case.js';

/** By what two rows of one noun are taken for the same person. */
export interface Identity<Reason extends string = string> {
  objectType: string;
  table: string;
  /** The property of a row that holds each sign, normalized: `{ EMAIL: 'emailIndex' }`; its column is `email_index`. */
  signs: Readonly<Record<Reason, string>>;
  /** Which rows of the table, `t`, still count, besides that they are not deleted. */
  among?: string;
  /** Such a row in a sentence: `An open lead`. */
  known: string;
}

/** Another row that may be the same person, and by what. */
export interface DuplicateMatch<Reason extends string = string> {
  id: string;
  matchedOn: Reason[];
}

export interface MatchRow<Reason extends string = string> extends DuplicateMatch<Reason> {
  nameKey: string;
  assignedToId: string | null;
  createdById: string | null;
}

type Signs = Readonly<Record<string, unknown>>;
export type Query = <Row>(text: string, values: unknown[]) => Promise<Row[]>;

export const queryOf =
  (unit: UnitOfWork): Query =>
  (text, values) =>
    unit.sql(text, values);

export const columnOf = (property: string): string => property.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);

export const reasonsOf = <Reason extends string>({ signs }: Identity<Reason>) => Object.keys(signs) as Reason[];

/** The signs of a row in the order of the reasons; null where it has none. */
export const signsOf = (identity: Identity, row: object): (string | null)[] =>
  Object.values(identity.signs).map(property => ((row as Signs)[property] as string | null | undefined) ?? null);

/** Which rows count: those of the practice `$1` that are there. */
export const countedRows = ({ among }: Identity): string =>
  `t.practice_id = $1 and t.deleted_at is null${among ? ` and ${among}` : ''}`;

/**
 * Lets one writer at a time enter these persons, until the transaction ends; in one order, so that two writers
 * never wait for each other.
 */
export async function lockPersons(unit: UnitOfWork, identity: Identity, rows: readonly object[]): Promise<void> {
  const signs = rows.flatMap(row => signsOf(identity, row)).filter(sign => sign !== null);
  if (signs.length === 0) return;
  await unit.sql(
    `select pg_advisory_xact_lock(hashtextextended(key, 0))
     from (select distinct unnest($1::text[]) as key order by 1) as persons`,
    [signs.map(sign => `${identity.objectType.toLowerCase()}:${unit.ctx.practiceId}:${sign}`)],
  );
}

/** Rows with one of these signs, oldest first, at most fifty; the row itself left out. */
export async function matchesOf<Reason extends string>(
  query: Query,
  identity: Identity<Reason>,
  practiceId: string,
  signs: readonly (string | null)[],
  exceptId: string | null = null,
): Promise<MatchRow<Reason>[]> {
  if (signs.every(sign => sign === null)) return [];
  const reasons = reasonsOf(identity);
  const equals = reasons.map((reason, at) => `t.${columnOf(identity.signs[reason])} = $${at + 3}`);
  const rows = await query<Omit<MatchRow<Reason>, 'matchedOn'> & { by: (boolean | null)[] }>(
    `select t.id, array[${equals.join(', ')}] as by, t.name_key as "nameKey",
       t.assigned_to_id as "assignedToId", t.created_by_id as "createdById"
     from ${identity.table} t
     where ${countedRows(identity)} and (${equals.join(' or ')}) and t.id is distinct from $2
     order by t.created_at, t.id limit 50`,
    [practiceId, exceptId, ...signs],
  );
  return rows.map(({ by, ...row }) => ({ ...row, matchedOn: reasons.filter((_, at) => by[at]) }));
}

/**
 * Keeps others from entering this person until the transaction ends, and answers who may be the same, oldest first.
 * @throws ConflictError DUPLICATE when told to refuse a person who is there already.
 */
export async function lookForDuplicates<Reason extends string>(
  unit: UnitOfWork,
  identity: Identity<Reason>,
  row: object,
  onDuplicate?: 'ACCEPT' | 'REJECT' | null,
): Promise<MatchRow<Reason>[]> {
  await lockPersons(unit, identity, [row]);
  const matches = await matchesOf(queryOf(unit), identity, unit.ctx.practiceId, signsOf(identity, row));
  if (onDuplicate === 'REJECT') assertNew(identity, matches);
  return matches;
}

function assertNew(identity: Identity, [match]: readonly DuplicateMatch[]): void {
  if (!match) return;
  const what = match.matchedOn.map(reason => reason.toLowerCase());
  const message = `${identity.known} with the same ${what.join(' and ')} is there already.`;
  throw new ConflictError('DUPLICATE', message, what.slice(0, 1));
}
