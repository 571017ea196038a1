# Signpost with all it needs to answer: model, guide and index are in the image, and a container starts and answers
# without a network. It writes to /data alone. More in docs/install.md.
#
#   docker build --build-arg TORCH_INDEX=<an index with CPU builds of PyTorch> --tag signpost .
#   docker run --read-only --volume signpost:/data --publish 127.0.0.1:8000:8000 signpost

# A tag moves with its fixes. To build on one state of it for good, name its digest, which
# `docker buildx imagetools inspect python:3.11-slim-bookworm` prints: --build-arg BASE=python@sha256:...
ARG BASE=python:3.11-slim-bookworm


# The locked dependencies, in a layer that only a new lock renews.
FROM ${BASE} AS dependencies
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
# Where pip finds everything but torch; the default index when it is empty.
ARG PIP_INDEX_URL
# The default build of torch brings gigabytes of CUDA, so the index of its CPU builds has to be named.
ARG TORCH_INDEX
ARG TORCH=torch==2.13.0
RUN python -m venv /opt/signpost \
    && /opt/signpost/bin/pip install pip==26.2
# Without its dependencies: those are in the lock, with their hashes.
RUN /opt/signpost/bin/pip install --no-deps "${TORCH}" \
    --index-url "${TORCH_INDEX:?is not set: docker build --build-arg TORCH_INDEX=<an index with CPU builds of PyTorch>}"
COPY requirements.lock /tmp/
RUN /opt/signpost/bin/pip install --require-hashes -r /tmp/requirements.lock


# The wheel; the sources it is made of stay here.
FROM dependencies AS wheel
WORKDIR /source
COPY . .
RUN /opt/signpost/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels .


# What runs.
FROM ${BASE}
ENV PATH=/opt/signpost/bin:${PATH} \
    PYTHONUNBUFFERED=1 \
    HF_HUB_OFFLINE=1 \
    TRANSFORMERS_OFFLINE=1 \
    OMP_NUM_THREADS=1
RUN groupadd --gid 10001 signpost \
    && useradd --uid 10001 --gid signpost --home-dir /data --no-create-home --shell /usr/sbin/nologin signpost \
    && install --directory --owner=signpost --group=signpost --mode=0750 /data
COPY --from=dependencies /opt/signpost /opt/signpost
COPY --from=wheel /wheels /opt/wheels
RUN pip install --no-cache-dir --no-index --no-deps --root-user-action=ignore /opt/wheels/*.whl
# The index is made by the very model that will be asked; a model that is missing or damaged fails the build here.
RUN DATA_DIR=/opt/baked signpost index

# Temporary files go to the data volume too: the rest may be read-only.
ENV API_HOST=0.0.0.0 \
    API_PORT=8000 \
    DATA_DIR=/data \
    HOME=/data \
    TMPDIR=/data \
    KNOWLEDGE_BAKED=/opt/baked
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
# SIGTERM lets answers that are being written end; five seconds are enough.
STOPSIGNAL SIGTERM
# Not through a proxy, whatever the environment names, and from the address the program itself listens on.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import http.client, os, sys; at = http.client.HTTPConnection('127.0.0.1', int(os.environ['API_PORT']), timeout=4); at.request('GET', '/livez'); sys.exit(at.getresponse().status != 200)"]
CMD ["signpost", "serve"]
