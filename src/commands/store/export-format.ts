/** The lines of an export: those of a seed, and what the store holds besides. */
import Type, { type Static } from 'typebox';
import { SeedRecord } from '../../directory/facts.js';

/** The first line. */
export const ExportHeader = Type.Object({
  export: Type.Object({
    format: Type.Literal(1),
    upstream: Type.String(),
    /** Time of the store in milliseconds, with which deadlines in records are compared. */
    time: Type.Number(),
  }),
});

/** Any other entry of the store: its key and value. */
export const ExportedEntry = Type.Object(
  { entry: Type.Tuple([Type.String({ minLength: 1 }), Type.String()]) },
  { additionalProperties: false },
);

/** The last line, without which a file is a part of an export. */
export const ExportEnd = Type.Object({ end: Type.Object({ records: Type.Integer() }) });

export const ExportLine = Type.Union([ExportHeader, SeedRecord, ExportedEntry, ExportEnd]);
export type ExportLine = Static<typeof ExportLine>;
