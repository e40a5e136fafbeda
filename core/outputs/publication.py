"""Outputs appear under their names once everything that can fail has been done."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import InputError
from ..rasters.object_upload import REMEDY, send, storing_problem
from ..rasters.raster_file import GDAL_ERRORS
from ..rasters.refusals import refusal
from .claim import claimed, free_name, identity_of, label_of, work_folder
from .object_storage import FINISHED, is_object
from .output_path import check_names

_NO_SYNC = {errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EROFS, errno.EBADF}
_PAUSES = (0.1, 0.2, 0.4, 0.8)  # seconds; programs that look for viruses hold new files open


@dataclass(frozen=True)
class Finished:
    """An output that is whole, in its work folder.

    Attributes:
        path: the name it shall have.
        file: where it is now.
        beside: where the files are that belong to it, by the names they shall have beside it,
            which begin with its own but for the ending.
        folders: where the folders are that it names, by what they shall be called, which nothing
            is yet; moved before it gets its name.
        stale: files of an earlier output of that name that would be taken for its own.
    """

    path: Path
    file: Path
    beside: tuple[tuple[Path, Path], ...] = ()
    stale: tuple[Path, ...] = ()
    folders: tuple[tuple[Path, Path], ...] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file where it is now."""
        return (self.file, *(file for _, file in self.beside))


@dataclass(eq=False)
class _Publication:
    """Outputs that wait for each other, by what tells files apart."""

    finished: dict[str, Finished] = field(default_factory=dict)
    claims: ExitStack = field(default_factory=ExitStack)


_TOGETHER: ContextVar[_Publication | None] = ContextVar("finecover_publication", default=None)
_STAGED: dict[str, Path] = {}


@contextmanager
def published_together() -> Iterator[None]:
    """Let all outputs of this thread that are finished inside appear together in the end.

    None appears when an error passes; each stays claimed until then. Where this is nested, all
    wait for the outermost end.

    Raises:
        InputError: an output cannot get its name; the others have theirs nevertheless.
    """
    outer = _TOGETHER.get()
    if outer is not None:
        before = set(outer.finished)
        try:
            yield
        except BaseException:
            _forget(outer, [key for key in outer.finished if key not in before])
            raise
        return
    publication = _Publication()
    token = _TOGETHER.set(publication)
    with publication.claims:
        try:
            yield
            _publish(publication.finished.values())
        finally:
            _TOGETHER.reset(token)
            _forget(publication, list(publication.finished))


@contextmanager
def published_at_once() -> Iterator[None]:
    """Let outputs appear when each is finished, whatever ``published_together`` is around."""
    token = _TOGETHER.set(None)
    try:
        yield
    finally:
        _TOGETHER.reset(token)


def staged(path: str | Path) -> Path:
    """Return where an output can be read that is finished but has not appeared; else ``path``.

    Files that belong to it lie beside it. No text may name it: the names are those of the output,
    the folder is not.
    """
    return _STAGED.get(identity_of(path), Path(path))


def publish(finished: Finished, claim: ExitStack) -> None:
    """Give a finished output its name, or keep it for the end of ``published_together``.

    Args:
        finished: the output.
        claim: what holds it; closed when the output has its name, or none.

    Raises:
        InputError: it does not reach the disk, or cannot get its name.
    """
    publication = _TOGETHER.get()
    with claim:
        for file in finished.files:
            try:
                sync(file)
            except OSError as error:
                raise refusal(finished.path, "written", error) from error
        if publication is None:
            _publish([finished])
            return
        identity = identity_of(finished.path)
        publication.finished[identity] = finished
        publication.claims.push(claim.pop_all())
        _STAGED[identity] = finished.file


@contextmanager
def made(path: str | Path) -> Iterator[Path]:
    """Hand out where an output is to be written; it gets its name in the end, when all went well.

    Raises:
        InputError: another run is writing it, or the disk refuses.
    """
    path = Path(path)
    with ExitStack() as claim:
        claim.enter_context(claimed({"": path}))
        file = work_folder(path) / path.name
        try:
            yield file
        except BaseException as error:
            with suppress(OSError):
                file.unlink()
            if isinstance(error, OSError):
                raise refusal(path, "written", error) from error
            raise
        publish(Finished(path, file), claim.pop_all())


