/** Tokens of a sign-in; kept while the tab is open, and nowhere longer. */
interface Tokens {
  accessToken: string;
  refreshToken: string;
  expiresAt: string;
}

interface UserError {
  code: string;
  message: string;
}

export interface GraphqlError {
  message: string;
  extensions?: { code?: string };
}

export interface Answer<Data> {
  data: Data | null;
  errors?: GraphqlError[];
}

interface TokenPayload extends Partial<Tokens> {
  userErrors: UserError[];
}

export interface Credentials {
  email: string;
  password: string;
  secondFactor: string | null;
}

const place = 'practice-crm.dashboard';
/** A token is changed for a new one this long before its end. */
const margin = 60_000;

const signIn = `mutation SignIn($input: SignInInput!) {
  signIn(input: $input) { accessToken refreshToken expiresAt userErrors { code message } } }`;
const refresh = `mutation Refresh($input: RefreshSessionInput!) {
  refreshSession(input: $input) { accessToken refreshToken expiresAt userErrors { code message } } }`;

/** Who is signed in on this page, and its calls over HTTP. */
export class Session {
  #tokens: Tokens | null = read();
  #refreshing: Promise<void> | null = null;

  /** `ended` is called when the session is over, by itself or by the server. */
  constructor(private readonly ended: () => void) {}

  get isOpen(): boolean {
    return this.#tokens !== null;
  }

  /** The reason why not, by its code; null when it worked. */
  async signIn(input: Credentials): Promise<UserError | null> {
    const { data, errors } = await post<{ signIn: TokenPayload }>(signIn, { input }, null);
    if (!data) return { code: codeOf(errors), message: errors?.[0]?.message ?? 'The server gave no answer.' };
    const refusal = data.signIn.userErrors[0];
    if (!refusal) this.#keep(data.signIn as unknown as Tokens);
    return refusal ?? null;
  }

  async signOut(): Promise<void> {
    const token = this.#tokens?.accessToken ?? null;
    this.#end();
    await post('mutation { signOut { userErrors { code } } }', {}, token).catch(() => undefined);
  }

  /** Data may be there beside errors: who may not see something sees the rest. */
  async query<Data>(query: string, variables: Record<string, unknown> = {}): Promise<Answer<Data>> {
    const answer = await post<Data>(query, variables, await this.token());
    if (codeOf(answer.errors) !== 'UNAUTHENTICATED') return answer;
    await this.renew();
    return post<Data>(query, variables, await this.token());
  }

  /** A token that holds for a while. */
  async token(): Promise<string | null> {
    if (this.#tokens && Date.parse(this.#tokens.expiresAt) - Date.now() < margin) await this.renew();
    return this.#tokens?.accessToken ?? null;
  }

  /** A refresh token works once, so calls that come together share one refresh. */
  renew(): Promise<void> {
    this.#refreshing ??= this.#renew().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #renew(): Promise<void> {
    if (!this.#tokens) return;
    const input = { refreshToken: this.#tokens.refreshToken };
    const { data } = await post<{ refreshSession: TokenPayload }>(refresh, { input }, null);
    if (data?.refreshSession.accessToken) this.#keep(data.refreshSession as unknown as Tokens);
    else if (this.#tokens) this.#end();
  }

  #keep({ accessToken, refreshToken, expiresAt }: Tokens): void {
    this.#tokens = { accessToken, refreshToken, expiresAt };
    sessionStorage.setItem(place, JSON.stringify(this.#tokens));
  }

  #end(): void {
    this.#tokens = null;
    sessionStorage.removeItem(place);
    this.ended();
  }
}

export const codeOf = (errors: GraphqlError[] | undefined): string => errors?.[0]?.extensions?.code ?? '';

function read(): Tokens | null {
  try {
    return JSON.parse(sessionStorage.getItem(place) ?? 'null') as Tokens | null;
  } catch {
    return null;
  }
}

async function post<Data>(query: string, variables: object, token: string | null): Promise<Answer<Data>> {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch('/graphql', { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  return (await response.json()) as Answer<Data>;
}
