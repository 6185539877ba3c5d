/** `ALLOWED_HOSTS`: the names under which the gateway may be asked. A page that rebinds its own name to the gateway's address is refused by it. */
import { type HostName, isLoopbackName, nameOfAddress, parseHostName } from '../common/host-names.js';

export interface AllowedHostsOptions {
  /** Names such as `gw.example.com`, `gw.example.com:8443` and `*.example.com`, or `*`. Undefined: loopback's names and `host`. */
  allowed: readonly string[] | undefined;
  /** `HOST`: the address or name that is listened on. */
  host: string;
}

const WILDCARD_ADDRESSES = new Set(['0.0.0.0', '[::]']);
const DEFAULT_PORTS = { 'http:': 80, 'https:': 443 } as const;
type Scheme = keyof typeof DEFAULT_PORTS;
const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

export class AllowedHosts {
  readonly #isDefault: boolean;
  readonly #isAny: boolean;
  readonly #names: readonly HostName[];
  /** Of `*.example.com`: `.example.com`. */
  readonly #suffixes: readonly HostName[];
  /** By default, where `HOST` is a wildcard address: the address that a connection came in on is allowed too. */
  readonly #isAnyAddress: boolean;
  /** The names that any port goes with: nearly all requests need no more than this. */
  readonly #plain: ReadonlySet<string>;
  #port = 0;
  #ownOrigins: ReadonlySet<string> = new Set();

  constructor({ allowed, host }: AllowedHostsOptions) {
    const hostName = nameOfAddress(host) ?? host.toLowerCase();
    this.#isDefault = allowed === undefined;
    this.#isAnyAddress = allowed === undefined && WILDCARD_ADDRESSES.has(hostName);
    const patterns = allowed ?? [...LOOPBACK_NAMES, hostName];
    this.#isAny = patterns.includes('*');
    this.#names = patterns.filter((pattern) => !pattern.startsWith('*')).flatMap((name) => parseHostName(name) ?? []);
    this.#suffixes = patterns
      .filter((pattern) => pattern.startsWith('*.'))
      .flatMap((pattern) => parseHostName(pattern.slice('*.'.length)) ?? [])
      .map(({ name, port }) => ({ name: `.${name}`, port }));
    this.#plain = new Set(this.#names.filter(({ port }) => port === undefined).map(({ name }) => name));
  }

  /** @param localAddress The address that the connection came in on: unlike a name, it can't be rebound. */
  allows(host: HostName, localAddress: string | undefined): boolean {
    if (this.#isAny || this.#plain.has(host.name)) return true;
    if (this.#names.some(({ name, port }) => name === host.name && isPort(host.port, port))) return true;
    if (this.#suffixes.some(({ name, port }) => host.name.endsWith(name) && isPort(host.port, port))) return true;
    if (this.#isDefault && isLoopbackName(host.name)) return true;
    return this.#isAnyAddress && isLocalAddress(host, localAddress);
  }

  /** Health checks ask by address, whatever the gateway's public name is. */
  allowsProbe(host: HostName, localAddress: string | undefined): boolean {
    return isLoopbackName(host.name) || isLocalAddress(host, localAddress) || this.allows(host, localAddress);
  }

  /** Works out the origins of the gateway's own pages. `*` and `*.example.com` name none. */
  listensOn(port: number): void {
    this.#port = port;
    const listened = [...this.#plain].map((name) => originOf('http:', name, port));
    // Names that were given may be a proxy's, which listens on other ports and ends TLS.
    const proxied = this.#isDefault ? [] : this.#names.flatMap(proxiedOrigins);
    this.#ownOrigins = new Set([...listened, ...proxied]);
  }

  /** @param localAddress As for `allows`: a page that came from there is the gateway's own. */
  isOwnOrigin(origin: string, localAddress: string | undefined): boolean {
    if (this.#ownOrigins.has(origin)) return true;
    const address = this.#isAnyAddress && localAddress !== undefined ? nameOfAddress(localAddress) : undefined;
    return address !== undefined && origin === originOf('http:', address, this.#port);
  }
}

/** `Host` has no port where it is the scheme's own. */
const isPort = (port: number | undefined, wanted: number | undefined): boolean =>
  wanted === undefined || port === wanted || (port === undefined && (wanted === 80 || wanted === 443));

const isLocalAddress = ({ name }: HostName, localAddress: string | undefined): boolean =>
  localAddress !== undefined && name === nameOfAddress(localAddress);

const proxiedOrigins = ({ name, port }: HostName): string[] =>
  (['http:', 'https:'] as const).map((scheme) => originOf(scheme, name, port ?? DEFAULT_PORTS[scheme]));

/** As browsers write it: without the scheme's own port. */
const originOf = (scheme: Scheme, name: string, port: number): string =>
  port === DEFAULT_PORTS[scheme] ? `${scheme}//${name}` : `${scheme}//${name}:${port}`;
