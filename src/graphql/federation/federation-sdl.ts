/** The fields of a subgraph, by the Apollo Federation subgraph specification, and the SDL from which a supergraph is composed. */
import { type ConstDirectiveNode, Kind, type ObjectTypeDefinitionNode, parse, print, visit } from 'graphql';

/** The types of the entities, each with the fields of its key. */
export const ENTITY_KEYS = {
  AssetNetwork: ['asset', 'network'],
  Customer: ['id'],
  TopupOrder: ['id'],
  Wallet: ['id'],
} as const;

export type EntityName = keyof typeof ENTITY_KEYS;

/** Descriptions are those of the subgraph specification. */
export const FEDERATION_SDL = `
"A reference to an entity: its \`__typename\` and the fields of its key."
scalar _Any
"The types that other subgraphs can refer to."
union _Entity = ${Object.keys(ENTITY_KEYS).join(' | ')}
"This subgraph."
type _Service {
  "The schema of this subgraph in SDL, with the directives of Apollo Federation."
  sdl: String!
}
extend type Query {
  "The entities that a router asks for, in the order of the references. An entry is null if the entity does not exist."
  _entities("The references, at most \`LIMIT_ENTITIES\`." representations: [_Any!]!): [_Entity]!
  "This subgraph, for composition. Operators only."
  _service: _Service!
}
`;

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@shareable"])';

/** Other subgraphs define this type with the same fields, by the Relay cursor specification. */
const SHAREABLE = 'PageInfo';
/** Root fields that stay out of a supergraph. A graph has only one \`node\`, and this one knows the ids of its own types alone. */
const OWN_FIELDS: ReadonlySet<string> = new Set(['node']);

/** @param sources The SDL of `schema/`. @returns the SDL with which the gateway joins a supergraph. */
export function subgraphSdl(sources: readonly string[]): string {
  const document = visit(parse(sources.join('\n')), {
    ObjectTypeDefinition: (type) => withDirectives(type.name.value === 'Query' ? withoutOwnFields(type) : type),
  });
  return `${LINK}\n\n${print(document)}\n`;
}

function withDirectives(type: ObjectTypeDefinitionNode): ObjectTypeDefinitionNode {
  const name = type.name.value;
  const keys: readonly string[] | undefined = isEntityName(name) ? ENTITY_KEYS[name] : undefined;
  const added = [
    ...(keys ? [directive('key', keys.join(' '))] : []),
    ...(name === SHAREABLE ? [directive('shareable')] : []),
  ];
  return added.length === 0 ? type : { ...type, directives: [...(type.directives ?? []), ...added] };
}

const withoutOwnFields = (type: ObjectTypeDefinitionNode): ObjectTypeDefinitionNode => ({
  ...type,
  fields: (type.fields ?? []).filter(({ name }) => !OWN_FIELDS.has(name.value)),
});

function directive(name: string, fields?: string): ConstDirectiveNode {
  const value = { kind: Kind.STRING, value: fields ?? '' } as const;
  const argument = { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: 'fields' }, value } as const;
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: name },
    arguments: fields === undefined ? [] : [argument],
  };
}

export const isEntityName = (name: unknown): name is EntityName =>
  typeof name === 'string' && Object.hasOwn(ENTITY_KEYS, name);
