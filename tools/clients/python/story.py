"""One story through a client as the generator makes it: a need is filed, shown by a picture, found and seen again."""

import base64
import datetime
import io
import os

import doorstep_client.models as models
from doorstep_client import AuthenticatedClient
from doorstep_client.api.evidence import download_evidence, upload_evidence
from doorstep_client.api.need import create_need, list_needs, verify_need
from doorstep_client.types import File

picture = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)
division = os.environ["DIVISION"]
client = AuthenticatedClient(base_url=os.environ["GATEWAY"], token=os.environ["TOKEN"])

draft = models.Need(
    division=division,
    category="elder-care",
    title="老年助餐",
    quantity=1,
    channel=models.NeedChannel.CHANNEL_HOTLINE,
    open_until=datetime.datetime(2099, 12, 31, 10, tzinfo=datetime.timezone.utc),
)
need = create_need.sync(client=client, body=draft)
assert isinstance(need, models.Need), need

evidence = upload_evidence.sync(
    client=client,
    body=File(payload=io.BytesIO(picture)),
    about=need.name,
    kind=models.EvidenceKind.KIND_PHOTO,
)
assert isinstance(evidence, models.Evidence), evidence

recent = f'division = "{division}" AND update_time >= "2025-01-01T00:00:00Z"'
page = list_needs.sync(client=client, filter_=recent)
assert isinstance(page, models.NeedsPage), page
assert need.name in [one.name for one in page.needs]

file = download_evidence.sync(evidence.name.split("/")[1], client=client, x_purpose="review")
assert isinstance(file, File), file
assert file.payload.read() == picture, "another file came back"

problem = verify_need.sync(need.name.split("/")[1], client=client)
assert isinstance(problem, models.Problem), problem
assert problem.reason == "VERIFIED_BY_FILER", problem
print(f"told of {need.name} and {evidence.name}")
