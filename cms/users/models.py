from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Who may enter the admin. Ours from the first migration, because a later swap is painful."""

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
