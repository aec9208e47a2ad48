"""`manage.py worker`: runs tasks and schedules until it is asked to stop."""

from django_q.management.commands.qcluster import Command as QCluster


class Command(QCluster):
    help = "Runs the tasks and schedules of this newsroom (django-q2)."
