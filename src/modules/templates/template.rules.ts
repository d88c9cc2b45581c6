import { z } from 'zod';
import { line, oneOf, optionalLine, optionalText } from '../../platform/validation.js';
import { mailPurposes } from './template.vocabulary.js';

/** Characters of an HTML part: mail clients cut what is longer than about half of this. */
const mostHtml = 200_000;

/** It comes to about ten times as much, and compiling takes milliseconds for each thousand. */
const mostMjml = 100_000;

/** The rules of what a message says, for templates and for email campaigns with words of their own. */
export const subjectRule = line(250);
export const preheaderRule = optionalLine(250);
export const htmlRule = optionalText(mostHtml);
export const textRule = optionalText(100_000);

const content = {
  preheader: preheaderRule,
  html: htmlRule,
  mjml: optionalText(mostMjml),
  text: textRule,
};

export const CreateEmailTemplate = z.strictObject({
  name: line(120),
  purpose: oneOf(mailPurposes),
  subject: subjectRule,
  ...content,
});

/** The fields that are present change; HTML takes the place of MJML and the other way round. */
export const UpdateEmailTemplate = z.strictObject({
  name: line(120).optional(),
  purpose: oneOf(mailPurposes).optional(),
  subject: subjectRule.optional(),
  ...content,
});
export type UpdateEmailTemplate = z.output<typeof UpdateEmailTemplate>;
