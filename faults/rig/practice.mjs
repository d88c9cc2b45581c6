// What a practice does over the product's GraphQL door.

export class Owner {
  #token = '';
  constructor(url, { email, password }) {
    this.url = url;
    this.account = { email, password };
  }

  get headers() {
    return { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' };
  }

  /** An access token lives 15 minutes: a long run signs in again. */
  async signIn() {
    const response = await fetch(`${this.url}/api/v1/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(this.account),
    });
    if (!response.ok) throw new Error(`Sign-in answered ${response.status}: ${await response.text()}`);
    this.#token = (await response.json()).data.accessToken;
    return this;
  }

  /** The data of one operation; throws when it was refused. */
  async ask(query, variables = {}) {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: this.headers,
      body: JSON.stringify({ query, variables }),
    });
    const text = await response.text();
    const answer = JSON.parse(text);
    const refused = Object.values(answer.data ?? {}).flatMap(value => value?.userErrors ?? []);
    if (!response.ok || answer.errors || refused.length > 0)
      throw new Error(`${query.trim().slice(0, 80)} answered ${response.status}: ${text.slice(0, 1_000)}`);
    return answer.data;
  }

  /** Calls one mutation and answers the record of its payload. */
  async #made(name, noun, type, input) {
    const query = `mutation ($input: ${type}!) { ${name}(input: $input) { ${noun} { id } userErrors { code path message } } }`;
    return (await this.ask(query, { input }))[name][noun];
  }

  /** What a practice needs before it may mail anybody. */
  async prepare() {
    const input = {
      senderDomains: ['practice.example'],
      postalAddress: { line1: postalLine, city: 'Portland', region: 'OR', postalCode: '97201' },
    };
    await this.#made('updatePractice', 'practice', 'UpdatePracticeInput', input);
    return this;
  }

  async segment(name = 'Everyone') {
    const rule = { field: 'source', op: 'IN', value: ['EVENT'] };
    return this.#made('createSegment', 'segment', 'CreateSegmentInput', { name, appliesTo: 'LEAD', rule });
  }

  /** A published template: a short letter with two links, or what is given. */
  async template(name = 'News', content = { html: letter }) {
    const template = await this.#made('createEmailTemplate', 'emailTemplate', 'CreateEmailTemplateInput', {
      name,
      purpose: 'COMMERCIAL',
      subject: 'News for {{ person.firstName }}',
      ...content,
    });
    await this.ask(
      'mutation ($id: ID!) { publishEmailTemplate(id: $id) { emailTemplate { id } userErrors { code path message } } }',
      { id: template.id },
    );
    return template;
  }

  /** A draft to everyone of the segment. */
  async draft({ segment, template, name = 'Newsletter', ...more }) {
    return this.#made('createEmailCampaign', 'emailCampaign', 'CreateEmailCampaignInput', {
      name,
      templateId: template.id,
      purpose: 'COMMERCIAL',
      fromName: 'The Practice',
      fromEmail: 'news@practice.example',
      segmentIds: [segment.id],
      ...more,
    });
  }

  async send({ id }) {
    const query = `mutation ($id: ID!) { sendEmailCampaign(id: $id) {
      emailCampaign { id status } userErrors { code path message } } }`;
    return (await this.ask(query, { id })).sendEmailCampaign.emailCampaign;
  }

  /** Practice, audience, letter and draft in one; answers the draft. */
  async readyToSend(more = {}) {
    await this.prepare();
    return this.draft({ segment: await this.segment(), template: await this.template(), ...more });
  }
}

export const postalLine = '12 Evergreen Way';

const paragraph =
  '<p>We have new evening hours, and a group that meets on Thursdays. Reply to this letter, or ring us, if you want to know more about either of them.</p>';

const letter = `<html><body><h1>Hello {{ person.firstName }}</h1>
${paragraph.repeat(8)}
<p><a href="https://practice.example/hours">Our hours</a> and <a href="https://practice.example/groups?kind=evening">our groups</a>.</p>
<p>{{ practice.name }}</p></body></html>`;
