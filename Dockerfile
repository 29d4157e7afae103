FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
# Static, so that the runtime image needs nothing but the program: names are resolved by Go, not by the C library.
RUN CGO_ENABLED=1 go build -tags sqlite_fts5,netgo,osusergo,timetzdata -trimpath \
      -ldflags "-s -w -X main.version=${VERSION} -linkmode external -extldflags -static" -o /out/quotebot . \
 && mkdir -p /out/data

FROM scratch
LABEL org.opencontainers.image.title="quotebot" \
      org.opencontainers.image.description="Who said that, when, and where it was printed" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/quotebot /quotebot
COPY --from=build --chown=65532:65532 /out/data /data
ENV QUOTEBOT_DB=/data/quotebot.db TMPDIR=/data
USER 65532:65532
VOLUME /data
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["/quotebot", "health"]
ENTRYPOINT ["/quotebot"]
