# Stop it with at least 40 seconds of grace (docker run --stop-timeout 40): a purchase in flight may take 25 s to answer,
# and the bot is gone within 30 s of SIGTERM. Settings come from the environment; nothing secret is built in.

FROM python:3.11-slim AS build
WORKDIR /src
RUN python -m venv /opt/label-bot
COPY requirements.txt ./
RUN /opt/label-bot/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
COPY handlers ./handlers
RUN /opt/label-bot/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation . \
    && /opt/label-bot/bin/pip uninstall --yes --quiet setuptools

FROM python:3.11-slim
COPY --from=build /opt/label-bot /opt/label-bot
# The number is fixed so that a volume keeps its owner, and so that a cluster can see that it is not root.
RUN install --directory --owner=10001 --group=10001 --mode=0700 /data
ENV PATH=/opt/label-bot/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/data \
    LABEL_BOT_DATABASE=/data/label-bot.db \
    LABEL_BOT_HOST=0.0.0.0
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import http.client as h, os; c = h.HTTPConnection('127.0.0.1', int(os.environ.get('LABEL_BOT_PORT') or 3000), timeout=4); c.request('GET', '/healthz'); raise SystemExit(c.getresponse().status != 200)"]
ENTRYPOINT ["label-bot"]
CMD ["run"]
