# interhelix without a Python of one's own; nothing runs as root.
#
#     docker build --target core -t interhelix .
#     docker run --rm -v "$PWD/out:/out" --user "$(id -u)" interhelix run conferences --world russia --out /out/first
#
# `develop` is what .devcontainer uses. `notebook` is last, so that Binder takes it.
FROM python:3.13-slim-bookworm AS core
ARG NB_USER=helix
ARG NB_UID=1000
ENV NB_USER=${NB_USER} \
    NB_UID=${NB_UID} \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    NUMBA_CACHE_DIR=/var/cache/interhelix/numba \
    MPLCONFIGDIR=/var/cache/interhelix/matplotlib \
    HOME=/home/${NB_USER}
# whoever runs it, with whatever home: caches stand where everybody may write
RUN useradd --create-home --uid "${NB_UID}" "${NB_USER}" \
    && install --directory --mode=1777 --owner="${NB_UID}" \
       /var/cache/interhelix /var/cache/interhelix/numba /var/cache/interhelix/matplotlib
WORKDIR /opt/interhelix
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY agents agents
COPY app app
COPY experiments experiments
COPY interhelix interhelix
COPY model model
COPY scenarios scenarios
RUN pip install -c constraints.txt . && rm -rf build ./*.egg-info
USER ${NB_UID}
WORKDIR /home/${NB_USER}
# compiled for the processor of this machine; another kind of processor compiles once more
RUN interhelix run conferences --world synthetic:4 --quarters 1 --json >/dev/null \
    && chmod -R a+rwX /var/cache/interhelix/numba /var/cache/interhelix/matplotlib
ENTRYPOINT ["interhelix"]
CMD ["--help"]

FROM core AS develop
USER 0
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends chromium git make \
    && rm -rf /var/lib/apt/lists/*
USER ${NB_UID}
ENTRYPOINT []
CMD ["bash"]

FROM core AS notebook
USER 0
WORKDIR /opt/interhelix
RUN pip install -c constraints.txt ".[app,docs,offline,sensitivity]" "jupyterlab==4.*" "jupytext==1.*" \
    && rm -rf build ./*.egg-info
WORKDIR /home/${NB_USER}
COPY --chown=${NB_UID} docs/notebooks docs/gallery.md notebooks/
USER ${NB_UID}
ENTRYPOINT []
CMD ["jupyter", "lab", "--ip=0.0.0.0", "--no-browser"]
