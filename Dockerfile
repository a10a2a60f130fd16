# Two stages: the first builds the environment from the lock, the second carries it and nothing else.
FROM python:3.11-slim-bookworm AS build
WORKDIR /app
RUN pip install --no-cache-dir uv==0.13.8
ENV UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 UV_PROJECT_ENVIRONMENT=/app/.venv
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --extra anymail
COPY . .
# Collecting needs settings, settings need secrets: these live for this one command.
RUN eval "$(DATA_DIR=/tmp/build .venv/bin/python -m backend.settings.secrets | sed 's/^/export /')" \
 && DJANGO_SETTINGS_MODULE=backend.settings.base DATA_DIR=/tmp/build .venv/bin/python manage.py collectstatic --noinput

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /app ventanilla \
 && install -d -o ventanilla -m 700 /data
WORKDIR /app
COPY --from=build --chown=root:root /app /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=backend.settings.base \
    DATA_DIR=/data
USER ventanilla
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "backend.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "8"]
