"""Word documents to sections, by way of HTML.

Source: ECMA-376 (Office Open XML); needs mammoth (the extra `docs`).
"""

from __future__ import annotations

import io
import zipfile

from knowledge.document import Outline
from knowledge.problem import UnreadableError
from knowledge.readers import html

# A ZIP may unfold to thousands of times its size.
LARGEST_UNFOLDED = 100_000_000
STYLES = "p[style-name='Title'] => h1:fresh"


def read(data: bytes) -> Outline:
    """Return the sections of a Word document. Raises UnreadableError."""
    try:
        import mammoth
    except ImportError:
        raise UnreadableError("Reading Word documents needs the extra `docs`: pip install 'signpost[docs]'.") from None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unfolded = sum(entry.file_size for entry in archive.infolist())
        if unfolded > LARGEST_UNFOLDED:
            raise UnreadableError("This Word document unfolds to more than 100 MB; take its pictures out.")
        page = mammoth.convert_to_html(
            io.BytesIO(data), style_map=STYLES, include_embedded_style_map=False, convert_image=lambda _image: []
        )
    except UnreadableError:
        raise
    except Exception:  # mammoth raises what zipfile, the XML parser and itself do on damaged files
        raise UnreadableError("This is not a Word document (.docx), or it is damaged; save it anew.") from None
    return html.read(page.value.encode())
