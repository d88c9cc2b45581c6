import type { Caller } from './caller.js';

const fields = `id version name purpose subject preheader html mjml text variables publishedNumber publishedAt
  hasUnpublishedChanges viewerCanUpdate viewerCanDelete viewerCanPublish`;
const errors = 'userErrors { code path message }';

export const createTemplate = `mutation ($input: CreateEmailTemplateInput!) {
  createEmailTemplate(input: $input) { emailTemplate { ${fields} } ${errors} } }`;

export const updateTemplate = `mutation ($id: ID!, $input: UpdateEmailTemplateInput!, $expectedVersion: Int) {
  updateEmailTemplate(id: $id, input: $input, expectedVersion: $expectedVersion) {
    emailTemplate { ${fields} } ${errors} } }`;

export const publishTemplate = `mutation ($id: ID!, $expectedVersion: Int) {
  publishEmailTemplate(id: $id, expectedVersion: $expectedVersion) {
    publishedNumber emailTemplate { ${fields} versions(first: 3) { totalCount nodes { number html text subject variables } } } ${errors} } }`;

export const deleteTemplate = `mutation ($id: ID!, $expectedVersion: Int) {
  deleteEmailTemplate(id: $id, expectedVersion: $expectedVersion) { deletedEmailTemplateId ${errors} } }`;

export const restoreTemplate = `mutation ($id: ID!) { restoreEmailTemplate(id: $id) { emailTemplate { id } ${errors} } }`;

export const templateById = `query ($id: ID!) { emailTemplate(id: $id) { ${fields} } }`;

export const previewTemplate = `query ($id: ID!, $person: PersonInput) {
  emailTemplatePreview(templateId: $id, person: $person) { subject preheader html text } }`;

let names = 0;

/** What is needed of a template. */
export const templateInput = (input: Record<string, unknown> = {}) => ({
  name: `Template ${++names}`,
  purpose: 'COMMERCIAL',
  subject: 'News from {{ practice.name }}',
  ...(!input.mjml && { html: '<p>Hello {{ person.salutation }}, <a href="https://example.org/news">read on</a></p>' }),
  ...input,
});

/** A template added by this caller. */
export async function addTemplate(caller: Caller, input: Record<string, unknown> = {}) {
  const answer = await caller.graphql(createTemplate, { input: templateInput(input) });
  const template = answer.data?.createEmailTemplate?.emailTemplate;
  if (!template) throw new Error(`No template was added: ${JSON.stringify(answer)}`);
  return template;
}

export const mjmlOf = (body: string) =>
  `<mjml><mj-body>\n<mj-section><mj-column>${body}</mj-column></mj-section>\n</mj-body></mjml>`;

/** What a practice must have before it may send. */
export const postalAddress = {
  line1: '12 Elm Street',
  city: 'Ithaca',
  region: 'NY',
  postalCode: '14850',
  country: 'US',
};
