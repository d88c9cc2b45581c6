import { describe, expect, test } from '@jest/globals';
import { type Person, useStory } from '../../support/story.js';

const story = useStory({ settings: { TRUSTED_PROXIES: '127.0.0.1' } });

const signIn = 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken userErrors { code } } }';

let lastAddress = 0;
const newAddress = () => ({ 'x-forwarded-for': `203.0.113.${++lastAddress}` });

const trying = (email: string, password: string, headers: Record<string, string>) =>
  story.stranger().graphql(signIn, { input: { email, password } }, headers);

const wrong = async (person: Person, times: number) => {
  for (let turn = 0; turn < times; turn++) await trying(person.email, 'wrong password', newAddress());
};

describe('bad sign-ins', () => {
  test('ten lock the account: the right password is refused too, until the lock ends', async () => {
    const { owner } = await story.practice();
    await wrong(owner, 9);
    const good = await trying(owner.email, owner.password, newAddress());
    expect(good.data.signIn.accessToken).toEqual(expect.any(String));
    await wrong(owner, 1);
    const locked = await trying(owner.email, owner.password, newAddress());
    expect(locked.errors?.[0]?.extensions.code).toBe('RATE_LIMITED');
    const overRest = await story
      .stranger()
      .rest('POST', '/auth/sign-in', { email: owner.email, password: owner.password });
    expect(overRest.status).toBe(429);
    expect(Number(overRest.headers.get('retry-after'))).toBeGreaterThan(60);
    const [row] = await story.database.query(
      `select outcome, code from audit_log where operation = 'signIn' and practice_id = $1 order by seq desc limit 1`,
      [owner.practice.id],
    );
    expect(row).toEqual({ outcome: 'LIMITED', code: 'RATE_LIMITED' });
    story.clock.advance({ minutes: 16 });
    const later = await trying(owner.email, owner.password, newAddress());
    expect(later.data.signIn.accessToken).toEqual(expect.any(String));
  });

  test('spread over more than five minutes lock nothing', async () => {
    const { owner } = await story.practice();
    await wrong(owner, 9);
    story.clock.advance({ minutes: 6 });
    await wrong(owner, 9);
    const { data } = await trying(owner.email, owner.password, newAddress());
    expect(data.signIn.accessToken).toEqual(expect.any(String));
  });

  test('of an account that does not exist lock it just the same', async () => {
    const codes = [];
    for (let turn = 0; turn < 11; turn++) {
      const { data, errors } = await trying('no.such.person@example.test', 'wrong password', newAddress());
      codes.push(errors?.[0]?.extensions.code ?? data.signIn.userErrors[0].code);
    }
    expect(codes).toEqual([...Array(10).fill('INVALID_CREDENTIALS'), 'RATE_LIMITED']);
  });

  test('at once count each: of thirty, ten are looked at', async () => {
    const { owner } = await story.practice();
    const tries = Array.from({ length: 30 }, () => trying(owner.email, 'wrong password', newAddress()));
    const answers = await Promise.all(tries);
    expect(answers.filter(({ errors }) => !errors)).toHaveLength(10);
  });

  test('sixty in a minute lock the address, for every account', async () => {
    const { owner } = await story.practice();
    const office = newAddress();
    for (let turn = 0; turn < 60; turn++) {
      const { errors } = await trying(`person${turn}@example.test`, 'wrong password', office);
      expect(errors).toBeUndefined();
    }
    const locked = await trying(owner.email, owner.password, office);
    expect(locked.errors?.[0]?.extensions.code).toBe('RATE_LIMITED');
    const elsewhere = await trying(owner.email, owner.password, newAddress());
    expect(elsewhere.data.signIn.accessToken).toEqual(expect.any(String));
  });

  test('under several names in one document count each', async () => {
    const { owner } = await story.practice();
    const names = Array.from({ length: 15 }, (_, at) => `t${at}: signIn(input: $input) { userErrors { code } }`);
    const document = `mutation ($input: SignInInput!) { ${names.join(' ')} }`;
    const input = { email: owner.email, password: 'wrong password' };
    const { errors } = await story.stranger().graphql(document, { input }, newAddress());
    expect(errors?.filter(error => error.extensions.code === 'RATE_LIMITED')).not.toHaveLength(0);
    const locked = await trying(owner.email, owner.password, newAddress());
    expect(locked.errors?.[0]?.extensions.code).toBe('RATE_LIMITED');
  });

  test('twenty right sign-ins at once are all let in', async () => {
    const { owner } = await story.practice();
    const office = newAddress();
    const answers = await Promise.all(Array.from({ length: 20 }, () => trying(owner.email, owner.password, office)));
    expect(answers.map(({ data }) => typeof data?.signIn?.accessToken)).toEqual(Array(20).fill('string'));
  });
});
