/** The manifests are valid by Kubernetes' schemas, agree with each other, and configure a gateway that starts. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { readConfig } from '../../../src/config/config.js';

interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  // biome-ignore lint/suspicious/noExplicitAny: tests look into manifests freely
  [member: string]: any;
}

const FOLDER = fileURLToPath(new URL('../../../deploy/kubernetes/', import.meta.url));
const read = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');
const MANIFESTS: Manifest[] = readdirSync(FOLDER)
  .filter((file) => file !== 'kustomization.yaml')
  .flatMap((file) => parseAllDocuments(read(file)).map((document) => document.toJS() as Manifest));
const find = (kind: string, name = 'wallet-gateway'): Manifest => {
  const found = MANIFESTS.find((one) => one.kind === kind && one.metadata.name === name);
  if (!found) throw new Error(`no ${kind} ${name}`);
  return found;
};
/** Of the Prometheus operator, whose schemas the package does not have. */
const OTHERS = ['ServiceMonitor'];
const require = createRequire(import.meta.url);

it.each(
  MANIFESTS.filter(({ kind }) => !OTHERS.includes(kind)).map((one) => [one.kind, one.metadata.name, one] as const),
)('%s %s is valid', (kind, _, manifest) => {
  const models = require(`kubernetes-models/${manifest.apiVersion}/${kind}`) as Record<
    string,
    new (
      data: Manifest,
    ) => { validate(): void }
  >;
  const Model = models[kind];
  expect(Model).toBeDefined();
  expect(() => Model && new Model(manifest).validate()).not.toThrow();
});

it('a member that is none is not', () => {
  const { Deployment } = require('kubernetes-models/apps/v1/Deployment') as {
    Deployment: new (data: object) => { validate(): void };
  };
  expect(() => new Deployment({ ...find('Deployment'), spec: { replicas: 'two' } }).validate()).toThrow();
});

it('kustomization.yaml names all files', () => {
  const { resources } = parse(read('kustomization.yaml')) as { resources: string[] };
  expect([...resources].sort()).toEqual(
    readdirSync(FOLDER)
      .filter((file) => file !== 'kustomization.yaml')
      .sort(),
  );
});

it('configures a gateway that starts, within the time that a stop is given', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wallet-gateway-secrets-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [container] = find('Deployment').spec.template.spec.containers;
  const secrets = find('Secret').stringData as Record<string, string>;
  const files = (container.env as { name: string; value: string }[]).map(({ name, value }) => {
    const key = value.slice('/secrets/'.length);
    writeFileSync(join(folder, key), secrets[key] ?? '');
    return [name, join(folder, key)];
  });
  const config = readConfig({ NODE_ENV: 'production', ...find('ConfigMap').data, ...Object.fromEntries(files) });
  expect(config.misspelled).toEqual([]);
  expect(config.storeUrl).toMatch(/^rediss:/);
  const { terminationGracePeriodSeconds } = find('Deployment').spec.template.spec;
  expect(terminationGracePeriodSeconds * 1_000).toBeGreaterThan(config.drainDelayMs + 9_500);
});

it('selects the pods by the labels that they have', () => {
  const { labels } = find('Deployment').spec.template.metadata;
  const selectors = [
    find('Deployment').spec.selector.matchLabels,
    find('Service').spec.selector,
    find('Service', 'wallet-gateway-metrics').spec.selector,
    find('PodDisruptionBudget').spec.selector.matchLabels,
    find('NetworkPolicy').spec.podSelector.matchLabels,
  ];
  for (const selector of selectors) expect(selector).toEqual(labels);
  expect(find('Service', 'wallet-gateway-metrics').metadata).toMatchObject({
    labels: find('ServiceMonitor').spec.selector.matchLabels,
  });
});
