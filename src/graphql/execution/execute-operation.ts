/** An operation from its root fields to its result. */
import { type ExecutionResult, type GraphQLError, OperationTypeNode } from 'graphql';
import type { Run } from './execution-run.js';
import { executeFields, type FieldPlan, type Selection } from './field-plan.js';
import type { OperationPlan } from './operation-plan.js';
import { type Holder, Later } from './pending-value.js';

type Data = Record<string, unknown>;

/** @returns a promise only where a resolver made one; it never rejects. */
export function executeOperation(plan: OperationPlan, run: Run): ExecutionResult | Promise<ExecutionResult> {
  try {
    const fields = plan.rootFields(run);
    const data =
      run.operation.operation === OperationTypeNode.MUTATION
        ? new SerialFields(run, fields).begin()
        : executeFields(run, fields, run.rootValue, undefined);
    return data instanceof Later ? resultOfLater(run, data) : resultOf(run, data as Data);
  } catch (error) {
    return failureOf(run, error as GraphQLError);
  }
}

function resultOfLater(run: Run, data: Later): Promise<ExecutionResult> {
  return new Promise((resolve) => {
    const holder: Holder = {
      isAbandoned: false,
      fill: (_key, value) => resolve(resultOf(run, value as Data)),
      fail: (error) => resolve(failureOf(run, error)),
    };
    data.attach(run, holder, 'data', false);
  });
}

/** A mutation's root fields: each begins when the one before is complete, down to its last part. */
class SerialFields extends Later implements Holder {
  readonly #run: Run;
  readonly #rest: Iterator<FieldPlan>;
  readonly #values: Data = Object.create(null);
  #holder: Holder | undefined;
  #key: string | number = '';
  isAbandoned = false;

  constructor(run: Run, { fields }: Selection) {
    super();
    this.#run = run;
    this.#rest = fields.values();
  }

  /** @returns the values, or itself where some are still to come. @throws {GraphQLError} where a field fails that may not be null. */
  begin(): Data | this {
    for (let next = this.#rest.next(); !next.done; next = this.#rest.next()) {
      const field = next.value;
      const value = field.execute(this.#run, this.#run.rootValue, undefined);
      if (value instanceof Later) {
        value.attach(this.#run, this, field.key, field.isNullable);
        return this;
      }
      this.#values[field.key] = value;
    }
    return this.#values;
  }

  attach(_run: Run, holder: Holder, key: string | number): void {
    this.#holder = holder;
    this.#key = key;
  }

  fill(key: string | number, value: unknown): void {
    this.#values[key] = value;
    try {
      const values = this.begin();
      if (values !== this) this.#holder?.fill(this.#key, values);
    } catch (error) {
      this.fail(error as GraphQLError);
    }
  }

  fail(error: GraphQLError): void {
    this.isAbandoned = true;
    this.#holder?.fail(error);
  }
}

const resultOf = ({ errors }: Run, data: Data): ExecutionResult => (errors.length > 0 ? { errors, data } : { data });

const failureOf = ({ errors }: Run, error: GraphQLError): ExecutionResult => ({
  errors: [...errors, error],
  data: null,
});