def _forget(publication: _Publication, identities: Iterable[str]) -> None:
    for identity in identities:
        _STAGED.pop(identity, None)
        for file in publication.finished.pop(identity).files:
            with suppress(OSError):  # it has its name
                file.unlink()


def _publish(outputs: Iterable[Finished]) -> None:
    """Give outputs their names, each though another fails, unless it is seen before that one will.

    Raises:
        InputError: one cannot get its name, or had to be given another one.
    """
    outputs = list(outputs)
    for output in outputs:
        beside = (*(path for path, _ in output.beside), *output.stale)
        check_names(output.path, beside, folders=(folder.parent for folder, _ in output.folders))
    problems: list[InputError] = []
    elsewhere: list[str] = []
    folders: set[Path] = set()
    for output in outputs:
        try:
            elsewhere += _appear(output)
        except InputError as problem:
            problems.append(problem)
        folders.add(output.path.parent)
    for folder in folders:
        _sync_folder(folder)
    if elsewhere:  # where the work of hours is matters most
        raise InputError(" ".join(elsewhere))
    if problems:
        raise problems[0]


def _appear(output: Finished) -> list[str]:
    """Give an output its name; return what to say where it had to be another one."""
    if is_object(output.path):
        return _stored(output)
    for folder, made_in in output.folders:
        try:
            folder.parent.mkdir(exist_ok=True)
            _replace(made_in, folder)
        except OSError as error:
            raise refusal(output.path, "written", error) from error
        _sync_folder(folder)
        _sync_folder(folder.parent)
    try:
        _replace(output.file, output.path)
    except PermissionError as error:
        return [_saved_beside(output, error)]
    except OSError as error:
        raise refusal(output.path, "written", error) from error
    try:
        for path in set(output.stale) - {path for path, _ in output.beside}:
            path.unlink(missing_ok=True)
        for path, file in output.beside:
            _replace(file, path)
    except OSError as error:
        raise refusal(Path(error.filename2 or error.filename), "replaced", error) from error
    return []


def _stored(output: Finished) -> list[str]:
    """Store an output as an object; return what to say where it had to stay on this computer."""
    kept = work_folder(output.path) / FINISHED
    try:
        send(output.file, [file for _, file in output.beside], output.path)
    except GDAL_ERRORS as error:
        shutil.rmtree(kept, ignore_errors=True)  # of an earlier run
        try:
            kept.mkdir()
            for file in output.files:
                os.replace(file, kept / file.name)
        except OSError as other:
            raise refusal(output.path, "kept", other) from error
        problem = f"{label_of(output.path)} is finished, but cannot be stored"
        return [
            f"{problem} ({storing_problem(error)}); it lies in '{kept}': {REMEDY}, and copy it "
            "from there, or run again."
        ]
    shutil.rmtree(kept, ignore_errors=True)
    return []


def _replace(file: Path, path: Path) -> None:
    for pause in _PAUSES if sys.platform == "win32" else ():
        try:
            os.replace(file, path)
        except PermissionError:
            time.sleep(pause)
        else:
            return
    os.replace(file, path)


def _saved_beside(output: Finished, error: PermissionError) -> str:
    """Give an output another name, since its own is not to be had; return what to say."""
    saved = free_name(output.path)
    stem = len(output.path.stem)
    try:
        os.rename(output.file, saved)
        for path, file in output.beside:
            os.rename(file, saved.with_name(f"{saved.stem}{path.name[stem:]}"))
    except OSError as other:
        raise refusal(output.path, "written", error) from other
    return (
        f"{label_of(output.path)} could not be replaced because another program has it open (a "
        f"layer in QGIS?); the new file was saved as '{saved.name}' beside it."
    )


def sync(file: Path) -> None:
    """Wait until a file has reached the disk: full or failing ones may say so only now.

    Raises:
        OSError: it does not.
    """
    opened = os.open(file, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)
    try:
        os.fsync(opened)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
    finally:
        os.close(opened)


def _sync_folder(folder: Path) -> None:
    """Let the names reach the disk, too, where the system can; they are right without that."""
    if sys.platform == "win32":
        return
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
