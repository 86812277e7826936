# The bot with its model. For the CPU build of PyTorch choose Pip and CPU on
# https://pytorch.org/get-started/locally/ and hand over the index address that it shows:
#
#   docker build --build-arg PIP_EXTRA_INDEX_URL=<that address> -t explain-bot .
#   docker run --env-file .env -v explain-bot:/data --stop-timeout 40 explain-bot
#
# docs/deploying.md says more.
ARG PYTHON=python:3.11-slim

FROM ${PYTHON} AS packages
ARG PIP_EXTRA_INDEX_URL
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
RUN python -m venv /opt/venv
# Without the sources this installs what they need, in the exact versions, and stays as it is until
# those change.
COPY LICENSE README.md pyproject.toml requirements.txt ./
RUN /opt/venv/bin/pip install -c requirements.txt ".[bot]" \
    && /opt/venv/bin/pip uninstall -y explain-core pip
RUN /opt/venv/bin/python -c "import sys, torch; sys.exit(torch.version.cuda and \
    'This is the CUDA build of PyTorch: see the first lines of the Dockerfile.')"

FROM ${PYTHON} AS sources
WORKDIR /sources
COPY explain_core explain_core
COPY bot bot
# Models change less often than code, so they get a layer of their own.
RUN mv explain_core/models /models && python -m compileall -q .

FROM ${PYTHON}
RUN useradd --system --user-group --uid 10001 --home-dir /data --shell /usr/sbin/nologin explain \
    && install --directory --owner explain --group explain --mode 0700 /data
WORKDIR /app
COPY --from=packages /opt/venv /opt/venv
COPY --from=sources /models explain_core/models
COPY --from=sources /sources ./
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    DATABASE_URL=sqlite:////data/explain.db \
    LEARNED_MODELS=/data/learned-models \
    LOG_FORMAT=json \
    METRICS_HOST=0.0.0.0 \
    METRICS_PORT=9100
USER explain
VOLUME /data
EXPOSE 3000 9100
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-c", \
    "import os; from urllib.request import urlopen; urlopen('http://127.0.0.1:%s/healthz' % os.environ['METRICS_PORT'], timeout=4)"]
ENTRYPOINT ["python", "-m", "bot"]
