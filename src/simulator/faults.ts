/** Faults on demand: what they look like, and which one a call meets. */
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { endpoints } from '../rest/contract/endpoints.js';
import { describeErrors } from './routes/schema-errors.js';

const HTTP_KINDS = ['latency', 'http-error', 'broken-json', 'reset', 'hang', 'reject'] as const;
const WEBHOOK_KINDS = ['lost', 'doubled', 'late', 'reordered'] as const;
type HttpKind = (typeof HTTP_KINDS)[number];
type WebhookKind = (typeof WEBHOOK_KINDS)[number];

const LONGEST_MS = 2 ** 31 - 1;

const FaultSchema = Type.Object(
  {
    on: Type.Enum(['*', 'webhook', ...endpoints.map(({ name }) => name)], {
      description:
        "An endpoint's name, `webhook`, or `*`: the endpoints for an HTTP kind, the webhooks for a webhook's.",
    }),
    kind: Type.Enum([...HTTP_KINDS, ...WEBHOOK_KINDS]),
    ms: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: LONGEST_MS,
        description: 'Milliseconds before the answer (or the webhook). Default 1000 for latency and late, else 0.',
      }),
    ),
    status: Type.Optional(
      Type.Integer({ minimum: 200, maximum: 599, description: 'HTTP status: of http-error (503), of reject (400).' }),
    ),
    message: Type.Optional(Type.String({ description: "reject's message. Default `rejected`." })),
    times: Type.Optional(Type.Integer({ minimum: 1, description: 'How many calls it hits. Default: all.' })),
    pathIncludes: Type.Optional(
      Type.String({
        description: 'Hits only calls whose path with query holds this; for a webhook, `/topup/orders/{orderId}`.',
      }),
    ),
    after: Type.Optional(
      Type.Boolean({ description: 'The call is carried out first, and its answer then lost, broken or late.' }),
    ),
  },
  { additionalProperties: false },
);
export type Fault = Static<typeof FaultSchema>;

const FaultList = Compile(Type.Array(FaultSchema));

/** The faults that are on. The first that fits a call is the one that it meets. */
export class Faults {
  #active: { readonly fault: Fault; left: number }[] = [];

  /** Replaces all of them. Throws a TypeError that says what is wrong, and then changes nothing. */
  set(faults: unknown): void {
    if (!FaultList.Check(faults)) throw new TypeError(`faults: ${describeErrors(FaultList.Errors(faults))}`);
    const problem = faults.map(contradiction).find((found) => found !== undefined);
    if (problem !== undefined) throw new TypeError(`faults: ${problem}`);
    this.#active = faults.map((fault) => ({ fault: { ...fault }, left: fault.times ?? Number.POSITIVE_INFINITY }));
  }

  /** Those still on, with the `times` that they have left. */
  list(): Fault[] {
    return this.#active.map(({ fault, left }) =>
      fault.times === undefined ? { ...fault } : { ...fault, times: left },
    );
  }

  /** The fault that a call of the endpoint meets; one of its `times` is then used. */
  takeForCall(endpoint: string, path: string): Fault | undefined {
    return this.#take((fault) => (fault.on === endpoint || fault.on === '*') && isHttpKind(fault.kind), path);
  }

  /** The fault that a webhook meets, never of the kind `except`. */
  takeForWebhook(orderId: string, except?: WebhookKind): Fault | undefined {
    return this.#take((fault) => !isHttpKind(fault.kind) && fault.kind !== except, `/topup/orders/${orderId}`);
  }

  #take(fits: (fault: Fault) => boolean, path: string): Fault | undefined {
    const hit = this.#active.find(({ fault }) => fits(fault) && path.includes(fault.pathIncludes ?? ''));
    if (hit === undefined) return undefined;
    hit.left -= 1;
    if (hit.left <= 0) this.#active = this.#active.filter((entry) => entry !== hit);
    return hit.fault;
  }
}

const isHttpKind = (kind: string): kind is HttpKind => HTTP_KINDS.some((known) => known === kind);

function contradiction({ on, kind, after }: Fault): string | undefined {
  if (on === 'webhook' && isHttpKind(kind)) return `${kind} is not for webhooks`;
  if (on !== '*' && on !== 'webhook' && !isHttpKind(kind)) return `${kind} is for webhooks only`;
  if (after === true && (kind === 'reject' || !isHttpKind(kind))) return `${kind} takes no "after"`;
  return undefined;
}
