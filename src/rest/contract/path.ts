/** From a read to the path that asks for it, and what it is about. */
import { isId } from './contract.js';
import type { Endpoint } from './endpoints.js';

export interface ReadRequest {
  params?: Record<string, string>;
  query?: Record<string, string | number | null | undefined>;
}

/** Ids are checked where they enter the gateway; here nothing may leave that is not one. @throws {TypeError} */
export function pathOf(endpoint: Endpoint, { params, query }: ReadRequest): string {
  const path = params ? withIds(endpoint, params) : endpoint.path;
  if (!query) return path;
  let search = '';
  for (const name in query) {
    const value = query[name];
    if (value === null || value === undefined || value === '') continue;
    search += `${search === '' ? '?' : '&'}${name}=${encodeURIComponent(value)}`;
  }
  return path + search;
}

function withIds(endpoint: Endpoint, params: Record<string, string>): string {
  let path = endpoint.path;
  for (let open = path.indexOf('{'); open >= 0; open = path.indexOf('{', open)) {
    const close = path.indexOf('}', open);
    path = path.slice(0, open) + idOf(endpoint, path.slice(open + 1, close), params) + path.slice(close + 1);
  }
  return path;
}

function idOf(endpoint: Endpoint, name: string, params: Record<string, string>): string {
  const id = params[name];
  if (id === undefined || !isId(id)) throw new TypeError(`${endpoint.name}: ${name} is no id`);
  return encodeURIComponent(id);
}

/** The id of what a read is about; empty where it is about nothing in particular. */
export function subjectOf({ about }: Endpoint, { params, query }: ReadRequest): string {
  const id = about && (params?.[about] ?? query?.[about]);
  return String(id ?? '');
}
