from django.db import models


class Ticket(models.Model):
    language = models.CharField(max_length=2)
    task_sid = models.CharField(max_length=34)
    worker_sid = models.CharField(max_length=34)
