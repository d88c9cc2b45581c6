import { z } from 'zod';
import { permissions } from '../../platform/access/role-matrix.js';
import { roles } from '../../platform/access/roles.js';
import { email, instant, line, someOf, timeZone } from '../../platform/validation.js';

const refused = (code: string, message: string) => ({ message, params: { code } });

/** What is tried first by whoever guesses. */
const guessedFirst =
  /^(?:(.)\1*|(?:password|passw0rd|qwerty|qwertyuiop|letmein|welcome|admin|changeme|iloveyou)[\d!.]*)$/i;
const digitsInOrder = '01234567890123456789098765432109876543210';

/** Any text without control characters, spaces included as they stand; hashed, never stored. */
const password = z
  .string()
  .max(256)
  .refine(
    text => text.isWellFormed() && !/\p{Cc}/u.test(text),
    refused('INVALID', 'Must not contain control characters.'),
  );

const newPassword = password.refine(
  text => [...text].length >= 10 && !guessedFirst.test(text) && !digitsInOrder.includes(text),
  refused('WEAK_PASSWORD', 'Must have at least 10 characters and not be one that is guessed first.'),
);

const code = line(16)
  .transform(text => text.replaceAll(' ', ''))
  .refine(text => /^\d{6}$/.test(text), refused('INVALID_FORMAT', 'Must be the six digits the authenticator shows.'));

export const SignIn = z.strictObject({
  email: line(254).toLowerCase(),
  password: password.min(1),
  secondFactor: code.nullish(),
});

export const RefreshSession = z.strictObject({ refreshToken: line(200) });

export const ChangePassword = z.strictObject({ currentPassword: password.min(1), newPassword });

/** `secondFactor` is needed only to replace one that is in use. */
export const EnrolSecondFactor = z.strictObject({ secondFactor: code.nullish() });

export const ConfirmSecondFactor = z.strictObject({ code });

const someRoles = someOf(roles).refine(list => list.length > 0, refused('REQUIRED', 'At least one role is required.'));

/** Without a password the account signs in through the external issuer only. */
export const CreateStaffMember = z.strictObject({
  email,
  name: line(200),
  roles: someRoles,
  password: newPassword.nullish(),
  timeZone: timeZone.nullish(),
});
export type CreateStaffMember = z.output<typeof CreateStaffMember>;

export const UpdateStaffMember = z
  .strictObject({
    email,
    name: line(200),
    roles: someRoles,
    password: newPassword,
    timeZone: timeZone.nullable(),
    isActive: z.boolean(),
  })
  .partial();
export type UpdateStaffMember = z.output<typeof UpdateStaffMember>;

export const FirstOwner = z.strictObject({ email, name: line(200).optional(), password: newPassword });
export type FirstOwner = z.input<typeof FirstOwner>;

const permissionNames = permissions as unknown as readonly [string, ...string[]];

export const CreateApiKey = z.strictObject({
  name: line(100),
  permissions: z
    .array(z.enum(permissionNames))
    .min(1)
    .max(permissions.length * 2)
    .transform(list => [...new Set(list)] as (typeof permissions)[number][]),
  expiresAt: instant.nullish(),
});
