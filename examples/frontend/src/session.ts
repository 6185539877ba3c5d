/** Who is signed in, and a token that is valid at the moment. */

interface Token {
  text: string;
  /** By `performance.now()`. */
  renewAt: number;
}

/** How long before its end a token is renewed, as a part of its life. */
const EARLY = 0.2;
const CUSTOMER = 'customer';

let current: Promise<Token> | undefined;

export const signedIn = (): string | null => sessionStorage.getItem(CUSTOMER);

export function signIn(customerId: string): void {
  sessionStorage.setItem(CUSTOMER, customerId);
  current = undefined;
}

export function signOut(): void {
  sessionStorage.removeItem(CUSTOMER);
  current = undefined;
}

/** Each request asks for it, and each new socket: a token that expired in between is renewed then. */
export async function token(): Promise<string> {
  const known = await current?.catch(() => undefined);
  if (known && known.renewAt > performance.now()) return known.text;
  current = renew();
  return (await current).text;
}

async function renew(): Promise<Token> {
  const response = await fetch(`/sign-in?customer=${encodeURIComponent(signedIn() ?? '')}`);
  const { token: text, seconds } = (await response.json()) as { token: string; seconds: number };
  return { text, renewAt: performance.now() + seconds * 1_000 * (1 - EARLY) };
}
