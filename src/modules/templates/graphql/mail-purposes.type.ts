import { enumOf } from '../../../platform/graphql/enums.js';
import { mailPurposes } from '../template.vocabulary.js';

export const MailPurposes = enumOf(
  'MailPurpose',
  mailPurposes,
  'COMMERCIAL needs a postal address and an opt-out; SERVICE is what someone in contact with the practice expects.',
);
