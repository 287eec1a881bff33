# Trunkline with PostgreSQL's programs: alone with its private database in a volume, or a node on a database elsewhere.
# `make image` builds and tries it; the steps are scripts (scripts/image/), which run where no container engine does, too.
# Why it is as it is: docs/decisions/0013-container.md.

# One Debian release for all stages: the binary and PostgreSQL need the C library they were built with. Its PostgreSQL is
# 15, the version the tests run on; the cluster in a volume belongs to that version, so a change here is one for operators.
ARG DEBIAN=bookworm
ARG RUST=1.95.0
ARG NODE=20

FROM node:${NODE}-${DEBIAN}-slim AS node

FROM rust:${RUST}-${DEBIAN} AS build
ARG RUST
# The toolchain that is in the image: rust-toolchain.toml asks for the newest stable one, which would be fetched.
ENV RUSTUP_TOOLCHAIN=${RUST}
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules/npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
WORKDIR /src

# The wasm target and the npm packages: a layer that stays until one of these files changes.
COPY Cargo.toml rust-toolchain.toml package.json package-lock.json .npmrc ./
COPY scripts/say.sh scripts/setup.sh scripts/
COPY scripts/setup scripts/setup
RUN --mount=type=cache,target=/root/.npm \
    DATABASE_URL=not-needed-to-build scripts/setup.sh

# Crates and what was compiled stay in caches from build to build; what is wanted of them is laid out before the step ends.
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry,sharing=locked \
    --mount=type=cache,target=/usr/local/cargo/git,sharing=locked \
    --mount=type=cache,target=/src/target,sharing=locked \
    scripts/image/build.sh && scripts/image/layout.sh /out/rootfs /out/symbols

# Names and lines for the binary's backtraces: docker build --target symbols --output symbols .
FROM scratch AS symbols
COPY --from=build /out/symbols/ /

FROM debian:${DEBIAN}-slim
RUN --mount=type=bind,source=scripts,target=/build/scripts \
    apt-get update -q \
    && apt-get install -y --no-install-recommends -q ca-certificates tini \
    && /build/scripts/image/postgres.sh / \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/archives/* /var/log/apt /var/log/dpkg.log
# initdb asks for the account's name, so the number needs an entry. A new volume takes the folder's owner over.
RUN groupadd --gid 10001 trunkline \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/trunkline --shell /usr/sbin/nologin trunkline \
    && install -d -o trunkline -g trunkline -m 0711 /var/lib/trunkline
COPY --from=build /out/rootfs/ /

ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Trunkline" \
      org.opencontainers.image.description="A web portal for phone numbers: one binary, a private PostgreSQL by default" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="Apache-2.0"

# In a container every address is behind the engine's network, which publishes the port or does not.
ENV TRUNKLINE_ADDR=0.0.0.0:3000 \
    TRUNKLINE_DATA_DIR=/var/lib/trunkline
USER 10001:10001
WORKDIR /
VOLUME /var/lib/trunkline
EXPOSE 3000
STOPSIGNAL SIGTERM
# A first start makes a cluster (seconds); one after a crash replays the log, for which there is patience.
HEALTHCHECK --interval=5s --timeout=8s --start-period=120s --retries=3 CMD ["trunkline", "health"]
# tini is process 1: it passes signals on to commands that would be deaf as process 1, and buries PostgreSQL's orphans.
ENTRYPOINT ["/usr/bin/tini", "--", "trunkline"]
CMD ["serve"]
