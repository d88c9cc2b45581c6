import { addLead } from '../../support/leads.js';
import { as, type Calls, one, onRow, withInput } from './call.js';

export const calls: Calls = world => {
  const member = async () => (await world.story.intake(world.practice)).id;
  /** Someone who has signed in only to sign out again. */
  const passing = () => world.story.intake(world.practice);
  return {
    graphql: {
      'Query.apiKeys': () => one('{ apiKeys { id } }'),
      'Query.auditLog': () => one('{ auditLog(first: 3) { nodes { id } } }'),
      'Query.devices': () => one('{ devices { id staff { id } } }'),
      'Query.disclosures': () =>
        one('query ($id: ID!) { disclosures(personId: $id) { nodes { id } } }', { id: world.lead }),
      'Query.notifications': () => one('{ notifications { id } }'),
      'Query.practice': () => one('{ practice { id } }'),
      'Query.sessions': () => one('{ sessions { id staff { id } } }'),
      'Query.staff': () => one('{ staff { id } }'),
      'Query.verifyAuditLog': () => one('{ verifyAuditLog { isSound } }'),
      'Query.viewer': () => one('{ viewer { id practice { id } sessions { id } devices { id } } }'),
      'Mutation.changePassword': async () => {
        const person = await world.story.intake(world.practice);
        const input = { currentPassword: person.password, newPassword: 'another long password' };
        return as(person, withInput('changePassword', 'ChangePasswordInput', 'expiresAt'), { input });
      },
      'Mutation.confirmSecondFactor': async () => {
        const person = await world.story.intake(world.practice);
        const { otpauthUri } = (await person.graphql('mutation { enrolSecondFactor { otpauthUri } }')).data
          .enrolSecondFactor;
        const { URI } = await import('otpauth');
        const code = (URI.parse(otpauthUri) as { generate(at: object): string }).generate({
          timestamp: world.story.clock.now().getTime(),
        });
        return as(person, withInput('confirmSecondFactor', 'ConfirmSecondFactorInput', 'viewer { id }'), {
          input: { code },
        });
      },
      'Mutation.createApiKey': () =>
        one(withInput('createApiKey', 'CreateApiKeyInput', 'apiKey { id }'), {
          input: { name: 'k', permissions: ['lead:read'] },
        }),
      'Mutation.createStaffMember': () =>
        one(withInput('createStaffMember', 'CreateStaffMemberInput', 'staffMember { id }'), {
          input: {
            email: 'someone.new@example.test',
            name: 'New',
            roles: ['INTAKE'],
            password: 'a long password for it',
          },
        }),
      'Mutation.deactivateStaffMember': async () =>
        one(onRow('deactivateStaffMember', '', '', 'staffMember { id }'), { id: await member() }),
      'Mutation.enrolSecondFactor': async () =>
        as(await world.story.intake(world.practice), 'mutation { enrolSecondFactor { userErrors { code } } }'),
      'Mutation.markNotificationRead': async () => {
        await world.clinician.graphql(
          'mutation ($id: ID!) { openLead(id: $id, reason: "Emergency") { userErrors { code } } }',
          {
            id: await addLead(world.owner),
          },
        );
        const { data } = await world.owner.graphql('{ notifications { id } }');
        return one(onRow('markNotificationRead', '', '', 'notification { id }'), { id: data.notifications[0].id });
      },
      'Mutation.refreshSession': async () => {
        const { refreshToken } = await world.story.intake(world.practice);
        return {
          by: () => world.story.stranger(),
          ...one(withInput('refreshSession', 'RefreshSessionInput', 'expiresAt'), { input: { refreshToken } }),
        };
      },
      'Mutation.revokeApiKey': async () => {
        const { data } = await world.owner.graphql(
          'mutation { createApiKey(input: { name: "k", permissions: ["lead:read"] }) { apiKey { id } } }',
        );
        return one(onRow('revokeApiKey', '', '', 'apiKey { id }'), { id: data.createApiKey.apiKey.id });
      },
      'Mutation.revokeSession': async () => {
        await world.story.intake(world.practice);
        const { data } = await world.owner.graphql('{ sessions { id } }');
        return one(onRow('revokeSession', '', '', 'sessionId'), { id: data.sessions[0].id });
      },
      'Mutation.signIn': async () => {
        const { email, password } = await world.story.intake(world.practice);
        return {
          by: () => world.story.stranger(),
          ...one(withInput('signIn', 'SignInInput', 'viewer { id }'), { input: { email, password } }),
        };
      },
      'Mutation.signOut': async () =>
        as(await world.story.intake(world.practice), 'mutation { signOut { userErrors { code } } }'),
      'Mutation.updatePractice': () =>
        one(withInput('updatePractice', 'UpdatePracticeInput', 'practice { id }'), { input: { name: 'New' } }),
      'Mutation.updateStaffMember': async () =>
        one(onRow('updateStaffMember', ', $input: UpdateStaffMemberInput!', ', input: $input', 'staffMember { id }'), {
          id: await member(),
          input: { name: 'Other' },
        }),
    },
    rest: {
      'post /api/v1/auth/sign-in': async () => {
        const { email, password } = await passing();
        return world.story.stranger().rest('POST', '/auth/sign-in', { email, password });
      },
      'post /api/v1/auth/refresh': async () => {
        const { refreshToken } = await passing();
        return world.story.stranger().rest('POST', '/auth/refresh', { refreshToken });
      },
      'post /api/v1/auth/sign-out': async () => (await passing()).rest('POST', '/auth/sign-out'),
    },
  };
};
