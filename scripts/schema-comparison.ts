/** What a change of the schema means for clients. */
import { CriticalityLevel, DiffRule, diff } from '@graphql-inspector/core';
import { type GraphQLSchema, Kind, parse, validate } from 'graphql';

export interface SchemaComparison {
  breaking: string[];
  dangerous: string[];
  safe: string[];
}

/** Compares a schema with the last released one. A field that was deprecated in a release may go in a later one. */
export async function compareSchemas(released: GraphQLSchema, current: GraphQLSchema): Promise<SchemaComparison> {
  const changes = await diff(released, current, [DiffRule.suppressRemovalOfDeprecatedField]);
  const of = (level: CriticalityLevel): string[] =>
    changes.flatMap(({ criticality, message }) => (criticality.level === level ? [message] : []));
  return {
    breaking: of(CriticalityLevel.Breaking),
    dangerous: of(CriticalityLevel.Dangerous),
    safe: of(CriticalityLevel.NonBreaking),
  };
}

/** @param documents Texts by id. @returns the errors of those that are not valid, each with the operation's name, or its id. */
export function brokenDocuments(schema: GraphQLSchema, documents: ReadonlyMap<string, string>): string[] {
  return [...documents].flatMap(([id, text]) => {
    const document = parse(text);
    const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
    const name = operation?.kind === Kind.OPERATION_DEFINITION ? operation.name?.value : undefined;
    return validate(schema, document).map(({ message }) => `${name ?? id}: ${message}`);
  });
}
