import type { Span, Tracer } from '../observability/tracer.js';
import type { CallOrigin } from './caller.js';
import type { Endpoint } from './contract/endpoints.js';

/** Starts the span of a call: the template of its path, never the path, which holds ids (OpenTelemetry's semantic conventions for HTTP clients). */
export function startCallSpan(tracer: Tracer, { name, method, path }: Endpoint, { span, requestId }: CallOrigin): Span {
  return tracer.start(`${method} ${path}`, {
    kind: 'client',
    parent: span,
    attributes: {
      'http.request.method': method,
      'url.template': path,
      'wallet_gateway.endpoint': name,
      'wallet_gateway.request_id': requestId,
    },
  });
}
