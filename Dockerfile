# The Wallet Gateway. See docs/deployment.md.

# Builds the files that run: the bundle, and the one module that is machine code.
FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build -- /out/dist \
  && node_modules/.bin/tsx scripts/runtime-modules.ts /out/node_modules \
  && mkdir /out-data

# Without npm, a shell of Node's image or anything that only builds need.
FROM debian:12-slim
LABEL org.opencontainers.image.title="Wallet Gateway" \
  org.opencontainers.image.description="A GraphQL gateway over a REST API for stablecoin wallets" \
  org.opencontainers.image.documentation="docs/deployment.md"
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=build /out /app
COPY --from=build --chown=65532:65532 /out-data /data
# The default store, file:./data, is the volume then.
WORKDIR /
ENV NODE_ENV=production HOST=0.0.0.0 DRAIN_DELAY_MS=5000
USER 65532:65532
VOLUME /data
EXPOSE 4000 9464
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s \
  CMD ["/usr/local/bin/node", "/app/dist/main.js", "healthcheck"]
# serve, simulator, doctor, idempotency, erase-customer, store, repair-store, token
ENTRYPOINT ["/usr/local/bin/node", "/app/dist/main.js"]
CMD ["serve"]
