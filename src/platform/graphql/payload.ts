import { Field, ObjectType } from 'type-graphql';
import { type UserErrorCode, userErrorCodes } from '../errors/codes.js';
import { ConflictError, NotFoundError, ValidationError } from '../errors/errors.js';
import { enumOf } from './enums.js';

const UserErrorCodes = enumOf('UserErrorCode', userErrorCodes, 'Why a value or a rule refused a change.');

@ObjectType('UserError', {
  simpleResolvers: true,
  description: 'One reason why a change was refused; nothing changed.',
})
export class UserErrorType {
  @Field(() => UserErrorCodes, { description: 'Stable word for programs.' })
  code!: UserErrorCode;

  @Field(() => String, { description: 'Sentence for a person.' })
  message!: string;

  @Field(() => [String], { description: 'Where the refused value stands in the input; empty when it is the whole.' })
  path!: string[];
}

/** What every payload has; its class extends this one. */
@ObjectType({ simpleResolvers: true })
export abstract class Payload {
  @Field(() => [UserErrorType], { description: 'Why nothing changed; empty when it did.' })
  userErrors!: UserErrorType[];
}

const known: ReadonlySet<string> = new Set(userErrorCodes);
const codeOf = (code: string, otherwise: UserErrorCode): UserErrorCode =>
  known.has(code) ? (code as UserErrorCode) : otherwise;

/** The refusals that belong in a payload; null for any other error. */
export function userErrorsOf(error: unknown): UserErrorType[] | null {
  if (error instanceof ValidationError) {
    return error.faults.map(({ code, message, path }) => ({ code: codeOf(code, 'INVALID'), message, path }));
  }
  if (error instanceof ConflictError) {
    return [{ code: codeOf(error.code, 'CONFLICT'), message: error.message, path: error.path }];
  }
  if (error instanceof NotFoundError) return [{ code: 'NOT_FOUND', message: error.message, path: error.path }];
  return null;
}

/** Runs a change for its payload: a refused value or rule becomes `userErrors`, with everything else null. */
export async function payload<T extends object>(work: () => Promise<T>): Promise<T & Payload> {
  try {
    return { ...(await work()), userErrors: [] };
  } catch (error) {
    const userErrors = userErrorsOf(error);
    if (!userErrors) throw error;
    return { userErrors } as unknown as T & Payload;
  }
}

/** Runs the query of one object: null when there is no such row, or it is another practice's. */
export async function orNull<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}
