from media_library.models.files import Document, Image, Licence, Rendition
from media_library.models.remote import RemoteMedia, State

__all__ = [
    "Document",
    "Image",
    "Licence",
    "RemoteMedia",
    "Rendition",
    "State",
]
