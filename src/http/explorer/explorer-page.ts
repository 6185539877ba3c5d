/** The page that a browser gets at `/graphql`: Altair with examples, all of it from this gateway. */
import { explorerTabs, type SampleIds } from './explorer-examples.js';

/** Where the explorer's files are. */
export const EXPLORER_PATH = '/explorer/';
export const START_SCRIPT = 'start.js';

/**
 * Only this gateway's own files run, and requests go nowhere else; not every browser counts WebSockets as `'self'`. Altair sets styles of
 * elements, and checks documents in a worker.
 */
export const EXPLORER_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self' ws: wss:",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Altair advertises in a banner. */
const STYLE = '<style>app-banner-container { display: none }</style>';
const SANDBOX_LINK = `<a id="apollo-sandbox" href="https://studio.apollographql.com/sandbox/explorer" target="_blank" rel="noopener"
  style="position: fixed; right: 12px; bottom: 6px; z-index: 1; font: 12px sans-serif; color: #8ab4f8">Open in Apollo Sandbox</a>`;

/** @param index Altair's own page. */
export const explorerPage = (index: string): string =>
  index
    .replace('<title>Altair</title>', '<title>Wallet Gateway</title>')
    // Relative, for a proxy that serves the gateway below a path.
    .replace('<base href="/" />', '<base href="explorer/" />')
    .replace('</head>', `${STYLE}</head>`)
    .replace('</body>', `${SANDBOX_LINK}<script type="module" src="${START_SCRIPT}"></script></body>`);

/** Starts Altair. Endpoints are the page's own, by whichever name and path the browser knows it. */
export const startScript = (sample: SampleIds | undefined): string => `
const endpoint = new URL('../graphql', document.baseURI).href;
const tabs = ${JSON.stringify(explorerTabs(sample))};
const socket = endpoint.replace(/^http/, 'ws');
const endpoints = (handler) => ({
  endpointURL: endpoint,
  subscriptionsEndpoint: handler === 'graphql-sse' ? endpoint + '/stream' : socket,
  subscriptionsProtocol: 'graphql-transport-ws',
});
AltairGraphQL.init({
  ...endpoints(),
  initialSubscriptionRequestHandlerId: 'graphql-ws',
  initialWindows: tabs.map((tab) => ({ ...endpoints(tab.initialSubscriptionRequestHandlerId), ...tab })),
  instanceStorageNamespace: 'wallet-gateway',
  disableAccount: true,
  initialSettings: { disablePushNotification: true, theme: 'system' },
});
// Altair opens the last tab; whoever has been here before gets what they left.
if (!localStorage.getItem('wallet-gateway-visited')) {
  const whenFilled = new MutationObserver(() => {
    const items = document.querySelectorAll('.window-switcher__item');
    if (items.length < tabs.length) return;
    whenFilled.disconnect();
    localStorage.setItem('wallet-gateway-visited', 'yes');
    items[0].click();
  });
  whenFilled.observe(document.body, { childList: true, subtree: true });
}
document.querySelector('#apollo-sandbox').href += '?endpoint=' + encodeURIComponent(endpoint);
`;
