/** Positions in a list that survive inserted and deleted entries. */
import { badUserInput, GatewayError } from '../common/gateway-error.js';
import { FINGERPRINT_LENGTH, fingerprintOf } from './fingerprint.js';
import { idsOf, type List, MAX_CALLS, type Place, type Start, Walk } from './walk.js';

/** The position right after an entry, as a cursor holds it: the entry's place and the entries before it. */
export interface Position extends Omit<Start, 'isBefore'> {
  /** The list's total at that time. */
  total: number | undefined;
  /** Fingerprints of the last shown entries, ending with the entry's own. */
  ids: string;
}

/**
 * Maximum length of the fingerprints in a cursor. While one of its entries remains in the list, the position is found. A cursor with fewer holds all
 * entries before it.
 */
export const MAX_SHOWN = 21 * FINGERPRINT_LENGTH;

/** Of {@link textOf}. */
const MEMBERS = 6;

/** Serialized by hand, since answers have many cursors and `JSON.stringify` took five times as long. */
export const textOf = ({ place, size, offset, skipped, total, ids }: Position): string =>
  `[${JSON.stringify(place)},${size},${offset},${skipped},${total ?? null},"${ids}"]`;

/** @param text The result of {@link textOf}. @throws {GatewayError} `BAD_USER_INPUT` for a text of an earlier version. */
export function positionOf(text: string): Position {
  const members: unknown = JSON.parse(text);
  const isCurrent = Array.isArray(members) && members.length === MEMBERS;
  if (!isCurrent) throw badUserInput('"after" is a cursor of an earlier version. Begin the list anew.');
  const [place, size, offset, skipped, total, ids] = members as [Place, number, number, number, number | null, string];
  return { place, size, offset, skipped, total: total ?? undefined, ids };
}

/** A position whose page is not known. No page has the size 0. */
export const NO_PAGE = { place: null, size: 0, offset: 0, skipped: 0, total: undefined } as const;

const TOO_FAR =
  'The position of "after" was not found before the operation had cost MAX_REST_CALLS calls. Begin the list anew, or ask for less at once.';

/**
 * @returns null if the list does not exist.
 * @throws {GatewayError} `LIMIT_EXCEEDED` if the search would exceed `MAX_REST_CALLS`.
 */
export async function findStart<Item extends { id: string }>(list: List<Item>, from: Position): Promise<Start | null> {
  const { offset } = from;
  const { place, size } = from.size === NO_PAGE.size ? { place: list.first, size: list.pageSize } : from;
  const shown: readonly string[] = from.ids.match(/.{6}/g) ?? [];
  const isBefore = (id: string): boolean => shown.includes(fingerprintOf(id));
  let { total } = from;
  let isMissing = false;

  const look = async (walk: Walk<Item>, pages = MAX_CALLS): Promise<Start | undefined> => {
    for (let left = pages; left > 0 && !walk.isOver; left -= 1) {
      // The page that the cursor names is counted before the operation runs, a search is not.
      if (walk.calls > 0 && list.mayGoOn?.() === false) throw new GatewayError('LIMIT_EXCEEDED', TOO_FAR);
      await walk.next();
      isMissing ||= walk.isMissing;
      total = walk.page?.total ?? total;
      const fingerprints = idsOf(walk.page?.items ?? []).map(fingerprintOf);
      const nearest = shown.findLast((fingerprint) => fingerprints.includes(fingerprint));
      if (nearest === undefined) continue;
      const skipped = fingerprints.indexOf(nearest) + 1;
      return { place: walk.place, size: walk.size, offset: walk.offset, skipped, isBefore };
    }
    return undefined;
  };
  const walk = new Walk(list, { place, size, offset, skipped: 0 });
  let found = await look(walk, 1);
  const left = Math.max(0, (from.total ?? 0) - (total ?? 0));
  const others = place === list.first ? [] : [new Walk(list)];
  for (const other of left > 0 ? [...others, walk] : [walk, ...others]) found ??= await look(other);
  if (found || isMissing) return found ?? null;

  // All entries are gone: the earliest possible position, so that no remaining entry is skipped.
  const isTop = from.ids.length < MAX_SHOWN || (typeof place !== 'number' && !walk.page?.items.length);
  if (!isTop && typeof place !== 'number') return { place, size, offset, skipped: 0, isBefore };
  const skipped = isTop ? 0 : Math.max(0, offset + from.skipped - left);
  return { place: list.first, size, offset: 0, skipped, isBefore };
}
