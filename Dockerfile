# The appliance's server and loader in one image. Build: docker build -t sansho .
# Terminals are enrolled first, by the same image: sansho terminal --help
# Run (read-only root; /var/lib/sansho is the only place that is written):
#   docker run --read-only --cap-drop=ALL --security-opt=no-new-privileges \
#     -v sansho:/var/lib/sansho -p 127.0.0.1:8443:8443 sansho serve --host 0.0.0.0
FROM node:24-bookworm-slim AS build
WORKDIR /opt/sansho
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:24-bookworm-slim
# Writes the terminals' .p12 files.
RUN apt-get update && apt-get install -y --no-install-recommends openssl && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/sansho
COPY --from=build /opt/sansho /opt/sansho
RUN install -d -o 65534 -g 65534 -m 0700 /var/lib/sansho
USER 65534:65534
ENV SANSHO_DATA=/var/lib/sansho
VOLUME /var/lib/sansho
EXPOSE 8443
HEALTHCHECK --interval=30s --timeout=5s CMD ["node", "scripts/health.ts"]
ENTRYPOINT ["/opt/sansho/scripts/sansho"]
CMD ["--help"]
