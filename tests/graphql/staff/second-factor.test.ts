import { describe, expect, test } from '@jest/globals';
import { type TOTP, URI } from 'otpauth';
import { type Person, useStory } from '../../support/story.js';

const story = useStory();

const signIn = `mutation ($input: SignInInput!) { signIn(input: $input) { accessToken userErrors { code path } } }`;
const enrol = `mutation ($input: EnrolSecondFactorInput) {
  enrolSecondFactor(input: $input) { secret otpauthUri userErrors { code path } }
}`;
const confirm = `mutation ($code: String!) {
  confirmSecondFactor(input: { code: $code }) { viewer { hasSecondFactor } userErrors { code path } }
}`;

const codeNow = (uri: string) => (URI.parse(uri) as TOTP).generate({ timestamp: story.clock.now().getTime() });

const signingIn = async (person: Person, secondFactor?: string) => {
  const input = { email: person.email, password: person.password, secondFactor };
  return (await story.stranger().graphql(signIn, { input })).data.signIn;
};

/** Someone with a second factor in use; the clock has moved past the code that confirmed it. */
async function withSecondFactor() {
  const { owner } = await story.practice();
  const { otpauthUri } = (await owner.graphql(enrol)).data.enrolSecondFactor;
  const { data } = await owner.graphql(confirm, { code: codeNow(otpauthUri) });
  expect(data.confirmSecondFactor).toEqual({ viewer: { hasSecondFactor: true }, userErrors: [] });
  story.clock.advance({ seconds: 31 });
  return { owner, otpauthUri: otpauthUri as string };
}

describe('second factor', () => {
  test('is asked for once it is confirmed, after the right password only', async () => {
    const { owner, otpauthUri } = await withSecondFactor();
    expect((await signingIn(owner)).userErrors).toEqual([{ code: 'SECOND_FACTOR_REQUIRED', path: ['secondFactor'] }]);
    expect((await signingIn(owner, codeNow(otpauthUri))).accessToken).toEqual(expect.any(String));
    const input = { email: owner.email, password: 'wrong password' };
    const { data } = await story.stranger().graphql(signIn, { input });
    expect(data.signIn.userErrors[0].code).toBe('INVALID_CREDENTIALS');
  });

  test('a code works once', async () => {
    const { owner, otpauthUri } = await withSecondFactor();
    const code = codeNow(otpauthUri);
    expect((await signingIn(owner, code)).accessToken).toEqual(expect.any(String));
    expect((await signingIn(owner, code)).userErrors[0].code).toBe('INVALID_CREDENTIALS');
  });

  test('of ten uses of one code at once only one is answered', async () => {
    const { owner, otpauthUri } = await withSecondFactor();
    const code = codeNow(otpauthUri);
    const answers = await Promise.all(Array.from({ length: 9 }, () => signingIn(owner, code)));
    expect(answers.filter(answer => answer.accessToken !== null)).toHaveLength(1);
  });

  test('a wrong code is refused like a wrong password', async () => {
    const { owner, otpauthUri } = await withSecondFactor();
    const wrong = codeNow(otpauthUri) === '000000' ? '000001' : '000000';
    expect((await signingIn(owner, wrong)).userErrors).toEqual([{ code: 'INVALID_CREDENTIALS', path: [] }]);
  });

  test('one that was never confirmed is not asked for', async () => {
    const { owner } = await story.practice();
    await owner.graphql(enrol);
    expect((await signingIn(owner)).accessToken).toEqual(expect.any(String));
  });

  test('confirming takes a right code', async () => {
    const { owner } = await story.practice();
    const early = await owner.graphql(confirm, { code: '123456' });
    expect(early.data.confirmSecondFactor.userErrors[0].code).toBe('CONFLICT');
    const { otpauthUri } = (await owner.graphql(enrol)).data.enrolSecondFactor;
    const wrong = codeNow(otpauthUri) === '123456' ? '654321' : '123456';
    const { data } = await owner.graphql(confirm, { code: wrong });
    expect(data.confirmSecondFactor).toEqual({
      viewer: null,
      userErrors: [{ code: 'INVALID_CREDENTIALS', path: ['code'] }],
    });
  });

  test('replacing the one in use takes one of its codes', async () => {
    const { owner, otpauthUri } = await withSecondFactor();
    const bare = (await owner.graphql(enrol)).data.enrolSecondFactor;
    expect(bare).toMatchObject({
      secret: null,
      userErrors: [{ code: 'SECOND_FACTOR_REQUIRED', path: ['secondFactor'] }],
    });
    const input = { secondFactor: codeNow(otpauthUri) };
    const { data } = await owner.graphql(enrol, { input });
    expect(data.enrolSecondFactor.secret).toEqual(expect.any(String));
  });

  test('guessing codes locks like a sign-in', async () => {
    const { owner } = await story.practice();
    const { otpauthUri } = (await owner.graphql(enrol)).data.enrolSecondFactor;
    const wrong = codeNow(otpauthUri) === '123456' ? '654321' : '123456';
    for (let turn = 0; turn < 10; turn++) {
      const { data } = await owner.graphql(confirm, { code: wrong });
      expect(data.confirmSecondFactor.userErrors[0].code).toBe('INVALID_CREDENTIALS');
    }
    const answer = await owner.graphql(confirm, { code: codeNow(otpauthUri) });
    expect(answer.errors?.[0]?.extensions.code).toBe('RATE_LIMITED');
  });

  test('the secret stands sealed in the database', async () => {
    const { owner } = await story.practice();
    const { secret } = (await owner.graphql(enrol)).data.enrolSecondFactor;
    const [row] = await story.database.query('select sealed_second_factor from staff_members where id = $1', [
      owner.id,
    ]);
    expect(row!.sealed_second_factor).toMatch(/^v1:/);
    expect(row!.sealed_second_factor).not.toContain(secret);
  });

  test('a stranger and a key have none', async () => {
    const { practice } = await story.practice();
    const key = await story.program(practice, 'lead:read');
    expect((await story.stranger().graphql(enrol)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect((await key.graphql(enrol)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});
