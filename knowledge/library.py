"""The guide as the rest of the product sees it: it answers at once, by meaning when the model is there, always."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from infra.files import LockHeldError
from knowledge.embed import Progress
from knowledge.embedders.batching import BatchingEmbedder
from knowledge.generations import GenerationDamagedError, guide_digest, read_pointer
from knowledge.health import Health, LibraryState
from knowledge.index import IndexReport, Source, tidy
from knowledge.models import Guide, Product
from knowledge.open import OpenGeneration, open_generation
from knowledge.ports import Embedder, ModelUnavailableError, Vectors
from knowledge.problem import GuideError
from knowledge.rebuild import Bench, Rebuilt, build_and_open, known_vectors, rebuild
from knowledge.recover import Stored, changed_inputs, empty_guide, find_stored, names_of, quick_to_read, read_source
from knowledge.settings import KnowledgeSettings

INDEX = "index"  # the folder of the generations in a data directory
WATCH_SECONDS = 2.0
KEEP_SECONDS = 4.0  # between two tries to write what could not be kept
STORE_SECONDS = 30.0  # between two tries to open the store that did not answer
CLOSE_SECONDS = 10.0

log = logging.getLogger(__name__)


class Library:
    """Owns the model and the current generation, and one thread that loads, builds, watches and heals.

    All methods may be called from any thread.
    """

    def __init__(self, settings: KnowledgeSettings, data_dir: Path, load: Callable[[], Embedder]) -> None:
        self._settings = settings
        self._configured = names_of(settings.guides)
        self._root = data_dir / INDEX
        self._load = load
        self._embedder: BatchingEmbedder | None = None
        self._building = threading.RLock()
        self._settled = threading.Event()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._current = OpenGeneration("none", Guide((), Product(id="", name="")), self.embed)
        self._seen = ""  # the generation that the pointer named when we last followed it
        self._unkept: Source | None = None  # what is served but could not be written
        self._healed_at = time.monotonic()
        self._health = Health()

    def start(self) -> None:
        """Serve the guide by keywords at once; load the model and open or build the index in the background.

        A large guide that was never indexed is read there too, so that this returns.
        """
        stored = self._find_first()
        self._seen = stored.named
        source = stored.source if self._same_guides(stored) else None
        if source is None and quick_to_read(self._settings.guides):
            source = self._read(self._settings.guides, explicit=False)
        self._serve_words(source or stored.source, stored)
        self._thread = threading.Thread(target=self._run, args=(stored,), name="knowledge", daemon=True)
        self._thread.start()

    def wait_ready(self, timeout: float) -> bool:
        """Wait until the start is over, well or not, for so many seconds, and tell whether it is."""
        return self._settled.wait(timeout)

    def current(self) -> OpenGeneration:
        """Return what answers now; never waits. It stays usable as long as it is held."""
        return self._current

    def embed(self, texts: Sequence[str]) -> Vectors | None:
        """Return one unit vector a text, shape (n, d), or None while there is no model."""
        embedder = self._embedder
        if embedder is None:
            return None
        try:
            return embedder.embed(texts)
        except ModelUnavailableError as error:
            self._health.note("model", f"{error} Questions are answered by keywords.")
            return None

    @property
    def state(self) -> LibraryState:
        """Tell how the guide is served right now."""
        current = self._current
        starting, loaded = not self._settled.is_set(), self._embedder is not None
        return self._health.state(starting, loaded, current.store, current.store_problem)

    def reindex(self, paths: Sequence[Path] | None = None, progress: Progress | None = None) -> IndexReport:
        """Build a generation from exactly these files and folders (none: the configured guides) and switch to it.

        Loads the model where it is not there yet; without one the generation answers by keywords. `progress` is
        told (stage, done, total). Raises GuideError, LockHeldError, ModelUnavailableError.
        """
        with self._building:
            chosen = tuple(paths or self._settings.guides)
            source, problems = read_source(chosen, names_of(chosen) != self._configured, self._configured)
            self._health.note_guide(problems)
            self._ensure_model()
            report = self._take(rebuild(self._root, source, self._bench(progress)), source)
            return replace(report, problems=(*problems, *self._health.lines("model"), *report.problems))

    def close(self) -> None:
        """Stop the background work and release the store; what is still asked is answered without it."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(CLOSE_SECONDS)
        self._current.close()

    def _run(self, stored: Stored) -> None:
        self._guarded(self._current.warm)
        self._guarded(lambda: self._settle(stored))
        self._settled.set()
        while not self._stopped.wait(WATCH_SECONDS):
            self._guarded(self._watch)

    def _guarded(self, work: Callable[[], None]) -> None:
        """Do background work; whatever goes wrong there leaves the answers alone."""
        try:
            with self._building:
                work()
        except LockHeldError:
            self._health.note("index", "Another process is building the index; the previous one answers.")
        except Exception:
            log.exception("background work on the index failed")
            self._health.note("index", "The index could not be brought up to date; the log says why.")

    def _settle(self, stored: Stored) -> None:
        """Bring what is served in line with guide, model and disk."""
        self._ensure_model()
        if self._seen != stored.named or self._unkept is not None:
            return  # somebody indexed in the meantime
        source = self._wanted(stored) or stored.source
        if source is None:
            self._health.note("index", "There is nothing to index.")
            return
        self._bring_up(source, stored, self._root)
        tidy(self._root)

    def _wanted(self, stored: Stored) -> Source | None:
        """Return the guide that should be served: what an operator indexed by name, else the configured one."""
        if not self._same_guides(stored) or stored.origin is None or not stored.origin.explicit:
            return self._read(self._settings.guides, explicit=False)
        if stored.problem or stored.source is None:
            return self._read([Path(path) for path in stored.origin.sources], explicit=True)
        self._health.mention(changed_inputs(stored.source))
        return stored.source

    def _bring_up(self, source: Source, stored: Stored, root: Path | None) -> None:
        """Open the stored generation where it fits guide and model, and build another where it does not."""
        if self._embedder is None:
            self._health.note("index", f"The index is damaged: {stored.problem}." if stored.problem else "")
            self._serve_words(source, stored)
            return
        same = stored.manifest is not None and stored.manifest.guide == guide_digest(source.guide)
        served = stored.manifest is not None and stored.manifest.id == self._current.id
        opened = self._open(stored) if same or served else None
        if opened is None:
            self._serve_words(source, stored)
        else:
            self._adopt(opened[0])
        if not (same and opened and opened[1]) or stored.problem:
            self._take(rebuild(root, source, self._bench(None)), source)

    def _open(self, stored: Stored) -> tuple[OpenGeneration, bool] | None:
        """Open a stored generation and tell whether it is whole; None where it is damaged or of another model."""
        embedder, manifest, folder, source = self._embedder, stored.manifest, stored.folder, stored.source
        if embedder is None or manifest is None or folder is None or source is None:
            return None
        if manifest.fingerprint != embedder.fingerprint:
            return None
        try:
            return open_generation(folder, manifest, source.guide, self.embed, self._settings.store_url)
        except GenerationDamagedError as error:
            log.warning("a stored generation is damaged: %s", error)
            return None

    def _take(self, rebuilt: Rebuilt, source: Source) -> IndexReport:
        """Serve a new generation, and remember it where it could not be kept."""
        if rebuilt.report.kept:
            self._seen = rebuilt.generation.id
        self._adopt(rebuilt.generation)
        self._unkept = source if rebuilt.problem else None
        self._health.note("index", rebuilt.problem)
        return rebuilt.report

    def _adopt(self, generation: OpenGeneration) -> None:
        generation.warm()
        self._current = generation

    def _serve_words(self, source: Source | None, stored: Stored) -> None:
        """Answer from a guide by keywords, under the name of its generation where it has one."""
        guide = source.guide if source else empty_guide()
        digest = guide_digest(guide)
        known = stored.manifest is not None and stored.manifest.guide == digest
        name = stored.manifest.id if stored.manifest and known else f"guide-{digest[:12]}"
        self._current = OpenGeneration(name, guide, self.embed)

    def _watch(self) -> None:
        """Follow the pointer where another process moved it; now and then mend what could not be kept or opened."""
        try:
            pointer = read_pointer(self._root)
        except GenerationDamagedError:
            return  # what is open goes on answering, and the next start mends it
        if pointer is not None and pointer.generation != self._seen:
            self._seen = pointer.generation
            self._follow()
        elif time.monotonic() - self._healed_at > (STORE_SECONDS if self._unkept is None else KEEP_SECONDS):
            self._healed_at = time.monotonic()
            self._heal()

    def _follow(self) -> None:
        """Serve what another process made current; where it is damaged or of another model, a private one like it."""
        stored = find_stored(self._root)
        source = stored.source
        if stored.problem:
            source = self._read([Path(path) for path in stored.origin.sources], True) if stored.origin else None
        if source is None:
            self._health.note("index", "A new generation is damaged; the previous one answers.")
            return
        self._health.note("index", "")
        self._health.note_guide(())
        self._unkept = None
        self._bring_up(source, stored, None)

    def _heal(self) -> None:
        """Try again what failed: write what could not be kept, reach the store that did not answer."""
        if self._unkept is not None:
            try:
                self._take(build_and_open(self._root, self._unkept, self._bench(None)), self._unkept)
            except OSError:
                return
        elif self._current.store_problem:
            stored = self._find_first()
            opened = self._open(stored) if stored.manifest and stored.manifest.id == self._current.id else None
            if opened and not opened[0].store_problem:
                self._adopt(opened[0])

    def _find_first(self) -> Stored:
        """Return what the data directory holds, and where nothing was ever built there the baked index, if any."""
        stored, baked = find_stored(self._root), self._settings.baked
        return find_stored(baked / INDEX) if baked and stored == Stored() else stored

    def _ensure_model(self) -> None:
        if self._embedder is not None:
            return
        try:
            self._embedder = BatchingEmbedder(self._load())
            self._health.note("model", "")
        except ModelUnavailableError as error:
            self._health.note("model", f"{error} Questions are answered by keywords.")

    def _bench(self, progress: Progress | None) -> Bench:
        served, url = self._current, self._settings.store_url
        told = progress or (lambda *_: None)
        return Bench(self._embedder, known_vectors(served), self.embed, url, told, served.guide)

    def _same_guides(self, stored: Stored) -> bool:
        """Tell whether KNOWLEDGE_GUIDES is what it was when the stored generation was built."""
        return stored.origin is not None and stored.origin.configured == self._configured

    def _read(self, paths: Sequence[Path], explicit: bool) -> Source | None:
        """Read a guide and note what is wrong with it; None where nothing can be read."""
        try:
            source, problems = read_source(paths, explicit, self._configured)
        except GuideError as error:
            self._health.note_guide(tuple(map(str, error.problems)), readable=False)
            return None
        self._health.note_guide(problems)
        return source
