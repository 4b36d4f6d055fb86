import json
import os

from django.http import HttpResponseForbidden, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from twilio.request_validator import RequestValidator

from desk import routing
from desk.models import Ticket


@require_POST
def ask(request):
    ticket = Ticket.objects.create(language=request.POST["language"])
    task = routing.client.taskrouter.v1.workspaces(routing.WORKSPACE_SID).tasks.create(
        workflow_sid=routing.WORKFLOW_SID,
        attributes=json.dumps({"ticket": ticket.pk, "language": ticket.language}),
    )
    Ticket.objects.filter(pk=ticket.pk).update(task_sid=task.sid)
    return JsonResponse({"ticket": ticket.pk}, status=201)


@csrf_exempt
@require_POST
def assign(request):
    validator = RequestValidator(os.environ["TWILIO_AUTH_TOKEN"])
    signature = request.headers.get("X-Twilio-Signature", "")
    if not validator.validate(request.build_absolute_uri(), request.POST.dict(), signature):
        return HttpResponseForbidden()
    attributes = json.loads(request.POST["TaskAttributes"])
    Ticket.objects.filter(pk=attributes["ticket"]).update(worker_sid=request.POST["WorkerSid"])
    return JsonResponse({"instruction": "accept"})
