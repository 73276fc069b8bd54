"""The ways most tests ask for a stream."""

from .answers import STREAM


def open_stream(keywheel, target="/v1/chat/completions", body=STREAM, **options):
    client = keywheel.connect(**options)
    client.request("POST", target, body=body)
    return client


def ask_stream(keywheel, target="/v1/chat/completions"):
    with open_stream(keywheel, target) as client:
        return client.response()
