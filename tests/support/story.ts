import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from '@jest/globals';
import type { Permission } from '../../src/platform/access/role-matrix.js';
import type { Role } from '../../src/platform/access/roles.js';
import { RequestContext } from '../../src/platform/context.js';
import { startApp, type TestApp, type TestAppOptions } from './app.js';
import { Caller } from './caller.js';

/** A practice of the story, with nothing in it but its owner. */
export interface PracticeInStory {
  id: string;
  /** Names the public capture form: `/forms/<formKey>/leads`. */
  formKey: string;
}

/** A member of staff who has signed in, and calls the server as such. */
export class Person extends Caller {
  constructor(
    url: () => string,
    readonly id: string,
    readonly practice: PracticeInStory,
    readonly roles: readonly Role[],
    readonly email: string,
    readonly password: string,
    readonly accessToken: string,
    readonly refreshToken: string,
    nextListener: () => Promise<void>,
  ) {
    super(url, { authorization: `Bearer ${accessToken}` }, nextListener);
  }
}

/** What a test tells: who is there and what they have. */
export class Story {
  readonly #callers: Caller[] = [];
  #app: TestApp | null = null;

  /** Opened by `useStory`. */
  open(app: TestApp): void {
    this.#app = app;
  }

  async end(): Promise<void> {
    await Promise.all(this.#callers.map(caller => caller.hangUp()));
    await this.#app?.close();
  }

  get app(): TestApp {
    if (!this.#app) throw new Error('The story has not begun: call it inside a test or a hook.');
    return this.#app;
  }

  get clock() {
    return this.app.clock;
  }

  get database() {
    return this.app.database;
  }

  get services() {
    return this.app.services;
  }

  /** A new practice, and its owner signed in. */
  async practice(name = `Practice ${secret(4)}`): Promise<{ practice: PracticeInStory; owner: Person }> {
    const [email, password] = [emailOf('owner'), passwordOf()];
    const created = await this.services.practices.create({ name, owner: { email, password } });
    const [row] = await this.database.query('select form_key from practices where id = $1', [created.practiceId]);
    const practice = { id: created.practiceId, formKey: row!.form_key };
    return { practice, owner: await this.#signedIn(created.ownerId, practice, ['OWNER'], email, password) };
  }

  /** A member of staff with these roles, signed in. */
  async person(practice: PracticeInStory, ...roles: Role[]): Promise<Person> {
    const [email, password] = [emailOf(roles.join('-').toLowerCase()), passwordOf()];
    const input = { email, name: `${roles[0]} ${secret(2)}`, roles, password };
    const id = await this.services.staff.create(this.systemContext(practice), input);
    return this.#signedIn(id, practice, roles, email, password);
  }

  owner = (practice: PracticeInStory) => this.person(practice, 'OWNER');
  clinician = (practice: PracticeInStory) => this.person(practice, 'CLINICIAN');
  intake = (practice: PracticeInStory) => this.person(practice, 'INTAKE');
  marketer = (practice: PracticeInStory) => this.person(practice, 'MARKETING');
  biller = (practice: PracticeInStory) => this.person(practice, 'BILLING');
  auditor = (practice: PracticeInStory) => this.person(practice, 'AUDITOR');

  /** A program with a key that may do these things. */
  async program(practice: PracticeInStory, ...permissions: Permission[]): Promise<Caller> {
    const { secret: key } = await this.services.apiKeys.create(this.systemContext(practice), {
      name: `key ${secret(3)}`,
      permissions,
    });
    return this.#known(new Caller(() => this.app.url, { 'x-api-key': key }, this.#nextListener));
  }

  /** Someone who has not signed in. */
  stranger(): Caller {
    return this.#known(new Caller(() => this.app.url));
  }

  /** The practice itself at work, for calls of a service that no door offers. */
  systemContext(practice: PracticeInStory): RequestContext {
    return RequestContext.system(practice.id, 'worker');
  }

  async #signedIn(
    id: string,
    practice: PracticeInStory,
    roles: Role[],
    email: string,
    password: string,
  ): Promise<Person> {
    const ctx = new RequestContext({ channel: 'rest', userAgent: 'story', ip: '127.0.0.1' });
    const { accessToken, refreshToken } = await this.services.signIn.signIn(ctx, { email, password });
    return this.#known(
      new Person(
        () => this.app.url,
        id,
        practice,
        roles,
        email,
        password,
        accessToken,
        refreshToken,
        this.#nextListener,
      ),
    );
  }

  #nextListener = () => this.app.nextListener();

  #known<C extends Caller>(caller: C): C {
    this.#callers.push(caller);
    return caller;
  }
}

const secret = (bytes: number) => randomBytes(bytes).toString('hex');
const emailOf = (who: string) => `${who}.${secret(6)}@example.test`;
const passwordOf = () => `a long password ${secret(6)}`;

/** A server and a database for this test file, from its first test to its last. */
export function useStory(options: TestAppOptions = {}): Story {
  const story = new Story();
  beforeAll(async () => story.open(await startApp(options)));
  afterAll(() => story.end());
  return story;
}
