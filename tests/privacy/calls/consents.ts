import { type Calls, one, withInput } from './call.js';

export const calls: Calls = world => {
  const input = () => ({ person: { type: 'LEAD', id: world.lead }, channel: 'EMAIL', purpose: 'SERVICE' });
  const query = () => `personType=LEAD&personId=${world.lead}`;
  const agreed = () => world.owner.rest('POST', '/consents', input());
  const entry = 'consent { id actor { id } }';
  return {
    graphql: {
      'Query.consentHistory': async () => {
        await agreed();
        return one('query ($person: PersonInput!) { consentHistory(person: $person) { id actor { id } } }', {
          person: input().person,
        });
      },
      'Query.consentStatus': async () => {
        await agreed();
        return one('query ($person: PersonInput!) { consentStatus(person: $person) { isGiven } }', {
          person: input().person,
        });
      },
      'Mutation.recordConsent': () => one(withInput('recordConsent', 'RecordConsentInput', entry), { input: input() }),
      'Mutation.withdrawConsent': () =>
        one(withInput('withdrawConsent', 'WithdrawConsentInput', entry), { input: input() }),
    },
    rest: {
      'get /api/v1/consents': async () => {
        await agreed();
        return world.owner.rest('GET', `/consents?${query()}`);
      },
      'get /api/v1/consents/status': () => world.owner.rest('GET', `/consents/status?${query()}`),
      'post /api/v1/consents': agreed,
      'post /api/v1/consents/withdraw': () => world.owner.rest('POST', '/consents/withdraw', input()),
    },
  };
};
