/** Resolvers that answer by chance, the same for the same place and seed, and fail in every way that a resolver can. */
import {
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  responsePathAsArray,
} from 'graphql';
import { type ErrorCode, GatewayError } from '../../src/common/gateway-error.js';
import { selectedFields } from '../../src/paging/selection.js';
import { type Random, randomOf } from './operation-generator.js';

/** An operation's own. */
export interface Chance {
  seed: number;
  /** Of a hundred values, how many fail. */
  failures: number;
  isAsync: boolean;
}

const CODES: readonly ErrorCode[] = ['UPSTREAM_UNAVAILABLE', 'NOT_FOUND', 'FORBIDDEN', 'RATE_LIMITED'];

/** Gives each field a resolver of this kind, but leaves some of them to the default resolver. */
export function useFailingResolvers(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const isRoot = ['Query', 'Mutation', 'Subscription'].includes(type.name);
      if (isRoot || field.args.length > 0 || isObjectType(field.type)) field.resolve = resolveByChance;
      else delete field.resolve;
    }
  }
}

function resolveByChance(_source: unknown, args: unknown, chance: Chance, info: GraphQLResolveInfo): unknown {
  const place = JSON.stringify([responsePathAsArray(info.path), args, info.fieldNodes.length, selectedFields(info)]);
  const random = randomOf(hash(place) ^ chance.seed);
  const { returnType, schema } = info;
  const kinds = isAbstractType(returnType) ? schema.getPossibleTypes(returnType) : [];
  const type = kinds.length > 0 ? kinds[random(kinds.length)]! : returnType;
  if (chance.isAsync && random(2) === 0) return soon(random, () => valueBy(type, random, chance, place));
  return valueBy(type, random, chance, place);
}

/** Throws, or gives an error, null, what a list or a scalar may not be, or a good value with promises and functions among its members. */
function valueBy(type: GraphQLOutputType, random: Random, chance: Chance, place: string): unknown {
  if (random(100) < chance.failures) {
    const failure = random(6);
    if (failure === 0) return null;
    if (failure === 1) return new GatewayError(CODES[random(CODES.length)]!);
    if (failure === 2) throw 'no error at all';
    if (failure === 3 && chance.isAsync) return Promise.reject(new GatewayError(CODES[random(CODES.length)]!));
    if (failure === 4) return isListType(isNonNullType(type) ? type.ofType : type) ? 5 : undefined;
    throw new GatewayError(CODES[random(CODES.length)]!);
  }
  if (isNonNullType(type)) return valueBy(type.ofType, random, chance, place);
  if (isListType(type)) {
    // graphql-js leaves rejections unhandled where a member that may not be null fails at once beside ones that fail later.
    const isMixed = !isNonNullType(type.ofType) && random(2) === 0;
    return Array.from({ length: random(4) }, () => {
      const own = randomOf(random(2 ** 30));
      const item = () => valueBy(type.ofType, own, chance, place);
      if (chance.isAsync && (!isMixed || random(2) === 0)) return soon(own, item);
      try {
        return item();
      } catch (error) {
        return error instanceof Error ? error : null;
      }
    });
  }
  if (isEnumType(type)) return random(100) < chance.failures ? 'NO_SUCH_VALUE' : type.getValues()[0]!.value;
  if (!isObjectType(type)) return SCALARS[type.name] ?? place;
  const seed = random(2 ** 30);
  const source = { __typename: type.name };
  for (const [name, field] of Object.entries(type.getFields())) {
    const member = (): unknown => {
      const own = randomOf(hash(name) ^ seed);
      const make = (): unknown => valueBy(field.type, own, chance, name);
      return chance.isAsync && own(4) === 0 ? soon(own, make) : make();
    };
    const isMethod = randomOf(seed ^ name.length)(3) === 0;
    // Made only when it is asked for: a rejection that nobody asks for is nobody's to handle.
    Object.defineProperty(source, name, isMethod ? { value: member } : { get: member });
  }
  return source;
}

const SCALARS: Record<string, unknown> = { Int: 7, Boolean: true, JSONObject: { any: ['thing'] } };

/** After none to three turns of the microtask queue. */
async function soon(random: Random, make: () => unknown): Promise<unknown> {
  for (let turns = random(4); turns > 0; turns -= 1) await undefined;
  return make();
}

function hash(text: string): number {
  let sum = 5381;
  for (let index = 0; index < text.length; index += 1) sum = (Math.imul(sum, 33) ^ text.charCodeAt(index)) | 0;
  return sum;
}
