import { describe, expect, test } from '@jest/globals';
import type { PracticeInStory } from '../support/story.js';
import { useStory } from '../support/story.js';

const story = useStory();

const person = {
  firstName: 'Ana',
  lastName: 'Diaz',
  email: 'ana@example.org',
  phone: '503-555-0142',
  message: 'Please call me',
};

const submit = (practice: PracticeInStory, form: unknown, headers?: Record<string, string>) =>
  story.stranger().rest('POST', `/forms/${practice.formKey}/leads`, form, headers);
const leadsOf = (practice: PracticeInStory) =>
  story.database.query('select * from leads where practice_id = $1', [practice.id]);
const interactionsOf = (practice: PracticeInStory) =>
  story.database.query('select * from interactions where practice_id = $1', [practice.id]);

describe('POST /forms/:formKey/leads', () => {
  test('the same person twice is one lead with two interactions, and the answers are alike', async () => {
    const { owner, practice } = await story.practice();
    const first = await submit(practice, person);
    const second = await submit(practice, { ...person, email: 'ANA@example.org', phone: undefined });
    expect([first.status, first.body]).toEqual([202, { data: { received: true } }]);
    expect([second.status, second.text]).toEqual([first.status, first.text]);
    expect(await leadsOf(practice)).toHaveLength(1);
    const interactions = await interactionsOf(practice);
    expect(interactions.map(row => [row.kind, row.direction])).toEqual([
      ['FORM', 'INBOUND'],
      ['FORM', 'INBOUND'],
    ]);
    const { body } = await owner.rest('GET', '/leads');
    expect(body.data[0]).toMatchObject({
      source: 'WEBSITE',
      status: 'NEW',
      presentingConcern: 'Please call me',
      email: 'ana@example.org',
    });
  });

  test('twenty at once are one lead', async () => {
    const { practice } = await story.practice();
    const answers = await Promise.all(Array.from({ length: 15 }, () => submit(practice, person)));
    expect(answers.map(({ status }) => status)).toEqual(Array(15).fill(202));
    expect(await leadsOf(practice)).toHaveLength(1);
    expect(await interactionsOf(practice)).toHaveLength(15);
  });

  test('two people who share a telephone are two', async () => {
    const { practice } = await story.practice();
    await submit(practice, person);
    await submit(practice, { ...person, firstName: 'Ben', email: 'ben@example.org' });
    expect(await leadsOf(practice)).toHaveLength(2);
  });

  test('a browser form is taken as well, and fields of the website are dropped', async () => {
    const { practice } = await story.practice();
    const form =
      'firstName=Ana&lastName=D%C3%ADaz&email=ana%40example.org&okToText=on&_wpnonce=1&status=CONVERTED&utm_source=ad';
    const { status } = await submit(practice, form, { 'content-type': 'application/x-www-form-urlencoded' });
    expect(status).toBe(202);
    expect((await leadsOf(practice))[0]).toMatchObject({
      last_name: 'Díaz',
      ok_to_text: true,
      status: 'NEW',
      utm: { source: 'ad' },
    });
  });

  test('programs fall into the trap without knowing', async () => {
    const { practice } = await story.practice();
    const genuine = await submit(practice, person);
    for (const form of [
      { ...person, lastName: 'Bot', website: 'https://spam.example' },
      { ...person, lastName: 'Bot', startedAt: new Date().toISOString() },
    ]) {
      const { status, text } = await submit(practice, form);
      expect([status, text]).toEqual([genuine.status, genuine.text]);
    }
    expect(await leadsOf(practice)).toHaveLength(1);
  });

  test('the wording someone agreed to is recorded for good', async () => {
    const { practice } = await story.practice();
    await submit(practice, {
      ...person,
      consent: true,
      consentVersion: '2026-03',
      consentWording: 'You may write to me.',
    });
    const records = await story.database.query(
      'select * from consent_records where practice_id = $1 order by channel',
      [practice.id],
    );
    expect(records.map(row => [row.channel, row.is_given, row.wording_version, row.wording, row.method])).toEqual([
      ['EMAIL', true, '2026-03', 'You may write to me.', 'FORM'],
      ['PHONE', true, '2026-03', 'You may write to me.', 'FORM'],
    ]);
    expect(records[0]).toMatchObject({ ip: expect.any(String), at: expect.any(Date) });
    const tamper = story.services.ground.database.query('update consent_records set is_given = false');
    await expect(tamper).rejects.toThrow(/permission denied/);
  });

  test.each([
    [{ ...person, firstName: '' }, 'firstName', 'REQUIRED'],
    [{ firstName: 'A', lastName: 'B' }, 'email', 'REQUIRED'],
    [{ ...person, email: 'no address' }, 'email', 'INVALID_FORMAT'],
    [{ ...person, message: 'bell \u0007' }, 'message', 'INVALID'],
  ])('%j is 422', async (form, field, code) => {
    const { practice } = await story.practice();
    const { status, body } = await submit(practice, form);
    expect([status, body.error.details[0].code]).toEqual([422, code]);
    expect(String(body.error.details[0].path)).toContain(field);
    expect(await leadsOf(practice)).toEqual([]);
  });

  test('unknown forms are 404, other types 415, no object 400', async () => {
    const { practice } = await story.practice();
    expect((await submit({ ...practice, formKey: 'nobody' }, person)).status).toBe(404);
    expect((await submit(practice, 'x', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await submit(practice, '[1]')).status).toBe(400);
  });

  test('beyond twenty in ten minutes a sender waits', async () => {
    const { practice } = await story.practice();
    const statuses = new Set<number>();
    for (let n = 0; n < 20; n++) statuses.add((await submit(practice, { ...person, website: 'trap' })).status);
    expect([...statuses]).toEqual([202]);
    const { status, headers, body } = await submit(practice, person);
    expect([status, body.error.code]).toEqual([429, 'RATE_LIMITED']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await leadsOf(practice)).toEqual([]);
    const limited = await story.database.query(
      `select 1 from audit_log where practice_id = $1 and outcome = 'LIMITED'`,
      [practice.id],
    );
    expect(limited).toHaveLength(1);
  });

  test('is audited as the practice itself through its form', async () => {
    const { practice } = await story.practice();
    await submit(practice, person);
    const rows = await story.database.query(
      `select operation, channel, actor_kind, outcome from audit_log where practice_id = $1 and channel = 'form'`,
      [practice.id],
    );
    expect(new Set(rows.map(row => JSON.stringify(row)))).toEqual(
      new Set([
        JSON.stringify({ operation: 'captureLead', channel: 'form', actor_kind: 'SYSTEM', outcome: 'SUCCEEDED' }),
      ]),
    );
  });
});
