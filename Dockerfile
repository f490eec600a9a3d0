# docker build -t okrio .
FROM rust:1.95-slim-bookworm AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \
    cargo build --release --locked --bin okrio && cp target/release/okrio /okrio
RUN mkdir -p /data

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
COPY --from=build /okrio /usr/bin/okrio
COPY --from=build --chown=65532:65532 /data /var/lib/okrio
ENV OKRIO_LISTEN=0.0.0.0:8080 OKRIO_DATA_DIR=/var/lib/okrio
USER 65532:65532
VOLUME /var/lib/okrio
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["okrio", "check", "--live"]
ENTRYPOINT ["okrio"]
CMD ["serve"]
