import { beforeEach, describe, expect, test } from '@jest/globals';
import { leaveTemplates } from '../../../src/modules/email-campaigns/email-campaign.dependents.js';
import { purgeDeletedTemplates } from '../../../src/modules/templates/template.purge.js';
import { type Person, useStory } from '../../support/story.js';
import {
  addTemplate,
  deleteTemplate,
  publishTemplate,
  restoreTemplate,
  templateById,
} from '../../support/templates.js';

const story = useStory();
let owner: Person;
beforeEach(async () => {
  ({ owner } = await story.practice());
});

const remove = async (id: string, expectedVersion?: number) =>
  (await owner.graphql(deleteTemplate, { id, expectedVersion })).data.deleteEmailTemplate;
const restore = async (id: string) => (await owner.graphql(restoreTemplate, { id })).data.restoreEmailTemplate;
const age = (id: string, days: number) =>
  story.database.query(`update email_templates set deleted_at = now() - $2 * interval '1 day' where id = $1`, [
    id,
    days,
  ]);

/** An email campaign written from the template, at some point of its way. */
const campaign = (templateId: string, status: string) =>
  story.database.query(
    `insert into email_campaigns (id, practice_id, created_at, updated_at, name, name_key, template_id, tracking, status)
     values (gen_random_uuid(), $1, now(), now(), 'Mail', 'mail', $2, '{}', $3)`,
    [owner.practice.id, templateId, status],
  );

describe('deleting', () => {
  test('takes a template out of sight, and restoring brings it back', async () => {
    const { id } = await addTemplate(owner);
    expect(await remove(id)).toEqual({ deletedEmailTemplateId: id, userErrors: [] });
    expect((await owner.graphql(templateById, { id })).data.emailTemplate).toBeNull();
    expect((await remove(id)).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    const list = '{ emailTemplates(filter: { isDeleted: true }) { nodes { id } } }';
    expect((await owner.graphql(list)).data.emailTemplates.nodes).toEqual([{ id }]);
    expect(await restore(id)).toEqual({ emailTemplate: { id }, userErrors: [] });
    expect((await restore(id)).userErrors).toMatchObject([{ code: 'NOT_RESTORABLE' }]);
  });

  test.each([
    ['DRAFT', []],
    ['SENT', []],
    ['SCHEDULED', [{ code: 'IN_USE', path: ['id'] }]],
    ['SENDING', [{ code: 'IN_USE', path: ['id'] }]],
    ['PAUSED', [{ code: 'IN_USE', path: ['id'] }]],
  ])('beside an email campaign that is %s', async (status, expected) => {
    const { id } = await addTemplate(owner);
    await campaign(id, status);
    expect((await remove(id)).userErrors).toMatchObject(expected);
    expect((await remove(id)).userErrors).toHaveLength(1);
  });

  test('of an old copy is refused', async () => {
    const { id } = await addTemplate(owner);
    await owner.graphql(publishTemplate, { id });
    expect((await remove(id, 1)).userErrors).toMatchObject([{ code: 'STALE_VERSION' }]);
  });

  test('frees the name, so that restoring may find it taken', async () => {
    const { id, name } = await addTemplate(owner);
    await remove(id);
    await addTemplate(owner, { name });
    expect((await restore(id)).userErrors).toMatchObject([{ code: 'DUPLICATE', path: ['name'] }]);
  });
});

describe('the purge', () => {
  const purge = () => purgeDeletedTemplates(story.services.ground, [leaveTemplates]);
  const left = async (id: string) =>
    (await story.database.query('select 1 from email_templates where id = $1', [id])).length;

  test('removes a template after its days with its versions, and leaves what was sent from it', async () => {
    const { id } = await addTemplate(owner);
    await owner.graphql(publishTemplate, { id });
    await campaign(id, 'SENT');
    await remove(id);
    await age(id, 29);
    await purge();
    expect(await left(id)).toBe(1);
    await age(id, 31);
    expect((await restore(id)).userErrors).toMatchObject([{ code: 'NOT_RESTORABLE' }]);
    await purge();
    expect(await left(id)).toBe(0);
    const versions = await story.database.query('select 1 from email_template_versions where template_id = $1', [id]);
    const [sent] = await story.database.query('select template_id from email_campaigns where practice_id = $1', [
      owner.practice.id,
    ]);
    expect([versions, sent]).toEqual([[], { template_id: null }]);
  });

  test('leaves what a legal hold is on', async () => {
    const { id } = await addTemplate(owner);
    await remove(id);
    await age(id, 400);
    await story.database.query('update email_templates set is_on_legal_hold = true where id = $1', [id]);
    await purge();
    expect(await left(id)).toBe(1);
  });
});
