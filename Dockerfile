FROM --platform=$BUILDPLATFORM golang:1.26-bookworm AS build
ARG BUILDARCH=amd64
ARG TARGETARCH=$BUILDARCH
# Another architecture is cross-compiled: emulating the C compiler would take ten times as long.
RUN if [ "$TARGETARCH" != "$(go env GOHOSTARCH)" ]; then \
      case "$TARGETARCH" in \
        arm64) cross="gcc-aarch64-linux-gnu libc6-dev-arm64-cross" ;; \
        amd64) cross="gcc-x86-64-linux-gnu libc6-dev-amd64-cross" ;; \
      esac; \
      apt-get update && apt-get install -y --no-install-recommends $cross; \
    fi
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
RUN mkdir -p /out/data && deploy/build-static "$TARGETARCH" /out/quotebot "$VERSION" \
 && if [ "$TARGETARCH" = "$(go env GOHOSTARCH)" ]; then cp /out/quotebot /tmp/quotebot; \
    else deploy/build-static "$(go env GOHOSTARCH)" /tmp/quotebot "$VERSION"; fi \
 && /tmp/quotebot sbom /out/quotebot >/out/sbom.json && go run ./deploy/licences -texts >/out/NOTICES

# Only the target "with-model" needs this stage; its bytes are checked against the hash in the Makefile.
FROM --platform=$BUILDPLATFORM node:22-bookworm AS model
WORKDIR /out
COPY Makefile .
RUN make model

FROM scratch AS plain
ARG VERSION=dev
LABEL org.opencontainers.image.title="quotebot" \
      org.opencontainers.image.description="Who said that, when, and where it was printed" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.documentation="docs/operations.md" \
      org.opencontainers.image.base.name="scratch" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/quotebot /quotebot
COPY --from=build /out/sbom.json /out/NOTICES /src/LICENSE /
COPY --from=build --chown=65532:65532 /out/data /data
# One pool of the memory of C for all threads: what an import leaves is a third less, at the same speed (docs/performance.md).
ENV QUOTEBOT_DB=/data/quotebot.db TMPDIR=/data MALLOC_ARENA_MAX=1
USER 65532:65532
VOLUME /data
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["/quotebot", "health"]
ENTRYPOINT ["/quotebot"]

# docker build --target with-model: the same with the optional model, which finds quotes by meaning (docs/search.md).
FROM plain AS with-model
COPY --from=model /out/model /model
ENV QUOTEBOT_MODEL=/model

# What is built when no target is named.
FROM plain
