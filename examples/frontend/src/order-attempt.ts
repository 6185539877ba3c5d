/**
 * An order that is made once, whatever breaks. The key is kept before the order is sent, and the same order is sent under the same key until
 * the gateway says what became of it: over a cut connection, a reload, or a gateway that does not know the outcome yet. No answer is never "failed".
 */
import { useApolloClient } from '@apollo/client/react';
import { useEffect, useState } from 'react';
import type { CreateTopupOrderInput } from './generated/graphql.js';
import { graphql } from './generated/index.js';

const CREATE_ORDER = graphql(`
  mutation CreateOrder($input: CreateTopupOrderInput!) {
    createTopupOrder(input: $input) {
      order { id }
      errors { code message }
    }
  }
`);

type Input = CreateTopupOrderInput & { idempotencyKey: string };

export type Attempt =
  | { state: 'none' }
  /** On its way, or being checked. */
  | { state: 'sending'; input: Input; isLate: boolean }
  | { state: 'made'; orderId: string }
  /** The wallet service said no: no order was made. */
  | { state: 'refused'; message: string };

const STORED = 'order-attempt';
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

/** What a reload goes on with: an order that is being checked, or that was made. */
function stored(): Attempt {
  const text = localStorage.getItem(STORED);
  if (!text) return { state: 'none' };
  const attempt = JSON.parse(text) as Attempt;
  return attempt.state === 'sending' ? { ...attempt, isLate: true } : attempt;
}

function keep(attempt: Attempt): void {
  if (attempt.state === 'none' || attempt.state === 'refused') localStorage.removeItem(STORED);
  else localStorage.setItem(STORED, JSON.stringify(attempt));
}

export function useOrderAttempt() {
  const client = useApolloClient();
  const [attempt, setAttempt] = useState<Attempt>(stored);
  const input = attempt.state === 'sending' ? attempt.input : undefined;

  useEffect(() => {
    if (!input) return;
    const stop = new AbortController();
    const end = (outcome: Attempt): void => {
      keep(outcome);
      setAttempt(outcome);
    };
    const send = async (): Promise<void> => {
      for (let pauseMs = FIRST_PAUSE_MS; !stop.signal.aborted; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
        // Any error leaves the outcome open: the connection, the gateway, a token, or OUTCOME_UNKNOWN.
        const result = await client.mutate({ mutation: CREATE_ORDER, variables: { input } }).catch(() => undefined);
        const payload = result?.data?.createTopupOrder;
        const [refusal] = payload?.errors ?? [];
        if (stop.signal.aborted) return;
        if (payload?.order) return end({ state: 'made', orderId: payload.order.id });
        if (refusal) return end({ state: 'refused', message: refusal.message });
        setAttempt({ state: 'sending', input, isLate: true });
        await pause(pauseMs, stop.signal);
      }
    };
    void send();
    return () => stop.abort();
  }, [client, input]);

  const order = (given: Omit<Input, 'idempotencyKey'>): void => {
    const sending: Attempt = {
      state: 'sending',
      input: { ...given, idempotencyKey: crypto.randomUUID() },
      isLate: false,
    };
    // Before it is sent: a reload may come at any moment.
    keep(sending);
    setAttempt(sending);
  };
  const forget = (): void => {
    keep({ state: 'none' });
    setAttempt({ state: 'none' });
  };
  return { attempt, order, forget };
}

/** Ends at once when the browser is back on a network. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    for (const [target, event] of [
      [window, 'online'],
      [signal, 'abort'],
    ] as const)
      target.addEventListener(
        event,
        () => {
          clearTimeout(timer);
          resolve();
        },
        { once: true },
      );
  });
}
