from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from media_library.models import RemoteMedia
from media_library.viewsets import RecordingViewSetGroup, ToldOnlyPolicy

register_permission_policy(RemoteMedia, ToldOnlyPolicy(RemoteMedia))
register_snippet(RecordingViewSetGroup)
