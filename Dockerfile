# Three stages of use: "migrate" brings a database up to date, "portal" (the default) serves.
FROM node:24-slim AS build
WORKDIR /portal
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build

# docker build --target migrate -t portal-migrate . && docker run --rm -e DATABASE_URL=... portal-migrate
FROM build AS migrate
USER node
CMD ["npm", "run", "db:migrate"]

FROM node:24-slim AS portal
ENV NODE_ENV=production HOSTNAME=0.0.0.0 PORT=3000
WORKDIR /portal
COPY --from=build --chown=node:node /portal/.next/standalone ./
USER node
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "server.js"]
