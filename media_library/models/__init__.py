from media_library.models.files import Document, Image, Licence, Rendition
from media_library.models.recordings import Audio, Captions, Recording, Video
from media_library.models.remote import RemoteMedia, State

__all__ = [
    "Audio",
    "Captions",
    "Document",
    "Image",
    "Licence",
    "Recording",
    "RemoteMedia",
    "Rendition",
    "State",
    "Video",
]
