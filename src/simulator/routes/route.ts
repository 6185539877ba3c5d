/** Binds an endpoint of the contract to what the simulator answers there. */
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Endpoint } from '../../rest/contract/endpoints.js';
import { type Answer, ApiFailure, answerOf } from './envelope.js';
import type { Query } from './pagination.js';

export interface Call<Body> {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
}

export interface Route {
  readonly endpoint: Endpoint;
  /** Carries the call out. What the REST API refuses is an answer too; only a defect of the simulator throws. */
  readonly answer: (call: Call<unknown>) => Answer;
}

type BodyOf<Row extends Endpoint> = Row extends { readonly body: infer Body extends TSchema } ? Static<Body> : unknown;

/** @param handle may throw an ApiFailure; it is only called with a body that fits the endpoint's contract */
export function route<Row extends Endpoint>(endpoint: Row, handle: (call: Call<BodyOf<Row>>) => Answer): Route {
  const fits = bodyCheck(endpoint);
  const checked = (call: Call<unknown>): Answer => {
    if (!fits(call)) throw new ApiFailure(400, 'invalid request body');
    return handle(call);
  };
  return { endpoint, answer: (call) => answerOf(() => checked(call)) };
}

function bodyCheck<Row extends Endpoint>({ body }: Row): (call: Call<unknown>) => call is Call<BodyOf<Row>> {
  const validator = body === undefined ? undefined : Compile(body);
  return (call): call is Call<BodyOf<Row>> => validator?.Check(call.body) ?? true;
}

/** A path parameter, which the router gives for every `{name}` of the endpoint's path. */
export const param = (call: Call<unknown>, name: string): string => call.params[name] ?? '';
