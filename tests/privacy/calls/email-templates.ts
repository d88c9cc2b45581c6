import { addLead } from '../../support/leads.js';
import {
  addTemplate,
  deleteTemplate,
  previewTemplate,
  publishTemplate,
  restoreTemplate,
  templateInput,
} from '../../support/templates.js';
import { type Calls, one, onRow, withInput } from './call.js';

const whole = `id createdBy { id } subject versions(first: 3) { nodes { id number publishedBy { id } } }`;

export const calls: Calls = world => {
  const by = () => world.owner;
  const added = async (): Promise<string> => (await addTemplate(by())).id;
  const published = async () => {
    const id = await added();
    await by().rest('POST', `/email-templates/${id}/publish`);
    return id;
  };
  const deleted = async () => {
    const id = await added();
    await by().rest('DELETE', `/email-templates/${id}`);
    return id;
  };
  return {
    graphql: {
      'Query.emailTemplate': async () =>
        one(`query ($id: ID!) { emailTemplate(id: $id) { ${whole} } }`, { id: await published() }),
      'Query.emailTemplates': async () => {
        await published();
        return one(`{ emailTemplates(first: 3) { nodes { ${whole} } } }`);
      },
      'Query.emailTemplatePreview': async () =>
        one(previewTemplate, { id: await added(), person: { type: 'LEAD', id: await addLead(by()) } }),
      'Mutation.createEmailTemplate': () =>
        one(withInput('createEmailTemplate', 'CreateEmailTemplateInput', `emailTemplate { ${whole} }`), {
          input: templateInput(),
        }),
      'Mutation.updateEmailTemplate': async () =>
        one(
          onRow(
            'updateEmailTemplate',
            ', $input: UpdateEmailTemplateInput!',
            ', input: $input',
            'emailTemplate { id }',
          ),
          { id: await added(), input: { subject: 'New' } },
        ),
      'Mutation.publishEmailTemplate': async () => one(publishTemplate, { id: await added() }),
      'Mutation.deleteEmailTemplate': async () => one(deleteTemplate, { id: await added() }),
      'Mutation.restoreEmailTemplate': async () => one(restoreTemplate, { id: await deleted() }),
    },
    rest: {
      'get /api/v1/email-templates': async () => {
        await added();
        return by().rest('GET', '/email-templates');
      },
      'post /api/v1/email-templates': () => by().rest('POST', '/email-templates', templateInput()),
      'get /api/v1/email-templates/:id': async () => by().rest('GET', `/email-templates/${await added()}`),
      'put /api/v1/email-templates/:id': async () =>
        by().rest('PUT', `/email-templates/${await added()}`, { subject: 'New' }),
      'delete /api/v1/email-templates/:id': async () => by().rest('DELETE', `/email-templates/${await added()}`),
      'post /api/v1/email-templates/:id/restore': async () =>
        by().rest('POST', `/email-templates/${await deleted()}/restore`),
      'post /api/v1/email-templates/:id/publish': async () =>
        by().rest('POST', `/email-templates/${await added()}/publish`),
      'get /api/v1/email-templates/:id/versions': async () =>
        by().rest('GET', `/email-templates/${await published()}/versions`),
      'get /api/v1/email-templates/:id/preview': async () =>
        by().rest('GET', `/email-templates/${await added()}/preview?type=LEAD&id=${await addLead(by())}`),
    },
  };
};
