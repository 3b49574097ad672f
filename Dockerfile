# One image for every process; the command chooses (docs/operating.md). There is no build step: Node runs the sources.

FROM node:24-trixie-slim AS dependencies
WORKDIR /cadre
COPY package.json package-lock.json .npmrc ./
COPY openapi/generator/package.json openapi/generator/
# No install script is needed: every native part comes prebuilt. The `node` of npm would be a second one beside the image's.
RUN --mount=type=cache,target=/root/.npm \
    npm ci --omit=dev --ignore-scripts && rm -r node_modules/node

FROM node:24-trixie-slim
WORKDIR /cadre
# A volume that is mounted here first takes over its owner.
RUN install --directory --owner=node --group=node /var/lib/cadre/inbox
COPY --from=dependencies /cadre/node_modules node_modules
COPY package.json ./
COPY migrations migrations
COPY workers workers
COPY src src
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 WORKER_PORT=3000 \
    OPERATOR_HOST=0.0.0.0 OPERATOR_PORT=9464
USER node
EXPOSE 3000
HEALTHCHECK --interval=5s --timeout=5s --start-period=30s \
    CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT}/livez`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/server.ts"]
